package sse

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"asyncmock/server"
)

// TestSSE_Fields: what an event looks like, whatever is in it.
func TestSSE_Fields(t *testing.T) {
	for _, c := range []struct {
		name   string
		frame  *server.Frame
		fields string
	}{
		{"json", message("tick", `{"a":1}`), "event: tick\ndata: {\"a\":1}\n"},
		{"no name", message("", "x"), "data: x\n"},
		{"lines", message("m", "a\nb\r\nc\rd\n"), "event: m\ndata: a\ndata: b\ndata: c\ndata: d\ndata: \n"},
		{"empty", message("m", ""), "event: m\ndata: \n"},
		{"leading space", message("m", " a"), "event: m\ndata:  a\n"},
		{"name of two lines", message("m\ndata: evil\r\x00", "a"), "event: m_data: evil__\ndata: a\n"},
		{"binary", server.NewFrame([]byte{0xff, '\n', 0}, true), "encoding: base64\ndata: /woA\n"},
	} {
		if got := string(appendFrame(nil, c.frame)); got != c.fields {
			t.Errorf("%s: got %q, want %q", c.name, got, c.fields)
		}
	}
}

// TestSSE_Opening: the head is there at once, with the time to come back.
func TestSSE_Opening(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, Options{Retry: 250 * time.Millisecond, KeepAlive: 10 * time.Second})
		c := b.dial("/a", "")
		if c.status != 200 || c.kind != "text/event-stream" {
			t.Errorf("got %d %s", c.status, c.kind)
		}
		if got := c.block(); got != "retry: 250\n" {
			t.Errorf("begins with %q", got)
		}
		b.session(0).Send(message("tick", "1"))
		id, event, _ := c.next()
		if event != "tick" || !strings.HasPrefix(id, b.boot) || !strings.HasSuffix(id, "-1") {
			t.Errorf("event %q, id %q", event, id)
		}
		start := time.Now()
		if got := c.block(); got != ":\n" {
			t.Errorf("silence is broken by %q, want a comment", got)
		}
		if got := time.Since(start); got != 10*time.Second {
			t.Errorf("after %v, want 10s", got)
		}
	})
}

// TestREL_WS_10_SlowEventStream: a client that reads nothing costs 64 events
// or 1 MiB, then it is closed, or left out, by policy.
func TestREL_WS_10_SlowEventStream(t *testing.T) {
	for _, c := range []struct {
		name  string
		size  int
		taken int // at least, at most with what the connection already holds
	}{
		{"events", 10, queueEvents},
		{"bytes", 100_000, queueBytes / 100_000},
	} {
		for _, drop := range []bool{false, true} {
			t.Run(fmt.Sprint(c.name, " drop ", drop), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					b := newBench(t, Options{})
					slow := b.dial("/a", "")
					slow.block()
					s, taken := b.session(0), 0
					var err error
					for err == nil && taken < 1000 {
						err = s.Send(message("tick", strings.Repeat("x", c.size)))
						taken++
					}
					taken--
					if !errors.Is(err, server.ErrSlow) {
						t.Fatalf("%d events were taken, then %v; want ErrSlow", taken, err)
					}
					if taken < c.taken || taken > c.taken+2 {
						t.Errorf("%d events were taken, want %d", taken, c.taken)
					}
					next := s.Send(message("tick", strings.Repeat("y", c.size)))
					if !errors.Is(next, server.ErrSlow) {
						t.Errorf("the next Send: %v", next)
					}
					if !drop { // as a Session does
						s.Close(1013, "client reads too slowly")
						if err := s.Send(message("tick", "z")); !errors.Is(err, server.ErrGone) {
							t.Errorf("Send after Close: %v", err)
						}
					}
					time.Sleep(2 * writeTime) // it still reads nothing
					synctest.Wait()
					if got, want := s.ended(), "1013 client reads too slowly"; !drop && got != want {
						t.Errorf("closed %q, want %q", got, want)
					}
					if drop && s.ended() != "" {
						t.Errorf("closed %q, want it open for its client to come back", s.ended())
					}
				})
			})
		}
	}
}

// TestSSE_DropGoesOn: with --slow drop a client that reads again gets what
// comes from then on.
func TestSSE_DropGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, Options{})
		c := b.dial("/a", "")
		c.block()
		s := b.session(0)
		for s.Send(message("tick", "early")) == nil {
		}
		for range queueEvents {
			if _, _, data := c.next(); data != "early" {
				t.Fatalf("got %q", data)
			}
		}
		synctest.Wait()
		if err := s.Send(message("tick", "late")); err != nil {
			t.Fatal(err)
		}
		for {
			_, _, data := c.next()
			if data == "late" {
				return
			}
			if data != "early" {
				t.Fatalf("got %q", data)
			}
		}
	})
}

// TestSSE_ReaderIsNotSlow: much, but read as it comes; and a backlog that was
// read leaves the queue as it is.
func TestSSE_ReaderIsNotSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, Options{})
		c, last := b.dial("/a", ""), ""
		for i := range 100 {
			if err := b.session(0).Send(message("tick", strings.Repeat("x", 100_000))); err != nil {
				t.Fatalf("event %d: %v", i, err)
			}
			last, _, _ = c.next()
			synctest.Wait()
		}
		c.conn.Close()
		synctest.Wait()
		b.session(0).say(1, 100)
		c = b.dial("/a", last)
		c.hear(1, 100)
		synctest.Wait()
		taken := 0
		for b.session(0).Send(message("tick", "x")) == nil {
			taken++
		}
		if taken > queueEvents+2 {
			t.Errorf("%d events were taken behind a backlog, want %d", taken, queueEvents)
		}
	})
}

// TestSSE_FramesAreCopied: a frame that is not shared is its sender's again.
func TestSSE_FramesAreCopied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, Options{})
		c := b.dial("/a", "")
		f := message("tick", "1")
		for _, n := range "123" {
			f.Payload()[0] = byte(n)
			b.session(0).Send(f)
		}
		c.hear(1, 3)
	})
}

// TestSSE_Deliver: a POST speaks for the open stream of the same path and name.
func TestSSE_Deliver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, Options{})
		c := b.dial("/a?__session=me", "")
		b.dial("/a", "")
		s := b.session(0)
		out, ok := b.Deliver(nil, admission("/a", "me"), message("", "hello"))
		if !ok || out.Message != "heard" || strings.Join(s.received, "|") != "hello" {
			t.Errorf("got %v %v, the session heard %q", out, ok, s.received)
		}
		for _, a := range []*server.Admission{admission("/b", "me"), admission("/a", "you"), admission("/a", "")} {
			if _, ok := b.Deliver(nil, a, message("", "hello")); ok {
				t.Errorf("%s of %q was delivered", a.Handshake.Path, a.Session)
			}
		}
		s.say(1, 1)
		c.hear(1, 1)
		c.conn.Close()
		synctest.Wait()
		if _, ok := b.Deliver(nil, admission("/a", "me"), message("", "hello")); !ok {
			t.Error("a client on its way back cannot speak")
		}
		s.Close(1000, "")
		synctest.Wait()
		if _, ok := b.Deliver(nil, admission("/a", "me"), message("", "hello")); ok {
			t.Error("an ended session was spoken to")
		}
	})
}

// TestREL_WS_14_PanicInSession: the session is closed, the next one is served.
func TestREL_WS_14_PanicInSession(t *testing.T) {
	b := New(Options{})
	f := &fake{}
	b.connect = func(_ *server.Mock, _ *server.Admission, w server.Wire) session { return panics{f} }
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was kept from the listener, which reports it")
			}
		}()
		w, r := recorder(t)
		b.Serve(w, r, nil, admission("/a", "me"))
	}()
	if got := f.ended(); got != "1006 " {
		t.Errorf("closed %q", got)
	}
	if len(b.streams)+len(b.named)+len(b.held) != 0 {
		t.Error("the stream is remembered")
	}
}
