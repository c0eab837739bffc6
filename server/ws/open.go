package ws

import (
	"bytes"
	"net/http"
	"time"
)

// hold keeps the answer to the handshake until open; what is written before
// queues up behind it.
func (t *tap) hold(h http.Header) {
	answer := bytes.NewBufferString("HTTP/1.1 101 Switching Protocols\r\n")
	h.Write(answer)
	answer.WriteString("\r\n")
	t.mu.Lock()
	defer t.mu.Unlock()
	t.answer = answer.Bytes()
	t.drains, t.since = true, time.Now()
}

// open sends the answer and what queued up behind it: with one write where
// writes do not wait, else the answer first, which may wait as any answer of
// the listener does.
func (t *tap) open() {
	t.mu.Lock()
	if !t.raw.is() || t.stalled || t.rate > 0 {
		t.mu.Unlock()
		t.openSlowly()
		return
	}
	defer t.mu.Unlock()
	b := append(t.answer, bytes.Join(t.queue, nil)...)
	t.answer, t.queue, t.held, t.drains = nil, nil, 0, false
	if t.gone { // cut meanwhile
		t.relieve()
		return
	}
	t.put(b, true)
	if t.ending && !t.drains {
		t.cut()
	}
}

func (t *tap) openSlowly() {
	err := t.writeAll(t.answer)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.answer = nil
	if err != nil {
		t.cut()
	}
	if len(t.queue) > 0 || t.ending || t.gone || t.stalled {
		t.since = time.Now()
		go t.drain()
		return
	}
	t.Conn.SetWriteDeadline(time.Time{})
	t.drains = false
}
