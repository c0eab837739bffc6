package ws

import (
	"context"
	"fmt"
	"net"
	"testing"

	"asyncmock/server"
	"asyncmock/server/protocoltest"
	"asyncmock/server/web"
)

func TestProtocol(t *testing.T) {
	protocoltest.Test(t, func(t *testing.T) protocoltest.Protocol {
		return protocoltest.Protocol{
			Serve: func(ctx context.Context, l net.Listener, m *server.Mock) error {
				site, err := web.New(web.Options{Mounts: []web.Mount{{Mock: m}}, WS: upgrader{New(Options{})}})
				if err != nil {
					return err
				}
				return site.Serve(ctx, l)
			},
			Dial: func(ctx context.Context, l *protocoltest.Listener, path string) (protocoltest.Client, error) {
				c, err := l.Dial(ctx)
				if err != nil {
					return nil, err
				}
				return &listener{upgrade(t, c, path)}, nil
			},
		}
	})
}

// A listener is a peer that answers pings and close frames.
type listener struct{ *peer }

func (c *listener) Send(message []byte) error {
	_, err := c.Write(c.encode(finBit|opText, message))
	return err
}

func (c *listener) Receive() ([]byte, error) {
	for {
		f, err := c.frame()
		if err != nil {
			return nil, err
		}
		switch f.op() {
		case opPing:
			c.Write(c.encode(finBit|opPong, f.payload))
		case opClose:
			c.Write(c.encode(finBit|opClose, f.payload))
			return nil, fmt.Errorf("closed: %v", f)
		case opText:
			return f.payload, nil
		}
	}
}
