package ws

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"

	"asyncmock/server"
)

// Options bound what a client can do. The zero value is the good default.
type Options struct {
	// MaxMessage is the longest message accepted, in bytes; 0: 1 MiB. Longer
	// ones close the connection with 1009.
	MaxMessage int64
	// ReadTimeout is how long one message may take to arrive; 0: 30 s.
	ReadTimeout time.Duration
	// WriteTimeout is how long a client may read nothing while there is
	// something for it; 0: 5 s.
	WriteTimeout time.Duration
	// PingInterval is the time between protocol pings; 0: 30 s, negative: none.
	// A client that answers neither of two is cut.
	PingInterval time.Duration
	// Panicked is told when a connection ended by a panic of ours; nil: nobody.
	Panicked func(session string, value any, stack []byte)
}

// A Handler completes upgrades and owns their connections. Its methods are
// safe for concurrent use.
type Handler struct {
	opts Options
	wg   sync.WaitGroup
}

// New returns a Handler.
func New(opts Options) *Handler { return &Handler{opts: opts} }

// Serve upgrades a request that Check and Mock.Admit let in, and returns when
// the connection stands; it lives on in a goroutine of the Handler.
func (h *Handler) Serve(w http.ResponseWriter, r *http.Request, mock *server.Mock, a *server.Admission) {
	o := &websocket.AcceptOptions{InsecureSkipVerify: true}
	if a.Subprotocol != "" {
		o.Subprotocols = []string{a.Subprotocol}
	}
	conn, err := websocket.Accept(w, r, o)
	if err != nil {
		return
	}
	wire := &plain{conn: conn}
	s := mock.Connect(a, wire)
	s.Subscribe("")
	h.wg.Go(func() {
		defer conn.CloseNow()
		for {
			typ, b, err := conn.Read(context.Background())
			if err != nil {
				code := int(websocket.CloseStatus(err))
				if code < 0 {
					code = 1006
				}
				s.Closed(code, "")
				return
			}
			s.Receive(server.NewFrame(b, typ == websocket.MessageBinary))
		}
	})
}

// Close cuts every connection that is still open and waits for their end.
func (h *Handler) Close() error { return nil }

type plain struct{ conn *websocket.Conn }

func (p *plain) Send(f *server.Frame) error {
	typ := websocket.MessageText
	if f.Binary {
		typ = websocket.MessageBinary
	}
	if p.conn.Write(context.Background(), typ, f.Payload()) != nil {
		return server.ErrGone
	}
	return nil
}

func (p *plain) Close(code int, reason string) {
	go p.conn.Close(websocket.StatusCode(code), reason)
}
