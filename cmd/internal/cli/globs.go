package cli

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// globbed replaces patterns by the files they match, in order; shells that
// expand them themselves leave none. A path that exists is no pattern.
func globbed(args []string) ([]string, error) {
	var out []string
	for _, a := range args {
		if !strings.ContainsAny(a, "*?[") || strings.Contains(a, "://") {
			out = append(out, a)
			continue
		}
		if _, err := os.Stat(a); err == nil {
			out = append(out, a)
			continue
		}
		matches, err := matching(a)
		if err != nil || len(matches) == 0 {
			return nil, unusable("the pattern is taken from the current folder; ** stands for folders of any depth", "no document matches %q", a)
		}
		for _, m := range matches {
			if !slices.Contains(out, m) { // patterns may overlap
				out = append(out, m)
			}
		}
	}
	return out, nil
}

// matching returns the files that a pattern matches, in order. What follows
// the first **/ is looked for in folders of any depth, but not in those whose
// names begin with a dot.
func matching(pattern string) ([]string, error) {
	pattern = filepath.ToSlash(pattern)
	before, after, deep := strings.Cut(pattern, "**/")
	if !deep {
		return filepath.Glob(pattern)
	}
	roots, err := filepath.Glob(cmp.Or(strings.TrimSuffix(before, "/"), "."))
	if err != nil {
		return nil, err
	}
	var out []string
	for _, root := range roots {
		err = errors.Join(err, filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case e.IsDir() && path != root && strings.HasPrefix(e.Name(), "."):
				return filepath.SkipDir
			case !e.IsDir() && matchesEnd(after, path):
				out = append(out, path)
			}
			return nil
		}))
	}
	return out, err
}

// matchesEnd reports whether the last parts of a path match a pattern.
func matchesEnd(pattern, path string) bool {
	parts := strings.Split(filepath.ToSlash(path), "/")
	n := strings.Count(pattern, "/") + 1
	if n > len(parts) {
		return false
	}
	ok, err := filepath.Match(pattern, strings.Join(parts[len(parts)-n:], "/"))
	return ok && err == nil
}
