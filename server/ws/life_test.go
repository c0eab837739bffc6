package ws

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"asyncmock/server"
	"asyncmock/server/protocoltest"
)

// A memory is a server without a port, for tests in fake time.
type memory struct{ l *protocoltest.Listener }

func serveMemory(t *testing.T, o Options, s script) memory {
	h := New(o)
	l := protocoltest.Listen()
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.serve(w, r, "", func(w server.Wire) session { return &fakeSession{s, w} })
	})}
	go srv.Serve(l)
	t.Cleanup(func() {
		srv.Close()
		h.Close()
	})
	return memory{l}
}

func (m memory) dial(t *testing.T) *peer {
	c, err := m.l.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	p := upgrade(t, c, "/")
	synctest.Wait() // the session has subscribed
	return p
}

// REL-WS-11: a client from which nothing comes any more is gone in 75 s.
func TestREL_WS_11_DeadPeer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		closed, wait := ends(t)
		m := serveMemory(t, Options{WriteTimeout: time.Hour}, script{closed: closed})
		p := m.dial(t)
		go io.Copy(io.Discard, p.r) // its system takes bytes, nobody answers
		start := time.Now()
		got := wait()
		if d := time.Since(start); d < 60*time.Second || d > 75*time.Second || got.code != 1006 || got.reason != "no answer to 2 pings" {
			t.Errorf("closed with %v after %v, want 1006 after 60 to 75 s", got, d)
		}
	})
}

// A client that answers pings, or sends anything, stays.
func TestREL_WS_11_LivePeer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := serveMemory(t, Options{}, script{})
		p := m.dial(t)
		start := time.Now()
		for i := range 120 {
			f, err := p.frame()
			if err != nil || f.b0 != finBit|opPing {
				t.Fatalf("ping %d: got %v, %v", i, f, err)
			}
			if i%2 == 0 { // one in two is enough
				p.send(finBit|opPong, f.payload, 0)
			}
		}
		if d := time.Since(start); d < 59*time.Minute || d > 61*time.Minute {
			t.Errorf("120 pings took %v, want about an hour", d)
		}
		p.text("hello")
		p.wantText("hello")
	})
}

func TestREL_WS_14_Panic(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		var told recorder[string]
		closed, wait := ends(t)
		srv, _ := serve(t, secure, Options{Panicked: func(session string, v any, stack []byte) {
			told.add(fmt.Sprint(session, " ", v, " ", strings.Contains(string(stack), "TestREL_WS_14_Panic")))
		}}, script{closed: closed, receive: func(w server.Wire, f *server.Frame) {
			if string(f.Payload()) == "bomb" {
				panic("boom")
			}
			w.Send(f)
		}})
		var others []*peer
		for range 100 {
			others = append(others, dialPeer(t, srv, "/"))
		}
		p := dialPeer(t, srv, "/")
		p.text("bomb")
		if got := p.wantClose(1011); got != "internal error" {
			t.Errorf("reason %q shows more than it should", got)
		}
		if got := wait(); got.code != 1011 {
			t.Errorf("closed with %v, want 1011", got)
		}
		if got := told.take(); len(got) != 1 || got[0] != "ws-1 boom true" {
			t.Errorf("told %q", got)
		}
		for _, o := range others {
			o.text("untouched")
			o.wantText("untouched")
		}
	})
}

func TestREL_WS_14_PanicWhileSubscribing(t *testing.T) {
	srv, _ := serve(t, false, Options{}, script{subscribe: func(server.Wire) { panic("boom") }})
	dialPeer(t, srv, "/").wantClose(1011)
}

func TestREL_WS_16_NoGoroutineLeft(t *testing.T) {
	closed, wait := ends(t)
	srv, _ := serve(t, false, Options{}, script{closed: closed})
	before := runtime.NumGoroutine()
	cycles := 1000
	if testing.Short() {
		cycles = 100
	}
	upgraded := 0
	for i := range cycles {
		switch i % 4 {
		case 0: // clean
			p := dialPeer(t, srv, "/")
			p.goodbye(1000, "")
			p.wantClose(1000)
			upgraded++
		case 1: // reset
			p := dialPeer(t, srv, "/")
			p.text("unread")
			p.Conn.(*net.TCPConn).SetLinger(0)
			p.Close()
			upgraded++
		case 2: // half a handshake
			c := dialRaw(t, srv)
			io.WriteString(c, "GET / HTTP/1.1\r\n"+upgradeLines[:60])
			c.Close()
		case 3: // no goodbye, in the middle of a frame
			p := dialPeer(t, srv, "/")
			p.raw(announce(1000))
			p.Close()
			upgraded++
		}
	}
	for range upgraded {
		wait()
	}
	settle(t, before+2)
}

// REL-WS-12: the heap and the stacks that a connection holds which said
// something once and is idle: less than half of what the library alone does.
// (Both ends are in this process; the client is but a socket.)
func TestREL_WS_12_IdleCost(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the portable path holds a read buffer")
	}
	raw := idleCost(t, rawServer(t, false), "/")
	ours := idleCost(t, serveMock(t, false, Options{}, echoDocument), "/echo")
	if ours > raw/2 {
		t.Errorf("an idle connection holds %d bytes, with the library alone %d", ours, raw)
	}
}

func idleCost(t testing.TB, srv *httptest.Server, path string) int64 {
	const n = 1000
	before := footprint()
	conns := make([]net.Conn, n)
	for i := range conns {
		p := dialPeer(t, srv, path)
		p.send(finBit|opPing, nil, 0)
		p.want(finBit|opPong, nil)
		conns[i], p.r = p.Conn, nil
	}
	held := int64(footprint()) - int64(before)
	for _, c := range conns {
		c.Close()
	}
	return held / n
}

// Five hundred come and go while everybody is streamed to: each session is
// closed once, and nothing is left behind. Best run with -race.
func TestComeAndGoWhileStreaming(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		var mu sync.Mutex
		live := map[server.Wire]bool{}
		var opened, ended atomic.Int32
		closed, wait := ends(t)
		srv, _ := serve(t, secure, Options{}, script{
			subscribe: func(w server.Wire) {
				mu.Lock()
				defer mu.Unlock()
				opened.Add(1)
				live[w] = true
			},
			closed: func(code int, reason string) {
				ended.Add(1)
				closed(code, reason)
			},
		})
		before := runtime.NumGoroutine()
		stop := make(chan struct{})
		var streams sync.WaitGroup
		streams.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				f := shared([]byte("tick"))
				mu.Lock()
				for w := range live {
					if w.Send(f) == server.ErrGone {
						delete(live, w)
					}
				}
				mu.Unlock()
				time.Sleep(time.Millisecond)
			}
		})
		var clients sync.WaitGroup
		for range 10 {
			clients.Go(func() {
				for range 50 {
					p := dialPeer(t, srv, "/")
					for range rand.IntN(3) {
						p.wantText("tick")
					}
					switch rand.IntN(3) {
					case 0:
						p.goodbye(1000, "")
					case 1:
						p.text("one more")
					}
					p.Close()
				}
			})
		}
		clients.Wait()
		close(stop)
		streams.Wait()
		for range opened.Load() {
			wait()
		}
		settle(t, before+2)
		if opened.Load() != 500 || ended.Load() != 500 {
			t.Errorf("%d sessions opened and %d closed, want 500 each", opened.Load(), ended.Load())
		}
	})
}

// Who is told that it is connected hears already what others say: the
// session subscribes before the handshake is answered.
func TestSubscribedBeforeTheAnswer(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		subscribed := make(chan struct{})
		srv, _ := serve(t, secure, Options{}, script{subscribe: func(w server.Wire) {
			<-subscribed
			w.Send(shared([]byte("hello")))
		}})
		c := dialRaw(t, srv)
		go func() {
			time.Sleep(50 * time.Millisecond) // long enough for an answer that does not wait
			close(subscribed)
		}()
		start := time.Now()
		p := upgrade(t, c, "/")
		if time.Since(start) < 50*time.Millisecond {
			t.Error("the handshake was answered before the session had subscribed")
		}
		p.wantText("hello")
	})
}
