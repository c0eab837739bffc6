package cli

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"asyncmock/cmd/internal/report"
	"asyncmock/server/control"
)

// The most of a long document that is shown at the start; asyncmock routes
// shows all.
const (
	maxRoutes = 40
	maxNames  = 8
	// URLs up to maxURL characters share a column; evidence longer than
	// maxEvidence is cut.
	maxURL      = 72
	maxEvidence = 110
	// maxLine is how long a line of messages gets before each moment has its own.
	maxLine = 90
)

// announce prints what is served and where, in one write, and "ready".
func (s *settings) announce(c *console, inputs []*input, at place) {
	var b bytes.Buffer
	if s.format == logJSON {
		printReady(&b, inputs, at, s.options.Faults, s.controlObject(at))
		c.out.Write(b.Bytes())
		return
	}
	w := &announcer{b: &b, style: c.style, settings: s, at: at}
	if !s.quiet {
		for _, in := range inputs {
			w.document(in)
		}
		w.besides()
	}
	w.elsewhere()
	fmt.Fprintf(&b, "%s on %s%s\n", c.style.Good("ready"), c.style.Bold(at.base("http")), c.style.Dim("  (Ctrl-C stops)"))
	c.out.Write(b.Bytes())
}

// An announcer writes the start-up text.
type announcer struct {
	b     *bytes.Buffer
	style report.Style
	*settings
	at place
}

func (w *announcer) line(format string, args ...any) { fmt.Fprintf(w.b, format+"\n", args...) }

func (w *announcer) document(in *input) {
	v := in.view(w.at)
	w.line("%s  %s", w.style.Bold(report.Printable(strings.TrimSpace(v.Title+" "+v.Version))),
		w.style.Dim(report.Printable(fmt.Sprintf("AsyncAPI %s, %s", v.AsyncAPI, v.Document))))
	w.line("  %s  %d", w.style.Dim("seed"), w.options.Seed)
	w.role(in, v)
	w.line("")
	shown := v.Routes
	if !w.verbose {
		shown = firstOf(shown, maxRoutes)
	}
	width := 0
	for _, r := range shown {
		width = min(max(width, utf8.RuneCountInString(report.Printable(r.URL))), maxURL)
	}
	for _, r := range shown {
		w.route(r, width)
	}
	if n := len(v.Routes) - len(shown); n > 0 {
		w.line("  and %d more routes; asyncmock routes shows all\n", n)
	}
	w.skipped(v)
}

// role says which side the mock plays and why; the reason names both, and the
// flag that swaps them.
func (w *announcer) role(in *input, v control.Document) {
	w.line("  %s  %s", w.style.Dim("role"), report.Printable(cmp.Or(v.RoleReason, v.Role)))
	if !in.mock.Role().Auto {
		return
	}
	for _, e := range firstOf(v.Evidence, 3) {
		w.line("        - %s", w.short(report.Printable(e)))
	}
}

// short cuts a long line of evidence; verbose shows it whole.
func (w *announcer) short(text string) string {
	if w.verbose {
		return text
	}
	return clipped(text, maxEvidence)
}

func (w *announcer) route(r control.Route, width int) {
	mode := r.Mode
	if r.Bridged != "" {
		mode += ", bridged from " + r.Bridged
	}
	url := report.Printable(r.URL)
	w.line("  %s%s  %s", w.style.Accent(url), strings.Repeat(" ", max(0, width-utf8.RuneCountInString(url))), mode)
	limit := maxNames
	if w.verbose {
		limit = len(r.ClientToMock) + len(r.MockToClient)
	}
	w.direction("client → mock", r.ClientToMock, limit)
	w.direction("mock → client", r.MockToClient, limit)
	if r.Tickets != "" {
		w.line("    %s  POST %s", w.style.Dim("tickets by   "), report.Printable(w.at.base("http")+r.Tickets))
	}
	if r.Fallback != "" {
		w.line("    %s  %s", w.style.Dim("falls back   "), report.Printable(fallsBack(r)))
	}
	if text := opener(r.Of, w.options.Seed, w.options.Now); text != "" {
		w.line("    %s  %s", w.style.Dim("send this    "), report.Printable(text))
	}
	if w.verbose {
		for _, why := range r.Why {
			w.line("    %s  %s", w.style.Dim("because      "), report.Printable(why))
		}
	}
	w.line("")
}

func (w *announcer) direction(arrow string, messages []control.Message, limit int) {
	if len(messages) == 0 {
		return
	}
	parts := inWords(messages, limit)
	if text := strings.Join(parts, "; "); len(text) <= maxLine {
		parts = []string{text}
	}
	for _, part := range parts {
		w.line("    %s  %s", w.style.Dim(arrow), report.Printable(part))
		arrow = strings.Repeat(" ", utf8.RuneCountInString(arrow))
	}
}

func (w *announcer) skipped(v control.Document) {
	for i, skip := range v.Skipped {
		if i == maxRoutes && !w.verbose {
			w.line("  %s  and %d more", w.style.Dim("skipped"), len(v.Skipped)-i)
			break
		}
		w.line("  %s  %s: %s", w.style.Dim("skipped"), report.Printable(skip.Channel), report.Printable(skip.Why))
	}
	if len(v.Skipped) > 0 {
		w.line("")
	}
}

// besides names what happens besides the contract.
func (w *announcer) besides() {
	begin := w.b.Len()
	if w.behavior != "" {
		w.line("  %s  %s", w.style.Dim("behavior"), report.Printable(w.behavior))
	}
	for _, f := range w.options.Faults {
		w.line("  %s  %s", w.style.Bad("fault"), report.Printable(f.String()))
	}
	if w.b.Len() > begin {
		w.line("")
	}
}

// elsewhere names what else there is: the addresses that other machines can
// use, the authority, the control API. A new token is said even when quiet.
func (w *announcer) elsewhere() {
	begin := w.b.Len()
	if !w.quiet {
		for _, host := range w.at.lan {
			there := w.at
			there.host = host
			w.line("  %s  %s", w.style.Dim("on the network"), there.base("http"))
		}
		if w.tls == selfSigned {
			w.line("  %s  %s/_asyncmock/ca.crt", w.style.Dim("authority to trust"), w.at.base("http"))
		}
	}
	if w.control == flagOn && (!w.quiet || w.newToken) {
		w.line("  %s  %s", w.style.Dim("control"), w.controlURL(w.at))
		if w.tokenFile != "" {
			w.line("  %s  %s", w.style.Dim("control token"), report.Printable(w.tokenFile))
		}
	}
	if w.b.Len() > begin {
		w.line("")
	}
}
