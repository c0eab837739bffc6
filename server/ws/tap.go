package ws

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Sizes of what coder/websocket reads and writes through. Its writer carries
// control frames only, each in one piece: 2 + 125 bytes.
const (
	rawReader   = 16  // the tap holds a pooled buffer while bytes are pending
	plainReader = 512 // no pooled buffer: a reader must be held while waiting
	libWriter   = 144
	chunkSize   = 4096
)

// A tap is the connection that coder/websocket is given in place of the real
// one. Reading is the library's, through Read; the tap follows the frames
// (scan) and sets deadlines. Writing is shared: the library's control frames
// and our data frames go through one queue (queue.go) and never mix.
type tap struct {
	net.Conn
	h *Handler
	// deflate: the client has agreed to compression.
	deflate bool
	raw     raw // system calls that do not wait; unset on the portable path

	// Only for the goroutine that reads.
	pending []byte        // received and followed, not handed on
	ahead   *bufio.Reader // the library's: what it holds was handed on and not yet read
	chunk   *[]byte       // pooled memory of pending
	scan    scan
	fault   error // what Read says once pending is empty
	armed   bool  // a message is on its way and has a deadline

	heard atomic.Bool // the client sent something since this was reset

	mu     sync.Mutex
	over   bool // a close frame is queued or sent: nothing follows it
	gone   bool // the connection was cut or closed: nothing can be written
	ending bool // close once the queue is empty
	code   int  // of the close frame that we sent
	reason string
	until  time.Time // when over: no write may take longer
	answer []byte    // to the handshake, until open
	queue  [][]byte
	held   int       // bytes in queue
	drains bool      // a goroutine is writing the queue
	since  time.Time // when its current write began
	sabotage
	relief chan struct{} // closed when the queue is short again or gone; nil: nobody waits
}

// hijack is a ResponseWriter that gives away a tap. It holds the answer to
// the handshake back until tap.open, so that a client that knows it is
// connected already hears what others say.
type hijack struct {
	http.ResponseWriter
	tap *tap
}

// WriteHeader passes refusals on.
func (w *hijack) WriteHeader(status int) {
	if status != http.StatusSwitchingProtocols {
		w.ResponseWriter.WriteHeader(status)
	}
}

// Hijack takes the connection and puts the tap around it. Bytes that came
// together with the handshake are kept for Read.
func (w *hijack) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	t := w.tap
	t.Conn = conn
	size := plainReader
	if t.raw.open(conn) {
		size = rawReader
	}
	if n := rw.Reader.Buffered(); n > 0 {
		early, _ := rw.Reader.Peek(n)
		t.pending = append([]byte(nil), early...)
		t.pending = t.pending[:t.follow(t.pending)]
	}
	t.deflate = deflates(w.Header())
	t.hold(w.Header())
	t.ahead = bufio.NewReaderSize(t, size)
	return t, bufio.NewReadWriter(t.ahead, bufio.NewWriterSize(t, libWriter)), nil
}

// Read hands on what the client sent. It belongs to one goroutine.
func (t *tap) Read(p []byte) (int, error) {
	for len(t.pending) == 0 {
		if t.fault != nil {
			return 0, t.fault
		}
		if n := t.receive(p); n > 0 {
			return n, nil
		}
	}
	n := copy(p, t.pending)
	t.pending = t.pending[n:]
	if len(t.pending) == 0 {
		t.release()
	}
	return n, nil
}

// await waits until there is something for the library to read. To wait here
// and not below the library keeps the stack of a silent client small.
func (t *tap) await() {
	for t.raw.is() && len(t.pending) == 0 && t.ahead.Buffered() == 0 && t.fault == nil {
		t.receive(nil)
	}
}

// receive waits for bytes of the client and puts them into p, or into
// pending; or it sets fault.
func (t *tap) receive(p []byte) int {
	var n int
	var err error
	if t.armed && !t.scan.busy() {
		t.arm()
	}
	if t.raw.is() {
		p, n, err = t.receiveRaw(p)
	} else {
		t.arm()
		n, err = t.Conn.Read(p)
	}
	if n > 0 {
		if !t.heard.Load() {
			t.heard.Store(true)
		}
		n = t.follow(p[:n])
	}
	if err != nil && t.fault == nil {
		t.fault = t.explain(err)
	}
	if t.chunk != nil {
		t.pending = (*t.chunk)[:n]
		if n == 0 {
			t.release()
		}
		return 0
	}
	return n
}

// receiveRaw reads into p if p is large, else into a pooled chunk, which is
// taken only when there is something to read.
func (t *tap) receiveRaw(p []byte) ([]byte, int, error) {
	if len(p) < chunkSize {
		p = nil
	}
	n, again, err := t.raw.read(p, t, t.scan.busy() == t.armed)
	if again {
		t.arm()
		n, _, err = t.raw.read(p, t, true)
	}
	if p == nil && t.chunk != nil {
		p = *t.chunk
	}
	return p, n, err
}

// follow shows b to the scan and returns how much of it may be handed on.
func (t *tap) follow(b []byte) int {
	ok, end := t.scan.feed(b)
	if end != nil && t.fault == nil {
		t.fault = end
	}
	return ok
}

func (t *tap) release() {
	t.pending = nil
	if t.chunk != nil {
		t.h.chunks.Put(t.chunk)
		t.chunk = nil
	}
}

// arm gives a message that is on its way its deadline, once, and takes it
// away when there is none. It is called only before a read that may wait, so
// that messages which come in one piece cost no deadline.
func (t *tap) arm() {
	busy := t.scan.busy()
	if busy == t.armed {
		return
	}
	t.armed = busy
	var at time.Time
	if busy {
		at = time.Now().Add(t.h.opts.ReadTimeout)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.over { // else the deadline is that of the answer to our close frame
		t.Conn.SetReadDeadline(at)
	}
}

// explain turns a missed deadline of a message into a violation.
func (t *tap) explain(err error) error {
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over {
		return io.EOF
	}
	return &violation{codePolicy, "message took longer than " + t.h.opts.ReadTimeout.String()}
}
