package server

import (
	"cmp"
	"slices"
	"time"
)

// Connections returns the sessions that are open, in the order they came.
func (m *Mock) Connections() []*Session {
	all := m.connected()
	slices.SortFunc(all, func(a, b *Session) int { return cmp.Compare(a.number, b.number) })
	return all
}

// Name returns the client's ?__session=, "" if it gave none.
func (s *Session) Name() string { return s.name }

// Route returns the route it came in by.
func (s *Session) Route() *Route { return s.live.route }

// Path returns the path as requested, without mount prefix and query.
func (s *Session) Path() string { return s.path }

// Params returns the path parameters, in order of the path.
func (s *Session) Params() []Param { return s.params }

// Remote returns the client's address.
func (s *Session) Remote() string { return s.remote }

// Transport returns how it came in.
func (s *Session) Transport() Transport { return s.way }

// Since returns when it connected, by this machine's clock.
func (s *Session) Since() time.Time { return time.Unix(0, s.since) }

// Groups returns the names of the groups that rules have put it into, sorted.
func (s *Session) Groups() (names []string) {
	if s.play == nil {
		return nil
	}
	s.play.mu.Lock()
	defer s.play.mu.Unlock()
	for _, g := range s.play.groups {
		names = append(names, g.group.name)
	}
	slices.Sort(names)
	return names
}

// Traffic is how many messages a session had.
type Traffic struct {
	Received uint64 // from the client
	Wrong    uint64 // those of them that broke the contract
	Sent     uint64 // to the client
}

// Traffic returns what came and went so far.
func (s *Session) Traffic() Traffic {
	return Traffic{Received: s.received.Load(), Wrong: s.wrong.Load(), Sent: s.sent.Load()}
}

// Close ends the session with a WebSocket close code (RFC 6455, 7.4), after
// what was said before. 1006 drops the connection without a word, at once.
func (s *Session) Close(code int, reason string) {
	if code != closeAbnormal {
		s.end(code, reason)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status.Store(max(s.status.Load(), statusEnding))
	s.closeNow(code, reason)
}

// closeAbnormal is a connection that ended without a close frame (RFC 6455, 7.1.5).
const closeAbnormal = 1006
