package report

import (
	"net/url"
	"path"
	"path/filepath"
	"strings"
)

// place names a file for those who see the repository and not this machine:
// with slashes, and below Root relative to it. URLs, standard input and files
// elsewhere stay as they were named.
func (r *Result) place(file string) string {
	if file == "" || file == "-" || file == "stdin" || isURL(file) {
		return file
	}
	if r.Root != "" {
		if abs, err := filepath.Abs(file); err == nil {
			if rel, err := filepath.Rel(r.Root, abs); err == nil && filepath.IsLocal(rel) {
				return filepath.ToSlash(rel)
			}
		}
	}
	return path.Clean(filepath.ToSlash(file))
}

func isURL(file string) bool {
	return strings.HasPrefix(file, "https://") || strings.HasPrefix(file, "http://")
}

// fileURI is the URI reference of a place, RFC 3986. below: it is relative,
// and does not leave the folder that it is relative to.
func fileURI(place string) (uri string, below bool) {
	if isURL(place) {
		if u, err := url.Parse(place); err == nil {
			return u.String(), false
		}
	}
	if filepath.IsAbs(filepath.FromSlash(place)) {
		return (&url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(place, "/")}).String(), false
	}
	return (&url.URL{Path: place}).String(), place != ".." && !strings.HasPrefix(place, "../")
}
