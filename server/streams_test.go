package server

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// streaming is a route that streams the named messages.
func (k *kit) streaming(path string, names ...string) *Route {
	r := &Route{Path: path, Validate: true}
	for _, name := range names {
		r.Sends = append(r.Sends, k.says(name, WhenEvery))
	}
	return r
}

// hangUp ends the sessions as their clients would.
func hangUp(clients ...client) {
	for _, c := range clients {
		c.Closed(1000, "")
	}
}

func TestStream_FirstAtOnceThenEveryInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		start := time.Now()
		m := k.mock(Options{}, k.streaming("/", "a", "b"))
		time.Sleep(300 * time.Millisecond)
		c := k.connect(m, "/")
		time.Sleep(24*time.Hour + time.Millisecond)
		synctest.Wait()
		if len(c.got) != 24*3600+1 {
			t.Fatalf("got %d messages in a day", len(c.got))
		}
		for i, at := range c.at {
			if want := start.Add(300*time.Millisecond + time.Duration(i)*time.Second); at.Before(want) || at.After(want.Add(5*time.Millisecond)) {
				t.Fatalf("message %d came at %s, want %s", i, at.Sub(start), want.Sub(start))
			}
			if c.names[i] != []string{"a", "b"}[i%2] {
				t.Fatalf("message %d is %q", i, c.names[i])
			}
		}
		hangUp(c)
	})
}

func TestStream_OneTimerPerInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		fast := k.streaming("/fast", "a")
		fast.Interval = 10 * time.Millisecond
		m := k.mock(Options{}, k.streaming("/slow", "a"), fast)
		var clients []client
		for range 500 {
			clients = append(clients, k.connect(m, "/slow"), k.connect(m, "/fast"))
			time.Sleep(time.Millisecond)
		}
		if n := m.clock.ticking(); n != 2 {
			t.Errorf("got %d timers for two intervals", n)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		for i, c := range clients {
			if got, least := len(c.take()), []int{3, 200}[i%2]; got < least {
				t.Fatalf("client %d got %d messages, want %d", i, got, least)
			}
		}
		hangUp(clients...)
		synctest.Wait()
		if n := m.clock.ticking(); n != 0 {
			t.Errorf("%d timers are left", n)
		}
	})
}

func TestStream_OffAndIntervals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		r := k.streaming("/", "a", "b")
		r.Sends[1].When.Interval = 250 * time.Millisecond
		r.Sends = append(r.Sends, k.says("hello", WhenConnect))
		off := k.connect(k.mock(Options{Stream: StreamOff}, r), "/")
		on := k.connect(k.mock(Options{}, r), "/")
		time.Sleep(1100 * time.Millisecond)
		synctest.Wait()
		k.want(off.take(), `{"type":"hello"}`)
		if got := strings.Join(on.names, " "); got != "hello a b b b b a b" && got != "hello a b b b b b a" {
			t.Errorf("got %s", got)
		}
		hangUp(on, off)
	})
}

func TestMOD1_BroadcastIsOneSequencePerRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		w := &watcher{}
		r := k.streaming("/r/{id}", "a", "b")
		m := k.mock(Options{Stream: StreamBroadcast, Observe: w.observe}, r)
		first := k.connect(m, "/r/1")
		time.Sleep(1500 * time.Millisecond)
		second, other := k.connect(m, "/r/1"), k.connect(m, "/r/2")
		time.Sleep(time.Second)
		synctest.Wait()
		if !slices.Equal(first.names, []string{"a", "b", "a"}) || !slices.Equal(second.names, []string{"b", "a"}) || !slices.Equal(other.names, []string{"a", "b"}) {
			t.Errorf("got %q, %q and %q", first.names, second.names, other.names)
		}
		if first.at[2] != second.at[1] {
			t.Error("the room does not hear a tick at once")
		}
		if e := w.of(EventRelay); e[len(e)-1].Count+e[len(e)-2].Count != 3 {
			t.Errorf("got counts of %+v", e)
		}
		hangUp(first, second)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if n := len(w.of(EventRelay)); n != 5+10 {
			t.Errorf("got %d broadcasts, want those of one room to go on", n)
		}
		hangUp(other)
	})
}

func TestLifecycle_ConnectSilenceEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		r := &Route{Path: "/", Validate: true, Receives: []*Incoming{k.hears("ping", k.reply("pong"))}}
		r.Sends = []*Outgoing{k.says("welcome", WhenConnect), k.says("heartbeat", WhenSilence), k.says("bye", WhenEnd)}
		m := k.mock(Options{}, r)
		c := k.connect(m, "/")
		k.want(c.take(), `{"type":"welcome"}`)
		time.Sleep(4 * time.Second)
		k.want(c.say(`{"type":"ping"}`), `{"type":"pong"}`)
		time.Sleep(4 * time.Second)
		synctest.Wait()
		k.want(c.take())
		time.Sleep(7 * time.Second)
		synctest.Wait()
		k.want(c.take(), `{"type":"heartbeat"}`, `{"type":"heartbeat"}`)
		go func() {
			time.Sleep(time.Second)
			hangUp(c)
		}()
		if err := m.Shutdown(t.Context(), 1001, "going"); err != nil {
			t.Error(err)
		}
		k.want(c.take(), `{"type":"bye"}`)
		if code, reason := c.closed(); code != 1001 || reason != "going" {
			t.Errorf("got %d %q", code, reason)
		}
	})
}

func TestREL_STOP_1_EveryoneHearsOfTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		r := k.streaming("/", "a")
		r.Sends = append(r.Sends, k.says("bye", WhenEnd))
		m := k.mock(Options{Delay: DelayRange{Min: time.Minute, Max: time.Minute}}, r)
		var clients []client
		for range 1000 {
			clients = append(clients, k.connect(m, "/"))
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if err := m.Shutdown(ctx, 1012, "restarting"); err != context.DeadlineExceeded {
			t.Errorf("got %v though nobody has gone", err)
		}
		for _, c := range clients {
			code, _ := c.closed()
			if got := c.take(); code != 1012 || len(got) < 2 || got[len(got)-1] != `{"type":"bye"}` {
				t.Fatalf("got %d %q", code, got)
			}
		}
		if _, refusal := m.Admit(handshake("/")); refusal == nil || refusal.Status != 503 {
			t.Errorf("got %+v, want 503 while stopping", refusal)
		}
		hangUp(clients...)
		if err := m.Shutdown(t.Context(), 1001, ""); err != nil || m.Sessions() != 0 {
			t.Errorf("got %v, %d sessions", err, m.Sessions())
		}
	})
}

func TestREL_STOP_1_NobodySlipsIn(t *testing.T) {
	k := newKit(t)
	m := k.mock(Options{}, k.streaming("/", "a"))
	a, _ := m.Admit(handshake("/"))
	if err := m.Shutdown(t.Context(), 1001, "going"); err != nil {
		t.Fatal(err)
	}
	w := &fakeWire{}
	s := m.Connect(a, w)
	s.Subscribe("")
	if code, _ := w.closed(); code != 1001 || len(w.take()) != 0 {
		t.Errorf("got %d", code)
	}
	s.Closed(1001, "")
	if err := m.Shutdown(t.Context(), 1001, ""); err != nil {
		t.Fatal(err)
	}
}

func TestDelay_KeepsOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		w := &watcher{}
		chat := k.hears("chat")
		chat.Relay = true
		r := &Route{Path: "/", Validate: true, Receives: []*Incoming{k.hears("a", k.reply("A")), k.hears("b", k.reply("B")), chat}}
		end := k.hears("end", k.reply("ended"))
		end.Ends = true
		r.Receives = append(r.Receives, end)
		m := k.mock(Options{Delay: DelayRange{Min: time.Second, Max: 3 * time.Second}, Observe: w.observe}, r)
		c, other := k.connect(m, "/"), k.connect(m, "/")
		start := time.Now()
		for range 20 {
			if out := c.Receive(NewFrame([]byte(`{"type":"a"}`), false)); out.Replies != 1 {
				t.Fatalf("got %+v", out)
			}
			k.want(c.say(`{"type":"b"}`))
			k.want(c.say(`{"type":"chat"}`))
		}
		k.want(c.say(`{"type":"end"}`))
		if n := m.clock.ticking(); n != 1 {
			t.Errorf("%d goroutines wait", n)
		}
		time.Sleep(999 * time.Millisecond)
		synctest.Wait()
		k.want(c.take())
		k.want(other.take())
		time.Sleep(2001 * time.Millisecond)
		synctest.Wait()
		if got := strings.Join(c.names, " "); got != strings.TrimSpace(strings.Repeat("A B chat ", 20))+" ended" {
			t.Errorf("got %s", got)
		}
		if len(other.got) != 20 || c.at[0].Sub(start) < time.Second {
			t.Errorf("others got %d", len(other.got))
		}
		if code, _ := c.closed(); code != 1000 {
			t.Errorf("got close %d", code)
		}
		if len(w.of(EventSend)) != 41 {
			t.Errorf("got %d events of sending", len(w.of(EventSend)))
		}
		hangUp(c, other)
	})
}

func TestPER3_RequestsOfTheMockMustBeAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		w := &watcher{}
		answer := k.hears("answer")
		ask := k.says("ask", WhenEvery)
		ask.When.Interval, ask.Awaits = time.Minute, []*Incoming{answer}
		m := k.mock(Options{Observe: w.observe}, &Route{Path: "/", Validate: true, Receives: []*Incoming{answer}, Sends: []*Outgoing{ask}})
		good, bad := k.connect(m, "/"), k.connect(m, "/")
		k.want(good.say(`{"type":"answer"}`), `{"type":"ask"}`)
		k.want(bad.say(`{"type":"answer","id":"x"}`), `{"type":"ask"}`)
		time.Sleep(11 * time.Second)
		synctest.Wait()
		notes := w.of(EventNote)
		if len(notes) != 1 || notes[0].Session != "ws-2" || notes[0].Valid || notes[0].Findings[0].Code != "reply-missing" {
			t.Errorf("got %+v", notes)
		}
		hangUp(good, bad)
	})
}

func TestPER3_TheAnswerMayComeOnAnotherRoute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		w := &watcher{}
		answer := k.hears("answer")
		ask := k.says("ask", WhenConnect)
		ask.Awaits = []*Incoming{answer}
		m := k.mock(Options{Observe: w.observe},
			&Route{Path: "/asks", Validate: true, Sends: []*Outgoing{ask}}, &Route{Path: "/answers", Validate: true, Receives: []*Incoming{answer}})
		var asked []client
		for _, name := range []string{"anna", "bert"} {
			asked = append(asked, k.connect(m, "/asks?__session="+name))
		}
		anna := k.connect(m, "/answers?__session=anna")
		anna.say(`{"type":"answer"}`)
		time.Sleep(11 * time.Second)
		synctest.Wait()
		if notes := w.of(EventNote); len(notes) != 1 || notes[0].Session != "bert" {
			t.Errorf("got %+v", notes)
		}
		hangUp(append(asked, anna)...)
	})
}

// TestRace_ComingsAndGoings is for the race detector: 500 clients come, talk
// and go while streams of all kinds run.
func TestRace_ComingsAndGoings(t *testing.T) {
	for _, opts := range []Options{{}, {Stream: StreamBroadcast}, {Delay: DelayRange{Max: 2 * time.Millisecond}}} {
		k := newKit(t)
		w := &watcher{}
		opts.Observe = w.observe
		gate, chat, end := k.hears("subscribe"), k.hears("chat"), k.hears("end", k.reply("ended"))
		gate.Gate, chat.Relay, end.Ends = GateOpen, true, true
		ticker := k.says("ticker", WhenSubscribe)
		ticker.Topics = []Topic{{From: "/symbol", To: "/symbol"}}
		ask := k.says("ask", WhenEvery)
		ask.Awaits = []*Incoming{chat}
		r := &Route{Path: "/{id}", Validate: true, Interval: time.Millisecond, Receives: []*Incoming{gate, chat, end},
			Sends: []*Outgoing{ticker, ask, k.says("beat", WhenSilence), k.says("hello", WhenConnect), k.says("bye", WhenEnd)}}
		m := k.mock(opts, r)
		var group sync.WaitGroup
		for i := range 500 {
			group.Go(func() {
				a, refusal := m.Admit(handshake(fmt.Sprintf("/%d", i%5)))
				if refusal != nil {
					return // the end came first
				}
				wire := &fakeWire{full: i%10 == 9, left: 5}
				s := m.Connect(a, wire)
				s.Subscribe("")
				for _, text := range []string{`{"type":"subscribe","symbol":"A"}`, `{"type":"chat"}`, `{"type":"subscribe","symbol":"B"}`, `x`, `{"type":"end"}`} {
					s.Receive(NewFrame([]byte(text), false))
				}
				s.Closed(1000, "")
			})
		}
		group.Wait()
		if err := m.Shutdown(t.Context(), 1001, ""); err != nil || m.clock.ticking() != 0 || m.Sessions() != 0 {
			t.Errorf("got %v, %d timers, %d sessions", err, m.clock.ticking(), m.Sessions())
		}
		last := map[string]uint64{}
		for _, e := range w.events {
			if e.Session != "" && e.Seq <= last[e.Session] {
				t.Fatalf("events of %s are out of order", e.Session)
			}
			last[e.Session] = e.Seq
		}
	}
}

// TestMOD4_SSEHearsGatedStreams: an SSE client cannot send a subscribe.
func TestMOD4_SSEHearsGatedStreams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		r := k.streaming("/", "ticker")
		r.Sends[0].When.Kind = WhenSubscribe
		m := k.mock(Options{}, r)
		heard := map[Transport]int{}
		for _, way := range []Transport{TransportSSE, TransportWS} {
			h := handshake("/")
			h.Transport = way
			c := k.connectOn(m, h, &fakeWire{})
			synctest.Wait()
			heard[way] = len(c.got)
			c.Closed(1000, "")
		}
		if heard[TransportSSE] != 1 || heard[TransportWS] != 0 {
			t.Errorf("got %v messages on connect, want one by sse alone", heard)
		}
	})
}

// TestMOD4_SSESubscribesByPOST: what an SSE client hears unasked gives way to
// what it asks for by POST, and ends when it unsubscribes.
func TestMOD4_SSESubscribesByPOST(t *testing.T) {
	for _, kind := range []StreamKind{StreamOneToOne, StreamBroadcast} {
		synctest.Test(t, func(t *testing.T) {
			k := newKit(t)
			gate := &Incoming{Message: k.message("control", `{"type":"object","required":["op"],"properties":{"op":{"enum":["subscribe","unsubscribe"]}}}`), Gate: GateValue, GateAt: "/op"}
			r := k.streaming("/", "ticker", "trade")
			r.Receives = []*Incoming{gate}
			for _, o := range r.Sends {
				o.When.Kind = WhenSubscribe
				o.Topics = []Topic{{From: "/channel", Values: []string{o.Message.Name}}}
			}
			m := k.mock(Options{Stream: kind}, r)
			h := handshake("/")
			h.Transport = TransportSSE
			c := k.connectOn(m, h, &fakeWire{})
			for _, step := range []struct{ send, want string }{
				{``, "ticker trade"},
				{`{"op":"unsubscribe","channel":"nothing"}`, "ticker trade"},
				{`{"op":"subscribe","channel":"nothing"}`, "ticker trade"},
				{`{"op":"subscribe","channel":"trade"}`, "trade"},
				{`{"op":"unsubscribe","channel":"trade"}`, ""},
				{`{"op":"subscribe","channel":"ticker"}`, "ticker"},
				{`{"op":"unsubscribe"}`, ""},
			} {
				if step.send != "" {
					c.Receive(NewFrame([]byte(step.send), false))
				}
				time.Sleep(3*time.Second + 100*time.Millisecond)
				synctest.Wait()
				names := slices.Clone(c.names)
				c.take()
				slices.Sort(names)
				if got := strings.Join(slices.Compact(names), " "); got != step.want {
					t.Errorf("kind %d, %s: got %q, want %q", kind, step.send, got, step.want)
				}
			}
			hangUp(c)
		})
	}
}

// endless is a task that goes on whoever has left.
type endless struct{ entry }

func (e *endless) fire(due, now time.Duration) (next time.Duration, again bool) {
	return now + time.Millisecond, true
}

// TestREL_STOP_1_BoundedByContext: Shutdown waits for what goes on by itself,
// but no longer than its context.
func TestREL_STOP_1_BoundedByContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		m := k.mock(Options{}, k.streaming("/", "a"))
		e := &endless{}
		e.task = e
		b := m.clock.beat(time.Millisecond)
		b.add(&e.entry, 0)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		watchdog, ended := context.WithTimeout(t.Context(), time.Minute)
		defer ended()
		context.AfterFunc(watchdog, func() { b.remove(&e.entry) }) // what would hang fails
		if err := m.Shutdown(ctx, 1001, ""); err != context.DeadlineExceeded {
			t.Errorf("got %v while something goes on", err)
		}
		b.remove(&e.entry)
		if err := m.Shutdown(t.Context(), 1001, ""); err != nil {
			t.Error(err)
		}
	})
}
