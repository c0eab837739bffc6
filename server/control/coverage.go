package control

import (
	"net/http"
	"strings"

	"asyncmock/generator"
	"asyncmock/server"
	"asyncmock/spec"
)

// A share is how many of how many were exercised.
type share struct {
	Exercised int `json:"exercised"`
	Of        int `json:"of"`
}

func (s *share) add(exercised bool) {
	s.Of++
	if exercised {
		s.Exercised++
	}
}

// A coverageView says what of a document was exercised: with a message that
// keeps the contract.
type coverageView struct {
	Document   string           `json:"document"`
	Channels   share            `json:"channels"`
	Operations share            `json:"operations"`
	Messages   share            `json:"messages"`
	Examples   share            `json:"examples"`
	Uses       []coveredMessage `json:"uses"`
}

type coveredMessage struct {
	Channel   string           `json:"channel"`
	Operation string           `json:"operation"`
	Message   string           `json:"message"`
	Direction string           `json:"direction"`
	Count     uint64           `json:"count"`
	Wrong     uint64           `json:"wrong"`
	Examples  []coveredExample `json:"examples"`
}

type coveredExample struct {
	Name      string `json:"name"`
	Exercised bool   `json:"exercised"`
}

// getCoverage says what was exercised since the last reset.
func (h *Handler) getCoverage(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, "session")
	if err != nil {
		return err
	}
	documents := []coverageView{}
	for _, m := range h.serving() {
		documents = append(documents, h.tally.coverage(m, q.Get("session")))
	}
	return answer(w, http.StatusOK, map[string]any{"documents": documents})
}

// coverage compares what happened with what the document has.
func (t *tally) coverage(m Mount, session string) coverageView {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.of(session).uses
	v := coverageView{Document: m.Document, Uses: []coveredMessage{}}
	known := map[use]bool{}
	add := func(ch *spec.Channel, op *spec.Operation, msg *generator.Message, direction string) {
		u := use{document: m.Document, message: msg.Name, direction: direction}
		if ch != nil {
			u.channel = ch.Name
		}
		if op != nil {
			u.operation = op.Name
		}
		if !known[u] {
			known[u] = true
			v.Uses = append(v.Uses, t.covered(l[u], u, msg))
		}
	}
	for _, r := range m.Mock.Routes() {
		for _, in := range r.Receives {
			add(in.Channel, in.Operation, in.Message, "clientToMock")
		}
		for _, o := range r.Says() {
			add(o.Channel, o.Operation, o.Message, "mockToClient")
		}
	}
	v.sum()
	return v
}

func (t *tally) covered(n *used, u use, msg *generator.Message) coveredMessage {
	c := coveredMessage{Channel: u.channel, Operation: u.operation, Message: u.message, Direction: u.direction, Examples: []coveredExample{}}
	if n == nil {
		n = &used{}
	}
	c.Count, c.Wrong = n.count, n.wrong
	for i, e := range msg.Examples {
		name := server.ExampleName(msg, i)
		exercised := n.examples[name]
		if !exercised && e.Payload != nil && len(n.said) > 0 {
			said, ok := t.said(e.Payload.AppendJSON(nil))
			exercised = ok && n.said[said]
		}
		c.Examples = append(c.Examples, coveredExample{name, exercised})
	}
	return c
}

// sum counts channels, operations, messages and examples once each, wherever
// they are used.
func (v *coverageView) sum() {
	sums := []struct {
		share *share
		name  func(*coveredMessage) string
	}{
		{&v.Channels, func(c *coveredMessage) string { return c.Channel }},
		{&v.Operations, func(c *coveredMessage) string { return c.Operation }},
		{&v.Messages, func(c *coveredMessage) string {
			return strings.Join([]string{c.Channel, c.Message, c.Direction}, "\x00")
		}},
	}
	for _, s := range sums {
		var order []string
		exercised := map[string]bool{}
		for i := range v.Uses {
			c := &v.Uses[i]
			name := s.name(c)
			if _, known := exercised[name]; !known && name != "" {
				order = append(order, name)
				exercised[name] = false
			}
			exercised[name] = exercised[name] || c.Count > 0
		}
		for _, name := range order {
			s.share.add(exercised[name])
		}
	}
	for _, c := range v.Uses {
		for _, e := range c.Examples {
			v.Examples.add(e.Exercised)
		}
	}
}
