package sse

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestSSE_ResumeLosesAndDoublesNothing: what is sent while nobody listens
// comes when the client is back, behind what it has seen.
func TestSSE_ResumeLosesAndDoublesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, Options{})
		c := b.dial("/a", "")
		s := b.session(0)
		s.say(1, 5)
		last := c.hear(1, 3)
		c.conn.Close()
		synctest.Wait()
		s.say(6, 7)
		c = b.dial("/a", last)
		c.hear(4, 7)
		s.say(8, 8)
		c.hear(8, 8)
		if b.sessions() != 1 || s.ended() != "" {
			t.Errorf("%d sessions, the first closed %q; want one, open", b.sessions(), s.ended())
		}
		if got := strings.Join(s.notes, "|"); got != "client is away, its stream is kept for 60 s|client is back, its stream goes on" {
			t.Errorf("noted %q", got)
		}
	})
}

// TestSSE_ResumeAtRandom breaks the line often, at any place.
func TestSSE_ResumeAtRandom(t *testing.T) {
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 1))
			b := newBench(t, Options{})
			c, last, seen, said := b.dial("/a", ""), "", 0, 0
			for seen < 500 {
				n := rnd.IntN(queueEvents/2 - (said - seen) + 1) // nobody is slow here
				b.session(0).say(said+1, said+n)
				said += n
				heard := rnd.IntN(said - seen + 1)
				if id := c.hear(seen+1, seen+heard); id != "" {
					last = id
				}
				seen += heard
				if last != "" && rnd.IntN(3) == 0 {
					if rnd.IntN(2) == 0 { // else the server has not noticed
						c.conn.Close()
						synctest.Wait()
					}
					c = b.dial("/a", last)
				}
			}
			if b.sessions() != 1 {
				t.Errorf("seed %d: %d sessions, want 1", seed, b.sessions())
			}
		})
	}
}

// TestSSE_ResumeTakesOver: the old connection is still open when the client
// comes back on a new one.
func TestSSE_ResumeTakesOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, Options{})
		old := b.dial("/a", "")
		b.session(0).say(1, 2)
		last := old.hear(1, 1)
		c := b.dial("/a", last)
		c.hear(2, 2)
		b.session(0).say(3, 3)
		c.hear(3, 3)
		for old.block() != "" { // what was on its way, then the end
		}
		idle := c
		b.session(0).say(4, 4)
		last = c.hear(4, 4)
		synctest.Wait()
		c = b.dial("/a", last)
		if rest := idle.block(); rest != "" {
			t.Errorf("an idle old connection goes on: %q", rest)
		}
		b.session(0).say(5, 5)
		c.hear(5, 5)
	})
}

// TestSSE_HoldBeginsAnew: each time the client goes, it has 60 s to come back.
func TestSSE_HoldBeginsAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, Options{})
		c := b.dial("/a", "")
		for i := 1; i <= 5; i++ {
			b.session(0).say(i, i)
			last := c.hear(i, i)
			c.conn.Close()
			time.Sleep(holdTime - time.Second)
			c = b.dial("/a", last)
		}
		if b.sessions() != 1 {
			t.Errorf("%d sessions, want the first to go on", b.sessions())
		}
	})
}

// TestSSE_OlderThanRing: the events behind the id are forgotten, although the
// session is well.
func TestSSE_OlderThanRing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, Options{})
		c, ids := b.dial("/a", ""), []string{}
		for i := 1; i <= ringEvents+2; i++ {
			b.session(0).say(i, i)
			ids = append(ids, c.hear(i, i))
		}
		again := b.dial("/a", ids[0])
		if _, event, _ := again.next(); event != "asyncmock.fresh" {
			t.Errorf("got %q, want asyncmock.fresh", event)
		}
		b.dial("/a", ids[1]).hear(3, ringEvents+2)
	})
}

// TestSSE_TooOldStartsAfresh: older than 256 events, older than 60 s, of
// another run, of another path. It says so, and the old session is closed.
func TestSSE_TooOldStartsAfresh(t *testing.T) {
	for _, c := range []struct {
		name   string
		while  func(*bench) // between drop and return
		path   string
		id     func(string) string
		closed string // how the old session ended by then
	}{
		{name: "events", while: func(b *bench) { b.session(0).say(2, 2+ringEvents) }, closed: "1006 client did not come back in time"},
		{name: "time", while: func(*bench) { time.Sleep(holdTime + time.Second) }, closed: "1006 client did not come back"},
		{name: "another run", id: func(id string) string { return "0" + id }},
		{name: "not ours", id: func(string) string { return "17" }},
		{name: "not yet sent", id: func(id string) string { return strings.TrimSuffix(id, "1") + "9" }},
		{name: "another path", path: "/b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, Options{})
				first := b.dial("/a", "")
				b.session(0).say(1, 1)
				last := first.hear(1, 1)
				first.conn.Close()
				synctest.Wait()
				if c.while != nil {
					c.while(b)
				}
				synctest.Wait()
				if got := b.session(0).ended(); got != c.closed {
					t.Errorf("the old session closed %q, want %q", got, c.closed)
				}
				path := "/a"
				if c.path != "" {
					path = c.path
				}
				if c.id != nil {
					last = c.id(last)
				}
				again := b.dial(path, last)
				if id, event, _ := again.next(); id != "" || event != "asyncmock.fresh" {
					t.Errorf("got event %q with id %q, want asyncmock.fresh without", event, id)
				}
				b.session(1).say(1, 1)
				again.hear(1, 1)
			})
		})
	}
}

// TestSSE_WholeRingResumes: just as many events as are promised, and more
// than a connection's queue.
func TestSSE_WholeRingResumes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, Options{})
		c := b.dial("/a", "")
		b.session(0).say(1, 1)
		last := c.hear(1, 1)
		c.conn.Close()
		synctest.Wait()
		b.session(0).say(2, ringEvents+1)
		c = b.dial("/a", last)
		b.session(0).say(ringEvents+2, ringEvents+10) // the backlog makes nobody slow
		c.hear(2, ringEvents+10)
	})
}

// TestSSE_HeldSessions: a client without an id to come back with is gone at
// once, others after 60 s, and not all of them are kept.
func TestSSE_HeldSessions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, Options{})
		b.dial("/a", "").conn.Close()
		synctest.Wait()
		if got := b.session(0).ended(); got != "1006 " {
			t.Errorf("closed %q, want 1006 at once", got)
		}
		for i := 1; i <= maxHeld+1; i++ {
			c := b.dial("/a", "")
			b.session(i).say(1, 1)
			c.hear(1, 1)
			c.conn.Close()
			synctest.Wait()
		}
		if got := b.session(1).ended(); got == "" {
			t.Errorf("more than %d sessions are held", maxHeld)
		}
		if got := b.session(2).ended(); got != "" {
			t.Errorf("the second oldest closed %q, want it held", got)
		}
		time.Sleep(holdTime)
		synctest.Wait()
		for i := range b.sessions() {
			if got := b.session(i).ended(); strings.Count(got, "1006") != 1 {
				t.Fatalf("session %d closed %q, want once with 1006", i, got)
			}
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		if n := len(b.streams) + len(b.held); n != 0 {
			t.Errorf("%d streams are remembered for ever", n)
		}
	})
}

// TestREL_STOP_1_EventStreams: everybody hears 1001, also sessions that wait
// for their client.
func TestREL_STOP_1_EventStreams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, Options{})
		c := b.dial("/a", "")
		away := b.dial("/a", "")
		b.session(1).say(1, 1)
		away.hear(1, 1)
		away.conn.Close()
		synctest.Wait()
		b.session(0).say(1, 2)
		b.session(0).Close(1001, "server is shutting down")
		b.session(0).Close(1008, "a second close does nothing")
		b.session(1).Close(1001, "server is shutting down")
		c.hear(1, 2)
		_, event, data := c.next()
		if event != "asyncmock.close" || data != `{"code":1001,"reason":"server is shutting down"}` {
			t.Errorf("got %s %s", event, data)
		}
		if rest := c.block(); rest != "" {
			t.Errorf("the stream goes on: %q", rest)
		}
		synctest.Wait()
		for i := range 2 {
			if got := b.session(i).ended(); got != "1001 server is shutting down" {
				t.Errorf("session %d closed %q", i, got)
			}
		}
		if err := b.session(0).Send(message("", "3")); err == nil {
			t.Error("an ended stream takes messages")
		}
	})
}

// TestSSE_GoodEndIsFinal: a client that has heard all of a session that ended
// in good order is told not to come again.
func TestSSE_GoodEndIsFinal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, Options{})
		c := b.dial("/a", "")
		b.session(0).say(1, 3)
		b.session(0).Close(1000, "done")
		first, last := c.hear(1, 1), c.hear(2, 3)
		c.block()
		synctest.Wait()
		if got := b.dial("/a", last).status; got != 204 {
			t.Errorf("who has seen all gets %d, want 204", got)
		}
		behind := b.dial("/a", first)
		behind.hear(2, 3)
		if _, event, _ := behind.next(); event != "asyncmock.close" {
			t.Errorf("got %q, want asyncmock.close again", event)
		}
		behind.block()
		synctest.Wait()
		if got := b.session(0).ended(); got != "1000 done" {
			t.Errorf("closed %q, want once", got)
		}
	})
}

// TestSSE_IDsAreOfOneRun: a restarted mock does not take an id for its own.
func TestSSE_IDsAreOfOneRun(t *testing.T) {
	a, b := New(Options{}), New(Options{})
	if a.boot == b.boot {
		t.Errorf("two handlers call their streams %s", fmt.Sprint(a.boot))
	}
}
