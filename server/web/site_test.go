package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"asyncmock/server"
	"asyncmock/server/sse"
	"asyncmock/server/web"
	"asyncmock/server/ws"
	"asyncmock/spec"
)

// patience is how long anything may take before a test calls it hung.
const patience = 60 * time.Second

// site is a listener with documents, as the command composes it, on a
// loopback socket.
type site struct {
	t      *testing.T
	srv    *web.Server
	addr   string
	mocks  []*server.Mock
	stop   context.CancelFunc
	ended  chan error
	mu     sync.Mutex
	news   sync.Cond // on mu
	events []server.Event
}

// desk is a service with one route of each kind.
const desk = `
asyncapi: 3.0.0
info: {title: Desk, version: 1.0.0}
servers:
  live: {host: desk.test, protocol: ws}
  rest: {host: desk.test, protocol: http}
channels:
  echo:
    address: /echo
    x-asyncmock: {reply: echo, validate: off}
    messages: {any: {}}
    servers: [{$ref: '#/servers/live'}]
  ask:
    address: /ask
    servers: [{$ref: '#/servers/live'}]
    messages:
      ping: {payload: {type: object, required: [type, n], additionalProperties: false, properties: {type: {const: ping}, n: {type: integer, maximum: 9}}}}
      pong: {payload: {type: object, required: [type], properties: {type: {const: pong}}}}
  note:
    address: /note
    servers: [{$ref: '#/servers/live'}]
    messages:
      noted: {payload: {type: object, required: [text], properties: {text: {type: string}}}}
  feed:
    address: /feed/{symbol}
    servers: [{$ref: '#/servers/live'}]
    parameters: {symbol: {enum: [BTC, ETH], description: what}}
    bindings: {ws: {query: {type: object, required: [depth], properties: {depth: {type: integer, maximum: 5}}}, headers: {type: object, required: [X-Desk], properties: {X-Desk: {type: string}}}}}
    messages:
      tick: {payload: {type: object, required: [price], properties: {price: {type: integer}}}}
  status:
    address: /status
    servers: [{$ref: '#/servers/rest'}]
    messages:
      state: {contentType: application/vnd.desk+json, payload: {type: object, required: [ok], properties: {ok: {const: true}}}}
operations:
  hearAny: {action: receive, channel: {$ref: '#/channels/echo'}}
  answer: {action: receive, channel: {$ref: '#/channels/ask'}, messages: [{$ref: '#/channels/ask/messages/ping'}], reply: {channel: {$ref: '#/channels/ask'}, messages: [{$ref: '#/channels/ask/messages/pong'}]}}
  hearNote: {action: receive, channel: {$ref: '#/channels/note'}}
  tell: {action: send, channel: {$ref: '#/channels/feed'}}
  state: {action: send, channel: {$ref: '#/channels/status'}}
`

func mustMock(t testing.TB, text string, opts server.Options) *server.Mock {
	t.Helper()
	file := filepath.Join(t.TempDir(), "asyncapi.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	doc, found, err := spec.Load(t.Context(), file, nil)
	if err != nil {
		t.Fatal(err, found)
	}
	m, err := server.New(doc, opts)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// open serves documents, each at its prefix; change may alter the options.
func open(t *testing.T, change func(*web.Options), mounts ...[2]string) *site {
	t.Helper()
	s := &site{t: t, ended: make(chan error, 1)}
	s.news.L = &s.mu
	opts := web.Options{WS: ws.New(ws.Options{}), SSE: sse.New(sse.Options{Retry: 100 * time.Millisecond})}
	for _, m := range mounts {
		mock := mustMock(t, m[1], server.Options{Observe: s.observe, Interval: 20 * time.Millisecond})
		s.mocks = append(s.mocks, mock)
		opts.Mounts = append(opts.Mounts, web.Mount{Prefix: m[0], Mock: mock})
	}
	if change != nil {
		change(&opts)
	}
	s.serve(opts)
	return s
}

// serve listens until the test ends.
func (s *site) serve(opts web.Options) {
	s.t.Helper()
	srv, err := web.New(opts)
	if err != nil {
		s.t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	s.srv, s.addr = srv, ln.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	s.stop = cancel
	go func() { s.ended <- srv.Serve(ctx, ln) }()
	s.t.Cleanup(func() { s.end() })
}

// serveWith composes WebSocket and event streams in front of one Mock.
func (s *site) serveWith(m *server.Mock) {
	s.t.Helper()
	s.serve(web.Options{WS: ws.New(ws.Options{}), SSE: sse.New(sse.Options{}), Mounts: []web.Mount{{Mock: m}}})
}

// openDesk serves desk at the root.
func openDesk(t *testing.T, change func(*web.Options)) *site {
	t.Helper()
	return open(t, change, [2]string{"", desk})
}

// end stops the site and waits for it; again does nothing.
func (s *site) end() {
	s.t.Helper()
	s.stop()
	select {
	case err, ok := <-s.ended:
		if ok && err != nil {
			s.t.Errorf("Serve: %v", err)
		}
		if ok {
			close(s.ended)
		}
	case <-time.After(patience):
		s.t.Fatal("Serve does not end")
	}
}

func (s *site) observe(e *server.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := *e
	c.Payload = append([]byte(nil), e.Payload...)
	s.events = append(s.events, c)
	s.news.Broadcast()
}

// count returns how many events of the kind there were.
func (s *site) count(kind server.EventKind) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.countLocked(kind)
}

func (s *site) countLocked(kind server.EventKind) (n int) {
	for i := range s.events {
		if s.events[i].Kind == kind {
			n++
		}
	}
	return n
}

// await waits until there were n events of the kind.
func (s *site) await(kind server.EventKind, n int) {
	s.t.Helper()
	late := false
	dog := time.AfterFunc(patience, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		late = true
		s.news.Broadcast()
	})
	defer dog.Stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.countLocked(kind) < n && !late {
		s.news.Wait()
	}
	if late {
		s.t.Fatalf("%d events %s, waited for %d", s.countLocked(kind), kind, n)
	}
}

// refusals returns the status of each refused handshake.
func (s *site) refusals() (codes []int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.events {
		if e.Kind == server.EventRefuse {
			codes = append(codes, e.Code)
		}
	}
	return codes
}

// answer is a response, read whole.
type answer struct {
	status int
	header http.Header
	body   string
}

// problem reads the body as a problem document.
func (a answer) problem(t *testing.T) (p struct {
	Type, Title, Detail, Code, Hint string
	Status                          int
	Near, Try                       []string
	Findings                        []struct{ Code, Pointer, Instance, Summary string }
	Reply                           json.RawMessage
}) {
	t.Helper()
	if got := a.header.Get("Content-Type"); got != "application/problem+json" {
		t.Fatalf("got %d with content type %q, want a problem document: %s", a.status, got, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
	if p.Status != a.status || p.Title == "" || p.Code == "" || p.Type == "" {
		t.Errorf("status %d with a problem that lacks something: %s", a.status, a.body)
	}
	for _, leak := range []string{"/tmp/", ".go:", "goroutine", "*server.", "asyncapi.yaml"} {
		if strings.Contains(a.body, leak) {
			t.Errorf("the answer tells %q: %s", leak, a.body)
		}
	}
	return p
}

// raw sends bytes and reads one response. Lines may end in \n alone.
func (s *site) raw(lines string) answer {
	s.t.Helper()
	conn := s.dial()
	defer conn.Close()
	fmt.Fprint(conn, crlf(strings.ReplaceAll(lines, "HOST", s.addr)))
	method, _, _ := strings.Cut(lines, " ")
	return s.read(bufio.NewReader(conn), method)
}

func crlf(lines string) string { return strings.ReplaceAll(lines, "\n", "\r\n") }

// read reads the response to a request of the method.
func (s *site) read(r *bufio.Reader, method string) answer {
	s.t.Helper()
	resp, err := http.ReadResponse(r, &http.Request{Method: method})
	if err != nil {
		s.t.Fatal(err)
	}
	a := answer{status: resp.StatusCode, header: resp.Header}
	if resp.StatusCode != http.StatusSwitchingProtocols {
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			s.t.Fatal(err)
		}
		a.body = string(body)
	}
	return a
}

func (s *site) dial() net.Conn {
	s.t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		s.t.Fatal(err)
	}
	conn.SetDeadline(time.Now().Add(patience))
	return conn
}

// get asks for path with further header lines.
func (s *site) get(path string, header ...string) answer {
	s.t.Helper()
	return s.raw("GET " + path + " HTTP/1.1\nHost: HOST\nConnection: close\n" + lines(header) + "\n")
}

func (s *site) post(path, body string, header ...string) answer {
	s.t.Helper()
	return s.raw(fmt.Sprintf("POST %s HTTP/1.1\nHost: HOST\nConnection: close\nContent-Length: %d\n%s\n%s",
		path, len(body), lines(header), body))
}

func lines(header []string) string {
	var b strings.Builder
	for _, h := range header {
		b.WriteString(h + "\n")
	}
	return b.String()
}

// upgrade is the head of a correct handshake.
const upgrade = "Upgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n"

// handshake sends a correct one with further header lines.
func (s *site) handshake(path string, header ...string) answer {
	s.t.Helper()
	return s.raw("GET " + path + " HTTP/1.1\nHost: HOST\n" + upgrade + lines(header) + "\n")
}
