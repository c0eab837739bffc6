package probe

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"asyncmock/server"
)

// socket accepts WebSockets and hands each to f.
func socket(t *testing.T, f func(c *websocket.Conn, r *http.Request)) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer c.CloseNow()
		f(c, r)
	}))
	t.Cleanup(s.Close)
	return "ws" + strings.TrimPrefix(s.URL, "http")
}

// TestHostile_Bounded: services that do not play along end nothing and take
// neither time nor memory without end, and it is said what they do.
func TestHostile_Bounded(t *testing.T) {
	large := bytes.Repeat([]byte("x"), 100<<20)
	for _, c := range []struct {
		name string
		url  func(t *testing.T) string
		want string // codes
	}{
		{"never answers the handshake", func(t *testing.T) string {
			return raw(t, func(c net.Conn) { io.Copy(io.Discard, c) })
		}, "connect-failed"},
		{"answers the handshake byte by byte", func(t *testing.T) string {
			return raw(t, func(c net.Conn) {
				for _, b := range []byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n" + strings.Repeat("X: y\r\n", 1000)) {
					if _, err := c.Write([]byte{b}); err != nil {
						return
					}
					time.Sleep(20 * time.Millisecond)
				}
			})
		}, "connect-failed"},
		{"sends garbage", func(t *testing.T) string {
			return raw(t, func(c net.Conn) { c.Write(bytes.Repeat([]byte{0xff, 0x00, '\n'}, 1000)); c.Close() })
		}, "connect-failed"},
		{"garbage after the handshake", func(t *testing.T) string {
			return socket(t, func(c *websocket.Conn, r *http.Request) {
				c.Write(r.Context(), websocket.MessageText, []byte{0xff, 0xfe})
				<-r.Context().Done()
			})
		}, "reply-missing payload-undecodable"},
		{"hangs up at once", func(t *testing.T) string {
			return socket(t, func(c *websocket.Conn, r *http.Request) { c.CloseNow() })
		}, "connection-closed"},
		{"says goodbye at once", func(t *testing.T) string {
			return socket(t, func(c *websocket.Conn, r *http.Request) { c.Close(1000, "") })
		}, "connection-closed"},
		{"sends 100 MB", func(t *testing.T) string {
			return socket(t, func(c *websocket.Conn, r *http.Request) {
				c.Write(r.Context(), websocket.MessageText, large)
			})
		}, "message-too-large"},
		{"says nothing", func(t *testing.T) string {
			return socket(t, func(c *websocket.Conn, r *http.Request) { c.Read(r.Context()); <-c.CloseRead(r.Context()).Done() })
		}, "reply-missing"},
		{"sends as fast as it can", func(t *testing.T) string {
			return socket(t, func(c *websocket.Conn, r *http.Request) {
				for c.Write(r.Context(), websocket.MessageText, []byte(`{"type":"burnt","lamp":7}`)) == nil {
				}
			})
		}, "payload-type"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, err := verify(t, lamps, Options{URL: parsed(t, c.url(t)), Timeout: 300 * time.Millisecond, MaxMessage: 1 << 20})
			if err != nil {
				t.Fatal(err)
			}
			got := codes(r)
			for _, code := range strings.Fields(c.want) {
				if !strings.Contains(got, code) {
					t.Errorf("found %q, want %s", got, code)
				}
			}
		})
	}
}

// TestSecrets: what was given in the query is told to nobody but the service.
func TestSecrets(t *testing.T) {
	for name, f := range map[string]func(net.Conn){
		"garbage": func(c net.Conn) { c.Write([]byte("what?\n\n")); c.Close() },
		"silence": func(c net.Conn) { io.Copy(io.Discard, c) },
		"refused": func(c net.Conn) { c.Write([]byte("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")) },
	} {
		for _, over := range []Over{OverWS, OverHTTP} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				var told string
				o := Options{
					URL: parsed(t, raw(t, f)), Over: over, Query: url.Values{"token": {"s3same"}}, Timeout: 200 * time.Millisecond,
					Observe: func(e *server.Event) { told += fmt.Sprintf("%+v", e) },
				}
				r, err := verify(t, lamps, o)
				if err != nil || !strings.Contains(codes(r), "connect-failed") {
					t.Fatalf("%v %s", err, codes(r))
				}
				if told += fmt.Sprintf("%+v", r); strings.Contains(told, "s3same") {
					t.Errorf("the token is told: %s", told)
				}
			})
		}
	}
}

// TestReach: nobody there is no finding, and waiting helps.
func TestReach(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	if _, err := verify(t, lamps, Options{URL: parsed(t, "ws://"+addr)}); err == nil || !strings.Contains(err.Error(), addr+" cannot be reached") {
		t.Errorf("got %v", err)
	}
	// It opens later, and is unavailable at first.
	began := make(chan *httptest.Server)
	go func() {
		time.Sleep(200 * time.Millisecond)
		l, err := net.Listen("tcp", addr)
		if err != nil {
			close(began)
			return
		}
		asked := 0
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if asked++; asked < 3 {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			if r.Header.Get("Upgrade") == "" {
				w.WriteHeader(http.StatusUpgradeRequired)
				return
			}
			c, err := websocket.Accept(w, r, nil)
			if err == nil {
				answerLamps(c, r)
			}
		}))
		s.Listener.Close()
		s.Listener = l
		s.Start()
		began <- s
	}()
	r, err := verify(t, lamps, Options{URL: parsed(t, "ws://"+addr), Wait: watchdog / 2})
	s, ok := <-began
	if !ok {
		t.Skip("somebody took the port meanwhile")
	}
	defer s.Close()
	if err != nil || codes(r) != "" {
		t.Errorf("got %v, %v", err, codes(r))
	}
}
