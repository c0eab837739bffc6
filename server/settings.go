package server

import (
	"fmt"
	"slices"

	"asyncmock/spec"
)

// settings are the extensions that hold for a route, nearest first.
type settings []extension

// settingsOf reads all that is said about a route: by the behavior, by its
// operations, channels, server and the document.
func (p *planner) settingsOf(g *pathGroup) (s settings) {
	if p.opts.Behavior != nil {
		root := p.opts.Behavior.Settings()
		s = append(p.single(root, g, "the behavior file"), p.ext.settings(root, "the behavior file"))
	}
	for _, pl := range g.places {
		for _, op := range p.uses.by[pl.channel] {
			s = append(s, p.ext.read(op.Extensions, "operation "+op.Name))
		}
	}
	for _, pl := range g.places {
		s = append(s, p.ext.read(pl.channel.Extensions, "channel "+pl.channel.Name))
	}
	if server := g.places[0].server; server != nil {
		s = append(s, p.ext.read(server.Extensions, "server "+server.Name))
	}
	s = append(s, p.single(p.doc.Extensions.Get(extensionKey), g, extensionKey+" of the document")...)
	return append(s, p.ext.read(p.doc.Extensions, "the document"))
}

// single reads what stands below routes about this one, by a path or a channel.
func (p *planner) single(root *spec.Node, g *pathGroup, where string) (s settings) {
	routes := root.Get("routes").Deref()
	if routes == nil || p.opts.Behavior == nil {
		return nil
	}
	for _, m := range routes.Members {
		if m.Key == g.path || slices.Contains(g.aliases, m.Key) ||
			slices.ContainsFunc(g.places, func(pl place) bool { return pl.channel.Name == m.Key }) {
			s = append(s, p.ext.settings(m.Value, where))
		}
	}
	return s
}

// say applies the settings to a route and leaves a sentence for each.
func (s settings) say(r *Route, set map[string]bool) (mode string) {
	var interval, validate, reply bool
	s.sayPace(r, set)
	for _, e := range s {
		if e.interval > 0 && !interval && !set["interval"] {
			r.Interval, interval = e.interval, true
			r.Why = append(r.Why, fmt.Sprintf("interval %s, as %s says", shortDuration(e.interval), e.where))
		}
		if e.validate != "" && !validate {
			r.Validate, validate = e.validate == "on", true
			if !r.Validate {
				r.Why = append(r.Why, fmt.Sprintf("what clients send is not validated, as %s says", e.where))
			}
		}
		if e.reply != "" && !reply && !(e.reply == "relay" && set["relay"]) {
			r.Echo, r.Relays, reply = e.reply == "echo", e.reply == "relay", true
			r.Why = append(r.Why, fmt.Sprintf("reply %s, as %s says", e.reply, e.where))
		}
		if e.mode != "" && mode == "" {
			mode = e.mode
			r.Why = append(r.Why, fmt.Sprintf("mode %s, as %s says", e.mode, e.where))
		}
	}
	return mode
}

// sayPace applies what is said about streams, delays and relays, the nearest
// first.
func (s settings) sayPace(r *Route, set map[string]bool) {
	var jitter, stream, delay, relay bool
	say := func(done *bool, said bool, flag string, apply func(), what string, where string) {
		if said && !*done && !set[flag] {
			*done = true
			apply()
			r.Why = append(r.Why, what+", as "+where+" says")
		}
	}
	for _, e := range s {
		say(&jitter, e.jitter > 0, "", func() { r.Jitter = e.jitter }, "jitter up to "+shortDuration(e.jitter), e.where)
		say(&stream, e.stream != "", "stream", func() { r.Stream = streamKinds[e.stream] }, "stream "+e.stream, e.where)
		say(&delay, e.delay != nil, "delay", func() { r.Delay = *e.delay }, "delayed messages", e.where)
		say(&relay, e.relay != "", "relay", func() { r.RelayTo = relayKinds[e.relay] }, "relay "+e.relay, e.where)
	}
}

// The words for streams and relays.
var (
	streamKinds = map[string]StreamKind{"one-to-one": StreamOneToOne, "broadcast": StreamBroadcast, "off": StreamOff}
	relayKinds  = map[string]RelayTo{"all": RelayAll, "others": RelayOthers, "off": RelayOff}
)

// roleFor returns the role of one operation: flag, then the nearest pin, then
// what was decided for the document. where is "" when nothing nearer than the
// document pins it.
func (p *planner) roleFor(op *spec.Operation, ch *spec.Channel, server *spec.Server) (role Role, where string) {
	if p.opts.Set["role"] && p.opts.Role != RoleAuto {
		return p.role.Role, ""
	}
	if op != nil {
		if e := p.ext.read(op.Extensions, "operation "+op.Name); e.role != RoleAuto {
			return e.role, e.where
		}
	}
	if e := p.ext.read(ch.Extensions, "channel "+ch.Name); e.role != RoleAuto {
		return e.role, e.where
	}
	if server != nil {
		if e := p.ext.read(server.Extensions, "server "+server.Name); e.role != RoleAuto {
			return e.role, e.where
		}
	}
	return p.role.Role, ""
}

// documentRole returns who told the role of the document: a flag, the
// document, or nobody.
func (p *planner) documentRole() (told Role, by string) {
	pinned := p.ext.read(p.doc.Extensions, "the document").role
	switch {
	case p.opts.Role != RoleAuto && (p.opts.Set["role"] || pinned == RoleAuto):
		return p.opts.Role, "--role"
	case p.opts.Set["role"]:
		return RoleAuto, ""
	}
	return pinned, extensionKey + " of the document"
}

// says returns what x-asyncmock says on one message. What holds for a route
// as a whole is not for a message to say.
func (p *planner) says(m *spec.Message) extension {
	n := m.Extensions.Get(extensionKey)
	_, known := p.ext.done[n]
	e := p.ext.read(m.Extensions, "message "+m.Name)
	for _, key := range []string{"mode", "reply"} {
		if value := n.Get(key); value != nil && !known {
			p.ext.wrong(value, e.where, key+" holds for a route, not for one message", "write it on the channel or an operation")
		}
	}
	return e
}

// roleOf returns the role of one message of an operation.
func (p *planner) roleOf(m *spec.Message, operation Role) Role {
	if e := p.says(m); e.role != RoleAuto && !(p.opts.Set["role"] && p.opts.Role != RoleAuto) {
		return e.role
	}
	return operation
}

// sayMessages applies what x-asyncmock says on the messages of a route: how
// often one is streamed, and that one of the client's is not validated.
func (p *planner) sayMessages(r *Route) {
	for _, out := range r.Sends {
		e := p.says(out.Message.Message)
		repeated := out.When.Kind == WhenEvery || out.When.Kind == WhenSubscribe || out.When.Kind == WhenSilence
		if e.interval > 0 && repeated && !p.opts.Set["interval"] {
			out.When.Interval = e.interval
			out.Why += fmt.Sprintf("; interval %s, as %s says", shortDuration(e.interval), e.where)
		}
	}
	for _, in := range r.Receives {
		if e := p.says(in.Message.Message); e.validate == "off" {
			in.Unchecked = true
			r.Why = append(r.Why, fmt.Sprintf("%s is not validated, as %s says", in.Message.Name, e.where))
		}
	}
}
