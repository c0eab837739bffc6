package server

import (
	"fmt"
	"slices"
	"strings"

	"asyncmock/generator"
	"asyncmock/spec"
)

// collect puts every message on the routes and on the side that says it, and
// ties declared requests and replies together.
func (p *planner) collect() {
	for _, r := range p.routes {
		roles := map[Role]bool{}
		pinned := ""
		for _, pl := range p.sources[r].places {
			for _, op := range p.uses.by[pl.channel] {
				role, where := p.roleFor(op, pl.channel, pl.server)
				if where != "" {
					pinned = where
				}
				roles[role] = true
				p.place(r, pl.channel, op, role)
			}
		}
		p.nameRole(r, roles, pinned)
	}
	for _, r := range p.routes {
		p.collectUnused(r)
	}
	for _, r := range p.routes {
		p.tie(r)
	}
}

// nameRole sets the role of the route: that of its operations when they agree.
func (p *planner) nameRole(r *Route, roles map[Role]bool, pinned string) {
	if len(roles) == 1 && !roles[p.role.Role] {
		r.Role = RoleApplication + RoleCounterpart - p.role.Role
	}
	if pinned != "" {
		r.Why = append(r.Why, fmt.Sprintf("the role of operations here is pinned by %s", pinned))
	}
}

// place adds the messages of an operation to a route, on the side that the
// operation's role or that of the message puts them.
func (p *planner) place(r *Route, ch *spec.Channel, op *spec.Operation, role Role) {
	inbound := func(role Role) bool { return (op.Action == spec.Receive) != (role == RoleCounterpart) }
	if len(op.Messages) == 0 && inbound(role) && len(ch.Messages) == 0 {
		m := &spec.Message{Name: op.Name, Node: op.Node}
		p.anything[m] = true
		p.incoming(r, ch, op, m, "the document does not say which messages: anything is accepted")
	}
	for _, m := range op.Messages {
		if inbound(p.roleOf(m, role)) {
			p.incoming(r, ch, op, m, "")
			continue
		}
		p.outgoing(r, ch, op, m, "")
	}
}

// incoming adds a message that clients may send, once per route.
func (p *planner) incoming(r *Route, ch *spec.Channel, op *spec.Operation, m *spec.Message, why string) *Incoming {
	for _, in := range r.Receives {
		if in.Message.Message == m {
			if op != nil && op.Reply != nil && (in.Operation == nil || in.Operation.Reply == nil) {
				in.Operation, in.Channel = op, ch
			}
			return in
		}
	}
	in := &Incoming{Operation: op, Channel: ch, Message: p.compiler.Message(m), Why: why}
	r.Receives = append(r.Receives, in)
	return in
}

// outgoing adds a message that the mock may send, once per route.
func (p *planner) outgoing(r *Route, ch *spec.Channel, op *spec.Operation, m *spec.Message, why string) *Outgoing {
	for _, out := range r.Sends {
		if out.Message.Message == m {
			if op != nil && op.Reply != nil && out.Operation == nil {
				out.Operation, out.Channel = op, ch
			}
			return out
		}
	}
	out := &Outgoing{Operation: op, Channel: ch, Message: p.compiler.Message(m), When: When{Kind: whenUndecided}, Why: why}
	r.Sends = append(r.Sends, out)
	return out
}

// collectUnused places the messages of channels that no operation uses and no
// reply names, by the words of their names.
func (p *planner) collectUnused(r *Route) {
	for _, ch := range r.Channels {
		if len(p.uses.by[ch]) > 0 || p.replyChannel(ch) {
			continue
		}
		for _, m := range ch.Messages {
			if d, word := lexicon(nameWords(m)); d == toServer {
				p.incoming(r, ch, nil, m, fmt.Sprintf("no operation uses the channel; %q reads as what clients say", word))
			} else {
				p.outgoing(r, ch, nil, m, "no operation uses the channel; its name does not read as what clients say")
			}
		}
	}
	if len(r.Receives)+len(r.Sends) == 0 && !slices.ContainsFunc(r.Channels, p.replyChannel) {
		r.Why = append(r.Why, "the document says of no message here: clients can connect, whatever they send is only noted")
	}
}

// replyChannel reports whether a declared reply goes to the channel.
func (p *planner) replyChannel(ch *spec.Channel) bool {
	return len(p.uses.replies[ch]) > 0
}

// tie ties the declared replies of a route's operations (RPL-1 to RPL-3, PER-3).
func (p *planner) tie(r *Route) {
	for _, in := range slices.Clone(r.Receives) {
		if in.Operation != nil && in.Operation.Reply != nil && slices.Contains(in.Operation.Messages, in.Message.Message) {
			p.tieReplies(r, in)
		}
	}
	for _, out := range slices.Clone(r.Sends) {
		if out.Operation != nil && out.Operation.Reply != nil && slices.Contains(out.Operation.Messages, out.Message.Message) && out.When.Kind == whenUndecided {
			p.tieAwaited(r, out)
		}
	}
}

// replyMessages returns what may come as the reply to an operation: without
// its own messages, when there are others.
func replyMessages(op *spec.Operation) []*spec.Message {
	messages := op.Reply.Messages
	if len(messages) == 0 && op.Reply.Channel != nil {
		messages = op.Reply.Channel.Messages
	}
	others := slices.DeleteFunc(slices.Clone(messages), func(m *spec.Message) bool { return slices.Contains(op.Messages, m) })
	if len(others) > 0 {
		return others
	}
	return messages
}

// A replyPlace is where the replies of an operation go.
type replyPlace struct {
	route     *Route
	channel   *spec.Channel // that their messages are of
	elsewhere *spec.Channel // the same when it is on another route, else nil
}

// replyPlace returns where the replies of an operation of r go.
func (p *planner) replyPlace(r *Route, op *spec.Operation) replyPlace {
	ch := op.Reply.Channel
	if ch == nil {
		return replyPlace{route: r, channel: op.Channel}
	}
	if !ch.Unknown && op.Reply.Address == nil && !slices.Contains(r.Channels, ch) {
		for _, other := range p.routes {
			if slices.Contains(other.Channels, ch) && !p.sources[other].shared() {
				return replyPlace{route: other, channel: ch, elsewhere: ch}
			}
		}
	}
	return replyPlace{route: r, channel: ch}
}

// shared reports whether the path is the socket of logical channels.
func (g *pathGroup) shared() bool {
	return slices.ContainsFunc(g.places, func(pl place) bool { return pl.shared })
}

// tieReplies gives an incoming message the replies that are declared.
func (p *planner) tieReplies(r *Route, in *Incoming) {
	op := in.Operation
	at := p.replyPlace(r, op)
	for _, m := range replyMessages(op) {
		out := p.outgoing(at.route, at.channel, op, m, "")
		reply := &Reply{Outgoing: out, Elsewhere: at.elsewhere, AddressFrom: op.Reply.Address, Why: fmt.Sprintf("declared as the reply of operation %s", op.Name)}
		if at.elsewhere != nil {
			reply.Why += fmt.Sprintf(", on channel %s", at.elsewhere.Name)
		}
		p.answer(in, reply)
	}
}

// answer makes an outgoing message a reply to an incoming one.
func (p *planner) answer(in *Incoming, reply *Reply) {
	if slices.ContainsFunc(in.Replies, func(old *Reply) bool { return old.Outgoing == reply.Outgoing }) {
		return
	}
	in.Replies = append(in.Replies, reply)
	replyTo(reply.Outgoing, in, reply.Why)
}

// replyTo marks an outgoing message as a reply.
func replyTo(out *Outgoing, in *Incoming, why string) {
	if out.When.Kind == WhenReply {
		if !slices.Contains(strings.Split(out.When.Of, ", "), in.Message.Name) {
			out.When.Of += ", " + in.Message.Name
		}
		return
	}
	out.When = When{Kind: WhenReply, Of: in.Message.Name}
	out.Why = why
}

// tieAwaited makes the mock ask and wait for the client's reply (PER-3).
func (p *planner) tieAwaited(r *Route, out *Outgoing) {
	op := out.Operation
	at := p.replyPlace(r, op)
	for _, m := range replyMessages(op) {
		in := p.incoming(at.route, at.channel, op, m, fmt.Sprintf("the client's reply to %s", out.Message.Name))
		if !slices.Contains(out.Awaits, in) {
			out.Awaits = append(out.Awaits, in)
		}
	}
	out.When = When{Kind: WhenEvery, Interval: r.Interval}
	out.Why = fmt.Sprintf("operation %s declares a reply: the mock asks and the client answers", op.Name)
	if at.elsewhere != nil {
		out.Why += fmt.Sprintf(" on channel %s", at.elsewhere.Name)
	}
}

// candidates returns the messages of incomings, in order.
func candidates(all []*Incoming) []*generator.Message {
	out := make([]*generator.Message, len(all))
	for i, in := range all {
		out[i] = in.Message
	}
	return out
}
