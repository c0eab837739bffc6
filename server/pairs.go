package server

import (
	"fmt"
	"slices"
	"strings"

	"asyncmock/spec"
)

// pairs infers which messages answer which (ASYNCAPI.md 12). For each message
// of the client the first rule that finds something wins:
//
//	1 x-response names the answer
//	2 both have their correlation id at the same place and share a word, or
//	  there is one general response that carries the request's id
//	3 the names are those of a question and its answer
//	4 a discriminating property has such values
//	5 there is only one message that could answer
func (p *planner) pairs(r *Route) {
	var open []*Incoming
	for _, in := range r.Receives {
		if len(in.Replies) == 0 && !in.Relay && p.asks(in) {
			open = append(open, in)
		}
	}
	for _, rule := range []func(*Route, *Incoming) []*Reply{p.byExtension, p.byCorrelation, p.byName, p.byConstant, p.byGeneralResponse} {
		for _, in := range open {
			if len(in.Replies) > 0 {
				continue
			}
			for _, reply := range rule(r, in) {
				p.answer(in, reply)
			}
		}
	}
	p.bySingle(r, open)
}

// asks reports whether a client's message can be a question: not the client's
// own answer to the mock.
func (p *planner) asks(in *Incoming) bool {
	if strings.Contains(in.Why, "the client's reply") {
		return false
	}
	d, word := responseLexicon(p.wordsOf(in.Message))
	return d != toClient || helloWords[word]
}

// free returns the outgoing messages that may become answers by inference.
func free(r *Route) []*Outgoing {
	var outs []*Outgoing
	for _, out := range r.Sends {
		if out.When.Kind == whenUndecided || out.When.Kind == WhenReply {
			outs = append(outs, out)
		}
	}
	return outs
}

// byExtension is rule 1.
func (p *planner) byExtension(r *Route, in *Incoming) []*Reply {
	var replies []*Reply
	for _, n := range extensionTargets(in.Message.Extensions.Get("x-response")) {
		if out := p.outgoingOf(r, in, n); out != nil {
			replies = append(replies, &Reply{Outgoing: out, Why: fmt.Sprintf("x-response of %s names it", in.Message.Name)})
		}
	}
	return replies
}

// extensionTargets returns the messages that x-response lists.
func extensionTargets(n *spec.Node) []*spec.Node {
	if n == nil {
		return nil
	}
	if n.Kind == spec.Array {
		return n.Items
	}
	if list := n.Get("oneOf").Deref(); list != nil {
		return list.Items
	}
	return []*spec.Node{n}
}

// outgoingOf finds the message that a node is, by identity or by the last
// part of a reference: among those of the route, then of the document.
func (p *planner) outgoingOf(r *Route, in *Incoming, n *spec.Node) *Outgoing {
	name := n.Scalar()
	if n.Kind == spec.Object {
		for _, m := range n.Members {
			if m.Key == "$ref" && m.Value != nil {
				name = m.Value.Text[strings.LastIndexByte(m.Value.Text, '/')+1:]
			}
		}
	}
	is := func(m *spec.Message) bool {
		return m.Node != nil && m.Node == n.Deref() || name != "" && m.Name == name
	}
	for _, out := range r.Sends {
		if is(out.Message.Message) {
			return out
		}
	}
	for _, m := range p.doc.ComponentMessages {
		if is(m) {
			return p.outgoing(r, in.Channel, in.Operation, m, "")
		}
	}
	return nil
}

// byCorrelation is rule 2.
func (p *planner) byCorrelation(r *Route, in *Incoming) []*Reply {
	if in.Message.CorrelationID == nil {
		return nil
	}
	var replies []*Reply
	ask := stems(p.wordsOf(in.Message), requestNoise, genericWords)
	for _, out := range free(r) {
		c := out.Message.CorrelationID
		if c == nil || c.Header != in.Message.CorrelationID.Header || c.Pointer != in.Message.CorrelationID.Pointer || p.isError(r, out) {
			continue
		}
		if shared := common(ask, stems(p.wordsOf(out.Message), answerMarks, genericWords)); shared != "" {
			replies = append(replies, &Reply{Outgoing: out, Why: fmt.Sprintf("both carry their correlation id at %s and are about %q", c.Text, shared)})
		}
	}
	return replies
}

// common returns the first word that both have.
func common(a, b []string) string {
	for _, w := range a {
		if slices.Contains(b, w) {
			return w
		}
	}
	return ""
}

// byName is rule 3: the best relations of names, all of them.
func (p *planner) byName(r *Route, in *Incoming) []*Reply {
	return p.best(r, func(out *Outgoing) (relation, string) {
		rel := relate(p.wordsOf(in.Message), p.wordsOf(out.Message))
		if rel.tier == tierNoun && p.envelope(out) {
			rel = relation{}
		}
		return rel, fmt.Sprintf("by name: %s → %s (%s)", in.Message.Name, out.Message.Name, rel.why)
	})
}

// best returns replies for the outgoing messages of the lowest tier found.
func (p *planner) best(r *Route, look func(*Outgoing) (relation, string)) []*Reply {
	var replies []*Reply
	tier := 0
	for _, out := range free(r) {
		if p.isError(r, out) {
			continue
		}
		rel, why := look(out)
		if rel.tier == 0 || tier > 0 && rel.tier > tier {
			continue
		}
		if rel.tier < tier || tier == 0 {
			replies, tier = nil, rel.tier
		}
		replies = append(replies, &Reply{Outgoing: out, Why: why})
	}
	return replies
}

// actionConstants are properties whose equal value in both directions makes
// the second the answer to the first.
var actionConstants = wordSet("op action method command cmd")

// byConstant is rule 4.
func (p *planner) byConstant(r *Route, in *Incoming) []*Reply {
	return p.best(r, func(out *Outgoing) (relation, string) {
		best, why := relation{}, ""
		for _, ask := range p.shape(in.Message.Message).constants() {
			if len(ask.values) > 1 && p.sharedConstant(r, in, ask) {
				continue
			}
			answer := p.shape(out.Message.Message).get(ask.name)
			if answer == nil || !answer.scalar() {
				continue
			}
			for _, v := range ask.values {
				for _, a := range answer.values {
					if rel := relateValues(ask.name, v, a); rel.tier > 0 && (best.tier == 0 || rel.tier < best.tier) {
						best, why = rel, fmt.Sprintf("by constants: %s %q → %q (%s)", ask.name, v, a, rel.why)
					}
				}
			}
		}
		return best, why
	})
}

// sharedConstant reports whether other messages of clients may have the same
// values there: they tell nothing then.
func (p *planner) sharedConstant(r *Route, in *Incoming, ask *property) bool {
	return slices.ContainsFunc(r.Receives, func(other *Incoming) bool {
		prop := p.shape(other.Message.Message).get(ask.name)
		return other != in && prop != nil && common(ask.values, prop.values) != ""
	})
}

// relateValues relates two values of a discriminating property.
func relateValues(name, ask, answer string) relation {
	if ask == answer && actionConstants[strings.ToLower(name)] {
		return relation{2, "the same " + name}
	}
	return relate(words(ask), words(answer))
}

// byGeneralResponse is the second half of rule 2: the only message that is
// named as an answer to anything, with an id that the request has as well.
func (p *planner) byGeneralResponse(r *Route, in *Incoming) []*Reply {
	var general []*Outgoing
	for _, out := range free(r) {
		ws := p.wordsOf(out.Message)
		if !p.isError(r, out) && hasAny(ws, answerMarks) && len(stems(ws, answerMarks, genericWords, subjects)) == 0 {
			general = append(general, out)
		}
	}
	if len(general) != 1 {
		return nil
	}
	for _, c := range p.echoes(in.Message, general[0].Message) {
		if requestID[plainName(strings.TrimPrefix(c.From, "/"))] {
			return []*Reply{{Outgoing: general[0], Why: fmt.Sprintf("%s is the general response, and both have %s", general[0].Message.Name, c.From)}}
		}
	}
	ws := p.wordsOf(in.Message)
	if declares(r) || in.Gate != GateNone || in.Ends || heartbeatWords[strings.Join(ws, "")] || !hasAny(p.wordsOf(general[0].Message), plainAnswers) {
		return nil
	}
	return []*Reply{{Outgoing: general[0], Why: fmt.Sprintf("%s is the only message named as an answer", general[0].Message.Name)}}
}

// plainAnswers are words of answers to anything, with or without an id.
var plainAnswers = wordSet("response responses reply replies result results ack acknowledge acknowledgement acknowledgment ok success")

// bySingle is rule 5. Where other pairs were found, the one message that is
// left answers only when it does not read as an event.
func (p *planner) bySingle(r *Route, open []*Incoming) {
	var left *Outgoing
	for _, out := range r.Sends {
		if out.When.Kind != whenUndecided || p.lifecycleOf(out) != notLifecycle || p.isError(r, out) {
			continue
		}
		if left != nil {
			return
		}
		left = out
	}
	if left == nil || len(left.Awaits) > 0 {
		return
	}
	paired := slices.ContainsFunc(r.Receives, func(in *Incoming) bool { return len(in.Replies) > 0 || in.Relay })
	if declares(r) || paired && isEvent(p.wordsOf(left.Message)) {
		return
	}
	for _, in := range open {
		if len(in.Replies) == 0 && in.Gate == GateNone && !in.Ends && !sameMessage(in, left) {
			p.answer(in, &Reply{Outgoing: left, Why: "it is the only message that could answer " + in.Message.Name})
		}
	}
}

// declares reports whether the document declares replies here: what has none
// is then meant to have none.
func declares(r *Route) bool {
	return slices.ContainsFunc(r.Receives, func(in *Incoming) bool { return in.Operation != nil && in.Operation.Reply != nil })
}
