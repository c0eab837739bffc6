package ws

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/coder/websocket"

	"asyncmock/server"
)

// maxUpstream is the longest message that a real service may send.
const maxUpstream = 16 << 20

// A Dialer opens WebSockets to real services. The zero value is ready.
type Dialer struct {
	// TLS is how services are known; nil: by the authorities of the system.
	TLS *tls.Config
	// MaxMessage is the longest message that a service may send, in bytes; 0:
	// 16 MiB. A longer one ends the connection with 1009.
	MaxMessage int64
}

// Dial implements server.Dialer. Of the header, Sec-WebSocket-Protocol lists
// the subprotocols that are offered; the Upstream has a method Subprotocol()
// string that tells which one was agreed on.
func (d Dialer) Dial(ctx context.Context, url string, header http.Header) (server.Upstream, error) {
	opts := &websocket.DialOptions{HTTPHeader: header.Clone()}
	for _, list := range header.Values("Sec-WebSocket-Protocol") {
		for name := range strings.SplitSeq(list, ",") {
			opts.Subprotocols = append(opts.Subprotocols, strings.TrimSpace(name))
		}
	}
	opts.HTTPHeader.Del("Sec-WebSocket-Protocol")
	if d.TLS != nil {
		transport := &http.Transport{TLSClientConfig: d.TLS, Proxy: http.ProxyFromEnvironment}
		defer transport.CloseIdleConnections()
		opts.HTTPClient = &http.Client{Transport: transport}
	}
	c, resp, err := websocket.Dial(ctx, url, opts)
	if err != nil && resp != nil && resp.StatusCode != http.StatusSwitchingProtocols {
		return nil, &server.UpstreamRefused{Status: resp.StatusCode}
	}
	if err != nil {
		return nil, err
	}
	limit := d.MaxMessage
	if limit == 0 {
		limit = maxUpstream
	}
	c.SetReadLimit(limit)
	return upstream{c}, nil
}

// An upstream is a WebSocket to a real service.
type upstream struct{ conn *websocket.Conn }

// Subprotocol returns the one that was agreed on, "" if none.
func (u upstream) Subprotocol() string { return u.conn.Subprotocol() }

// Read implements server.Upstream.
func (u upstream) Read(ctx context.Context) (*server.Frame, error) {
	kind, data, err := u.conn.Read(ctx)
	var bye websocket.CloseError
	switch {
	case errors.As(err, &bye):
		return nil, &server.UpstreamClosed{Code: int(bye.Code), Reason: bye.Reason}
	case errors.Is(err, websocket.ErrMessageTooBig):
		return nil, fmt.Errorf("%w: %w", server.ErrLarge, err)
	case err != nil:
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
