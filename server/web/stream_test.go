package web_test

import (
	"bufio"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"asyncmock/server"
)

// listener is an open event stream.
type listener struct {
	t      *testing.T
	body   *bufio.Reader
	status int
	hangUp func() error
}

// listen opens an event stream with further header lines.
func (s *site) listen(path string, header ...string) *listener {
	s.t.Helper()
	conn := s.dial()
	s.t.Cleanup(func() { conn.Close() })
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\n%s\r\n", path, s.addr, crlf(lines(header)))
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &listener{s.t, bufio.NewReader(resp.Body), resp.StatusCode, conn.Close}
}

// next returns the fields of the next event that has data.
func (l *listener) next() map[string]string {
	l.t.Helper()
	fields := map[string]string{}
	for {
		line, err := l.body.ReadString('\n')
		if err != nil {
			l.t.Fatalf("the stream ends: %v", err)
		}
		if line == "\n" {
			if _, ok := fields["data"]; ok {
				return fields
			}
			continue
		}
		field, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		fields[field] = value
	}
}

// TestStream_OfRoute: the route's own messages by name, numbered, and resumed
// where the client left.
func TestStream_OfRoute(t *testing.T) {
	s := openDesk(t, nil)
	const path, header = "/feed/BTC?depth=2", "X-Desk: 1"
	l := s.listen(path, header)
	var last string
	for i := 1; i <= 3; i++ {
		e := l.next()
		if e["event"] != "tick" || !strings.HasSuffix(e["id"], fmt.Sprint("-", i)) || !strings.Contains(e["data"], `"price":`) {
			t.Fatalf("event %d: %v", i, e)
		}
		last = e["id"]
	}
	l.hangUp()
	again := s.listen(path, header, "Last-Event-ID: "+last)
	for i := 4; i <= 6; i++ {
		if e := again.next(); !strings.HasSuffix(e["id"], fmt.Sprint("-", i)) {
			t.Fatalf("event %d: %v", i, e)
		}
	}
	if n := s.count(server.EventConnect); n != 1 {
		t.Errorf("%d sessions, want one that goes on", n)
	}
	if got := s.get("/feed/BTC?depth=9", header, "Accept: text/event-stream"); got.status != 400 {
		t.Errorf("a wrong query: got %d", got.status)
	}
}

// TestStream_PostSpeaksForIt: with the same path and ?__session=, what answers
// a POST is an event.
func TestStream_PostSpeaksForIt(t *testing.T) {
	s := openDesk(t, nil)
	l := s.listen("/ask?__session=me")
	for range 2 {
		if got := s.post("/ask?__session=me", `{"type":"ping","n":1}`); got.status != 202 || got.body != "" {
			t.Fatalf("got %d %s", got.status, got.body)
		}
		if e := l.next(); e["event"] != "pong" {
			t.Errorf("got %v", e)
		}
	}
	wrong := s.post("/ask?__session=me", `{"type":"ping","n":"x"}`)
	if wrong.status != 422 || len(wrong.problem(t).Findings) == 0 {
		t.Errorf("got %d %s", wrong.status, wrong.body)
	}
	if got := s.post("/ask?__session=you", `{"type":"ping","n":1}`); got.status != 200 || !strings.Contains(got.body, "pong") {
		t.Errorf("a name without a stream: got %d %s", got.status, got.body)
	}
	if n := s.count(server.EventReceive); n != 4 {
		t.Errorf("%d messages were received, want 4", n)
	}
}

// TestStream_EveryPathOfARoute: paths that lead to one room for WebSocket
// clients do for streams, too: they are resumed and spoken for by any of them.
func TestStream_EveryPathOfARoute(t *testing.T) {
	s := openDesk(t, nil)
	const header = "X-Desk: 1"
	first := s.listen("/feed/BTC?depth=2", header)
	last := first.next()["id"]
	first.hangUp()
	s.listen("/feed/BTC/?depth=2", header, "Last-Event-ID: "+last).next()
	if n := s.count(server.EventConnect); n != 1 {
		t.Errorf("%d sessions, want one that goes on", n)
	}
	other := s.listen("/feed/ETH?depth=2", header, "Last-Event-ID: "+last)
	other.next()
	if n := s.count(server.EventConnect); n != 2 {
		t.Errorf("%d sessions, want one more: it is another room", n)
	}
	l := s.listen("/ask/?__session=me")
	for _, path := range []string{"/ask", "/%61sk", "/ask/"} {
		if got := s.post(path+"?__session=me", `{"type":"ping","n":1}`); got.status != 202 {
			t.Fatalf("%s: got %d %s", path, got.status, got.body)
		}
		if e := l.next(); e["event"] != "pong" {
			t.Errorf("%s: got %v", path, e)
		}
	}
	for _, path := range []string{"/ask", "/%61sk", "/ask/"} {
		if answer, code := s.asks(s.dialled(path), `{"type":"ping","n":1}`); !strings.Contains(answer, "pong") {
			t.Errorf("%s by WebSocket: got %q, %d", path, answer, code)
		}
	}
}
