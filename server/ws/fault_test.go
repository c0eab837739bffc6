package ws

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http/httptest"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"asyncmock/server"
)

// faulty starts the echo document with faults.
func faulty(t testing.TB, secure bool, o Options, texts ...string) (*httptest.Server, *server.Mock) {
	t.Helper()
	var faults []server.Fault
	for _, text := range texts {
		f, err := server.ParseFault(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		faults = append(faults, f)
	}
	mock := newMock(t, echoDocument, server.Options{Faults: faults})
	return serveThis(t, secure, o, mock), mock
}

// What each fault is on the wire, seen by a raw socket. The last connection
// that a case does not use shows that others are left alone.
var faultCases = []struct {
	fault string
	see   func(t *testing.T, p *peer)
}{
	{"close", func(_ *testing.T, p *peer) { p.wantClose(codeNoStatus) }},
	{"close:1012:back soon", func(t *testing.T, p *peer) {
		if reason := p.wantClose(1012); reason != "back soon" {
			t.Errorf("reason %q", reason)
		}
	}},
	{"close:4000@received:2", func(_ *testing.T, p *peer) {
		p.echoes("one")
		p.echoes("two")
		p.wantClose(4000)
	}},
	{"drop", func(t *testing.T, p *peer) { p.wantDrop(io.EOF) }},
	{"drop@sent:1", func(t *testing.T, p *peer) {
		p.echoes("one")
		p.wantDrop(io.EOF)
	}},
	{"drop:reset@sent:1", func(t *testing.T, p *peer) {
		p.echoes("one")
		p.wantDrop(syscall.ECONNRESET)
	}},
	{"half-open@sent:1", func(t *testing.T, p *peer) {
		p.echoes("one")
		p.text("two")
		p.send(finBit|opPing, nil, 0)
		p.goodbye(1000, "")
		p.wantSilence()
	}},
	{"stall@sent:1", func(t *testing.T, p *peer) {
		p.echoes("one")
		p.text("two")
		p.send(finBit|opPing, nil, 0)
		p.goodbye(1000, "")
		p.wantSilence()
	}},
	{"stall:100ms@sent:1", func(t *testing.T, p *peer) {
		p.echoes("one")
		p.text("two")
		p.send(finBit|opPing, []byte("?"), 0)
		p.wantText("two")
		p.want(finBit|opPong, []byte("?"))
		p.echoes("three")
	}},
	{"stall:100ms@received:1", func(t *testing.T, p *peer) {
		p.echoes("one")
		p.goodbye(1000, "bye")
		p.wantClose(1000)
	}},
	{"throttle:2000", func(t *testing.T, p *peer) {
		p.echoes("one")
		p.echoes(strings.Repeat("x", 500))
		p.goodbye(1000, "")
		p.wantClose(1000)
	}},
	{"no-pong", func(t *testing.T, p *peer) {
		p.send(finBit|opPing, []byte("?"), 0)
		p.echoes("one")
	}},
	{"no-close", func(t *testing.T, p *peer) {
		p.echoes("one")
		p.goodbye(1000, "")
		p.wantSilence()
	}},
	{"delay:20ms..40ms", func(t *testing.T, p *peer) {
		p.text("one")
		p.text("two")
		p.wantText("one")
		p.wantText("two")
	}},
	{"duplicate@every:2", func(t *testing.T, p *peer) {
		p.echoes("one")
		p.echoes("two")
		p.wantText("two")
		p.echoes("three")
	}},
	{"reorder:1h@every:2", func(t *testing.T, p *peer) {
		p.echoes("one")
		p.text("two")
		p.text("three")
		p.wantText("three")
		p.wantText("two")
		p.echoes("four")
	}},
	{"corrupt", func(t *testing.T, p *peer) {
		p.spoiled(t, "hello", func(got []byte) bool { return len(got) == 5 && string(got) != "hello" && utf8.Valid(got) })
	}},
	{"truncate:3", func(t *testing.T, p *peer) {
		p.spoiled(t, "hello", func(got []byte) bool { return string(got) == "hel" })
	}},
	{"bad-utf8", func(t *testing.T, p *peer) {
		p.spoiled(t, "hello", func(got []byte) bool { return len(got) == 5 && !utf8.Valid(got) })
	}},
	{"break", func(t *testing.T, p *peer) {
		p.text("hello world")
		b, err := io.ReadAll(p.r)
		if want := append([]byte{finBit | opText, 11}, "hell"...); err != nil || !bytes.Equal(b, want) {
			t.Errorf("got %q, %v, want %q and the end", b, err, want)
		}
	}},
	{"reserved-bit", func(t *testing.T, p *peer) { p.text("one"); p.want(finBit|0x20|opText, []byte("one")) }},
	{"reserved-bit:1", func(t *testing.T, p *peer) { p.text("one"); p.want(finBit|0x40|opText, []byte("one")) }},
	{"wrong-opcode", func(t *testing.T, p *peer) { p.text("one"); p.want(finBit|3, []byte("one")) }},
	{"wrong-opcode:11", func(t *testing.T, p *peer) { p.text("one"); p.want(finBit|11, []byte("one")) }},
	{"invalid", func(t *testing.T, p *peer) { // the document allows everything
		p.spoiled(t, "hello", func(got []byte) bool { return string(got) == "he" })
	}},
}

func TestFaultOnTheWire(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		for _, c := range faultCases {
			t.Run(c.fault, func(t *testing.T) {
				t.Parallel()
				srv, mock := faulty(t, secure, Options{}, c.fault+"@connection:1")
				p := dialPeer(t, srv, "/echo")
				other := dialPeer(t, srv, "/echo")
				other.echoes("before")
				if secure && strings.Contains(c.fault, "reset") {
					t.Skip("TLS hides how TCP ended")
				}
				c.see(t, p)
				other.echoes("after")
				other.goodbye(1000, "")
				other.wantClose(1000)
				p.Close()
				waitNoSessions(t, mock)
			})
		}
	})
}

// REL-WS-16: nothing is left behind, however the client leaves.
func TestREL_WS_16_FaultsLeaveNothing(t *testing.T) {
	var texts []string
	for i, f := range []string{"stall", "half-open", "no-close", "throttle:50", "stall:20ms", "drop", "break", "close:1011", "reorder:1h", "delay:1h"} {
		texts = append(texts, f+",session="+string(rune('a'+i)))
	}
	both(t, func(t *testing.T, secure bool) {
		srv, mock := faulty(t, secure, Options{}, texts...)
		before := runtime.NumGoroutine()
		for i := range 20 * len(texts) {
			p := dialPeer(t, srv, "/echo?__session="+string(rune('a'+i%len(texts))))
			p.Write(p.encode(finBit|opText, []byte("hello"))) // it may have gone
			if i/len(texts)%2 == 1 {
				p.Write(p.encode(finBit|opClose, []byte{0x03, 0xe8}))
			}
			p.Close()
		}
		waitNoSessions(t, mock)
		settle(t, before+2)
	})
}

// REL-STOP-1: a fault does not hold up the end, and a client that was only
// stalled hears of it.
func TestREL_STOP_1_FaultsEnd(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		srv, mock := faulty(t, secure, Options{}, "stall,session=a", "half-open,session=b", "no-close,session=c", "throttle:1000,session=d", "delay:1h,session=e")
		var peers []*peer
		for _, name := range []string{"a", "b", "c", "d", "e"} {
			p := dialPeer(t, srv, "/echo?__session="+name)
			p.text("hello")
			peers = append(peers, p)
		}
		peers[2].wantText("hello")
		peers[2].goodbye(1000, "")
		peers[0].wantSilence()
		done := make(chan error, 1)
		ctx, cancel := context.WithTimeout(t.Context(), watchdog)
		defer cancel()
		go func() { done <- mock.Shutdown(ctx, 1001, "bye") }()
		for _, i := range []int{0, 3, 4} {
			peers[i].wantText("hello")
			peers[i].wantClose(1001)
		}
		peers[1].wantDrop(io.EOF)
		if err := <-done; err != nil {
			t.Errorf("shutdown: %v", err)
		}
	})
}

// A stalled client is not taken for a dead one.
func TestFaultStallIsNotDeath(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		srv, mock := faulty(t, secure, Options{PingInterval: 30 * time.Millisecond}, "stall:300ms@sent:1")
		p := dialPeer(t, srv, "/echo")
		p.echoes("one")
		p.text("two")
		for {
			f, err := p.frame()
			if err != nil {
				t.Fatalf("%v while the connection was stalled", err)
			}
			if f.op() == opText {
				break
			}
			p.send(finBit|opPong, f.payload, 0)
		}
		if n := mock.Sessions(); n != 1 {
			t.Errorf("%d sessions, want 1", n)
		}
	})
}

func (p *peer) echoes(s string) {
	p.t.Helper()
	p.text(s)
	p.wantText(s)
}

func (p *peer) spoiled(t *testing.T, s string, ok func([]byte) bool) {
	t.Helper()
	p.text(s)
	f, err := p.frame()
	if err != nil || f.op() != opText || !ok(f.payload) {
		t.Errorf("got %v, %v for %q", f, err, s)
	}
}

// wantDrop reads the end without a close frame.
func (p *peer) wantDrop(want error) {
	p.t.Helper()
	f, err := p.frame()
	if errors.Is(err, io.ErrUnexpectedEOF) { // TLS without its goodbye
		err = io.EOF
	}
	if !errors.Is(err, want) {
		p.t.Fatalf("got %v, %v, want %v", f, err, want)
	}
}

// wantSilence is a client that gives up: nothing comes, and no end.
func (p *peer) wantSilence() {
	p.t.Helper()
	p.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
	if f, err := p.frame(); !isTimeout(err) {
		p.t.Fatalf("got %v, %v, want silence", f, err)
	}
	p.SetReadDeadline(time.Now().Add(watchdog))
}

func waitNoSessions(t *testing.T, m *server.Mock) {
	t.Helper()
	for at := time.Now(); m.Sessions() > 0; time.Sleep(time.Millisecond) {
		if time.Since(at) > watchdog {
			t.Fatalf("%d sessions are left", m.Sessions())
		}
	}
}

// What was sent before a stall still leaves, however slowly; nothing behind it does.
func TestFaultStallBeginsBehindTheQueue(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		srv, _ := faulty(t, secure, Options{}, "throttle:500", "stall@sent:1")
		p := dialPeer(t, srv, "/echo")
		first := strings.Repeat("x", 100)
		p.text(first)
		p.text("second")
		p.wantText(first)
		p.wantSilence()
	})
}
