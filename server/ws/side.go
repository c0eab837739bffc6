package ws

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// A side is one of the two connections.
type side struct {
	name  string
	conn  net.Conn
	early []byte // came together with the handshake
	masks bool   // what goes there must be masked: it is the service

	turn   sync.Mutex // of those who write
	closed bool       // a close frame has gone there, or half a frame; guarded by turn

	writing atomic.Bool
	wrote   atomic.Uint64 // writes that were done
	seen    uint64        // wrote, when looked at last
	stalls  int           // looks at which the same write went on
}

func newSide(name string, conn net.Conn, early []byte) *side {
	return &side{name: name, conn: conn, early: early}
}

// stalled reports whether the same write has been going on for stallTicks
// looks. It belongs to the timer of the Relay.
func (s *side) stalled() bool {
	n := s.wrote.Load()
	if !s.writing.Load() || n != s.seen {
		s.seen, s.stalls = n, 0
		return false
	}
	s.stalls++
	return s.stalls > stallTicks
}

// write writes whole frames; after the last, what is written is dropped. It
// waits as long as the side does not read.
func (s *side) write(b []byte, last bool) error {
	s.turn.Lock()
	defer s.turn.Unlock()
	if s.closed {
		return nil
	}
	s.writing.Store(true)
	_, err := s.conn.Write(b)
	s.writing.Store(false)
	s.wrote.Add(1)
	s.closed = last || err != nil
	return err
}

// say sends a close frame of our own, and nothing after it.
func (s *side) say(code int, reason string) {
	b := closeFrame(code, reason)
	if s.masks {
		b = masked(b)
	}
	s.write(b, true)
}

// masked masks a control frame, with the key 0: nothing in it is a client's.
func masked(b []byte) []byte {
	return append([]byte{b[0], b[1] | 0x80, 0, 0, 0, 0}, b[2:]...)
}

// leave says by TCP alone that nothing follows, and lets the other flow see
// the end soon.
func (s *side) leave() {
	now := time.Now()
	s.conn.SetWriteDeadline(now.Add(lingerTime))
	s.conn.SetReadDeadline(now.Add(lingerTime))
	if c, ok := s.conn.(interface{ CloseWrite() error }); ok {
		c.CloseWrite()
	}
}

// finish closes the connection. What it still sends is read for a moment:
// closing with unread bytes would reset it, and what is on its way be lost.
func (s *side) finish() {
	s.leave()
	io.CopyN(io.Discard, s.conn, lingerBytes)
	s.conn.Close()
}
