package web_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"asyncmock/server"
	"asyncmock/server/web"
)

// TestREL_STOP_1_EverybodyHears1001: WebSocket and event stream clients get a
// close with 1001, two documents' at once, and nobody can come in any more.
func TestREL_STOP_1_EverybodyHears1001(t *testing.T) {
	const clients = 200
	s := open(t, nil, [2]string{"", desk}, [2]string{"/b", desk})
	var heard sync.WaitGroup
	codes := make(chan int, 2*clients)
	for i := range clients {
		conn := s.dial()
		defer conn.Close()
		fmt.Fprintf(conn, "GET %s/echo HTTP/1.1\r\nHost: %s\r\n%s\r\n", [...]string{"", "/b"}[i%2], s.addr, crlf(upgrade))
		r := bufio.NewReader(conn)
		if got := s.read(r, "GET"); got.status != 101 {
			t.Fatalf("got %d", got.status)
		}
		heard.Go(func() {
			var b [4]byte
			if _, err := io.ReadFull(r, b[:]); err == nil && b[0] == 0x88 {
				codes <- int(b[2])<<8 | int(b[3])
			}
			conn.Write([]byte{0x88, 0x82, 0, 0, 0, 0, b[2], b[3]})
		})
	}
	for range 20 {
		conn := s.dial()
		defer conn.Close()
		fmt.Fprintf(conn, "GET /echo HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\n\r\n", s.addr)
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		heard.Go(func() {
			all, err := io.ReadAll(resp.Body)
			if err == nil && strings.HasSuffix(string(all), "event: asyncmock.close\ndata: {\"code\":1001,\"reason\":\"server is shutting down\"}\n\n") {
				codes <- 1001
			}
		})
	}
	s.end()
	heard.Wait()
	close(codes)
	n := 0
	for code := range codes {
		if code != 1001 {
			t.Errorf("somebody heard %d", code)
		}
		n++
	}
	if n != clients+20 {
		t.Errorf("%d heard, want %d", n, clients+20)
	}
	if conn, err := net.Dial("tcp", s.addr); err == nil {
		conn.Close()
		t.Error("the port still answers")
	}
	for i, m := range s.mocks {
		if m.Sessions() != 0 {
			t.Errorf("document %d: %d sessions are left", i, m.Sessions())
		}
	}
}

// TestREL_STOP_1_SilentConnections: clients that opened a connection and say
// nothing, or are slow to say it, do not hold up the end.
func TestREL_STOP_1_SilentConnections(t *testing.T) {
	s := openDesk(t, nil)
	silent, slow := s.dial(), s.dial()
	defer silent.Close()
	defer slow.Close()
	fmt.Fprint(slow, "GET /echo HTTP/1.1\r\n")
	s.get("/_asyncmock/health") // both are accepted by now
	start := time.Now()
	s.end()
	if took := time.Since(start); took > 4*time.Second {
		t.Errorf("the end took %v; only clients that are being served are waited for", took)
	}
	silent.SetReadDeadline(time.Now().Add(3 * time.Second)) // it would have 5 s for its headers
	if _, err := silent.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("a silent connection outlives the end: %v", err)
	}
}

// TestREL_STOP_1_RunningPost: a message that is waiting for its delayed reply
// gets an answer.
func TestREL_STOP_1_RunningPost(t *testing.T) {
	s := &site{t: t, ended: make(chan error, 1)}
	s.news.L = &s.mu
	mock := mustMock(t, desk, server.Options{Observe: s.observe, Delay: server.DelayRange{Min: time.Hour, Max: time.Hour}})
	s.serve(web.Options{Mounts: []web.Mount{{Mock: mock}}})
	conn := s.dial()
	defer conn.Close()
	fmt.Fprintf(conn, "POST /echo HTTP/1.1\r\nHost: %s\r\nContent-Length: 1\r\n\r\na", s.addr)
	s.await(server.EventReceive, 1)
	s.end()
	got := s.read(bufio.NewReader(conn), "POST")
	if got.status != 200 && got.status != 503 {
		t.Errorf("got %d %s", got.status, got.body)
	}
	if got.status == 503 && got.problem(t).Code != "shutting-down" {
		t.Errorf("got %s", got.body)
	}
}

// TestREL_STOP_1_HalfAPost: a message that is half sent may be sent, and is
// answered.
func TestREL_STOP_1_HalfAPost(t *testing.T) {
	s := openDesk(t, nil)
	conn := s.dial()
	defer conn.Close()
	fmt.Fprintf(conn, "POST /echo HTTP/1.1\r\nHost: %s\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n", s.addr)
	r := bufio.NewReader(conn)
	if line, err := r.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("got %q, %v", line, err)
	}
	r.ReadString('\n')
	fmt.Fprint(conn, "a")
	s.stop()
	for { // the port closes first
		other, err := net.Dial("tcp", s.addr)
		if err != nil {
			break
		}
		other.Close()
	}
	time.AfterFunc(300*time.Millisecond, func() { fmt.Fprint(conn, "b") })
	if got := s.read(r, "POST"); got.status != 503 && got.status != 200 {
		t.Errorf("got %d %s", got.status, got.body)
	}
	s.end()
}

// TestREL_WS_16_NothingLeft: no goroutine outlives the listener, whatever
// clients do to it.
func TestREL_WS_16_NothingLeft(t *testing.T) {
	before := runtime.NumGoroutine()
	s := openDesk(t, nil)
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() {
			switch i % 5 {
			case 0:
				s.handshake("/echo") // and gone
			case 1:
				conn := s.dial()
				fmt.Fprint(conn, "GET /echo HTTP/1.1\r\nHost: ")
				conn.Close()
			case 2:
				conn := s.dial()
				fmt.Fprintf(conn, "GET /echo HTTP/1.1\r\nHost: %s\r\n%s\r\n", s.addr, crlf(upgrade))
				conn.(*net.TCPConn).SetLinger(0)
				conn.Close()
			case 3:
				s.post("/ask", "wrong")
			case 4:
				conn := s.dial()
				fmt.Fprintf(conn, "GET /feed/ETH?depth=1 HTTP/1.1\r\nHost: %s\r\nX-Desk: 1\r\nAccept: text/event-stream\r\n\r\n", s.addr)
				s.readSome(conn)
				conn.Close()
			}
		})
	}
	all.Wait()
	s.end()
	for end := time.Now().Add(patience); runtime.NumGoroutine() > before; runtime.Gosched() {
		if time.Now().After(end) {
			var b [1 << 16]byte
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, b[:runtime.Stack(b[:], true)])
		}
	}
}

func (s *site) readSome(conn net.Conn) {
	conn.Read(make([]byte, 512))
}

// TestServe_Cancelled: a context that is over already.
func TestServe_Cancelled(t *testing.T) {
	srv, err := web.New(web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := srv.Serve(ctx, ln); err != nil {
		t.Error(err)
	}
	if _, err := net.Dial("tcp", ln.Addr().String()); err == nil {
		t.Error("the listener is open")
	}
}

// TestServe_ListenerFails: what the system says comes back.
func TestServe_ListenerFails(t *testing.T) {
	srv, err := web.New(web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	if err := srv.Serve(t.Context(), ln, other); err == nil {
		t.Error("a closed listener is served")
	}
	if _, err := net.Dial("tcp", other.Addr().String()); err == nil {
		t.Error("the other listener is open")
	}
}
