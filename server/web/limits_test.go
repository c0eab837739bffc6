package web_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"asyncmock/server"
	"asyncmock/server/protocoltest"
	"asyncmock/server/sse"
	"asyncmock/server/web"
)

// TestREL_HS_10_TooManyConnections: 503 with Retry-After beyond --max-conns,
// for every way in; who is in stays in, and who leaves makes room.
func TestREL_HS_10_TooManyConnections(t *testing.T) {
	if web.DefaultMaxConns != 10_000 {
		t.Errorf("the default is %d", web.DefaultMaxConns)
	}
	limit, more := 4000, 50 // both ends are in this process
	if testing.Short() {
		limit = 100
	}
	s := openDesk(t, func(o *web.Options) { o.MaxConns = limit })
	var conns []net.Conn
	refused := 0
	for range limit + more {
		conn := s.dial()
		defer conn.Close()
		fmt.Fprintf(conn, "GET /echo HTTP/1.1\r\nHost: %s\r\n%s\r\n", s.addr, crlf(upgrade))
		got := s.read(bufio.NewReader(conn), "GET")
		switch got.status {
		case 101:
			conns = append(conns, conn)
		case 503:
			refused++
			if got.header.Get("Retry-After") == "" || got.problem(t).Hint == "" {
				t.Errorf("503 without help: %v %s", got.header, got.body)
			}
		default:
			t.Fatalf("got %d", got.status)
		}
	}
	if refused != more {
		t.Fatalf("%d were refused, want %d", refused, more)
	}
	if got := s.get("/echo", "Accept: text/event-stream"); got.status != 503 {
		t.Errorf("stream: got %d, want 503", got.status)
	}
	if got := s.post("/echo", "a"); got.status != 503 {
		t.Errorf("POST: got %d, want 503", got.status)
	}
	if got := s.get("/_asyncmock/health"); got.status != 200 {
		t.Errorf("health: got %d, want 200", got.status)
	}
	for i, conn := range conns { // a masked text frame "hi" comes back
		conn.Write([]byte{0x81, 0x82, 0, 0, 0, 0, 'h', 'i'})
		var b [4]byte
		if _, err := io.ReadFull(conn, b[:]); err != nil || string(b[2:]) != "hi" {
			t.Fatalf("connection %d: got %q, %v", i, b, err)
		}
	}
	for _, conn := range conns[:more] {
		conn.Close()
	}
	s.await(server.EventClose, more)
	for i := range more { // a moment after the event
		s.eventually(101, func() int { return s.hold("/echo") }, fmt.Sprint("place ", i))
	}
	if got := s.hold("/echo"); got != 503 {
		t.Errorf("all places are taken again, got %d", got)
	}
}

// hold opens a connection that stays until the test ends.
func (s *site) hold(path string) (status int) {
	s.t.Helper()
	conn := s.dial()
	s.t.Cleanup(func() { conn.Close() })
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", path, s.addr, crlf(upgrade))
	return s.read(bufio.NewReader(conn), "GET").status
}

// TestREL_HS_10_PlacesComeBack: whatever ends a request gives its place back.
func TestREL_HS_10_PlacesComeBack(t *testing.T) {
	s := openDesk(t, func(o *web.Options) { o.MaxConns = 1 })
	for _, c := range []struct {
		name string
		do   func() int
		want int
	}{
		{"unknown path", func() int { return s.handshake("/nowhere").status }, 404},
		{"bad query", func() int { return s.handshake("/feed/BTC", "X-Desk: 1").status }, 400},
		{"bad handshake", func() int { return s.raw("GET /echo HTTP/1.1\nHost: HOST\nUpgrade: websocket\n\n").status }, 426},
		{"evil origin", func() int { return s.handshake("/echo", "Origin: https://evil.example").status }, 403},
		{"plain GET", func() int { return s.get("/ask").status }, 426},
		{"POST", func() int { return s.post("/echo", "a").status }, 200},
		{"wrong POST", func() int { return s.post("/note", "a").status }, 422},
		{"large POST", func() int { return s.post("/note", "a", "Content-Encoding: x").status }, 415},
		{"HEAD of a stream", func() int {
			return s.raw("HEAD /ask HTTP/1.1\nHost: HOST\nConnection: close\nAccept: text/event-stream\n\n").status
		}, 200},
		{"upgrade", func() int { return s.handshake("/echo").status }, 101},
	} {
		for range 3 { // the place comes back a moment after the answer
			s.eventually(c.want, c.do, c.name)
		}
	}
}

// eventually repeats do while it is told that no place is free.
func (s *site) eventually(want int, do func() int, name string) {
	s.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		got := do()
		if got == want {
			return
		}
		if got != 503 {
			s.t.Fatalf("%s: got %d, want %d", name, got, want)
		}
	}
	s.t.Fatalf("%s: no place ever comes back", name)
}

// TestREL_HS_5_MemoryOfHugeHeaders: what was refused is not kept.
func TestREL_HS_5_MemoryOfHugeHeaders(t *testing.T) {
	s := openDesk(t, nil)
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	for i := range 200 {
		head := "Cookie: " + strings.Repeat("x", 100<<10)
		if i%2 == 0 {
			head = strings.Repeat("X-A: b\n", 10_000) + "X-B: c"
		}
		if got := s.handshake("/echo", head); got.status != 431 {
			t.Fatalf("got %d", got.status)
		}
	}
	if after := heap(); after > before+10<<20 {
		t.Errorf("the heap grew from %d to %d", before, after)
	}
}

// TestREL_HS_4_SlowHeaders: bytes that come one a second are not waited for
// longer than 5 s, and 500 such clients keep nobody else out.
func TestREL_HS_4_SlowHeaders(t *testing.T) {
	mock := mustMock(t, desk, server.Options{})
	synctest.Test(t, func(t *testing.T) {
		srv, err := web.New(web.Options{Mounts: []web.Mount{{Mock: mock}}})
		if err != nil {
			t.Fatal(err)
		}
		ln := protocoltest.Listen()
		dial := func() net.Conn {
			conn, err := ln.Dial(t.Context())
			if err != nil {
				t.Error(err)
			}
			return conn
		}
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error)
		go func() { done <- srv.Serve(ctx, ln) }()
		ends := make(chan time.Duration)
		for range 500 {
			go func() {
				start := time.Now()
				conn := dial()
				go io.Copy(io.Discard, conn) // a pipe holds nothing
				head := "GET /echo HTTP/1.1\r\nHost: localhost\r\n" + crlf(upgrade)
				for i := 0; i < len(head); i++ {
					if _, err := conn.Write([]byte{head[i]}); err != nil {
						break
					}
					time.Sleep(time.Second)
				}
				ends <- time.Since(start)
			}()
		}
		time.Sleep(2 * time.Second)
		start := time.Now()
		conn := dial()
		fmt.Fprint(conn, "GET /_asyncmock/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
		line, err := bufio.NewReader(conn).ReadString('\n')
		if err != nil || line != "HTTP/1.1 200 OK\r\n" || time.Since(start) > 200*time.Millisecond {
			t.Errorf("a good client got %q, %v after %v", line, err, time.Since(start))
		}
		conn.Close()
		for range 500 {
			if took := <-ends; took > 7*time.Second {
				t.Fatalf("a slow client was heard for %v", took)
			}
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// TestREL_HS_4_BodyThatNeverComes: net/http reads what a refusal has left of
// a body before it answers. That must end, too.
func TestREL_HS_4_BodyThatNeverComes(t *testing.T) {
	mock := mustMock(t, desk, server.Options{})
	synctest.Test(t, func(t *testing.T) {
		srv, err := web.New(web.Options{Mounts: []web.Mount{{Mock: mock}}, SSE: sse.New(sse.Options{})})
		if err != nil {
			t.Fatal(err)
		}
		ln := protocoltest.Listen()
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error)
		go func() { done <- srv.Serve(ctx, ln) }()
		for head, want := range map[string]string{
			"POST /unknown": "404", "POST /echo": "400", "GET /unknown": "404", "PUT /echo": "405", "GET /echo": "400", // an event stream
			"GET /_asyncmock/health": "200",
		} {
			conn, err := ln.Dial(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			conn.SetReadDeadline(start.Add(time.Hour))
			go fmt.Fprintf(conn, "%s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nContent-Length: 10\r\n\r\nfive", head)
			line, err := bufio.NewReader(conn).ReadString('\n')
			if err != nil || !strings.HasPrefix(line, "HTTP/1.1 "+want) {
				t.Errorf("%s: got %q, %v after %v, want %s", head, line, err, time.Since(start), want)
			}
			if took := time.Since(start); took > time.Minute {
				t.Errorf("%s: answered after %v", head, took)
			}
			conn.Close()
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
