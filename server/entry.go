package server

import (
	"net/http"
	"slices"
)

// An Entry is what a Behavior asks of clients before they are let in.
type Entry struct {
	// Accept looks at a handshake that the contract lets in; nil: all are good.
	Accept func(h *Handshake) bool
	// Wants says in words what Accept looks for, for those who did not have it.
	Wants string
	// Secrets are the query keys and headers that hold what Accept looks at:
	// their values are not written down.
	Secrets []string
	// Tickets is the path of the Endpoint where clients get a ticket; "": none.
	Tickets string
	// Status refuses the others, 0: 401; unless Close is the code with which
	// their WebSocket is closed as soon as it is open, since browsers do not
	// show a status to their pages.
	Status int
	Close  int
	Reason string
	// First is done when a connection was opened, before anything else is said
	// and before the client is in its room. The rest follows when all of it was
	// done. nil: the rest follows at once. Clients who cannot do it, since they
	// bring no connection that goes both ways, are refused.
	First []Action
}

// An Endpoint answers plain HTTP requests for a path that the document does
// not have: a desk where clients get tickets.
type Endpoint struct {
	Path string
	// Answer returns JSON, or why there is none.
	Answer func(method string, h *Handshake) ([]byte, *Refusal)
}

// Endpoint returns the endpoint of a path, nil if the Behavior has none there.
func (m *Mock) Endpoint(path string) *Endpoint {
	if m.plan.script == nil {
		return nil
	}
	i := slices.IndexFunc(m.plan.script.Endpoints, func(e *Endpoint) bool { return e.Path == path })
	if i < 0 {
		return nil
	}
	return m.plan.script.Endpoints[i]
}

// NoteEndpoint observes that an Endpoint has answered. What it said is not
// written down.
func (m *Mock) NoteEndpoint(h *Handshake) {
	if m.opts.Observe != nil {
		m.observe(&Event{Kind: EventNote, Valid: true, Transport: h.Transport, Remote: h.Remote, Path: h.Path, Text: "a ticket was issued"})
	}
}

// entry returns what the Behavior asks on the route.
func (l *live) entry() *Entry {
	if l.script == nil {
		return nil
	}
	return l.script.entry
}

// admitEntry asks what the Behavior asks.
func (m *Mock) admitEntry(a *Admission) *Refusal {
	e := m.byRoute[a.Route].entry()
	if e == nil {
		return nil
	}
	good := e.Accept == nil || e.Accept(a.Handshake)
	detail := "the behavior file wants " + e.Wants
	if good && e.First != nil && a.Handshake.Transport != TransportWS {
		good, detail = false, "the behavior file wants a first message, which takes a WebSocket"
	}
	switch {
	case good:
		return nil
	case e.Close != 0 && a.Handshake.Transport == TransportWS:
		a.turnedAway = true
		return nil
	}
	status := e.Status
	if status == 0 {
		status = http.StatusUnauthorized
	}
	r := &Refusal{Status: status, Code: "credentials-missing", Title: "Credentials are missing or wrong", Detail: detail}
	if status == http.StatusUnauthorized {
		r.Header = http.Header{"Www-Authenticate": {`Bearer realm="mock"`}}
	}
	return r
}

// open begins what a new connection hears: by the Behavior's Entry, where
// there is one, else at once.
func (s *Session) open() {
	if s.play == nil {
		s.letIn()
		return
	}
	s.play.mu.Lock()
	defer s.play.mu.Unlock()
	e := s.live.entry()
	switch {
	case s.play.away:
		s.end(e.Close, e.Reason)
	case e != nil && e.First != nil:
		m := &Moment{session: s, rule: &ruleState{Rule: &Rule{Name: "auth", Then: e.First}}}
		s.play.held = true
		s.start(m)
	default:
		s.letIn()
	}
}
