package web_test

import (
	"bufio"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"asyncmock/server"
)

// fault switches faults on, in place of those before.
func (s *site) fault(texts ...string) {
	s.t.Helper()
	var faults []server.Fault
	for _, text := range texts {
		f, err := server.ParseFault(text)
		if err != nil {
			s.t.Fatal(err)
		}
		faults = append(faults, f)
	}
	if err := s.mocks[0].SetFaults("", faults...); err != nil {
		s.t.Fatal(err)
	}
}

// Refusals are the same for every way in.
func TestFault_Refuse(t *testing.T) {
	s := openDesk(t, nil)
	s.fault("refuse:429")
	for name, got := range map[string]answer{
		"ws":   s.handshake("/echo"),
		"post": s.post("/echo", "x"),
		"get":  s.get("/status"),
		"sse":  s.get("/echo", "Accept: text/event-stream"),
	} {
		if got.status != 429 || got.problem(t).Code != "fault" {
			t.Errorf("%s: got %d %s", name, got.status, got.body)
		}
	}
	s.fault()
	if got := s.post("/echo", "x"); got.status != 200 {
		t.Errorf("after the fault: %d", got.status)
	}
	s.fault("refuse@every:2")
	if a, b := s.handshake("/echo"), s.handshake("/echo"); a.status != 101 || b.status != 503 {
		t.Errorf("got %d, %d, want 101, 503", a.status, b.status)
	}
}

// A slow handshake is answered in the end; clients that leave, or the end of
// the mock, do not wait for it.
func TestFault_SlowHandshake(t *testing.T) {
	s := openDesk(t, nil)
	s.fault("slow-handshake:30ms..60ms")
	if a, b := s.handshake("/echo"), s.post("/echo", "x"); a.status != 101 || b.status != 200 {
		t.Errorf("got %d, %d", a.status, b.status)
	}
	s.fault("slow-handshake:1h")
	conn := s.dial()
	fmt.Fprintf(conn, "GET /echo HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\n\r\n", s.addr)
	s.await(server.EventFault, 3)
	s.end()
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || resp.StatusCode != 503 {
		t.Errorf("at the end: %v, %v, want 503", resp, err)
	}
}

// What a POST can meet.
func TestFault_Post(t *testing.T) {
	s := openDesk(t, nil)
	for _, c := range []struct {
		fault string
		ok    func(answer) bool
	}{
		{"truncate:2", func(a answer) bool { return a.body == "he" }},
		{"bad-utf8", func(a answer) bool { return len(a.body) == 5 && !utf8.ValidString(a.body) }},
		{"corrupt", func(a answer) bool { return len(a.body) == 5 && a.body != "hello" }},
		{"duplicate", func(a answer) bool { return a.body == "hello\nhello\n" }},
		{"delay:20ms", func(a answer) bool { return a.body == "hello" }},
		{"stall:20ms", func(a answer) bool { return a.body == "hello" }},
		{"reserved-bit", func(a answer) bool { return a.body == "hello" }}, // means nothing here
	} {
		s.fault(c.fault)
		if got := s.post("/echo", "hello"); got.status != 200 || !c.ok(got) {
			t.Errorf("%s: got %d %q", c.fault, got.status, got.body)
		}
	}
	for _, fault := range []string{"drop", "drop@sent:1"} {
		s.fault(fault)
		conn := s.dial()
		fmt.Fprintf(conn, "POST /echo HTTP/1.1\r\nHost: %s\r\nContent-Length: 5\r\n\r\nhello", s.addr)
		if b, err := bufio.NewReader(conn).ReadByte(); err == nil {
			t.Errorf("%s: got an answer that begins with %q", fault, b)
		}
	}
	s.fault("stall")
	conn := s.dial()
	fmt.Fprintf(conn, "POST /echo HTTP/1.1\r\nHost: %s\r\nContent-Length: 5\r\n\r\nhello", s.addr)
	for s.mocks[0].Sessions() == 0 {
		time.Sleep(time.Millisecond)
	}
	s.fault() // it is answered when the fault is switched off
	if resp, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil || resp.StatusCode != 200 {
		t.Errorf("after a stall: %v, %v", resp, err)
	}
}

// What a plain GET can meet.
func TestFault_Get(t *testing.T) {
	s := openDesk(t, nil)
	for fault, want := range map[string]string{
		"truncate:4": `{"ok`, "duplicate": `[{"ok":true},{"ok":true}]`, "delay:20ms": `{"ok":true}`, "stall:20ms": `{"ok":true}`,
	} {
		s.fault(fault)
		if got := s.get("/status"); got.status != 200 || got.body != want {
			t.Errorf("%s: got %d %q, want %q", fault, got.status, got.body, want)
		}
	}
	s.fault("drop")
	conn := s.dial()
	fmt.Fprintf(conn, "GET /status HTTP/1.1\r\nHost: %s\r\n\r\n", s.addr)
	if b, err := bufio.NewReader(conn).ReadByte(); err == nil {
		t.Errorf("drop: got an answer that begins with %q", b)
	}
	s.fault("stall")
	conn = s.dial()
	fmt.Fprintf(conn, "GET /status HTTP/1.1\r\nHost: %s\r\n\r\n", s.addr)
	conn.Close() // a client that gives up is let go
	s.await(server.EventFault, 6)
}

// What an event stream can meet; /feed sends every 20 ms.
func TestFault_Stream(t *testing.T) {
	const path, header = "/feed/BTC?depth=2", "X-Desk: 1"
	for _, c := range []struct {
		fault string
		see   func(s *site, l *listener)
	}{
		{"close:1012:later@sent:2", func(s *site, l *listener) {
			l.next()
			l.next()
			if got := l.next(); got["event"] != "asyncmock.close" || got["data"] != `{"code":1012,"reason":"later"}` {
				s.t.Errorf("got %v", got)
			}
		}},
		{"drop@sent:2", func(s *site, l *listener) {
			l.next()
			last := l.next()["id"]
			if rest, err := l.body.ReadString(0); err == nil || strings.Contains(rest, "data:") || strings.Contains(err.Error(), "unexpected EOF") == false {
				s.t.Errorf("got %q, %v, want the end in the middle", rest, err)
			}
			again := s.listen(path, header, "Last-Event-ID: "+last)
			if got := again.next()["id"]; !strings.HasSuffix(got, "-3") {
				s.t.Errorf("goes on with %s after %s", got, last)
			}
		}},
		{"stall:100ms@sent:2", func(s *site, l *listener) {
			for i := 1; i <= 8; i++ {
				if got := l.next()["id"]; !strings.HasSuffix(got, fmt.Sprintf("-%d", i)) {
					s.t.Errorf("event %d is %s", i, got)
				}
			}
		}},
		{"stall:100ms@sent:1 close:4000@sent:3", func(s *site, l *listener) { // the end waits as well
			for i := 1; i <= 3; i++ {
				if got := l.next()["id"]; !strings.HasSuffix(got, fmt.Sprintf("-%d", i)) {
					s.t.Errorf("event %d is %s", i, got)
				}
			}
			if got := l.next(); got["event"] != "asyncmock.close" {
				s.t.Errorf("got %v", got)
			}
		}},
		{"truncate:3@every:2", func(s *site, l *listener) {
			if a, b := l.next()["data"], l.next()["data"]; len(a) < 4 || len(b) != 3 {
				s.t.Errorf("got %q and %q", a, b)
			}
		}},
		{"throttle:400", func(s *site, l *listener) {
			if got := l.next()["data"]; !strings.HasPrefix(got, `{"price":`) {
				s.t.Errorf("got %q", got)
			}
		}},
		{"half-open@sent:1", func(s *site, l *listener) {
			l.next()
			s.end() // which it does not hold up
			if rest, err := l.body.ReadString(0); strings.Contains(rest, "data:") || err == nil {
				s.t.Errorf("got %q, %v", rest, err)
			}
		}},
		{"stall@sent:1", func(s *site, l *listener) {
			l.next()
			s.end()
			for got := l.next(); ; got = l.next() { // what it held, and the goodbye
				if got["event"] == "asyncmock.close" {
					return
				}
			}
		}},
	} {
		t.Run(c.fault, func(t *testing.T) {
			s := openDesk(t, nil)
			s.fault(strings.Fields(c.fault)...)
			c.see(s, s.listen(path, header))
		})
	}
}
