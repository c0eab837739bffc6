package cli

import (
	"bytes"
	"fmt"
	"strings"

	"asyncmock/cmd/internal/report"
	"asyncmock/server/control"
)

// announce prints what stands before which service, in one write, and "ready".
func (p *proxying) announce(c *console, in *input, at place) {
	var b bytes.Buffer
	if p.format == logJSON {
		printReady(&b, []*input{in}, at, nil, p.controlObject(at))
		c.out.Write(b.Bytes())
		return
	}
	w := &announcer{b: &b, style: c.style, settings: p.settings, at: at}
	if !p.quiet {
		w.proxied(in, p)
	}
	w.elsewhere()
	fmt.Fprintf(&b, "%s on %s%s\n", c.style.Good("ready"), c.style.Bold(at.base("http")), c.style.Dim("  (Ctrl-C stops)"))
	c.out.Write(b.Bytes())
}

// proxied describes the document and what goes through on its routes.
func (w *announcer) proxied(in *input, p *proxying) {
	v := in.view(w.at)
	w.line("%s  %s", w.style.Bold(report.Printable(strings.TrimSpace(v.Title+" "+v.Version))),
		w.style.Dim(report.Printable(fmt.Sprintf("AsyncAPI %s, %s", v.AsyncAPI, v.Document))))
	w.line("  %s  %s", w.style.Dim("upstream"), p.upstream.announced())
	w.role(in, v)
	w.line("")
	shown := v.Routes
	if !w.verbose {
		shown = firstOf(shown, maxRoutes)
	}
	for _, r := range shown {
		w.passes(r)
	}
	if n := len(v.Routes) - len(shown); n > 0 {
		w.line("  and %d more routes; asyncmock routes shows all\n", n)
	}
	w.skipped(v)
}

// passes describes a route: its URL here, and what both may say.
func (w *announcer) passes(r control.Route) {
	w.line("  %s", w.style.Accent(report.Printable(r.URL)))
	limit := maxNames
	if w.verbose {
		limit = len(r.ClientToMock) + len(r.MockToClient)
	}
	w.direction(ways["receive"], timeless(r.ClientToMock), limit)
	w.direction(ways["send"], timeless(r.MockToClient), limit)
	w.line("")
}

// timeless leaves out when the mock would say a message: the service decides
// that here.
func timeless(messages []control.Message) (out []control.Message) {
	for _, m := range messages {
		m.When = ""
		if !containsMessage(out, m) {
			out = append(out, m)
		}
	}
	return out
}

func containsMessage(list []control.Message, m control.Message) bool {
	for _, o := range list {
		if o.Message == m.Message {
			return true
		}
	}
	return false
}
