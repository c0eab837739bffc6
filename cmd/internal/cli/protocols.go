package cli

import (
	"net/http"

	"asyncmock/server"
	"asyncmock/server/sse"
	"asyncmock/server/web"
	"asyncmock/server/ws"
)

// protocols is the table of what web hands connections to.
func (s *settings) protocols(c *console, o *web.Options) {
	o.WS = upgrader{ws.New(ws.Options{MaxMessage: s.maxMessage, Compress: s.compress, Panicked: c.panicked})}
	o.SSE = sse.New(sse.Options{})
}

// dialer is how real services behind the mock are reached.
func dialer() server.Dialer { return ws.Dialer{} }

// panicked reports a bug of ours that ended one connection.
func (c *console) panicked(session string, value any, stack []byte) {
	c.note("connection %s ended by a bug of asyncmock: %v", session, value)
	c.err.Write(stack)
}

// An upgrader is package ws as web wants it.
type upgrader struct{ *ws.Handler }

func (upgrader) Check(r *http.Request) (int, http.Header, string, bool) { return ws.Check(r) }
