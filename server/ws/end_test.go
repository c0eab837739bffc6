package ws

import (
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"asyncmock/server"
)

// Closing many takes no longer than closing one, though none answers.
func TestClosingManyAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 300
		var wires recorder[server.Wire]
		closed, wait := ends(t)
		m := serveMemory(t, Options{}, script{subscribe: wires.add, closed: closed})
		for range n {
			p := m.dial(t)
			go func() {
				if f, err := p.frame(); err != nil || f.b0 != finBit|opClose {
					t.Errorf("got %v, %v, want a close frame", f, err)
				}
			}()
		}
		start := time.Now()
		for _, w := range wires.take() {
			w.Close(1001, "the mock ends")
			w.Close(1000, "only the first counts")
		}
		if d := time.Since(start); d != 0 {
			t.Errorf("Close waited %v", d)
		}
		for range n {
			if got, want := wait(), (end{1001, "the mock ends"}); got != want {
				t.Fatalf("closed with %v, want %v", got, want)
			}
		}
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("closing took %v", d)
		}
	})
}

// The close frame that we begin is answered, and the answer ends it at once.
func TestCloseAnswered(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		closed, wait := ends(t)
		srv, _ := serve(t, secure, Options{}, script{closed: closed, receive: func(w server.Wire, f *server.Frame) {
			w.Send(f)
			w.Close(4000, strings.Repeat("é", 100))
		}})
		p := dialPeer(t, srv, "/")
		p.text("x")
		p.wantText("x")
		if got, want := p.wantClose(4000), strings.Repeat("é", 61); got != want {
			t.Errorf("reason %q, want %q", got, want)
		}
		p.Close()
		if got := wait(); got.code != 4000 {
			t.Errorf("closed with %v, want 4000", got)
		}
	})
}

// Nothing follows our close frame, not even the answer to a ping.
func TestNothingAfterClose(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		srv, _ := serve(t, secure, Options{}, script{receive: func(w server.Wire, f *server.Frame) { w.Close(1000, "") }})
		p := dialPeer(t, srv, "/")
		p.text("x")
		f, err := p.frame()
		if err != nil || f.op() != opClose {
			t.Fatalf("got %v, %v, want a close frame", f, err)
		}
		p.send(finBit|opPing, []byte("late"), 0)
		p.text("late")
		p.goodbye(1000, "")
		p.wantEnd()
	})
}

// A client in the middle of a long message is heard out, so that it sees why
// it ends and not that the connection was reset.
func TestLinger(t *testing.T) {
	srv, _ := serve(t, false, Options{MaxMessage: 1000}, script{})
	p := dialPeer(t, srv, "/")
	rest := make([]byte, 4<<20)
	p.raw(announce(uint64(len(rest))))
	p.raw(rest[:1<<20])
	if f, err := p.frame(); err != nil || f.op() != opClose {
		t.Fatalf("got %v, %v, want a close frame", f, err)
	}
	p.raw(rest[1<<20:])
	if _, err := p.frame(); err != io.EOF {
		t.Errorf("got %v, want the end", err)
	}
	p.goodbye(1009, "")
}

// 1006 cannot be sent: the connection is dropped without a close frame.
func TestCloseWithoutGoodbye(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		closed, wait := ends(t)
		srv, _ := serve(t, secure, Options{}, script{closed: closed, receive: func(w server.Wire, f *server.Frame) { w.Close(1006, "fault") }})
		p := dialPeer(t, srv, "/")
		p.text("x")
		p.wantEnd()
		if got, want := wait(), (end{1006, "fault"}); got != want {
			t.Errorf("closed with %v, want %v", got, want)
		}
	})
}

// A session may end it before the client has its answer.
func TestCutWhileSubscribing(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		closed, wait := ends(t)
		srv, _ := serve(t, secure, Options{}, script{closed: closed, subscribe: func(w server.Wire) { w.Close(1006, "fault") }})
		c := dialRaw(t, srv)
		io.WriteString(c, "GET / HTTP/1.1\r\n"+upgradeLines+"\r\n")
		if n, err := c.Read(make([]byte, 1)); n > 0 || isTimeout(err) {
			t.Errorf("got %d bytes, %v, want the end", n, err)
		}
		if got, want := wait(), (end{1006, "fault"}); got != want {
			t.Errorf("closed with %v, want %v", got, want)
		}
	})
}

// A goodbye while subscribing follows the answer.
func TestCloseWhileSubscribing(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		srv, _ := serve(t, secure, Options{}, script{subscribe: func(w server.Wire) {
			w.Send(server.NewFrame([]byte("sorry"), false))
			w.Close(4003, "not now")
		}})
		p := dialPeer(t, srv, "/")
		p.wantText("sorry")
		p.wantClose(4003)
	})
}
