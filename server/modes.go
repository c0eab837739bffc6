package server

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"asyncmock/spec"
)

// The intervals that nobody set.
const (
	defaultInterval = time.Second
	silenceInterval = 5 * time.Second
)

// whenUndecided is the state of an outgoing message until something decides.
const whenUndecided WhenKind = 255

// converse decides what is said when on a route (ASYNCAPI.md 12).
func (p *planner) converse(r *Route) {
	mode := p.settingsOf(p.sources[r]).say(r, p.opts.Set)
	p.dropPrefix(r)
	if !r.Echo {
		p.relay(r)
	}
	for _, in := range r.Receives {
		if !in.Relay {
			p.gate(in)
			in.Ends = p.ends(in)
		}
	}
	if mode != "sink" && mode != "streaming" && !r.Echo {
		p.pairs(r)
	}
	p.lifecycles(r)
	p.errors(r)
	for _, out := range r.Sends {
		if out.When.Kind == whenUndecided {
			p.classify(r, out)
		}
	}
	p.gateStreams(r)
	p.force(r, mode)
	p.sayMessages(r)
	p.fill(r)
	r.Mode = modeOf(r)
	p.explain(r, mode)
}

// relay finds messages that go both ways: what one client says, everyone in
// the room hears.
func (p *planner) relay(r *Route) {
	for _, out := range r.Sends {
		if out.When.Kind != whenUndecided {
			continue
		}
		for _, in := range r.Receives {
			if len(in.Replies) == 0 && sameMessage(in, out) && (r.Relays || p.relayed(out)) {
				in.Relay = true
				in.Why = "the same message goes both ways: what one client says, everyone in the room hears"
				out.When, out.Why = When{Kind: WhenRelay, Of: in.Message.Name}, in.Why
			}
		}
	}
	if r.Relays {
		for _, in := range r.Receives {
			in.Relay = true
		}
	}
}

// sameMessage reports whether it is one message in two directions.
func sameMessage(in *Incoming, out *Outgoing) bool {
	a, b := in.Message.Message, out.Message.Message
	return a == b || a.Name == b.Name && samePayload(a.Payload, b.Payload)
}

// samePayload reports whether two schemas are one.
func samePayload(a, b *spec.Schema) bool {
	return a != nil && b != nil && a.Node.Deref() == b.Node.Deref()
}

// relayed reports whether a message that goes both ways is for the room: no
// request, answer or word about the session.
func (p *planner) relayed(out *Outgoing) bool {
	ws := p.wordsOf(out.Message)
	if p.lifecycleOf(out) != notLifecycle || slices.Contains(ws, "pong") || gateWord(ws) != GateNone || len(ws) > 0 && len(stems(ws, answerMarks)) == 0 {
		return false
	}
	request, _ := requestLexicon(ws)
	response, _ := responseLexicon(ws)
	return request == unknown && response == unknown
}

// acknowledged are single words that only say that a request was heard.
var acknowledged = wordSet("subscribed unsubscribed authenticated authorized accepted rejected acknowledged acked confirmed denied refused")

// classify decides about an outgoing message that answers nothing: events are
// streamed, all else is held back (MOD-5).
func (p *planner) classify(r *Route, out *Outgoing) {
	if why := p.withheld(r, out); why != "" {
		out.When, out.Why = When{Kind: WhenPushed}, why+": sent only when pushed"
		return
	}
	out.When = When{Kind: WhenEvery, Interval: r.Interval}
	if out.Why == "" {
		out.Why = "it answers nothing and reads as an event: it is streamed"
	}
}

// withheld says why a message is no event, "" if it is one.
func (p *planner) withheld(r *Route, out *Outgoing) string {
	ws := p.wordsOf(out.Message)
	if p.isError(r, out) {
		return "it reports an error"
	}
	if len(ws) == 0 {
		return ""
	}
	last := ws[len(ws)-1]
	rest, _ := dropAbout(ws)
	switch {
	case answerMarks[last] && last != "status" && !participle(last), responseWords[last] && last != "hello" && last != "challenge":
		return fmt.Sprintf("%q is an answer's word, and no request is known for it", last)
	case len(r.Receives) > 0 && len(rest) == 1 && (rest[0] == "warning" || rest[0] == "warn"):
		return "it warns of something that clients did"
	case len(r.Receives) > 0 && len(rest) == 1 && acknowledged[rest[0]]:
		return fmt.Sprintf("%q acknowledges a request", rest[0])
	}
	if d, word := lexicon(ws); d == toServer && (r.Bridged == "" || requestWords[word]) && (word != "update" || len(r.Receives) > 0) {
		return fmt.Sprintf("%q reads as what clients say", word)
	}
	return ""
}

// streamOff says who has switched the streams of a route off.
func streamOff(r *Route) string {
	i := slices.IndexFunc(r.Why, func(why string) bool { return strings.HasPrefix(why, "stream off, as ") })
	if i < 0 {
		return "--stream off"
	}
	return r.Why[i]
}

// force applies the mode that x-asyncmock asks for, and --stream off.
func (p *planner) force(r *Route, mode string) {
	for _, out := range r.Sends {
		streamed := out.When.Kind == WhenEvery || out.When.Kind == WhenSubscribe
		switch {
		case streamed && r.Echo && mode == "":
			out.When, out.Why = When{Kind: WhenPushed}, "held back: what clients say is echoed"
		case mode == "sink", streamed && (mode == "conversational" || mode == "relay"):
			out.When, out.Why = When{Kind: WhenPushed}, "held back, as mode "+mode+" asks"
			out.OpenedBy, out.ClosedBy, out.Topics = nil, nil, nil
		case mode == "streaming" && r.Stream != StreamOff && (out.When.Kind == WhenSubscribe || out.When.Kind == WhenPushed && !p.isError(r, out)):
			out.When, out.Why = When{Kind: WhenEvery, Interval: r.Interval}, "streamed from connect, as mode streaming asks"
		case streamed && r.Stream == StreamOff:
			out.When, out.Why = When{Kind: WhenPushed}, "held back: "+streamOff(r)
		}
	}
	for _, in := range r.Receives {
		if r.Echo {
			in.Replies = nil
		}
		switch mode {
		case "sink", "streaming":
			in.Replies, in.Error, in.Relay = nil, nil, false
		case "relay":
			in.Relay = true
		case "conversational":
			p.forceAnswer(r, in)
		}
	}
	if mode == "relay" {
		r.Relays = true
	}
	if mode == "sink" || mode == "streaming" {
		r.ErrorReply = nil
	}
}

// forceAnswer lets the first event answer what nothing answers.
func (p *planner) forceAnswer(r *Route, in *Incoming) {
	if len(in.Replies) > 0 {
		return
	}
	for _, out := range r.Sends {
		if (out.When.Kind == WhenPushed || out.When.Kind == WhenReply) && !p.isError(r, out) {
			p.answer(in, &Reply{Outgoing: out, Why: "mode conversational: the first message that is no error answers"})
			return
		}
	}
}

// modeOf names what the route does (ASYNCAPI.md, 12).
func modeOf(r *Route) Mode {
	replies := slices.ContainsFunc(r.Receives, func(in *Incoming) bool { return len(in.Replies) > 0 })
	streams := slices.ContainsFunc(r.Sends, func(out *Outgoing) bool { return out.When.Kind == WhenEvery || out.When.Kind == WhenSubscribe })
	switch {
	case r.Relays || slices.ContainsFunc(r.Receives, func(in *Incoming) bool { return in.Relay }):
		return ModeRelay
	case streams && len(r.Receives) > 0:
		return ModeDuplex
	case replies || r.Echo:
		return ModeConversation
	case len(r.Sends) > 0 && (streams || len(r.Receives) == 0):
		return ModeStream
	}
	return ModeSink
}
