package report

import (
	"fmt"
	"slices"
	"strings"

	"asyncmock/server"
	"asyncmock/spec"
)

// maxHTMLWrong is how many cards of what was wrong a page has, of checks and
// of messages each; what is left out is counted there.
const maxHTMLWrong = 100

// An htmlWrong is a message that broke the contract, Count times, or a check
// that failed for another reason.
type htmlWrong struct {
	Title, Way, Detail, Where string
	Checks                    []string // that failed because of the message
	Count                     int
	Findings                  []htmlFinding
	Payload                   []htmlLine
	Seq                       uint64 // of the event, 0: none
}

// Brief reports whether there is nothing but a title and a line.
func (w htmlWrong) Brief() bool { return len(w.Findings)+len(w.Payload)+len(w.Checks) == 0 }

// wrongs collects what was wrong: messages that break the contract, the same
// ones together, and before them checks that failed for another reason.
type wrongs struct {
	result   *Result
	printer  *Printer
	messages []htmlWrong
	left     int                // messages that have no card
	told     map[findingKey]int // by what: the message that tells it
}

// A findingKey is what a check and an event say alike of one finding, and
// messages that are wrong in the same way.
type findingKey struct{ code, instance, pointer string }

func keyOf(f spec.Diagnostic) findingKey { return findingKey{f.Code, f.Instance, f.Pointer} }

// blames reports whether an event is a message that breaks the contract, from
// the side that was to keep it: what the mock of run and the probe of verify
// send wrong, they send so on purpose.
func (x *Exchange) blames(e *server.Event) bool {
	if !e.Findings.HasErrors() {
		return false
	}
	switch e.Kind.Direction() {
	case server.EventReceive.Direction():
		return x.Command != "verify"
	case server.EventSend.Direction():
		return x.Command != "run"
	}
	return false
}

func (r *Result) htmlWrongs(p *htmlPage) {
	w := &wrongs{result: r, printer: &Printer{Source: r.Source}, told: map[findingKey]int{}}
	w.events()
	checks, left := w.checks()
	p.Wrong = append(checks, w.messages...)
	if left > 0 {
		p.WrongLeft = append(p.WrongLeft, plural(left, "more check")+" failed; the table names what it has room for.")
	}
	if w.left > 0 {
		p.WrongLeft = append(p.WrongLeft, plural(w.left, "more message")+" broke the contract in another way.")
	}
}

// events makes a card of each kind of wrong message.
func (w *wrongs) events() {
	cards := map[string]int{}
	for _, e := range w.result.Exchange.Events {
		if !w.result.Exchange.blames(e) {
			continue
		}
		key := fmt.Sprint(e.Kind, e.Message, e.Route)
		for _, f := range e.Findings {
			key += fmt.Sprint("\n", keyOf(f))
		}
		if i, ok := cards[key]; ok {
			w.messages[i].Count++
			continue
		}
		if len(w.messages) == maxHTMLWrong {
			w.left++
			continue
		}
		cards[key] = len(w.messages)
		for _, f := range e.Findings {
			w.told[keyOf(f)] = len(w.messages)
		}
		w.messages = append(w.messages, w.message(e))
	}
}

// message is the card of a wrong message.
func (w *wrongs) message(e *server.Event) htmlWrong {
	client, service := w.result.Exchange.sides()
	card := htmlWrong{Title: orUnknown(Printable(e.Message)), Findings: w.findings(e.Findings), Count: 1, Seq: e.Seq}
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
	if len(e.Payload) > 0 {
		card.Payload = payloadLines(e.Payload, e.Binary, e.Findings)
	}
	return card
}

// checks makes a card of each failed check that has more to tell than the
// messages do; the others are named with their messages.
func (w *wrongs) checks() (cards []htmlWrong, left int) {
	for i := range w.result.Exchange.Checks {
		c := &w.result.Exchange.Checks[i]
		if c.Outcome != Failed {
			continue
		}
		own := w.untold(c)
		if len(c.Findings) > 0 && len(own) == 0 {
			continue
		}
		if len(cards) == maxHTMLWrong {
			left++
			continue
		}
		cards = append(cards, htmlWrong{Title: Printable(c.title()), Detail: Printable(c.Detail), Findings: w.findings(own), Count: 1})
	}
	return cards, left
}

// untold are the findings of a check that no message tells. Those that do are
// about the check.
func (w *wrongs) untold(c *Check) (own spec.Diagnostics) {
	for _, f := range c.Findings {
		i, ok := w.told[keyOf(f)]
		if !ok {
			own = append(own, f)
		} else if title := Printable(c.title()); !slices.Contains(w.messages[i].Checks, title) {
			w.messages[i].Checks = append(w.messages[i].Checks, title)
		}
	}
	return own
}

func orUnknown(message string) string {
	if message == "" {
		return "unknown message"
	}
	return message
}

// findings shows the lines of a place once.
func (w *wrongs) findings(ds spec.Diagnostics) (out []htmlFinding) {
	for i, f := range ds[:min(len(ds), maxHTMLFindings)] {
		shown := w.result.htmlFinding(f, w.printer)
		if i > 0 && f.Pos == ds[i-1].Pos {
			shown.Source = nil
		}
		out = append(out, shown)
	}
	return out
}
