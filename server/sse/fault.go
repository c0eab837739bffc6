package sse

import (
	"errors"
	"time"

	"asyncmock/server"
)

// sabotage is what a fault does to a stream; guarded by the stream's mutex.
type sabotage struct {
	stalled bool // nothing is written from event number from on
	from    uint64
	hollow  bool // half-open: stalled for ever, and nothing is kept
	dropped bool // cut the connection, after what was sent before
	rate    int  // bytes per second; 0: no limit
}

// Sabotage begins or ends a fault; see server.Saboteur.
func (st *stream) Sabotage(f *server.Fault, on bool) error {
	st.mu.Lock()
	defer st.mu.Unlock()
	switch f.Kind {
	case server.FaultDrop:
		st.dropped = st.attached
	case server.FaultHalfOpen:
		st.hollow = true
		st.stall(true)
	case server.FaultStall:
		st.stall(on || st.hollow)
	case server.FaultThrottle:
		st.rate = 0
		if on {
			st.rate = f.Number
		}
	default:
		return errors.ErrUnsupported
	}
	st.signal()
	return nil
}

// SendBroken knows nothing that could be wrong; see server.Saboteur.
func (st *stream) SendBroken(*server.Frame, *server.Fault) error { return errors.ErrUnsupported }

// stall is called with the lock held.
func (st *stream) stall(on bool) {
	if on && !st.stalled {
		st.from = st.next
	}
	st.stalled = on
}

// writable is how many events may be written; the lock is held.
func (st *stream) writable() int {
	if st.stalled {
		return int(max(st.from, st.taken+1) - 1 - st.taken)
	}
	return int(st.next - 1 - st.taken)
}

// quiet reports whether not even a sign of life may be written.
func (st *stream) quiet() bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.stalled
}

// portion is how much of n bytes to write next, and how long that shall last.
func (wr *writer) portion(n int) (int, time.Duration) {
	if wr.rate == 0 {
		return n, 0
	}
	n = min(n, max(wr.rate/10, 1))
	return n, time.Duration(n) * time.Second / time.Duration(wr.rate)
}
