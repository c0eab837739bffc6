package server

import (
	"fmt"
	"slices"
	"strings"
)

// What is not so any more on a route with rules.
const (
	unprompted     = "nothing is sent unprompted: "
	nothingAnswers = "validated and noted, nothing answers it"
)

// explain leaves the sentences about the route as a whole and about each pair.
func (p *planner) explain(r *Route, forced string) {
	if forced == "" {
		r.Why = append(r.Why, modeReason(r))
	}
	var unanswered, held []string
	streams := false
	for _, in := range r.Receives {
		if in.Why == "" {
			in.Why = incomingReason(r, in)
		}
		if len(in.Replies) == 0 && !in.Relay && in.Gate == GateNone && !in.Ends {
			unanswered = append(unanswered, in.Message.Name)
		}
	}
	for _, out := range r.Sends {
		streams = streams || out.When.Kind != WhenPushed && out.When.Kind != WhenReply
		if out.When.Kind == WhenPushed {
			held = append(held, out.Message.Name)
		}
	}
	if len(held) > 0 && !streams && forced == "" {
		r.Why = append(r.Why, unprompted+fmt.Sprintf("%s is held back, see why; push it through /_asyncmock/, or set %s: {mode: streaming}", clip(strings.Join(held, ", "), 200), extensionKey))
	}
	for _, in := range r.Receives {
		if name := p.unusedReply(in); name != "" {
			r.Why = append(r.Why, fmt.Sprintf("schema %s reads as the reply to %s, but no message uses it", name, in.Message.Name))
		}
	}
	if len(unanswered) > 0 && len(r.Sends) > 0 && r.Mode == ModeDuplex && len(unanswered) == len(r.Receives) {
		r.Why = append(r.Why, "no reply derivable: what clients say is validated and noted")
	}
}

// unusedReply returns the schema or message of components that is named like
// the reply to a message that nothing answers, "" if there is none.
func (p *planner) unusedReply(in *Incoming) string {
	ws := p.wordsOf(in.Message)
	if len(in.Replies) > 0 || !hasAny(ws, requestNoise) {
		return ""
	}
	for _, s := range p.doc.ComponentSchemas {
		if rel := relate(ws, words(s.Name)); rel.tier == 1 {
			return s.Name
		}
	}
	for _, m := range p.doc.ComponentMessages {
		if rel := relate(ws, words(m.Name)); rel.tier == 1 {
			return m.Name
		}
	}
	return ""
}

// incomingReason says what becomes of a client's message.
func incomingReason(r *Route, in *Incoming) string {
	var says []string
	switch {
	case r.Echo:
		return "the same bytes come back"
	case in.Relay:
		return "everyone in the room hears it"
	}
	for _, reply := range in.Replies {
		says = append(says, fmt.Sprintf("answered by %s: %s", reply.Message.Name, reply.Why))
	}
	gate := in.Gate
	if !slices.ContainsFunc(r.Sends, func(out *Outgoing) bool { return len(out.OpenedBy) > 0 }) {
		gate = GateNone
	}
	switch gate {
	case GateOpen:
		says = append(says, "it opens the streams it asks for")
	case GateClose:
		says = append(says, "it ends the streams it names")
	case GateValue:
		says = append(says, "the value of "+in.GateAt+" opens or ends streams")
	}
	if in.Ends {
		says = append(says, "it asks for the session's end: the mock closes with 1000")
	}
	if len(says) == 0 {
		return nothingAnswers
	}
	return strings.Join(says, "; ")
}

// modeReason says why the route has its mode.
func modeReason(r *Route) string {
	switch r.Mode {
	case ModeRelay:
		return "relay: the same messages go both ways"
	case ModeDuplex:
		return "duplex: clients speak, and events are streamed as well"
	case ModeConversation:
		return "conversational: what clients say is answered, nothing else is streamed"
	case ModeStream:
		return "streaming: only the mock speaks"
	}
	return "sink: only clients speak, and nothing here answers"
}
