package ws

import (
	"crypto/tls"
	"net"
	"time"
)

// How long a client gets for its part of the end.
const (
	answerTime  = 3 * time.Second // to answer our close frame
	lingerTime  = time.Second     // to take what was sent before the connection is closed
	lingerBytes = 16 << 20        // what it may still send meanwhile
)

// say queues a close frame and gives the client answerTime to answer it.
// Only the first close frame is sent. A code that may not stand on the wire
// (1006) cuts the connection.
func (t *tap) say(code int, reason string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over || t.gone {
		return
	}
	t.reason = cutReason(reason)
	if t.hollow || code != codeNoStatus && !canSend(code) {
		t.code = codeAbnormal
		t.cut()
		return
	}
	t.end(code)
	t.Conn.SetReadDeadline(time.Now().Add(answerTime))
	t.put(closeFrame(code, reason), true)
}

// end notes that a close frame goes out; t.mu is held.
func (t *tap) end(code int) {
	t.over, t.code = true, code
	t.until = time.Now().Add(t.h.opts.WriteTimeout)
}

// linger says that nothing follows our close frame and reads on until the
// client is gone or had its time, or, if an answer is due, until its own close
// frame. Closing with unread bytes would reset the connection: what is on its
// way would be lost, and the client might never see why it ended.
func (t *tap) linger(answer bool) {
	t.drained()
	if c, ok := t.Conn.(interface{ CloseWrite() error }); ok {
		c.CloseWrite()
	}
	t.Conn.SetReadDeadline(time.Now().Add(lingerTime))
	t.scan.lenient = true
	t.release()
	b := t.h.chunks.Get().(*[]byte)
	defer t.h.chunks.Put(b)
	for total := 0; total < lingerBytes && !(answer && t.scan.closed); {
		n, err := t.Conn.Read(*b)
		t.scan.feed((*b)[:n])
		if total += n; err != nil {
			return
		}
	}
}

// unread reports whether the client sent more after its close frame, as it
// should not; where that cannot be known without waiting, it may have.
func (t *tap) unread() bool {
	t.drained()
	if !t.raw.is() {
		_, half := t.Conn.(interface{ CloseWrite() error })
		return half
	}
	t.release()
	n, _, _ := t.raw.read(nil, t, false)
	t.release()
	return n > 0
}

// Close ends the connection once the queue is written.
func (t *tap) Close() error {
	t.mu.Lock()
	if t.gone || t.drains {
		t.endSoon()
		t.mu.Unlock()
		return nil
	}
	t.over, t.gone = true, true
	t.mu.Unlock()
	return t.Conn.Close()
}

// endSoon ends the connection once the queue is written; t.mu is held.
func (t *tap) endSoon() {
	t.over, t.ending = true, true
	if t.until.IsZero() {
		t.until = time.Now().Add(t.h.opts.WriteTimeout)
	}
}

// cut ends the connection now; t.mu is held. TLS would wait for the client
// to read its goodbye, so what lies below it is closed.
func (t *tap) cut() {
	if t.gone {
		return
	}
	t.gone = true
	if t.parked {
		t.parked, t.drains, t.queue, t.held = false, false, nil, 0
	}
	t.relieve()
	underTLS(t.Conn).Close()
}

func underTLS(c net.Conn) net.Conn {
	if s, ok := c.(*tls.Conn); ok {
		return s.NetConn()
	}
	return c
}
