package spec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Budgets of the files of one document.
const (
	maxFiles = 256
	maxTotal = 128 << 20
)

// A file is one text that a document is made of.
type file struct {
	key  string // path from the root folder with slashes, or URL
	name string // as it is shown
	root *Node  // nil when it is unusable
	err  *fileError
	// found caches what the fragments of references lead to.
	found map[string]*Node
}

// fileError says why a file is not read. No text of the file is in it.
type fileError struct{ code, summary, hint string }

// files reads the files of one document, each once.
type files struct {
	ctx    context.Context
	f      *findings
	spent  budget
	bytes  int
	root   *os.Root
	top    string // root's folder as the system names it, absolute
	base   string // what stands before a key to show it
	remote *remote
	byKey  map[string]*file
	main   *file
	read   func(path string, source []byte) // of LoadOptions, nil: nobody asks
}

// openMain reads the document itself. The user named it, so it may be anywhere.
func (fs *files) openMain(location string, opts *LoadOptions) *file {
	source, err := fs.readMain(location, opts)
	if err != nil {
		fs.f.pos(Pos{File: location}, err.code, "%s", err.summary).Hint = err.hint
		return nil
	}
	fs.bytes += len(source)
	fs.main.root = parseSource(fs.main.name, source, fs.f, &fs.spent)
	if fs.main.root == nil {
		return nil
	}
	fs.byKey[fs.main.key] = fs.main
	return fs.main
}

func (fs *files) readMain(location string, opts *LoadOptions) ([]byte, *fileError) {
	fs.main = &file{key: location, name: location}
	switch {
	case location == "-":
		fs.openRoot(".", opts.Root)
		fs.main.name, fs.main.key = "stdin", "stdin"
		if opts.Stdin == nil {
			return nil, &fileError{codeReadFailed, "there is no standard input", ""}
		}
		return limited(opts.Stdin, maxFile)
	case isURL(location):
		u, err := url.Parse(location)
		if err != nil {
			return nil, &fileError{codeReadFailed, "the address is not a URL", ""}
		}
		if opts.Root != "" {
			fs.openRoot(".", opts.Root)
		}
		u.Fragment = ""
		fs.main.key = u.String()
		return fs.remote.get(fs.ctx, u)
	}
	fs.openRoot(filepath.Dir(location), opts.Root)
	fs.main.key = fs.keyOf(location)
	source, err := readNamed(location)
	fs.tell(location, source)
	return source, err
}

// tell names a local file to who asked for it.
func (fs *files) tell(path string, source []byte) {
	if fs.read != nil {
		fs.read(path, source)
	}
}

// readNamed reads the file that the user named.
func readNamed(location string) ([]byte, *fileError) {
	f, err := os.Open(location)
	if err != nil {
		return nil, &fileError{codeReadFailed, "cannot open the document: " + reason(err), "check the path"}
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, &fileError{codeReadFailed, "this is a folder, not a document", "name the document in it"}
	}
	return limited(f, maxFile)
}

// openRoot opens the folder that no reference leaves.
func (fs *files) openRoot(own, wanted string) {
	folder := own
	if wanted != "" {
		folder = wanted
	}
	abs, err := filepath.Abs(folder)
	if err != nil {
		return
	}
	root, err := os.OpenRoot(abs)
	if err != nil {
		if wanted != "" {
			fs.f.pos(Pos{File: wanted}, codeReadFailed, "cannot open the folder for references: %s", reason(err))
		}
		return
	}
	fs.root, fs.top, fs.base = root, abs, filepath.ToSlash(folder)
}

// keyOf returns the path of the document from the root folder, with slashes.
func (fs *files) keyOf(location string) string {
	abs, err := filepath.Abs(location)
	if err != nil {
		return filepath.ToSlash(location)
	}
	rel, err := filepath.Rel(fs.top, abs)
	if err != nil {
		return filepath.ToSlash(abs)
	}
	return filepath.ToSlash(rel)
}

func (fs *files) close() {
	if fs.root != nil {
		fs.root.Close()
	}
}

// open returns the file that a reference in from names.
func (fs *files) open(from *file, ref string, quiet bool) *file {
	if isURL(from.key) || isURL(ref) {
		return fs.openURL(from, ref, quiet)
	}
	key, err := fs.localKey(from, ref)
	if err != nil {
		return &file{err: err}
	}
	return fs.once(key, quiet, func() ([]byte, *fileError) {
		source, err := fs.readLocal(key)
		fs.tell(filepath.Join(fs.top, filepath.FromSlash(key)), source)
		return source, err
	})
}

// once reads, counts and parses a file that was not asked for before.
func (fs *files) once(key string, quiet bool, read func() ([]byte, *fileError)) *file {
	if known := fs.byKey[key]; known != nil {
		return known
	}
	f := &file{key: key, name: fs.show(key)}
	fs.byKey[key] = f
	if len(fs.byKey) > maxFiles {
		f.err = &fileError{codeTooMany, fmt.Sprintf("the document consists of more than %d files", maxFiles), ""}
		return f
	}
	source, err := read()
	if err == nil && fs.bytes+len(source) > maxTotal {
		err = &fileError{codeTooLarge, fmt.Sprintf("the files of the document are larger than %d MiB together", maxTotal>>20), ""}
	}
	if err != nil {
		f.err = err
		return f
	}
	fs.bytes += len(source)
	fs.parse(f, source, quiet)
	return f
}

// parse makes the tree of a referenced file. Text that is neither YAML nor
// JSON by its name becomes one string (protobuf, XML).
func (fs *files) parse(f *file, source []byte, quiet bool) {
	if isPlainText(f.key) {
		b := &builder{file: f.name, f: fs.f, budget: &fs.spent}
		if b.checkText(source) {
			f.root = &Node{Kind: String, Text: string(source), Pos: Pos{f.name, 1, 1}}
		}
	} else if quiet {
		f.root = parseSource(f.name, source, &findings{}, &fs.spent)
	} else {
		f.root = parseSource(f.name, source, fs.f, &fs.spent)
	}
	if f.root == nil {
		f.err = &fileError{codeRefFile, "the file cannot be used", "see the finding about the file itself"}
	}
}

func isPlainText(key string) bool {
	switch strings.ToLower(path.Ext(key)) {
	case ".proto", ".xsd", ".xml", ".thrift", ".graphql", ".fbs", ".avdl", ".md", ".txt":
		return true
	}
	return false
}

// show returns how a file is named to the user.
func (fs *files) show(key string) string {
	if isURL(key) || fs.base == "." || fs.base == "" {
		return key
	}
	return path.Join(fs.base, key)
}

// readLocal reads a regular file inside the root folder.
func (fs *files) readLocal(key string) ([]byte, *fileError) {
	name := filepath.FromSlash(key)
	info, err := fs.root.Stat(name) // before opening: opening a pipe would wait
	if err != nil {
		return nil, refFileError(err)
	}
	if !info.Mode().IsRegular() {
		return nil, &fileError{codeRefFile, "the reference names no regular file", ""}
	}
	f, err := fs.root.Open(name)
	if err != nil {
		return nil, refFileError(err)
	}
	defer f.Close()
	return limited(f, maxFile)
}

func refFileError(err error) *fileError {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &fileError{codeRefFile, "the referenced file does not exist", "the path is relative to the file that holds the $ref"}
	case errors.Is(err, fs.ErrPermission):
		return &fileError{codeRefFile, "the referenced file may not be read", "check its permissions"}
	case strings.Contains(err.Error(), "escapes"):
		return &fileError{codeRefOutside, "the reference leaves the folder of the document", "widen it with --ref-root, or copy the file"}
	}
	return &fileError{codeRefFile, "the referenced file cannot be read", ""}
}

// limited reads to the end, or fails beyond the limit.
func limited(r io.Reader, limit int) ([]byte, *fileError) {
	source, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if err != nil {
		return nil, &fileError{codeReadFailed, "reading failed: " + reason(err), ""}
	}
	if len(source) > limit {
		return nil, &fileError{codeTooLarge, fmt.Sprintf("the file is larger than %d MiB", limit>>20), ""}
	}
	return source, nil
}

// reason returns the system's words without the path.
func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

func isURL(s string) bool {
	scheme, _, found := strings.Cut(s, "://")
	return found && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https"))
}
