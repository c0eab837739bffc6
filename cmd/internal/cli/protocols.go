package cli

import (
	"net/http"

	"asyncmock/server/sse"
	"asyncmock/server/web"
	"asyncmock/server/ws"
)

// protocols is the table of what web hands connections to.
func (s *settings) protocols(o *web.Options) {
	o.WS = upgrader{ws.New(ws.Options{MaxMessage: s.maxMessage})}
	o.SSE = sse.New(sse.Options{DropSlow: s.slow == slowDrop})
}

// An upgrader is package ws as web wants it.
type upgrader struct{ *ws.Handler }

func (upgrader) Check(r *http.Request) (int, http.Header, string, bool) { return ws.Check(r) }
