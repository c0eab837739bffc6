package web

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestREL_STOP_1_NotReady: who asks while it ends learns that it is over.
func TestREL_STOP_1_NotReady(t *testing.T) {
	s := mustNew(t, Options{})
	ask := func(method, path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader("a"))
		r.Host = "localhost"
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w
	}
	for _, path := range []string{"/_asyncmock/health", "/_asyncmock/ready"} {
		if got := ask("GET", path).Code; got != 200 {
			t.Errorf("%s: got %d while serving", path, got)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Serve(ctx); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{"/_asyncmock/health": 200, "/_asyncmock/ready": 503} {
		if got := ask("GET", path).Code; got != want {
			t.Errorf("%s: got %d while ending, want %d", path, got, want)
		}
	}
	if w := ask("POST", "/any"); w.Code != 503 || w.Header().Get("Retry-After") == "" {
		t.Errorf("POST: got %d %v while ending", w.Code, w.Header())
	}
}

// upCloser and streamCloser count how often they are closed.
type upCloser struct {
	Upgrader
	closed *int
}

func (c upCloser) Close() error { *c.closed++; return nil }

type streamCloser struct {
	Streamer
	closed *int
}

func (c streamCloser) Close() error { *c.closed++; return nil }

// TestREL_STOP_1_ProtocolsAreClosed: what Mock.Shutdown leaves open is cut.
func TestREL_STOP_1_ProtocolsAreClosed(t *testing.T) {
	var ws, sse int
	s := mustNew(t, Options{WS: upCloser{closed: &ws}, SSE: streamCloser{closed: &sse}})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.Serve(ctx)
	if ws != 1 || sse != 1 {
		t.Errorf("closed %d and %d times, want once each", ws, sse)
	}
}

// TestControl_AnybodyMayAsk: health, ready and the CA under any Host name;
// all else of ours is behind the rules.
func TestControl_AnybodyMayAsk(t *testing.T) {
	s := mustNew(t, Options{TLS: &TLS{CA: []byte("PEM")}})
	for path, want := range map[string]int{
		"/_asyncmock/health": 200, "/_asyncmock/ready": 200, "/_asyncmock/ca.crt": 200, "/_asyncmock/routes": 403,
	} {
		r := httptest.NewRequest("GET", path, nil)
		r.Host = "probe.example"
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != want {
			t.Errorf("%s: got %d, want %d", path, w.Code, want)
		}
		r = httptest.NewRequest("POST", path, nil)
		r.Host = "localhost"
		w = httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != 405 && want == 200 {
			t.Errorf("POST %s: got %d, want 405", path, w.Code)
		}
	}
}

// TestNew_Mounts: what cannot be served is said before it starts.
func TestNew_Mounts(t *testing.T) {
	if _, err := New(Options{Mounts: []Mount{{Prefix: "/a"}}}); err == nil {
		t.Error("a mount without a mock was taken")
	}
}
