package web

import (
	"bytes"
	"encoding/json"
	"html"
	"net/http"
	"strconv"
	"strings"

	"asyncmock/server"
	"asyncmock/spec"
)

// problem is a problem document (RFC 9457) with our own members.
type problem struct {
	Type     string           `json:"type"`
	Title    string           `json:"title"`
	Status   int              `json:"status"`
	Detail   string           `json:"detail,omitempty"`
	Code     string           `json:"code"`
	Hint     string           `json:"hint,omitempty"`
	Try      []string         `json:"try,omitempty"`
	Near     []string         `json:"near,omitempty"`
	Findings []server.Finding `json:"findings,omitempty"`
	Reply    json.RawMessage  `json:"reply,omitempty"` // the contract's own answer to a wrong message
}

// newProblem puts prefix before the near paths, also in the hint; the Mock does
// not know of it.
func newProblem(r *server.Refusal, prefix string) *problem {
	p := &problem{
		Type: "urn:asyncmock:problem:" + r.Code, Title: r.Title, Status: r.Status,
		Detail: r.Detail, Code: r.Code, Hint: r.Hint, Findings: findings(r.Findings),
	}
	if p.Title == "" {
		p.Title = http.StatusText(r.Status)
	}
	var below []string
	for _, n := range r.Near {
		p.Near = append(p.Near, prefix+n)
		below = append(below, n, prefix+n)
	}
	p.Hint = strings.NewReplacer(below...).Replace(p.Hint)
	return p
}

// findings are spelt as journals spell them, without places on disk.
func findings(ds spec.Diagnostics) []server.Finding {
	fs := server.FindingsOf(ds)
	for i := range fs {
		fs[i].File, fs[i].Line, fs[i].Column = "", 0, 0
	}
	return fs
}

// write answers with p in the form that the client asks for.
func (p *problem) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Add("Vary", "Accept")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	kind, body := "application/problem+json", []byte(nil)
	switch preferred(r.Header.Get("Accept")) {
	case "text/html":
		kind, body = "text/html; charset=utf-8", p.html()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	case "text/plain":
		kind, body = "text/plain; charset=utf-8", p.text()
	default:
		body = p.json()
	}
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(p.Status)
	w.Write(body)
}

// preferred is the first of the types that Accept lists and we have words
// for, else the problem document's.
func preferred(accept string) string {
	for part := range strings.SplitSeq(accept, ",") {
		switch mediaType(part) {
		case "text/html", "application/xhtml+xml":
			return "text/html"
		case "text/plain":
			return "text/plain"
		case "application/json", "application/problem+json", "*/*", "application/*":
			return "application/problem+json"
		}
	}
	return "application/problem+json"
}

// mediaType is a media type without parameters, in lower case.
func mediaType(s string) string {
	s, _, _ = strings.Cut(s, ";")
	return strings.ToLower(strings.TrimSpace(s))
}

func (p *problem) json() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // people paste from it
	e.SetIndent("", "  ")
	if err := e.Encode(p); err != nil { // Reply is not JSON
		p.Reply = nil
		b.Reset()
		e.Encode(p)
	}
	return b.Bytes()
}

func (p *problem) text() []byte {
	var b bytes.Buffer
	line := func(parts ...string) {
		for _, s := range parts {
			b.WriteString(s)
		}
		b.WriteByte('\n')
	}
	line(strconv.Itoa(p.Status), " ", p.Title)
	if p.Detail != "" {
		line(p.Detail)
	}
	for _, f := range p.Findings {
		line("  ", place(f), f.Summary)
	}
	if p.Hint != "" {
		line("hint: ", p.Hint)
	}
	for _, t := range p.Try {
		line("  ", t)
	}
	if len(p.Near) > 0 {
		line("near: ", strings.Join(p.Near, "  "))
	}
	return b.Bytes()
}

// place is where in the message a finding is.
func place(f server.Finding) string {
	if f.Instance == "" {
		return ""
	}
	return f.Instance + ": "
}

const page = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>`
const pageStyle = `</title><style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:46em;margin:3em auto;padding:0 1em}` +
	`code{display:block;overflow-x:auto;padding:.4em .6em;margin:.3em 0;background:#8882;border-radius:4px}</style>`

func (p *problem) html() []byte {
	var b bytes.Buffer
	put := func(before, text, after string) {
		if text != "" {
			b.WriteString(before + html.EscapeString(text) + after)
		}
	}
	put(page, strconv.Itoa(p.Status)+" "+p.Title, pageStyle)
	put("<h1>", p.Title, "</h1>")
	put("<p>", p.Detail, "</p>")
	for _, f := range p.Findings {
		put("<p>", place(f)+f.Summary, "</p>")
	}
	put("<p>", p.Hint, "</p>")
	for _, t := range p.Try {
		put("<code>", t, "</code>")
	}
	if len(p.Near) > 0 {
		b.WriteString("<p>Near routes:</p>")
	}
	for _, n := range p.Near {
		put("<code>", n, "</code>")
	}
	return b.Bytes()
}
