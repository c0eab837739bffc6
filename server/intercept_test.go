package server

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

// saying is an Interception with one answer.
func saying(route, message string, p Push) *Interception {
	return &Interception{Route: route, Message: message, Answers: func(Received) []Answer { return []Answer{{Push: p}} }}
}

func TestIntercept(t *testing.T) {
	k := newKit(t)
	w := &watcher{}
	pong := k.reply("pong", Copy{From: "/id", To: "/id", Add: true, Why: "echoed id"})
	m := k.mock(Options{Observe: w.observe},
		&Route{Path: "/", Validate: true, Receives: []*Incoming{k.hears("ping", pong), k.hears("log")}, ErrorReply: k.reply("failure")},
		&Route{Path: "/other", Validate: true, Receives: []*Incoming{k.hears("ping", pong)}})
	c := k.connect(m, "/?__session=alice")
	other := k.connect(m, "/other")

	m.Intercept(saying("/other", "", Push{Message: "pong", Set: []Set{{"/symbol", []byte(`"O"`)}}}))
	m.Intercept(saying("", "ping", Push{Message: "pong", Set: []Set{{"/symbol", []byte(`"1"`)}}}))
	m.Intercept(saying("", "ping", Push{Payload: []byte(`{"type": "pong"}`)}))
	m.Intercept(saying("", "log", Push{Message: "pong"}))
	third := m.Intercept(saying("", "ping", Push{Message: "pong", Set: []Set{{"/symbol", []byte(`"3"`)}}}))
	for _, say := range []struct{ in, want string }{
		{`{"type":"log"}`, `[{"type":"pong"}]`},                             // each waits for its own
		{`{"type":"ping","id":7}`, `[{"type":"pong","id":7,"symbol":"1"}]`}, // first in, first out; the id is copied
		{`{"type":"ping"}`, `[{"type": "pong"}]`},
	} {
		if got := fmt.Sprint(c.say(say.in)); got != say.want {
			t.Errorf("%s: got %s, want %s", say.in, got, say.want)
		}
	}
	if !third() || third() {
		t.Error("it was cancelled twice or never")
	}
	k.want(c.say(`{"type":"ping"}`), `{"type":"pong"}`) // the contract again
	k.want(other.say(`{"type":"ping"}`), `{"type":"pong","symbol":"O"}`)
	k.want(other.say(`{"type":"ping"}`), `{"type":"pong"}`)
	if sent := w.of(EventSend); len(sent) != 6 || sent[0].Message != "pong" || len(w.of(EventReceive)) != 6 {
		t.Errorf("observed %+v", sent)
	}
}

// TestIntercept_Wrong: wrong messages can be answered, too, and what breaks the
// contract is sent only if that is meant.
func TestIntercept_Wrong(t *testing.T) {
	k := newKit(t)
	w := &watcher{}
	m := k.mock(Options{Observe: w.observe}, &Route{Path: "/", Validate: true, Receives: []*Incoming{k.hears("ping", k.reply("pong"))}})
	c := k.connect(m, "/")
	var got Received
	m.Intercept(&Interception{Message: "ping", Answers: func(r Received) []Answer {
		got = r
		return []Answer{{Push: Push{Payload: []byte("one")}}, {Push: Push{Message: "nope"}}, {}, {Push: Push{Payload: []byte("two"), Raw: true}}, {Close: 4000, Reason: "enough"}}
	}})
	k.want(c.say(`{"type":"ping","id":"x"}`), "two")
	if got.Message != "ping" || len(got.Findings) != 1 || got.Session != c.Session {
		t.Errorf("got %+v", got)
	}
	if code, reason := c.closed(); code != 4000 || reason != "enough" {
		t.Errorf("closed with %d %q", code, reason)
	}
	if sent := w.of(EventSend); len(sent) != 1 || sent[0].Valid || len(sent[0].Findings) == 0 {
		t.Errorf("observed %+v", sent)
	}
	k.want(w.notes(), "what an interception says breaks the contract and is not sent",
		`an interception cannot answer: the mock sends no message "nope" on /`)
	if n := c.Traffic(); n.Wrong != 1 {
		t.Errorf("got %+v", n)
	}
}

// TestIntercept_Once: however many ask at once, of however many Mocks, one is
// answered.
func TestIntercept_Once(t *testing.T) {
	k := newKit(t)
	var mocks []*Mock
	for range 2 {
		mocks = append(mocks, k.mock(Options{}, &Route{Path: "/", Validate: true, Receives: []*Incoming{k.hears("ping", k.reply("pong"))}}))
	}
	var answered atomic.Int32
	shot := &Shot{}
	var wg sync.WaitGroup
	silent := make([]int, 16)
	for _, m := range mocks {
		m.Intercept(&Interception{Shot: shot, Answers: func(Received) []Answer { answered.Add(1); return nil }})
	}
	for n := range silent {
		c := k.connect(mocks[n%2], "/")
		wg.Go(func() {
			for range 10 {
				if len(c.say(`{"type":"ping"}`)) == 0 {
					silent[n]++
				}
			}
		})
	}
	wg.Wait()
	total := 0
	for _, n := range silent {
		total += n
	}
	if answered.Load() != 1 || total != 1 {
		t.Errorf("answered %d times, silent %d times, want once", answered.Load(), total)
	}
	for _, m := range mocks {
		if m.interceptions.waiting.Load() != 0 {
			t.Error("it still waits")
		}
	}
}
