package behavior_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"asyncmock/server"
	"asyncmock/server/behavior"
	"asyncmock/server/protocoltest"
	"asyncmock/server/sse"
	"asyncmock/server/web"
	"asyncmock/server/ws"
	"asyncmock/spec"
)

// watchdog bounds every wait; nothing here should take a tenth of it.
const watchdog = 20 * time.Second

// document is what most tests serve: a desk that takes orders, and a hall
// with rooms.
const document = `
asyncapi: 3.0.0
info: {title: Desk, version: 1.0.0}
channels:
  desk:
    address: /desk
    messages: &desk
      order: {payload: {type: object, required: [type, id, amount], additionalProperties: false, properties: {type: {const: order}, id: {type: integer}, amount: {type: number}, note: {type: string}}}}
      cancel: {payload: {type: object, required: [type, id], properties: {type: {const: cancel}, id: {type: integer}}}}
      accepted: {payload: {type: object, required: [type, id], properties: {type: {const: accepted}, id: {type: integer}, at: {type: string}, amount: {type: number}}}, examples: [{name: usual, payload: {type: accepted, id: 1, amount: 5}}]}
      rejected: {payload: {type: object, required: [type, reason], properties: {type: {const: rejected}, reason: {type: string, minLength: 2}}}}
      notice: {payload: {type: object, required: [type, text], properties: {type: {const: notice}, text: {type: string}}}}
  hall:
    address: /hall/{room}
    parameters: {room: {}}
    messages:
      say: {payload: {type: object, required: [say], properties: {say: {type: string}, to: {type: string}, from: {type: string}}}}
operations:
  takeOrder: {action: receive, channel: {$ref: '#/channels/desk'}, messages: [{$ref: '#/channels/desk/messages/order'}, {$ref: '#/channels/desk/messages/cancel'}]}
  tellDesk: {action: send, channel: {$ref: '#/channels/desk'}, messages: [{$ref: '#/channels/desk/messages/accepted'}, {$ref: '#/channels/desk/messages/rejected'}, {$ref: '#/channels/desk/messages/notice'}]}
  hear: {action: receive, channel: {$ref: '#/channels/hall'}}
  speak: {action: send, channel: {$ref: '#/channels/hall'}}
`

// A bench serves a document with a behavior over a real socket.
type bench struct {
	*testing.T
	mock *server.Mock
	url  string
	web  *http.Client

	mu     sync.Mutex
	events []server.Event
	told   chan struct{} // at each event
}

// load reads a document and a behavior file from a folder of their own.
func load(t testing.TB, doc, file string, others ...string) (*spec.Document, *behavior.File) {
	t.Helper()
	folder := t.TempDir()
	put := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for i := 0; i < len(others); i += 2 {
		put(others[i], others[i+1])
	}
	d, findings, err := spec.Load(context.Background(), put("asyncapi.yaml", doc), &spec.LoadOptions{})
	if err != nil || findings.HasErrors() {
		t.Fatal(err, findings)
	}
	f, findings, err := behavior.Load(put("behavior.yaml", file))
	if err != nil || findings.HasErrors() {
		t.Fatal(err, findings)
	}
	return d, f
}

// serve serves with a behavior. Nothing streams unless opts say so.
func serve(t *testing.T, doc, file string, others ...string) *bench {
	t.Helper()
	return serveWith(t, server.Options{Stream: server.StreamOff}, doc, file, others...)
}

func serveWith(t *testing.T, opts server.Options, doc, file string, others ...string) *bench {
	t.Helper()
	d, f := load(t, doc, file, others...)
	b, handler := open(t, opts, d, f)
	listener := httptest.NewServer(handler)
	t.Cleanup(listener.Close)
	b.url, b.web = listener.URL, listener.Client()
	return b
}

// serveMemory serves without a port, for tests in fake time.
func serveMemory(t *testing.T, opts server.Options, d *spec.Document, f *behavior.File) *bench {
	t.Helper()
	b, handler := open(t, opts, d, f)
	listener, s := protocoltest.Listen(), &http.Server{Handler: handler}
	go s.Serve(listener)
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return listener.Dial(ctx) }}
	t.Cleanup(func() {
		s.Close()
		transport.CloseIdleConnections()
	})
	b.url, b.web = "http://localhost", &http.Client{Transport: transport}
	return b
}

// open makes a mock and what serves it.
func open(t *testing.T, opts server.Options, d *spec.Document, f *behavior.File) (*bench, http.Handler) {
	t.Helper()
	b := &bench{T: t, told: make(chan struct{}, 1)}
	opts.Behavior, opts.Observe, opts.Dialer = f, b.observe, ws.Dialer{}
	mock, err := server.New(d, opts)
	if err != nil {
		t.Fatal(err)
	}
	b.mock = mock
	sockets, events := ws.New(ws.Options{}), sse.New(sse.Options{})
	s, err := web.New(web.Options{Mounts: []web.Mount{{Mock: mock}}, WS: sockets, SSE: events})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), watchdog)
		defer cancel()
		mock.Shutdown(ctx, 1001, "")
		sockets.Close()
		events.Close()
	})
	return b, s
}

func (b *bench) observe(e *server.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	kept := *e
	kept.Payload = slices.Clone(e.Payload)
	b.events = append(b.events, kept)
	select {
	case b.told <- struct{}{}:
	default:
	}
}

// event waits for an event.
func (b *bench) event(what string, is func(server.Event) bool) server.Event {
	b.Helper()
	for timeout := time.After(watchdog); ; {
		b.mu.Lock()
		i := slices.IndexFunc(b.events, is)
		if i >= 0 {
			defer b.mu.Unlock()
			return b.events[i]
		}
		b.mu.Unlock()
		select {
		case <-b.told:
		case <-timeout:
			b.Fatalf("no event: %s", what)
		}
	}
}

// note waits for a note that holds the text.
func (b *bench) note(text string) server.Event {
	b.Helper()
	return b.event("note "+text, func(e server.Event) bool {
		return e.Kind == server.EventNote && strings.Contains(e.Text, text)
	})
}

// A client is a WebSocket of a test.
type client struct {
	*testing.T
	socket *websocket.Conn
}

// dial opens a WebSocket. Headers are "Name: value".
func (b *bench) dial(path string, headers ...string) *client {
	b.Helper()
	c, status := b.try(path, headers...)
	if c == nil {
		b.Fatalf("dial %s: refused with %d", path, status)
	}
	return c
}

// try is dial that may be refused.
func (b *bench) try(path string, headers ...string) (*client, int) {
	b.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), watchdog)
	defer cancel()
	opts := &websocket.DialOptions{HTTPClient: b.web, HTTPHeader: http.Header{}}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if name == "Sec-WebSocket-Protocol" {
			opts.Subprotocols = strings.Split(value, ", ")
			continue
		}
		opts.HTTPHeader.Set(name, value)
	}
	socket, resp, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(b.url, "http")+path, opts)
	if err != nil {
		if resp == nil {
			b.Fatalf("dial %s: %v", path, err)
		}
		return nil, resp.StatusCode
	}
	b.Cleanup(func() { socket.CloseNow() })
	return &client{b.T, socket}, resp.StatusCode
}

func (c *client) say(text string) *client {
	c.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), watchdog)
	defer cancel()
	if err := c.socket.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
		c.Fatal(err)
	}
	return c
}

func (c *client) hear() string {
	c.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), watchdog)
	defer cancel()
	_, data, err := c.socket.Read(ctx)
	if err != nil {
		c.Fatalf("nothing heard: %v", err)
	}
	return string(data)
}

// hears wants the next messages to be these.
func (c *client) hears(want ...string) *client {
	c.Helper()
	for _, w := range want {
		if got := c.hear(); got != w {
			c.Fatalf("got  %s\nwant %s", got, w)
		}
	}
	return c
}

// closed wants the connection to end with a code, messages may come before.
func (c *client) closed(code int, reason string) {
	c.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), watchdog)
	defer cancel()
	for {
		_, _, err := c.socket.Read(ctx)
		if err == nil {
			continue
		}
		want := fmt.Sprintf("status = %s and reason = %q", websocket.StatusCode(code), reason)
		if !strings.Contains(err.Error(), want) {
			c.Fatalf("got %v, want %s", err, want)
		}
		return
	}
}
