package sse_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"asyncmock/server"
	"asyncmock/server/protocoltest"
	"asyncmock/server/sse"
	"asyncmock/server/web"
)

// TestProtocol is the test of all protocols. Clients speak by POST, for the
// stream of the same name.
func TestProtocol(t *testing.T) {
	protocoltest.Test(t, func(t *testing.T) protocoltest.Protocol {
		return protocoltest.Protocol{Serve: serveStreams, Dial: dialStream}
	})
}

func serveStreams(ctx context.Context, l net.Listener, m *server.Mock) error {
	site, err := web.New(web.Options{Mounts: []web.Mount{{Mock: m}}, SSE: sse.New(sse.Options{})})
	if err != nil {
		return err
	}
	return site.Serve(ctx, l)
}

// streamClient is an event source.
type streamClient struct {
	net.Conn
	body *bufio.Reader
	say  func(message []byte) error
}

func dialStream(ctx context.Context, l *protocoltest.Listener, path string) (protocoltest.Client, error) {
	if path == "/questions" {
		path += "?__session=me"
	}
	conn, resp, err := ask(ctx, l, "GET "+path+" HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n", http.StatusOK)
	if err != nil {
		return nil, err
	}
	say := func(message []byte) error {
		head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n", path, len(message))
		other, _, err := ask(ctx, l, head+string(message), http.StatusAccepted)
		if err == nil {
			other.Close()
		}
		return err
	}
	return &streamClient{conn, bufio.NewReader(resp.Body), say}, nil
}

// ask sends a request on a connection of its own.
func ask(ctx context.Context, l *protocoltest.Listener, request string, status int) (net.Conn, *http.Response, error) {
	conn, err := l.Dial(ctx)
	if err != nil {
		return nil, nil, err
	}
	io.WriteString(conn, request)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err == nil && resp.StatusCode != status {
		err = fmt.Errorf("status %d", resp.StatusCode)
	}
	return conn, resp, err
}

func (c *streamClient) Send(message []byte) error { return c.say(message) }

// Receive returns the data of the next event; the goodbye is the end.
func (c *streamClient) Receive() ([]byte, error) {
	for {
		line, err := c.body.ReadString('\n')
		if err != nil {
			return nil, err
		}
		if line == "event: asyncmock.close\n" {
			return nil, io.EOF
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			return []byte(strings.TrimSuffix(data, "\n")), nil
		}
	}
}
