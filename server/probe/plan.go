package probe

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"asyncmock/generator"
	"asyncmock/server"
	"asyncmock/spec"
)

// A SelectionError says that the document has nothing that a pattern names.
type SelectionError struct {
	What, Pattern string
	Known         []string
}

// Error names what was asked for.
func (e *SelectionError) Error() string { return fmt.Sprintf("there is no %s %q", e.What, e.Pattern) }

// A Talk is one conversation: everything that is exercised on one route.
type Talk struct {
	Route *server.Route
	URL   string  // where it connects, without the values of secrets
	Steps []*Step // what is sent, in order

	probe   *Probe
	party   *party
	reader  *server.Reader
	matcher *generator.Matcher // of what clients may say
	hears   []*server.Outgoing // what is wanted of what the service says
	place   place
	life
}

// Hears returns what the service may say there, of what was selected.
func (t *Talk) Hears() []*server.Outgoing { return t.hears }

// plan picks the routes.
func (p *Probe) plan() error {
	if err := p.known(); err != nil {
		return err
	}
	if err := p.parameters(); err != nil {
		return err
	}
	for _, r := range p.mock.Routes() {
		if t := p.talk(r); t != nil {
			p.talks = append(p.talks, t)
		}
	}
	for _, s := range p.mock.Skipped() {
		if p.wants(p.opts.Channels, s.Channel) && len(p.opts.Operations) == 0 {
			p.left = append(p.left, Check{Group: s.Channel, Name: "exercised", Outcome: Skipped, Detail: s.Why})
		}
	}
	p.gather()
	return nil
}

// talk returns the conversation on a route, nil if nothing of it is wanted.
func (p *Probe) talk(r *server.Route) *Talk {
	t := &Talk{Route: r, probe: p}
	if !slices.ContainsFunc(r.Channels, p.wantsChannel) {
		return nil
	}
	if shared := p.sharing(r); shared != nil {
		for _, ch := range r.Channels {
			p.left = append(p.left, Check{Group: ch.Name, Name: r.Path, Outcome: Skipped, Detail: "exercised at " + shared.Path + ", the socket that it shares"})
		}
		return nil
	}
	t.reader = r.Reader()
	for _, o := range t.reader.Says() {
		if p.wantsMessage(o.Channel, o.Operation) {
			t.hears = append(t.hears, o)
		}
	}
	speaks := slices.ContainsFunc(r.Receives, func(in *server.Incoming) bool { return p.wantsMessage(in.Channel, in.Operation) })
	if !speaks && len(t.hears) == 0 && len(p.opts.Operations) > 0 {
		return nil
	}
	var candidates []*generator.Message
	for _, in := range r.Receives {
		candidates = append(candidates, in.Message)
	}
	t.matcher = generator.NewMatcher(candidates)
	return t
}

// sharing returns an earlier route that all channels of r are on as well: a
// service with logical channels has one socket for them.
func (p *Probe) sharing(r *server.Route) *server.Route {
	for _, t := range p.talks {
		if !slices.ContainsFunc(r.Channels, func(ch *spec.Channel) bool { return !slices.Contains(t.Route.Channels, ch) }) {
			return t.Route
		}
	}
	return nil
}

func (p *Probe) wants(patterns []string, names ...string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(pattern string) bool { return matches(pattern, names...) })
}

// matches reports whether one of the names is the pattern, or fits it.
func matches(pattern string, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		ok, _ := path.Match(pattern, name)
		return ok || pattern == name
	})
}

func (p *Probe) wantsChannel(ch *spec.Channel) bool {
	return p.wants(p.opts.Channels, ch.Name, ch.Address)
}

// wantsMessage reports whether a message of the channel and operation is
// wanted; either may be nil.
func (p *Probe) wantsMessage(ch *spec.Channel, op *spec.Operation) bool {
	operation := ""
	if op != nil {
		operation = op.Name
	}
	return (ch == nil || p.wantsChannel(ch)) && p.wants(p.opts.Operations, operation)
}

// known refuses patterns that fit nothing.
func (p *Probe) known() error {
	doc := p.mock.Document()
	var channels, operations []string
	for _, ch := range doc.Channels {
		channels = append(channels, ch.Name)
	}
	for _, op := range doc.Operations {
		operations = append(operations, op.Name)
	}
	for _, pattern := range p.opts.Channels {
		if !slices.ContainsFunc(doc.Channels, func(ch *spec.Channel) bool { return matches(pattern, ch.Name, ch.Address) }) {
			return &SelectionError{"channel", pattern, channels}
		}
	}
	for _, pattern := range p.opts.Operations {
		if !slices.ContainsFunc(operations, func(name string) bool { return matches(pattern, name) }) {
			return &SelectionError{"operation", pattern, operations}
		}
	}
	return nil
}

// gather makes parties: a talk and those where its replies go.
func (p *Probe) gather() {
	for _, t := range p.talks {
		var joined *party
		for _, other := range p.parties {
			if slices.ContainsFunc(other.talks, func(o *Talk) bool { return o.crosses(t) || t.crosses(o) }) {
				if joined == nil {
					joined = other
					continue
				}
				joined.talks = append(joined.talks, other.talks...)
				other.talks = nil
			}
		}
		if joined == nil {
			joined = &party{}
			p.parties = append(p.parties, joined)
		}
		joined.talks = append(joined.talks, t)
	}
	p.parties = slices.DeleteFunc(p.parties, func(party *party) bool { return len(party.talks) == 0 })
	for _, party := range p.parties {
		for _, t := range party.talks {
			t.party = party
		}
	}
}

// crosses reports whether replies to what is said in t go to o.
func (t *Talk) crosses(o *Talk) bool {
	for _, in := range t.Route.Receives {
		for _, reply := range in.Replies {
			if reply.Elsewhere != nil && slices.Contains(o.Route.Channels, reply.Elsewhere) {
				return true
			}
		}
	}
	return false
}

// groupOf is the group of checks about a channel; the route where none is known.
func (t *Talk) groupOf(ch *spec.Channel) string {
	if ch != nil {
		return ch.Name
	}
	var names []string
	for _, ch := range t.Route.Channels {
		names = append(names, ch.Name)
	}
	return strings.Join(names, ", ")
}
