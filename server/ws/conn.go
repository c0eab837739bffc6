package ws

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"unicode/utf8"

	"github.com/coder/websocket"

	"asyncmock/server"
)

// session is what a conn needs of a server.Session.
type session interface {
	Subscribe(address string)
	Receive(*server.Frame) server.Outcome
	Closed(code int, reason string)
	ID() string
}

// A conn is one client: a server.Wire on one side, the goroutine that reads
// on the other.
type conn struct {
	tap
	lib     *websocket.Conn
	session session
	done    func() // tells the listener that the connection has ended; nil: it does not ask

	spot   spot         // in the wheel
	missed atomic.Int32 // pings without an answer
}

// wire is the conn as its Session sees it.
type wire struct{ *conn }

// Send writes f at once or queues it; see server.Wire.
func (w wire) Send(f *server.Frame) error {
	if w.deflate && len(f.Payload()) >= deflateFrom {
		return w.sendDeflated(f)
	}
	if f.Shared {
		return w.tap.send(f.Encoded(0, encode), true)
	}
	return w.tap.send(encode(f), false)
}

// Close says goodbye after what is queued; see server.Wire. 1005 sends a
// close frame without a code; a code that must not be sent (1006) drops the
// connection without one.
func (w wire) Close(code int, reason string) { w.tap.say(code, reason) }

// run reads until the connection ends, and ends it.
func (c *conn) run() {
	defer c.h.wg.Done()
	if c.done != nil {
		defer c.done()
	}
	c.finish(c.guard(c.loop))
}

// guard turns a panic of f into an error.
func (c *conn) guard(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &violation{codeInternal, "internal error"}
			if c.h.opts.Panicked != nil {
				c.h.opts.Panicked(c.name(), v, debug.Stack())
			}
		}
	}()
	return f()
}

func (c *conn) name() string {
	if c.session == nil {
		return ""
	}
	return c.session.ID()
}

func (c *conn) loop() error {
	for {
		c.await()
		typ, r, err := c.lib.Reader(context.Background())
		if err != nil {
			return err
		}
		f := c.h.frames.Get().(*server.Frame)
		f.Binary = typ == websocket.MessageBinary
		err = c.message(f, r)
		if cap(f.Buf) <= keepBuffer {
			c.h.frames.Put(f)
		}
		if err != nil {
			return err
		}
	}
}

// keepBuffer is the largest message buffer that is used again.
const keepBuffer = 64 << 10

// message reads one message and hands it to the session.
func (c *conn) message(f *server.Frame, r io.Reader) (err error) {
	f.Buf, err = readAll(r, f.Buf[:server.Headroom])
	if err != nil {
		return err
	}
	if !f.Binary && !utf8.Valid(f.Payload()) {
		return &violation{codeInvalid, "text message is not UTF-8"}
	}
	if c.pace() {
		c.session.Receive(f)
	}
	return nil
}

// readAll appends what r has to b. Memory follows what arrives, never what a
// header announces.
func readAll(r io.Reader, b []byte) ([]byte, error) {
	for {
		if len(b) == cap(b) {
			b = slices.Grow(b, len(b))
		}
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err == io.EOF {
			return b, nil
		}
		if err != nil {
			return b, err
		}
	}
}

// finish answers or says why, waits for what is still being written, closes,
// and tells the session.
func (c *conn) finish(err error) {
	var bad *violation
	var bye *farewell
	errors.As(c.fault, &bye)
	c.endure(bye != nil)
	switch {
	case bye != nil:
		c.say(bye.code, bye.reason)
	case errors.As(c.fault, &bad), errors.As(err, &bad):
		c.say(bad.code, bad.reason)
	case c.fault == nil:
		c.say(codeProtocol, "protocol error") // unless the library has said more
	}
	if c.saidGoodbye() && (bye == nil || c.unread()) {
		c.linger(bye == nil)
	}
	c.lib.CloseNow()
	c.drained()
	c.h.wheel.remove(c)
	code, reason := c.outcome()
	if bye != nil {
		code, reason = bye.code, bye.reason
	}
	c.guard(func() error {
		if c.session != nil {
			c.session.Closed(code, reason)
		}
		return nil
	})
}

// saidGoodbye reports whether our close frame went, or may still go, out.
func (c *conn) saidGoodbye() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.over && !c.gone
}

// outcome returns the code and reason of our own close frame; without one
// the connection ended abnormally.
func (c *conn) outcome() (int, string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.code == 0 {
		return codeAbnormal, c.reason
	}
	return c.code, c.reason
}

// ping asks for a sign of life.
func (c *conn) ping() {
	if c.heard.Swap(false) {
		c.missed.Store(0)
	}
	if c.quiet() {
		return
	}
	c.missed.Add(1)
	c.tap.ping()
}

// checkAlive cuts the connection when two pings had no answer.
func (c *conn) checkAlive() {
	if c.missed.Load() < 2 || c.heard.Load() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reason = fmt.Sprintf("no answer to %d pings", c.missed.Load())
	c.cut()
}

// drop cuts the connection.
func (c *conn) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut()
}
