// Package page is the live page of the control API: routes, connections,
// messages with their verdicts, a sequence picture per connection, and a form
// that sends. It is plain ES modules and CSS, needs no other host, and talks
// to the API at the paths beside its own.
package page

import (
	"embed"
	"io"
	"io/fs"
	"net/http"
	"path"

	"asyncmock/server/picture"
)

//go:embed index.html *.js *.css
var files embed.FS

// policy lets the page load from its own listener only, and nobody frame it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; " +
	"form-action 'none'; frame-ancestors 'none'; base-uri 'none'"

// kinds are the media types of the files; the system's own table may be wrong.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
}

// Serve answers a GET for a file of the page: "" is the page itself. It
// reports whether there is such a file, and writes nothing if not.
func Serve(w http.ResponseWriter, name string) bool {
	text, ok := find(name)
	if !ok {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", kinds[path.Ext(orIndex(name))])
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-cache")
	io.WriteString(w, text)
	return true
}

// find returns the text of a file.
func find(name string) (string, bool) {
	switch name = orIndex(name); name {
	case "picture.js":
		return picture.Script(), true
	case "picture.css":
		return picture.Style(), true
	}
	text, err := fs.ReadFile(files, name)
	return string(text), err == nil
}

func orIndex(name string) string {
	if name == "" {
		return "index.html"
	}
	return name
}
