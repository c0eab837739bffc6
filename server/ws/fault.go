package ws

import (
	"errors"
	"net"
	"time"

	"asyncmock/server"
)

// sabotage is what a fault does to a connection; guarded by the tap's mutex.
// While it is stalled the queue is not written: drains is set, so that all
// that is sent queues up, and once its goroutine has ended, parked.
type sabotage struct {
	stalled bool // nothing is written but what was queued before: leaving frames
	leaving int
	parked  bool // and no goroutine waits to
	hollow  bool // half-open: stalled for ever, and nothing is kept
	noPong  bool
	noClose bool  // the client's close frame is not answered
	patient bool  // endure reads
	rate    int32 // bytes per second; 0: no limit
}

// Sabotage begins or ends a fault of the connection; see server.Saboteur.
func (w wire) Sabotage(f *server.Fault, on bool) error {
	t := &w.tap
	t.mu.Lock()
	defer t.mu.Unlock()
	switch f.Kind {
	case server.FaultDrop:
		t.drop(f.Text == "reset")
	case server.FaultHalfOpen:
		t.hollow = true
		t.stall()
	case server.FaultStall:
		if on {
			t.stall()
		} else if !t.hollow {
			t.resume()
		}
	case server.FaultThrottle:
		t.rate = 0
		if on {
			t.rate = int32(f.Number)
		}
	case server.FaultNoPong:
		t.noPong = on
	case server.FaultNoClose:
		t.noClose = on
		t.poke()
	default:
		return errors.ErrUnsupported
	}
	return nil
}

// SendBroken sends a frame that RFC 6455, 5.2 forbids; see server.Saboteur.
func (w wire) SendBroken(f *server.Frame, by *server.Fault) error {
	b := encode(f)
	switch by.Kind {
	case server.FaultReservedBit:
		b[0] |= 0x80 >> by.Number
	case server.FaultWrongOpcode:
		b[0] = b[0]&0xf0 | byte(by.Number)
	case server.FaultBreak:
		return w.tap.breakOff(b[:len(b)/2])
	default:
		return errors.ErrUnsupported
	}
	return w.tap.send(b, false)
}

// breakOff sends b and ends the connection.
func (t *tap) breakOff(b []byte) error {
	if err := t.send(b, false); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.drains {
		t.endSoon()
	} else {
		t.cut()
	}
	return nil
}

// drop ends the connection without a word, behind the answer to the handshake
// and what is being written; t.mu is held.
func (t *tap) drop(reset bool) {
	if tcp, ok := underTLS(t.Conn).(*net.TCPConn); ok && reset {
		tcp.SetLinger(0)
	}
	if t.drains && !t.stalled {
		t.endSoon()
		return
	}
	t.cut()
}

// stall begins to write nothing; t.mu is held.
func (t *tap) stall() {
	if t.stalled || t.gone {
		return
	}
	t.stalled, t.leaving = true, len(t.queue)
	if !t.drains {
		t.drains, t.parked, t.since = true, true, time.Now()
	}
}

// resume writes what has queued up, and goes on; t.mu is held.
func (t *tap) resume() {
	t.stalled = false
	if t.parked {
		t.parked, t.since = false, time.Now()
		go t.drain()
	}
	t.poke()
}

// poke wakes endure; t.mu is held.
func (t *tap) poke() {
	if t.patient {
		t.Conn.SetReadDeadline(time.Now())
	}
}

// endure reads on, and keeps nothing, as long as a fault forbids to answer a
// client that has said goodbye, and the end of one that says nothing is not seen.
func (t *tap) endure(goodbye bool) {
	t.release()
	for t.silenced(goodbye) {
		b := t.h.chunks.Get().(*[]byte)
		_, err := t.Conn.Read(*b)
		t.h.chunks.Put(b)
		var late net.Error
		if err != nil && !(errors.As(err, &late) && late.Timeout()) {
			t.mu.Lock()
			t.cut()
			t.mu.Unlock()
		}
	}
}

// silenced reports whether a fault forbids to answer, and prepares to wait.
func (t *tap) silenced(goodbye bool) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	silenced := !t.gone && (t.stalled || t.noClose && goodbye && !t.over)
	if silenced != t.patient {
		t.patient = silenced
		t.Conn.SetReadDeadline(time.Time{})
	}
	return silenced
}

// portion is how much of n bytes to write next, and how long that shall last.
func (t *tap) portion(n int) (int, time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.rate == 0 || t.answer != nil {
		return min(n, piece), 0
	}
	n = min(n, max(int(t.rate)/10, 1))
	return n, time.Duration(n) * time.Second / time.Duration(t.rate)
}

// quiet reports whether a fault keeps the client from being asked for a sign of life.
func (t *tap) quiet() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.stalled
}
