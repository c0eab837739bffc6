package server

import (
	"fmt"
	"slices"
	"sync"

	"asyncmock/spec"
)

// A group is sessions that rules have put together, over all routes of the
// Mock. While it sends it holds its own lock, so that everyone hears
// everything in the same order.
type group struct {
	name    string
	sending sync.Mutex
	members audience
}

// A groupSeat is a session's place in a group.
type groupSeat struct {
	group *group
	at    int32
}

// A groupTable is the groups that somebody is in.
type groupTable struct {
	mu     sync.Mutex
	byName map[string]*group
}

// The bounds of groups: clients may name them.
const (
	maxGroups    = 10_000 // of a Mock
	maxOfSession = 64     // groups of a session
	maxGroupName = 200    // bytes
)

// AudienceKind says who hears a broadcast.
type AudienceKind uint8

// The audiences. A room is everyone on the route with the same path
// parameters.
const (
	ToRoom AudienceKind = iota
	ToRoute
	ToGroup
)

// An Audience is who hears a broadcast.
type Audience struct {
	Kind AudienceKind
	// Group is the name of ToGroup; one that nobody is in is empty.
	Group string
	// Route is the path (template) of ToRoute, "": the session's own.
	Route string
	// Others leaves out the session that speaks.
	Others bool
}

// Join puts the session into a group; it leaves all groups when it ends.
func (m *Moment) Join(name string) error {
	p := m.session.play
	switch {
	case p.over || slices.ContainsFunc(p.groups, func(g *groupSeat) bool { return g.group.name == name }):
		return nil
	case name == "" || len(name) > maxGroupName:
		return fmt.Errorf("the name of a group must have 1 to %d bytes", maxGroupName)
	case len(p.groups) == maxOfSession:
		return fmt.Errorf("the connection is in %d groups; that is the most", maxOfSession)
	}
	all := &m.session.live.mock.groups
	all.mu.Lock()
	defer all.mu.Unlock()
	g := all.byName[name]
	if g == nil {
		if len(all.byName) == maxGroups {
			return fmt.Errorf("there are %d groups; that is the most", maxGroups)
		}
		if all.byName == nil {
			all.byName = map[string]*group{}
		}
		g = &group{name: name}
		all.byName[name] = g
	}
	place := &groupSeat{group: g, at: noSeat}
	g.members.add(m.session, &place.at)
	p.groups = append(p.groups, place)
	return nil
}

// Leave takes the session out of a group, if it is in it.
func (m *Moment) Leave(name string) {
	p := m.session.play
	p.groups = slices.DeleteFunc(p.groups, func(g *groupSeat) bool {
		if g.group.name != name {
			return false
		}
		m.session.live.mock.groups.leave(g)
		return true
	})
}

// leave gives a seat up; a group without anybody is forgotten.
func (gs *groupTable) leave(place *groupSeat) {
	gs.mu.Lock()
	defer gs.mu.Unlock()
	if place.group.members.remove(&place.at) == 0 {
		delete(gs.byName, place.group.name)
	}
}

func (gs *groupTable) get(name string) *group {
	gs.mu.Lock()
	defer gs.mu.Unlock()
	return gs.byName[name]
}

// leaveGroups is called at the end of a session, under the play's mutex.
func (s *Session) leaveGroups() {
	for _, g := range s.play.groups {
		s.live.mock.groups.leave(g)
	}
	s.play.groups = nil
}

// Broadcast sends a body, made once, to everyone in an audience and returns
// how many took it.
func (m *Moment) Broadcast(b *Body, to Audience) (int, error) {
	target := m.session.live
	if to.Route != "" {
		if target = m.session.live.mock.routeOf(to.Route); target == nil {
			return 0, fmt.Errorf("there is no route %q", to.Route)
		}
	}
	k := newMaking()
	defer k.done()
	o, err := m.compose(k, target, b)
	if err != nil {
		return 0, unlessNoted(err)
	}
	frame := NewFrame(k.frame.Payload(), k.frame.Binary)
	frame.Shared, frame.Name = true, k.frame.Name
	n := m.spread(frame, target, to)
	m.session.observeSpread(frame, o, n, k.frame.by)
	return n, nil
}

// spread hands a Shared frame to an audience.
func (m *Moment) spread(f *Frame, target *live, to Audience) int {
	var except *Session
	if to.Others {
		except = m.session
	}
	switch {
	case to.Kind == ToGroup:
		g := m.session.live.mock.groups.get(to.Group)
		if g == nil {
			return 0
		}
		g.sending.Lock()
		defer g.sending.Unlock()
		return g.members.send(f, except)
	case to.Kind == ToRoute:
		n := 0
		for _, s := range target.everyone() {
			if s != except && s.way != TransportHTTP && s.hear(f) {
				n++
			}
		}
		return n
	}
	return m.session.room.members.send(f, except)
}

// routeOf returns the route of a path (template), nil if there is none.
func (m *Mock) routeOf(path string) *live {
	for _, l := range m.lives {
		if l.route.Path == path || slices.Contains(l.route.Aliases, path) {
			return l
		}
	}
	return nil
}

// observeSpread observes one message of a rule to many.
func (s *Session) observeSpread(f *Frame, o *Outgoing, receivers int, by *author) {
	if !s.watched() {
		return
	}
	e := &Event{Kind: EventRelay, Payload: f.Payload(), Binary: f.Binary, Valid: true, Count: receivers}
	e.from(o)
	e.by(by)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.observe(e)
}

// An author is the rule that said a frame, and what the contract says of it.
type author struct {
	rule     string
	findings spec.Diagnostics
}

func (e *Event) by(a *author) {
	if a != nil {
		e.Rule, e.Findings, e.Valid = a.rule, a.findings, len(a.findings) == 0
	}
}
