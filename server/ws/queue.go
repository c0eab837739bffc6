package ws

import (
	"bytes"
	"encoding/binary"
	"net"
	"time"

	"asyncmock/server"
)

// What a connection may hold for a client that does not read.
const (
	maxFrames = 64
	maxBytes  = 1 << 20
	// slowAfter is how long a write must have been under way before the number
	// of frames alone makes a client slow: a burst is not its fault.
	slowAfter = 100 * time.Millisecond
	// piece is the most that one write deadline is given for.
	piece = 64 << 10
)

// send writes or queues the data frame b; keep says that b will not change.
func (t *tap) send(b []byte, keep bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.over || t.gone:
		return server.ErrGone
	case t.hollow:
		return nil
	case t.full(len(b)):
		return server.ErrSlow
	}
	t.put(b, keep)
	if t.gone {
		return server.ErrGone
	}
	return nil
}

// Write takes the library's control frames, one at a time and whole. Like
// every write here it does not wait; an answer to a ping that the client does
// not read is dropped.
func (t *tap) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.gone:
		return 0, net.ErrClosed
	case t.over, t.hollow, t.noPong && b[0]&0x0f == opPong:
	case b[0]&0x0f == opClose:
		code := codeNoStatus
		if len(b) >= 4 {
			code, t.reason = int(binary.BigEndian.Uint16(b[2:])), string(b[4:])
		}
		t.end(code)
		t.put(b, false)
	case !t.full(len(b)):
		t.put(b, false)
	}
	return len(b), nil
}

// ping sends a protocol ping, unless the client reads nothing anyway.
func (t *tap) ping() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.over && !t.gone && !t.hollow && !t.full(2) {
		t.put([]byte{finBit | opPing, 0}, true)
	}
}

// full reports whether n more bytes are too many; t.mu is held. Who has not
// been answered yet cannot be slow.
func (t *tap) full(n int) bool {
	if len(t.queue) == 0 {
		return false
	}
	return t.held+n > maxBytes || len(t.queue) >= maxFrames && t.answer == nil && time.Since(t.since) > slowAfter
}

// put writes b, or what the system does not take of it, later; t.mu is held.
func (t *tap) put(b []byte, keep bool) {
	if t.raw.is() && !t.drains && t.rate == 0 {
		n, err := t.raw.write(b)
		if err != nil {
			t.cut()
		}
		if n == len(b) || err != nil {
			return
		}
		b = b[n:]
	}
	if !keep {
		b = bytes.Clone(b)
	}
	t.queue = append(t.queue, b)
	t.held += len(b)
	if !t.drains {
		t.drains, t.since = true, time.Now()
		go t.drain()
	}
}

// drain writes the queue until it is empty. It is the only goroutine that
// waits for a client to read, and lives only as long as there is a queue.
func (t *tap) drain() {
	scratch := t.h.chunks.Get().(*[]byte)
	for {
		b, frames := t.next((*scratch)[:0])
		if frames == 0 {
			break
		}
		t.wrote(frames, t.writeAll(b))
	}
	t.h.chunks.Put(scratch)
	if t.stop() {
		return
	}
	t.Conn.Close() // may wait: TLS says goodbye
	t.mu.Lock()
	defer t.mu.Unlock()
	t.drains = false
	t.relieve()
}

// next returns what to write next: one frame, or several small ones joined in
// scratch. No frames: nothing is left to do.
func (t *tap) next(scratch []byte) (b []byte, frames int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	queue := t.queue
	if t.stalled {
		queue = queue[:t.leaving]
	}
	if len(queue) == 0 || t.gone {
		return nil, 0
	}
	if len(queue) == 1 {
		return queue[0], 1
	}
	for _, f := range queue {
		if len(scratch)+len(f) > cap(scratch) {
			break
		}
		scratch = append(scratch, f...)
		frames++
	}
	if frames > 0 {
		return scratch, frames
	}
	return queue[0], 1
}

// stop ends draining, unless frames came in since next or the connection
// is to be closed now.
func (t *tap) stop() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stalled && t.leaving == 0 && !t.gone {
		t.parked = true
		return true
	}
	if len(t.queue) > 0 && !t.gone {
		go t.drain()
		return true
	}
	t.queue, t.held = nil, 0
	if t.ending && !t.gone {
		t.gone = true
		return false
	}
	if !t.gone {
		t.Conn.SetWriteDeadline(time.Time{})
	}
	t.drains = false
	t.relieve()
	return true
}

// writeAll writes b; every piece of it must be taken within WriteTimeout.
func (t *tap) writeAll(b []byte) error {
	for len(b) > 0 {
		n, lasts := t.portion(len(b))
		t.Conn.SetWriteDeadline(t.writeDeadline())
		n, err := t.Conn.Write(b[:n])
		if err != nil {
			return err
		}
		b = b[n:]
		time.Sleep(lasts)
	}
	return nil
}

func (t *tap) writeDeadline() time.Time {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.since = now
	at := now.Add(t.h.opts.WriteTimeout)
	if t.over && t.until.Before(at) {
		return t.until
	}
	return at
}

// wrote takes frames off the queue, or cuts the connection.
func (t *tap) wrote(frames int, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil {
		t.cut()
		return
	}
	for i, f := range t.queue[:frames] {
		t.held -= len(f)
		t.queue[i] = nil
	}
	t.queue = t.queue[frames:]
	t.leaving = max(t.leaving-frames, 0)
	if t.short() {
		t.relieve()
	}
}

// short reports whether the client has read enough to be heard again.
func (t *tap) short() bool { return len(t.queue) <= maxFrames/4 && t.held <= maxBytes/4 }

func (t *tap) relieve() {
	if t.relief != nil {
		close(t.relief)
		t.relief = nil
	}
}

// pace waits while the client leaves unread what it was sent: a client that
// does not read is not read from, so that TCP slows it down. It reports
// whether the connection still takes messages.
func (t *tap) pace() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.drains && !t.short() && !t.over && !t.gone && !t.stalled {
		t.wait()
	}
	return !t.over && !t.gone && !t.hollow
}

// drained waits until nothing is being written.
func (t *tap) drained() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.drains {
		t.wait()
	}
}

// wait waits for relief; t.mu is held before and after, not meanwhile.
func (t *tap) wait() {
	if t.relief == nil {
		t.relief = make(chan struct{})
	}
	ch := t.relief
	t.mu.Unlock()
	<-ch
	t.mu.Lock()
}
