package server

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"
)

// What becomes of a message, by the fault.
func TestFaultChangesMessages(t *testing.T) {
	long := `{"symbol":"` + strings.Repeat("ü", 40) + `","type":"pong"}`
	for _, c := range []struct {
		fault string
		valid bool
		check func(got []string) bool
	}{
		{"duplicate:2", true, func(got []string) bool { return len(got) == 3 && got[0] == long && got[2] == long }},
		{"corrupt:3", false, func(got []string) bool {
			return len(got[0]) == len(long) && got[0] != long && utf8.ValidString(got[0])
		}},
		{"truncate:30", false, func(got []string) bool { return got[0] == long[:29] && utf8.ValidString(got[0]) }},
		{"truncate", false, func(got []string) bool { return len(got[0]) >= len(long)/2-1 && len(got[0]) <= len(long)/2 }},
		{"bad-utf8", false, func(got []string) bool { return !utf8.ValidString(got[0]) && len(got[0]) == len(long) }},
		{"invalid", false, func(got []string) bool { return json.Valid([]byte(got[0])) }},
		{"reserved-bit", false, func(got []string) bool { return got[0] == long }},
	} {
		k, w := newKit(t), &watcher{}
		reply := &Reply{Outgoing: &Outgoing{Message: k.typed("pong", long), When: When{Kind: WhenReply}}}
		m := k.mock(Options{Faults: faults(t, c.fault), Observe: w.observe},
			&Route{Path: "/a", Validate: true, Receives: []*Incoming{k.hears("ping", reply)}})
		wire := &saboteurWire{}
		s := k.connectOn(m, handshake("/a"), &wire.fakeWire)
		s.wire = wire
		if got := s.say(pingText); len(got) == 0 || !c.check(got) {
			t.Errorf("%s: got %q", c.fault, got)
		}
		fault, sent := w.of(EventFault), w.of(EventSend)
		if len(fault) != 1 || fault[0].Text != c.fault || fault[0].Valid != c.valid || fault[0].Message != "pong" {
			t.Errorf("%s: fault events %+v, want one that says valid %v", c.fault, fault, c.valid)
		}
		if len(sent) == 0 || sent[0].Valid != c.valid {
			t.Errorf("%s: send events %+v, want valid %v", c.fault, sent, c.valid)
		}
	}
}

// A message that is invalid on purpose has the finding that says why.
func TestFaultInvalidBreaksTheSchema(t *testing.T) {
	w := &watcher{}
	k, m := echoingMock(t, w, "invalid")
	c := k.connect(m, "/a")
	for range 20 {
		c.say(pingText)
	}
	for _, e := range w.of(EventSend) {
		if e.Valid || len(e.Findings) == 0 {
			t.Fatalf("got %s, which is valid", e.Payload)
		}
	}
}

// Others that hear the same message hear it as it is.
func TestFaultLeavesOthersAlone(t *testing.T) {
	k := newKit(t)
	m := k.mock(Options{Faults: faults(t, "corrupt,session=bob")}, &Route{Path: "/chat", Relays: true})
	bob, eve := k.connect(m, "/chat?__session=bob"), k.connect(m, "/chat")
	for range 20 {
		if got := eve.say("hello there"); len(got) != 1 || got[0] != "hello there" {
			t.Fatalf("eve got %q", got)
		}
		if got := bob.take(); len(got) != 1 || got[0] == "hello there" {
			t.Fatalf("bob got %q", got)
		}
	}
}

func TestFaultReorder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		m := k.mock(Options{Faults: faults(t, "reorder:2s@every:2,session=bob")}, &Route{Path: "/chat", Relays: true})
		bob, eve := k.connect(m, "/chat?__session=bob"), k.connect(m, "/chat")
		for _, text := range []string{"1", "2", "3", "4"} {
			eve.say(text)
		}
		k.want(bob.take(), "1", "3", "2", "4")
		eve.say("5") // waits for one that does not come
		k.want(bob.take())
		time.Sleep(2 * time.Second)
		synctest.Wait()
		k.want(bob.take(), "5")
		eve.say("6")
		eve.say("7")
		bob.end(1000, "") // what waits goes first
		k.want(bob.take(), "6", "7")
		if code, _ := bob.closed(); code != 1000 {
			t.Errorf("closed with %d", code)
		}
		bob.Closed(1000, "")
		eve.Closed(1000, "")
	})
}

func TestFaultTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k, m := echoingMock(t, nil, "close:1012:back soon@10s", "delay:3s@4s,times=1", "stall:1s@1s..2s")
		wire := &saboteurWire{}
		a, _ := m.Admit(handshake("/a"))
		c := client{m.Connect(a, wire), &wire.fakeWire}
		c.Subscribe("")
		start := time.Now()
		until := func(d time.Duration) { time.Sleep(time.Until(start.Add(d))); synctest.Wait() }
		until(time.Second - 1)
		k.want(wire.acts())
		until(2 * time.Second)
		k.want(wire.acts(), "stall:1s@1s..2s")
		until(3 * time.Second)
		k.want(wire.acts(), "end stall")
		k.want(c.say(pingText), pongText)
		until(4 * time.Second)
		k.want(c.say(pingText))
		k.want(c.say(pingText)) // behind the one that waits
		until(7*time.Second - 1)
		k.want(c.take())
		until(7 * time.Second)
		k.want(c.take(), pongText, pongText)
		k.want(c.say(pingText), pongText)
		until(10*time.Second - 1)
		if code, _ := c.closed(); code != 0 {
			t.Errorf("closed too early with %d", code)
		}
		until(10 * time.Second)
		if code, reason := c.closed(); code != 1012 || reason != "back soon" {
			t.Errorf("closed with %d %q", code, reason)
		}
		c.Closed(1012, "")
	})
}

func TestFaultCountsMessages(t *testing.T) {
	for _, c := range []struct {
		fault string
		says  int // messages of the client until it is closed
	}{{"close@sent:3", 3}, {"close@received:2", 2}, {"close@sent:2@received:5", 5}} {
		k, m := echoingMock(t, nil, c.fault)
		s := k.connect(m, "/a")
		n := 0
		for code := 0; code == 0 && n < 10; n++ {
			k.want(s.say(pingText), pongText) // the last one, too, is answered
			code, _ = s.closed()
		}
		if code, _ := s.closed(); n != c.says || code != 1005 {
			t.Errorf("%s: closed with %d after %d messages, want 1005 after %d", c.fault, code, n, c.says)
		}
	}
}

// What a transport cannot do is said once and leaves the session alone.
func TestFaultThatMeansNothing(t *testing.T) {
	w := &watcher{}
	k, m := echoingMock(t, w, "reserved-bit", "no-pong")
	h := handshake("/a")
	h.Transport = TransportSSE
	c := k.connectOn(m, h, &fakeWire{})
	for range 3 {
		k.want(c.say(pingText), pongText)
	}
	k.want(w.notes(), "the fault reserved-bit means nothing over sse", "the fault no-pong means nothing over sse")
	if got := w.of(EventFault); len(got) > 0 {
		t.Errorf("fault events %+v", got)
	}
}

// A client is not told that it is slow when a fault is why.
func TestFaultThatSlowsIsNotTheClients(t *testing.T) {
	w := &watcher{}
	k, m := echoingMock(t, w)
	wire := &saboteurWire{}
	c := k.connectOn(m, handshake("/a"), &wire.fakeWire)
	c.wire = wire
	if err := m.SetFaults("", faults(t, "stall")...); err != nil {
		t.Fatal(err)
	}
	wire.full = true
	k.want(c.say(pingText))
	if code, _ := c.closed(); code != 0 {
		t.Errorf("closed with %d", code)
	}
	k.want(w.notes(), "a fault holds messages back, and they are too many: messages are left out")
}
