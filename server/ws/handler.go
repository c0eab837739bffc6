package ws

import (
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"

	"asyncmock/server"
)

// Options bound what a client can do. The zero value is the good default.
type Options struct {
	// MaxMessage is the longest message accepted, in bytes; 0: 1 MiB,
	// negative: no limit. Longer ones close the connection with 1009.
	MaxMessage int64
	// ReadTimeout is how long one message may take to arrive; 0: 30 s.
	ReadTimeout time.Duration
	// WriteTimeout is how long a client may read nothing while there is
	// something for it; 0: 5 s.
	WriteTimeout time.Duration
	// PingInterval is the time between protocol pings; 0: 30 s, negative: none.
	// A client that answers neither of two is cut.
	PingInterval time.Duration
	// Compress agrees to permessage-deflate (RFC 7692) with clients that offer
	// it, without context takeover. MaxMessage holds for what is inflated.
	Compress bool
	// Panicked is told when a connection ended by a panic of ours; nil: nobody.
	Panicked func(session string, value any, stack []byte)
}

func (o Options) withDefaults() Options {
	if o.MaxMessage == 0 {
		o.MaxMessage = 1 << 20
	}
	if o.ReadTimeout == 0 {
		o.ReadTimeout = 30 * time.Second
	}
	if o.WriteTimeout == 0 {
		o.WriteTimeout = 5 * time.Second
	}
	if o.PingInterval == 0 {
		o.PingInterval = 30 * time.Second
	}
	return o
}

// A Handler completes upgrades and owns their connections. Its methods are
// safe for concurrent use.
type Handler struct {
	opts      Options
	wheel     wheel
	wg        sync.WaitGroup
	chunks    sync.Pool // *[]byte of chunkSize
	frames    sync.Pool // *server.Frame with room for a message
	deflaters sync.Pool // *deflater
}

// New returns a Handler.
func New(opts Options) *Handler {
	h := &Handler{opts: opts.withDefaults()}
	h.wheel.every = h.opts.PingInterval
	h.chunks.New = func() any {
		b := make([]byte, chunkSize)
		return &b
	}
	h.deflaters.New = newDeflater
	h.frames.New = func() any {
		return &server.Frame{Buf: make([]byte, server.Headroom, 512)}
	}
	return h
}

// Serve upgrades a request that Check and Mock.Admit let in, and returns when
// the connection stands and the Session has subscribed; the connection lives
// on in a goroutine of the Handler.
func (h *Handler) Serve(w http.ResponseWriter, r *http.Request, mock *server.Mock, a *server.Admission) {
	opened := h.serve(w, r, a.Subprotocol, func(w server.Wire) session {
		w.(wire).done = a.Done
		return mock.Connect(a, w)
	})
	if !opened && a.Done != nil {
		a.Done()
	}
}

func (h *Handler) serve(w http.ResponseWriter, r *http.Request, subprotocol string, connect func(server.Wire) session) (opened bool) {
	c := &conn{}
	c.h, c.scan.limit = h, h.opts.MaxMessage
	o := &websocket.AcceptOptions{InsecureSkipVerify: true} // Origin is server/web's
	if h.opts.Compress {
		o.CompressionMode = websocket.CompressionNoContextTakeover
	}
	if subprotocol != "" {
		o.Subprotocols = []string{subprotocol}
	}
	lib, err := websocket.Accept(&hijack{w, &c.tap}, r, o)
	if err != nil {
		return false // it has answered
	}
	lib.SetReadLimit(h.opts.MaxMessage)
	c.lib = lib
	h.start(c, connect)
	return true
}

// start connects the session. Its deep stack is that of the request, which
// ends; the goroutine that stays has a small one.
func (h *Handler) start(c *conn, connect func(server.Wire) session) {
	h.wg.Add(1)
	h.wheel.add(c)
	err := c.guard(func() error {
		c.session = connect(wire{c})
		c.session.Subscribe("")
		return nil
	})
	if err != nil {
		c.say(codeInternal, "internal error")
	}
	c.open()
	go c.run()
}

// Close cuts every connection that is still open and waits for their end.
// Mock.Shutdown, which says goodbye, comes before it.
func (h *Handler) Close() error {
	for _, c := range h.wheel.all() {
		c.drop()
	}
	h.wg.Wait()
	return nil
}
