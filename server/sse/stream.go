package sse

import (
	"sync"
	"time"

	"asyncmock/server"
)

// How much a stream keeps: to be resumed, and not yet taken by its connection.
const (
	ringEvents  = 256
	ringBytes   = 8 << 20
	queueEvents = 64
	queueBytes  = 1 << 20
)

// event is a message with its number in the stream.
type event struct {
	n     uint64
	at    time.Time
	frame *server.Frame // immutable
}

// firstTurn is that of the connection that opens the stream.
const firstTurn = 1

// stream is a Session's Wire. Connections come and go; at most one has it,
// and each gets a turn number by which it is told from those before.
type stream struct {
	key     string
	mock    *server.Mock
	room    string
	name    name // zero: has none
	session session
	ready   chan struct{} // closed when session is set
	speech  chan struct{} // holds a token while a message is received
	unheld  func()        // called when the session is to end and no connection has it
	expiry  *time.Timer   // guarded by Handler.mu
	once    sync.Once

	mu       sync.Mutex
	ring     []event // consecutive
	size     int     // bytes in ring
	next     uint64  // number of the next event
	turn     int
	attached bool
	wake     chan struct{} // of the present turn
	taken    uint64        // last event that the present turn has taken
	resumed  uint64        // last event that was there when the turn began
	queued   int           // events since then that are not written
	waiting  int           // bytes of those
	sabotage
	ended  bool
	code   int
	reason string
}

func newStream(key string, m *server.Mock, room string) *stream {
	return &stream{
		key: key, mock: m, room: room,
		ready: make(chan struct{}), speech: make(chan struct{}, 1),
		next: 1, turn: firstTurn, attached: true, wake: make(chan struct{}, 1),
	}
}

// begin opens the session.
func (st *stream) begin(s session) {
	st.session = s
	close(st.ready)
	s.Subscribe("")
}

// Send gives f the next number and keeps it. A client that has left 64 events
// or 1 MiB unread is slow; the Session decides what becomes of it.
func (st *stream) Send(f *server.Frame) error {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.ended {
		return server.ErrGone
	}
	if st.hollow {
		return nil
	}
	size := len(f.Payload())
	if st.attached && st.queued > 0 && (st.queued >= queueEvents || st.waiting+size > queueBytes) {
		return server.ErrSlow
	}
	st.push(f.Clone(), size)
	return nil
}

func (st *stream) push(f *server.Frame, size int) {
	now := time.Now()
	st.ring = append(st.ring, event{st.next, now, f})
	st.next++
	st.size += size
	if st.attached {
		st.queued++
		st.waiting += size
		st.signal()
	}
	st.trim(now)
}

// trim forgets the oldest events. What the present connection has yet to take
// stays. Without one, nobody can go on once an event is forgotten that the
// last had not taken: the session ends.
func (st *stream) trim(now time.Time) {
	i := 0
	for i < len(st.ring)-1 && (len(st.ring)-i > ringEvents || st.size > ringBytes || now.Sub(st.ring[i].at) > holdTime) {
		if st.ring[i].n > st.taken {
			if st.attached {
				break
			}
			st.ring, st.size = nil, 0
			st.finish(1006, "client did not come back in time")
			return
		}
		st.size -= len(st.ring[i].frame.Payload())
		st.ring[i] = event{}
		i++
	}
	st.ring = st.ring[i:]
}

// Close ends the stream after what is queued.
func (st *stream) Close(code int, reason string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if !st.ended {
		st.finish(code, reason)
	}
}

// finish is called with the lock held.
func (st *stream) finish(code int, reason string) {
	st.ended, st.code, st.reason = true, code, reason
	st.dropped = st.dropped || st.hollow
	if st.attached {
		st.signal()
		return
	}
	st.unheld()
}

func (st *stream) signal() {
	select {
	case st.wake <- struct{}{}:
	default:
	}
}

// attach gives the stream to a new connection that has seen event n, and
// takes it from the one before. turn is 0 when events after n are forgotten.
func (st *stream) attach(n uint64) (turn int, over bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if n >= st.next {
		return 0, false
	}
	if n+1 == st.next {
		if st.ended {
			return 0, st.code == 1000
		}
	} else if len(st.ring) == 0 || st.ring[0].n > n+1 {
		return 0, false
	}
	close(st.wake)
	st.wake = make(chan struct{}, 1)
	st.turn++
	st.attached = true
	st.taken, st.resumed = n, st.next-1
	st.queued, st.waiting = 0, 0
	return st.turn, false
}

// detach gives the stream up, if the turn still has it. known: the client
// has an event id to come back with; a session without ends at once.
func (st *stream) detach(turn int) (detached, ended, known bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if turn != st.turn || !st.attached {
		return false, false, false
	}
	st.attached = false
	known = st.taken > 0
	if !known && !st.ended {
		st.ended, st.code = true, 1006
	}
	return true, st.ended, known
}

// expire ends a stream that no connection has.
func (st *stream) expire(code int, reason string) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.attached {
		return false
	}
	if !st.ended {
		st.ended, st.code, st.reason = true, code, reason
	}
	return true
}

// closed tells the session, once.
func (st *stream) closed() {
	st.once.Do(func() {
		st.mu.Lock()
		code, reason := st.code, st.reason
		st.mu.Unlock()
		if st.session != nil {
			st.session.Closed(code, reason)
		}
	})
}

// batch is what a connection is to write next.
type batch struct {
	events []event
	mine   bool // false: another connection has the stream
	drop   bool // cut the connection
	rate   int  // bytes per second; 0: no limit
	over   bool // nothing more will come
	code   int
	reason string
}

// take returns what the turn has not yet seen, at most a queue of it.
func (st *stream) take(turn int) batch {
	st.mu.Lock()
	defer st.mu.Unlock()
	if turn != st.turn {
		return batch{}
	}
	b := batch{mine: true, rate: st.rate}
	if behind, writable := int(st.next-1-st.taken), st.writable(); writable > 0 {
		from := len(st.ring) - behind
		b.events = append(b.events, st.ring[from:from+min(writable, queueEvents)]...)
		st.taken += uint64(len(b.events))
		return b
	}
	if b.drop = st.dropped; b.drop {
		st.dropped = false
		return b
	}
	b.over, b.code, b.reason = st.ended && !st.stalled, st.code, st.reason
	return b
}

// wrote frees the places of events that have been written.
func (st *stream) wrote(turn int, events []event) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if turn != st.turn {
		return
	}
	for _, e := range events {
		if e.n > st.resumed {
			st.queued--
			st.waiting -= len(e.frame.Payload())
		}
	}
}

// woken returns the channel that tells the turn of news; nil when it is over.
func (st *stream) woken(turn int) <-chan struct{} {
	st.mu.Lock()
	defer st.mu.Unlock()
	if turn != st.turn {
		return nil
	}
	return st.wake
}

// receive hands over a message of the client's, one at a time.
func (st *stream) receive(f *server.Frame) (out server.Outcome, ok bool) {
	select {
	case <-st.ready:
	default:
		return out, false
	}
	st.speech <- struct{}{}
	defer func() { <-st.speech }()
	st.mu.Lock()
	ended := st.ended
	st.mu.Unlock()
	if ended {
		return out, false
	}
	return st.session.Receive(f), true
}
