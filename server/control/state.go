package control

import "sync"

// maxSessions is how many names of sessions are remembered; of more, those
// that were named first are forgotten.
const maxSessions = 10_000

// A state is what the API itself remembers.
type state struct {
	mu     sync.Mutex
	floor  uint64            // of the journal, for everybody: what is not above was reset
	floors map[string]uint64 // the same of sessions
	names  []string          // of sessions in floors, oldest first
}

// raise sets the floor of a session, or of everybody.
func (s *state) raise(session string, to uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if session == "" {
		s.floor, s.floors, s.names = max(s.floor, to), nil, nil
		return
	}
	if _, known := s.floors[session]; !known {
		if s.floors == nil {
			s.floors = map[string]uint64{}
		}
		if len(s.names) == maxSessions {
			delete(s.floors, s.names[0])
			s.names = s.names[1:]
		}
		s.names = append(s.names, session)
	}
	s.floors[session] = max(s.floors[session], to)
}

// above returns the number behind which the journal begins for a session, or
// for everybody.
func (s *state) above(session string) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return max(s.floor, s.floors[session])
}
