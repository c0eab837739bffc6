package ws

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"time"

	"asyncmock/server"
)

// A script is what a fake session does; the zero value echoes.
type script struct {
	subscribe func(server.Wire)
	receive   func(server.Wire, *server.Frame)
	closed    func(code int, reason string)
}

type fakeSession struct {
	script
	wire server.Wire
}

func (s *fakeSession) Subscribe(string) {
	if s.subscribe != nil {
		s.subscribe(s.wire)
	}
}

func (s *fakeSession) Receive(f *server.Frame) server.Outcome {
	if s.receive == nil {
		s.wire.Send(f)
	} else {
		s.receive(s.wire, f)
	}
	return server.Outcome{}
}

func (s *fakeSession) Closed(code int, reason string) {
	if s.closed != nil {
		s.closed(code, reason)
	}
}

func (s *fakeSession) ID() string { return "ws-1" }

// serve starts a server of fake sessions; with TLS it takes the portable path.
func serve(t testing.TB, secure bool, o Options, s script) (*httptest.Server, *Handler) {
	t.Helper()
	h := New(o)
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status, header, detail, ok := Check(r)
		if !ok {
			for k, v := range header {
				w.Header()[k] = v
			}
			http.Error(w, detail, status)
			return
		}
		h.serve(w, r, r.URL.Query().Get("subprotocol"), func(w server.Wire) session { return &fakeSession{s, w} })
	}))
	if secure {
		srv.StartTLS()
	} else {
		srv.Start()
	}
	t.Cleanup(func() {
		srv.Close()
		h.Close()
	})
	return srv, h
}

// both runs f with plain TCP (the fast path on Linux) and with TLS (the
// portable path): the same tests hold for both.
func both(t *testing.T, f func(t *testing.T, secure bool)) {
	t.Run("ws", func(t *testing.T) { f(t, false) })
	t.Run("wss", func(t *testing.T) { f(t, true) })
}

// An end is what Session.Closed was told.
type end struct {
	code   int
	reason string
}

// ends returns a Closed function and a function that waits for its calls.
func ends(t testing.TB) (func(int, string), func() end) {
	ch := make(chan end, 10_000)
	return func(code int, reason string) { ch <- end{code, reason} }, func() end {
		t.Helper()
		select {
		case e := <-ch:
			return e
		case <-time.After(10 * watchdog): // a test in fake time may wait for minutes
			t.Fatal("the session was not closed")
			return end{}
		}
	}
}

// settle waits until no more than n goroutines are left.
func settle(t testing.TB, n int) {
	t.Helper()
	for at := time.Now(); runtime.NumGoroutine() > n; runtime.Gosched() {
		if time.Since(at) > watchdog {
			buf := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, want %d:\n%s", runtime.NumGoroutine(), n, buf[:runtime.Stack(buf, true)])
		}
		time.Sleep(time.Millisecond) // lets the others run; nothing depends on it
	}
}

// A recorder collects under a lock.
type recorder[T any] struct {
	mu  sync.Mutex
	all []T
}

func (r *recorder[T]) add(v T) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, v)
}

func (r *recorder[T]) take() []T {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]T(nil), r.all...)
}
