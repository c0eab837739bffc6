package server

import (
	"slices"
	"time"

	"asyncmock/generator"
	"asyncmock/spec"
)

// The intervals that nobody set.
const (
	defaultInterval = time.Second
	silenceInterval = 5 * time.Second
)

// converse collects what is said on the route and decides its mode.
func (p *planner) converse(r *Route) {
	for _, ch := range r.Channels {
		for _, op := range p.doc.Operations {
			if op.Channel == ch {
				p.collect(r, ch, op)
			}
		}
	}
	candidates := make([]*generator.Message, len(r.Receives))
	for i, in := range r.Receives {
		candidates[i] = in.Message
	}
	r.matcher = generator.NewMatcher(candidates)
	r.Mode = modeOf(r)
}

// collect adds the messages of an operation to the side that says them.
func (p *planner) collect(r *Route, ch *spec.Channel, op *spec.Operation) {
	inbound := (op.Action == spec.Receive) != (r.Role == RoleCounterpart)
	for _, m := range op.Messages {
		compiled := p.compiler.Message(m)
		if inbound {
			r.Receives = append(r.Receives, &Incoming{Operation: op, Channel: ch, Message: compiled})
			continue
		}
		r.Sends = append(r.Sends, &Outgoing{Operation: op, Channel: ch, Message: compiled, When: When{Kind: WhenEvery, Interval: r.Interval}})
	}
}

// modeOf names what the route does (ASYNCAPI.md, 12).
func modeOf(r *Route) Mode {
	replies := slices.ContainsFunc(r.Receives, func(in *Incoming) bool { return len(in.Replies) > 0 })
	streams := slices.ContainsFunc(r.Sends, func(out *Outgoing) bool { return out.When.Kind == WhenEvery || out.When.Kind == WhenSubscribe })
	switch {
	case r.Relays || slices.ContainsFunc(r.Receives, func(in *Incoming) bool { return in.Relay }):
		return ModeRelay
	case replies && streams, streams && len(r.Receives) > 0:
		return ModeDuplex
	case replies || r.Echo:
		return ModeConversation
	case len(r.Sends) > 0:
		return ModeStream
	}
	return ModeSink
}
