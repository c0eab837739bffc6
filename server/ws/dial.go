package ws

import (
	"context"
	"errors"
	"net/http"

	"github.com/coder/websocket"

	"asyncmock/server"
)

// maxUpstream is the longest message that a real service may send.
const maxUpstream = 16 << 20

// A Dialer opens WebSockets to real services. The zero value is ready.
type Dialer struct{}

// Dial implements server.Dialer.
func (Dialer) Dial(ctx context.Context, url string, header http.Header) (server.Upstream, error) {
	opts := &websocket.DialOptions{HTTPHeader: header.Clone()}
	if protocol := header.Get("Sec-WebSocket-Protocol"); protocol != "" {
		opts.Subprotocols = []string{protocol}
		opts.HTTPHeader.Del("Sec-WebSocket-Protocol")
	}
	c, _, err := websocket.Dial(ctx, url, opts)
	if err != nil {
		return nil, err
	}
	c.SetReadLimit(maxUpstream)
	return upstream{c}, nil
}

// An upstream is a WebSocket to a real service.
type upstream struct{ conn *websocket.Conn }

// Read implements server.Upstream.
func (u upstream) Read(ctx context.Context) (*server.Frame, error) {
	kind, data, err := u.conn.Read(ctx)
	var bye websocket.CloseError
	if errors.As(err, &bye) {
		return nil, &server.UpstreamClosed{Code: int(bye.Code), Reason: bye.Reason}
	}
	if err != nil {
		return nil, err
	}
	return server.NewFrame(data, kind == websocket.MessageBinary), nil
}

// Write implements server.Upstream.
func (u upstream) Write(ctx context.Context, f *server.Frame) error {
	kind := websocket.MessageText
	if f.Binary {
		kind = websocket.MessageBinary
	}
	return u.conn.Write(ctx, kind, f.Payload())
}

// Close implements server.Upstream.
func (u upstream) Close(code int, reason string) {
	u.conn.Close(websocket.StatusCode(code), reason)
	u.conn.CloseNow()
}
