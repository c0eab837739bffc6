package server

import (
	"sync"
	"sync/atomic"
)

// A room is everyone on one route with the same path parameters.
type room struct {
	live   *live
	params []Param

	// visits and present are guarded by live.mu.
	visits  uint32
	present int

	members audience

	mu     sync.Mutex
	feeds  map[string]*sharedFeed // broadcast streams that somebody hears
	timers []*roomTimer
	voice  *voice // of what is pushed, nil: nothing was
}

// An audience is a set of sessions that hear the same frames. Those who send
// take a snapshot, which is made once per change of the set, and hold no lock
// while they write.
type audience struct {
	mu       sync.Mutex
	seats    []seat
	snapshot atomic.Pointer[[]*Session]
}

// A seat is a session in an audience; at is where it keeps its index.
type seat struct {
	session *Session
	at      *int32
}

// noSeat is the index of who is in no audience.
const noSeat = -1

// add lets s in; at will hold its index until remove.
func (a *audience) add(s *Session, at *int32) {
	a.mu.Lock()
	defer a.mu.Unlock()
	*at = int32(len(a.seats))
	a.seats = append(a.seats, seat{s, at})
	a.snapshot.Store(nil)
}

// remove lets the session out whose index at holds, and returns how many stay.
func (a *audience) remove(at *int32) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	if *at == noSeat {
		return len(a.seats)
	}
	last := len(a.seats) - 1
	moved := a.seats[last]
	a.seats[*at] = moved
	*moved.at = *at
	*at = noSeat
	a.seats[last] = seat{}
	a.seats = a.seats[:last]
	a.snapshot.Store(nil)
	return last
}

// now returns everyone in the audience; the slice is never changed.
func (a *audience) now() []*Session {
	if list := a.snapshot.Load(); list != nil {
		return *list
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	list := make([]*Session, len(a.seats))
	for i, seat := range a.seats {
		list[i] = seat.session
	}
	a.snapshot.Store(&list)
	return list
}

// send hands a Shared frame to everyone but except, and returns how many took it.
func (a *audience) send(f *Frame, except *Session) int {
	n := 0
	for _, s := range a.now() {
		if s != except && s.hear(f) {
			n++
		}
	}
	return n
}
