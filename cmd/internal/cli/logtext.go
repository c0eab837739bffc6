package cli

import (
	"bufio"
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"asyncmock/cmd/internal/report"
	"asyncmock/server"
	"asyncmock/spec"
)

// Columns are as wide as what they held so far, within limits.
type columns struct{ session, message int }

// fit makes the columns wide enough for the messages of a route.
func (c *columns) fit(r *server.Route) {
	for _, in := range r.Receives {
		pad(&c.message, minName, maxName, in.Message.Name)
		for _, reply := range in.Replies {
			pad(&c.message, minName, maxName, reply.Message.Name)
		}
	}
	for _, out := range r.Sends {
		pad(&c.message, minName, maxName, out.Message.Name)
	}
}

const (
	minName = 8
	maxName = 28
)

const clockFace = "15:04:05.000"

// line writes one Event for people.
func (l *messageLog) line(w *bufio.Writer, e *entry) {
	st := l.c.style
	fmt.Fprintf(w, "%s  %s  ", st.Dim(e.Time.Format(clockFace)), pad(&l.columns.session, 6, 20, report.Printable(e.Session)))
	switch e.Kind {
	case server.EventReceive:
		fmt.Fprintf(w, "%s %s  %s\n", st.Accent("→"), l.name(e), l.verdict(e))
	case server.EventSend:
		fmt.Fprintf(w, "%s %s  %s\n", st.Dim("←"), l.name(e), l.verdict(e))
	case server.EventRelay:
		fmt.Fprintf(w, "%s %s  to %s%s\n", st.Dim("⇇"), l.name(e), clients(e.Count), l.aside(e))
	case server.EventConnect:
		fmt.Fprintf(w, "connected %s%s  %s\n", report.Printable(e.input.prefix+e.Path), l.textOf(e), st.Dim(e.Remote))
	case server.EventClose:
		fmt.Fprintf(w, "closed %d%s\n", e.Code, cmp.Or(l.textOf(e), closing[e.Code]))
	case server.EventFault:
		fmt.Fprintf(w, "%s%s%s\n", st.Bad("fault"), l.textOf(e), l.spoilt(e))
	case server.EventRefuse:
		fmt.Fprintf(w, "%s %d %s:%s\n", st.Bad("refused"), e.Code, report.Printable(e.input.prefix+e.Path), l.textOf(e))
	default:
		fmt.Fprintf(w, "%s%s\n", report.Printable(string(e.Kind)), l.textOf(e))
	}
	if len(e.Findings) != 1 || e.Findings[0].Summary != e.Text {
		l.findings(w, e.Findings)
	}
	if l.verbose && len(e.Payload) > 0 {
		fmt.Fprintf(w, "    %s\n", st.Dim(excerpt(e.Payload, e.Binary)))
	}
}

// spoilt names the message that a fault is about.
func (l *messageLog) spoilt(e *entry) string {
	if e.Message == "" {
		return ""
	}
	return ": " + report.Printable(e.Message)
}

// closing says what a close code without a reason means (RFC 6455, 7.4.1).
var closing = map[int]string{1000: " normally", 1001: " going away", 1005: " without a code", 1006: " connection lost"}

func (l *messageLog) name(e *entry) string {
	name := e.Message
	if name == "" {
		name = "?"
	}
	return pad(&l.columns.message, minName, maxName, report.Printable(name))
}

func (l *messageLog) verdict(e *entry) string {
	st := l.c.style
	switch {
	case !e.Valid && len(e.Findings) > 0:
		return st.Bad(fmt.Sprintf("wrong: %s", counted(len(e.Findings), "finding"))) + l.aside(e)
	case !e.Valid:
		return st.Bad("wrong") + l.aside(e)
	case e.Unvalidated:
		return st.Dim("not validated") + l.aside(e)
	}
	return st.Good("ok") + l.aside(e)
}

// aside says where a message came from, if not from the contract.
func (l *messageLog) aside(e *entry) (aside string) {
	if e.Rule != "" {
		aside = "  rule " + e.Rule
	}
	if e.Text != "" {
		aside += "  " + e.Text
	}
	if aside == "" {
		return ""
	}
	return l.c.style.Dim(report.Printable(aside))
}

// textOf is the event's own text, set off.
func (l *messageLog) textOf(e *entry) string {
	if e.Text == "" {
		return ""
	}
	return " " + report.Printable(e.Text)
}

// findings writes what is wrong with a message, place first.
func (l *messageLog) findings(w *bufio.Writer, ds spec.Diagnostics) {
	for _, d := range ds {
		at := d.Instance
		if at == "" {
			at = "(root)"
		}
		fmt.Fprintf(w, "    %s %s %s\n", l.c.style.Bold(report.Printable(at)+":"), report.Printable(d.Summary), l.c.style.Dim("["+d.Code+"]"))
		if d.Hint != "" {
			fmt.Fprintf(w, "    hint: %s\n", report.Printable(d.Hint))
		}
	}
}

// said writes a line of the log itself.
func (l *messageLog) said(w *bufio.Writer, now time.Time, text string) {
	if l.format == logJSON {
		l.noted(w, now, text)
		return
	}
	fmt.Fprintf(w, "%s  %s\n", l.c.style.Dim(now.Format(clockFace)), report.Printable(text))
}

func clients(n int) string { return counted(n, "client") }

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// pad fills text up to the width of the column, which grows from low to high.
func pad(width *int, low, high int, text string) string {
	n := utf8.RuneCountInString(text)
	*width = min(max(*width, low, n), high)
	return text + strings.Repeat(" ", max(0, *width-n))
}

// maxExcerpt is how much of a payload --verbose shows.
const maxExcerpt = 400

func excerpt(payload []byte, binary bool) string {
	cut := payload[:min(len(payload), maxExcerpt)]
	text := report.Printable(strings.ToValidUTF8(string(cut), "·"))
	if binary {
		text = fmt.Sprintf("%x", cut)
	}
	if n := len(payload) - len(cut); n > 0 {
		text += fmt.Sprintf("… %d bytes more", n)
	}
	return text
}
