package report

import (
	"fmt"
	"strings"
	"time"

	"asyncmock/server"
	"asyncmock/spec"
)

// What a page shows of an exchange; what is left out is counted there.
const (
	maxHTMLWrong = 100  // cards
	maxHTMLFine  = 200  // rows of checks that did not fail
	maxHTMLRows  = 1000 // rows of all checks
)

// An htmlCheck is a row of the table of checks.
type htmlCheck struct {
	Group, Name, Outcome, Detail, Duration string
}

// An htmlWrong is a check that failed, or a message that breaks the contract
// and that no check was about; Count is how often.
type htmlWrong struct {
	Title, Way, Detail, Where string
	Count                     int
	Findings                  []htmlFinding
	Payload                   []htmlLine
	Seq                       uint64 // of the event, 0: none
}

// An htmlCoverage is what there is of a kind.
type htmlCoverage struct {
	Share
	Title string
	Bar   []htmlBar
	Parts []Covered
}

// sides are who talked with whom, the client first.
func (x *Exchange) sides() (client, service string) {
	switch x.Command {
	case "run":
		return "client", "mock"
	case "verify":
		return "asyncmock", "service"
	}
	return "client", "service"
}

func (r *Result) htmlExchange(p *htmlPage, x *Exchange) {
	x.htmlChecks(p)
	x.htmlCoverage(p)
	w := &wrongs{result: r, printer: &Printer{Source: r.Source}, taken: map[*server.Event]bool{}}
	w.index()
	w.checks(p)
	w.messages(p)
	x.htmlTalks(p)
}

func (x *Exchange) htmlChecks(p *htmlPage) {
	fine, left := 0, 0
	for _, c := range x.Checks {
		if c.Outcome != Failed {
			fine++
		}
		if len(p.Checks) == maxHTMLRows || c.Outcome != Failed && fine > maxHTMLFine {
			left++
			continue
		}
		row := htmlCheck{Group: Printable(c.Group), Name: Printable(c.Name), Outcome: c.Outcome.String(), Detail: Printable(c.Detail)}
		if c.Duration > 0 {
			row.Duration = c.Duration.Round(max(time.Microsecond, c.Duration/1000)).String()
		}
		p.Checks = append(p.Checks, row)
	}
	if left > 0 {
		p.Checks = append(p.Checks, htmlCheck{Outcome: "left", Name: "and " + plural(left, "more check") + " that this page does not show"})
	}
	if len(x.Checks) == 0 {
		return
	}
	t := htmlTile{Name: "Checks", Value: fmt.Sprintf("%d of %d", x.Count(Passed), len(x.Checks)), Note: "passed", Target: "checks"}
	at := 0.0
	for _, o := range []Outcome{Passed, Failed, Skipped} {
		n := x.Count(o)
		if n > 0 && o != Passed {
			t.Note += fmt.Sprintf(", %d %s", n, o)
		}
		width := 100 * float64(n) / float64(len(x.Checks))
		t.Bar = append(t.Bar, htmlBar{o.String(), at, width})
		at += width
	}
	p.Tiles = append(p.Tiles, t)
}

func (x *Exchange) htmlCoverage(p *htmlPage) {
	for _, s := range x.Shares() {
		if s.Of == 0 {
			continue
		}
		c := htmlCoverage{Share: s, Title: strings.ToUpper(s.Kind[:1]) + s.Kind[1:] + "s", Bar: []htmlBar{{"passed", 0, s.Percent()}}}
		for _, part := range x.Coverage {
			if part.Kind == s.Kind {
				part.Name = Printable(part.Name)
				c.Parts = append(c.Parts, part)
			}
		}
		p.Coverage = append(p.Coverage, c)
		p.Tiles = append(p.Tiles, htmlTile{Name: c.Title, Value: fmt.Sprintf("%d of %d", s.Exercised, s.Of), Note: "exercised", Target: "coverage", Bar: c.Bar})
	}
}

// wrongs collects what was wrong: checks that failed, each with the message
// that it is about where there is one, then the other messages.
type wrongs struct {
	result  *Result
	printer *Printer
	events  map[findingKey]*server.Event
	taken   map[*server.Event]bool
}

// A findingKey is what a check and an event say alike of one finding.
type findingKey struct{ code, instance, summary string }

func keyOf(f spec.Diagnostic) findingKey { return findingKey{f.Code, f.Instance, f.Summary} }

// isWrong reports whether an event is something that broke the contract.
func isWrong(e *server.Event) bool {
	return e.Findings.HasErrors() || e.Kind.Direction() != "" && !e.Valid && !e.Unvalidated
}

func (w *wrongs) index() {
	w.events = map[findingKey]*server.Event{}
	for _, e := range w.result.Exchange.Events {
		for _, f := range e.Findings {
			if w.events[keyOf(f)] == nil {
				w.events[keyOf(f)] = e
			}
		}
	}
}

func (w *wrongs) checks(p *htmlPage) {
	for i := range w.result.Exchange.Checks {
		c := &w.result.Exchange.Checks[i]
		if c.Outcome != Failed {
			continue
		}
		if len(p.Wrong) == maxHTMLWrong {
			p.WrongLeft = plural(w.result.Exchange.Count(Failed)-maxHTMLWrong, "more check") + " failed; the table of checks names them"
			return
		}
		card := htmlWrong{Title: Printable(c.title()), Detail: Printable(c.Detail), Findings: w.findings(c.Findings), Count: 1}
		if e := w.about(c.Findings); e != nil {
			w.show(&card, e)
		}
		p.Wrong = append(p.Wrong, card)
	}
}

// about is the event that has one of the findings.
func (w *wrongs) about(findings spec.Diagnostics) *server.Event {
	for _, f := range findings {
		if e := w.events[keyOf(f)]; e != nil {
			for _, other := range w.result.Exchange.Events {
				if len(other.Findings) > 0 && keyOf(other.Findings[0]) == keyOf(f) {
					w.taken[other] = true
				}
			}
			return e
		}
	}
	return nil
}

// messages are those that no check has told, the same ones together.
func (w *wrongs) messages(p *htmlPage) {
	cards := map[string]int{}
	for _, e := range w.result.Exchange.Events {
		if !isWrong(e) || w.taken[e] {
			continue
		}
		key := fmt.Sprint(e.Kind, e.Message, e.Route)
		for _, f := range e.Findings {
			key += fmt.Sprint("\n", keyOf(f))
		}
		if i, ok := cards[key]; ok {
			p.Wrong[i].Count++
			continue
		}
		if len(p.Wrong) >= maxHTMLWrong {
			if p.WrongLeft == "" {
				p.WrongLeft = "More messages break the contract; the exchange shows them."
			}
			return
		}
		cards[key] = len(p.Wrong)
		card := htmlWrong{Title: orUnknown(Printable(e.Message)), Findings: w.findings(e.Findings), Count: 1}
		w.show(&card, e)
		p.Wrong = append(p.Wrong, card)
	}
}

func orUnknown(message string) string {
	if message == "" {
		return "unknown message"
	}
	return message
}

func (w *wrongs) findings(ds spec.Diagnostics) (out []htmlFinding) {
	for _, f := range ds[:min(len(ds), maxHTMLFindings)] {
		out = append(out, w.result.htmlFinding(f, w.printer))
	}
	return out
}

// show adds the message to a card.
func (w *wrongs) show(card *htmlWrong, e *server.Event) {
	client, service := w.result.Exchange.sides()
	switch e.Kind {
	case server.EventReceive:
		card.Way = client + " → " + service
	case server.EventSend, server.EventRelay:
		card.Way = service + " → " + client
	}
	var where []string
	for _, part := range []string{e.Path, e.Session} {
		if part != "" {
			where = append(where, Printable(part))
		}
	}
	card.Where = strings.Join(where, ", ")
	card.Seq = e.Seq
	if len(e.Payload) > 0 {
		card.Payload = payloadLines(e.Payload, e.Binary, e.Findings)
	}
}
