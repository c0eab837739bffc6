package spec

import (
	"path"
	"path/filepath"
	"strings"
)

// localKey returns the path from the root folder that a reference means. It
// refuses everything that could mean another place on some system.
func (fs *files) localKey(from *file, ref string) (string, *fileError) {
	outside := &fileError{codeRefOutside, "the reference leaves the folder of the document", "widen it with --ref-root, or copy the file"}
	if fs.root == nil {
		return "", outside
	}
	p, ok := strings.CutPrefix(ref, "file://")
	if ok {
		p = strings.TrimPrefix(p, "localhost")
		if !strings.HasPrefix(p, "/") {
			return "", outside
		}
	}
	decoded, err := decodePercent(p)
	if err != nil {
		decoded = p
	}
	if hint := oddPath(decoded); hint != "" {
		return "", &fileError{codeRefOutside, "the reference is not a relative path with slashes", hint}
	}
	if i := strings.IndexByte(decoded, '?'); i >= 0 && err == nil && strings.Contains(p, "?") {
		decoded = decoded[:i]
	}
	if strings.HasPrefix(decoded, "/") {
		rel, err := filepath.Rel(fs.top, filepath.FromSlash(decoded))
		if err != nil {
			return "", outside
		}
		decoded = filepath.ToSlash(rel)
	} else {
		decoded = path.Join(path.Dir(from.key), decoded)
	}
	key := path.Clean(decoded)
	if key == ".." || strings.HasPrefix(key, "../") {
		return "", outside
	}
	return key, nil
}

// oddPath returns a hint about a path that some system reads otherwise.
func oddPath(p string) string {
	switch {
	case strings.ContainsRune(p, '\\'):
		return `write / instead of \`
	case strings.ContainsRune(p, 0):
		return "remove the zero byte"
	case strings.HasPrefix(p, "//"):
		return "write the path with one slash"
	case strings.HasPrefix(p, "~"):
		return "write the path from this file on"
	}
	if i := strings.IndexByte(p, ':'); i >= 0 && !strings.Contains(p[:i], "/") {
		return "only relative paths, file:// and https:// are understood"
	}
	return ""
}
