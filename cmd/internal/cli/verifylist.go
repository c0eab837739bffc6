package cli

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"asyncmock/cmd/internal/report"
	"asyncmock/server/probe"
)

// listTalks prints what would be sent and expected.
func listTalks(c *console, p *probe.Probe) error {
	var b bytes.Buffer
	n := 0
	for i, t := range p.Talks() {
		if i > 0 {
			b.WriteByte('\n')
		}
		listTalk(&b, c.style, t)
		n += len(t.Steps)
	}
	for _, left := range p.Left() {
		fmt.Fprintf(&b, "\n%s  %s\n", report.Printable(left.Group), c.style.Dim(report.Printable(left.Detail)))
	}
	fmt.Fprintf(&b, "\n%s would be sent\n", counted(n, "message"))
	_, err := c.out.Write(b.Bytes())
	return err
}

func listTalk(b *bytes.Buffer, style report.Style, t *probe.Talk) {
	fmt.Fprintf(b, "%s  %s\n", style.Accent(report.Printable(t.Route.Path)), style.Dim(report.Printable(t.URL)))
	for _, s := range t.Steps {
		fmt.Fprintf(b, "  %s  %s  %s\n", style.Dim("send"), report.Printable(s.Label()), style.Dim("→ "+report.Printable(wanted(s))))
		fmt.Fprintf(b, "        %s\n", report.Printable(shown(s)))
	}
	for _, o := range t.Hears() {
		fmt.Fprintf(b, "  %s  %s  %s\n", style.Dim("hear"), report.Printable(o.Message.Name), style.Dim(report.Printable(o.When.String())))
	}
}

// wanted is what a step is to be met with.
func wanted(s *probe.Step) string {
	if s.Invalid() {
		return "is refused"
	}
	var names []string
	for _, r := range s.Incoming.Replies {
		names = append(names, r.Message.Name)
	}
	if len(names) == 0 {
		return "no reply"
	}
	return strings.Join(names, " or ")
}

// maxPayload is how much of a payload is shown.
const maxPayload = 200

func shown(s *probe.Step) string {
	if s.Binary || !utf8.Valid(s.Payload) {
		return counted(len(s.Payload), "byte")
	}
	if text := []rune(string(s.Payload)); len(text) > maxPayload {
		return string(text[:maxPayload]) + "…"
	}
	return string(s.Payload)
}
