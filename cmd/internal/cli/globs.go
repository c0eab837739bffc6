package cli

import (
	"os"
	"path/filepath"
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
		matches, err := filepath.Glob(a)
		if err != nil || len(matches) == 0 {
			return nil, unusable("the pattern is taken from the current folder", "no document matches %q", a)
		}
		out = append(out, matches...)
	}
	return out, nil
}
