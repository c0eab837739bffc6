package server

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"asyncmock/spec"
)

func TestReceive_RepliesAndSink(t *testing.T) {
	k := newKit(t)
	w := &watcher{}
	m := k.mock(Options{Observe: w.observe}, &Route{
		Path: "/", Validate: true,
		Receives: []*Incoming{k.hears("ping", k.reply("pong")), k.hears("log")},
	})
	c := k.connect(m, "/")
	k.want(c.say(`{"type":"ping","id":7}`), `{"type":"pong"}`)
	k.want(c.say(`{"type":"log"}`))
	received := w.of(EventReceive)
	if len(received) != 2 || received[0].Message != "ping" || !received[0].Valid || received[0].Operation != "onping" {
		t.Errorf("got %+v", received)
	}
	if sent := w.of(EventSend); len(sent) != 1 || sent[0].Message != "pong" || string(sent[0].Payload) != `{"type":"pong"}` {
		t.Errorf("got %+v", sent)
	}
	for i, e := range w.events {
		if e.Seq != uint64(i+1) || e.Session != "ws-1" {
			t.Errorf("event %d: got seq %d of %q", i, e.Seq, e.Session)
		}
	}
}

func TestIDN2_WrongMessages(t *testing.T) {
	route := func(k *kit) *Route {
		failure := k.reply("failure")
		ping := k.hears("ping", k.reply("pong"))
		ping.Error = k.reply("pingFailed")
		return &Route{Path: "/", Validate: true, Receives: []*Incoming{ping, k.hears("log")}, ErrorReply: failure, Sends: []*Outgoing{k.says("ticker", WhenPushed)}}
	}
	tests := []struct {
		name, in, reply, code, reason string
		close                         int
	}{
		{"not JSON", `hello`, "failure", "payload-undecodable", "", 1007},
		{"empty", ``, "failure", "payload-undecodable", "", 1007},
		{"number out of range", `{"type":"ping","id":1e9999999}`, "failure", "payload-number-range", "", 1007},
		{"wrong type of a field", `{"type":"ping","id":"x"}`, "pingFailed", "", "/id", 1008},
		{"wrong direction", `{"type":"ticker"}`, "failure", "message-direction", "", 1008},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			k := newKit(t)
			w := &watcher{}
			c := k.connect(k.mock(Options{Observe: w.observe}, route(k)), "/")
			out := c.Receive(NewFrame([]byte(test.in), false))
			if len(out.Findings) == 0 || test.code != "" && out.Findings[0].Code != test.code {
				t.Fatalf("got findings %v, want %s", out.Findings, test.code)
			}
			k.want(c.take(), `{"type":"`+test.reply+`"}`)
			if e := w.of(EventReceive)[0]; e.Message != out.Message || (test.code == "message-direction") != (e.Message == "ticker") {
				t.Errorf("got message %q", e.Message)
			}
			if e := w.of(EventReceive)[0]; e.Valid || len(e.Findings) == 0 {
				t.Errorf("got event %+v", e)
			}
			k.want(c.say(`{"type":"ping"}`), `{"type":"pong"}`)

			c = k.connect(k.mock(Options{OnInvalid: InvalidClose}, route(k)), "/")
			k.want(c.say(test.in))
			code, reason := c.closed()
			if code != test.close || !strings.HasPrefix(reason, test.reason) || reason == "" || len(reason) > 123 {
				t.Errorf("got close %d %q, want %d %s…", code, reason, test.close, test.reason)
			}

			c = k.connect(k.mock(Options{OnInvalid: InvalidIgnore}, route(k)), "/")
			k.want(c.say(test.in))
		})
	}
}

func TestCloseReason_FitsAndKeepsCharacters(t *testing.T) {
	findings := spec.Diagnostics{{Instance: "/price", Summary: strings.Repeat("ä", 200)}}
	reason := reasonOf(findings)
	if len(reason) > 123 || len(reason) < 120 || !strings.HasPrefix(reason, "/price: ä") || strings.ToValidUTF8(reason, "") != reason {
		t.Errorf("got %d bytes, %q", len(reason), reason)
	}
}

func TestOnlySends_AnythingInboundIsAFinding(t *testing.T) {
	k := newKit(t)
	c := k.connect(k.mock(Options{}, &Route{Path: "/", Validate: true, Sends: []*Outgoing{k.says("ticker", WhenPushed)}}), "/")
	for in, code := range map[string]string{`{"type":"ticker"}`: "message-direction", `{"a":1}`: "message-unexpected", `x`: "message-unexpected"} {
		out := c.Receive(NewFrame([]byte(in), false))
		if len(out.Findings) != 1 || out.Findings[0].Code != code {
			t.Errorf("%s: got %v, want %s", in, out.Findings, code)
		}
	}
}

// TestNoMessages_WhateverComesIsNoted: a document that says of no message
// forbids none.
func TestNoMessages_WhateverComesIsNoted(t *testing.T) {
	k := newKit(t)
	w := &watcher{}
	c := k.connect(k.mock(Options{OnInvalid: InvalidClose, Observe: w.observe}, &Route{Path: "/", Validate: true}), "/")
	for _, text := range []string{`{"a":1}`, `no JSON`, ``} {
		if out := c.Receive(NewFrame([]byte(text), false)); len(out.Findings) != 0 {
			t.Errorf("%q: got %v", text, out.Findings)
		}
	}
	if got := w.of(EventReceive); c.closes != 0 || len(got) != 3 || !got[0].Unvalidated {
		t.Errorf("got %d closes and %+v", c.closes, got)
	}
}

func TestEchoRoute_SameBytesAndType(t *testing.T) {
	k := newKit(t)
	c := k.connect(k.mock(Options{}, &Route{Path: "/", Echo: true}), "/")
	out := c.Receive(NewFrame([]byte("\x00 not JSON"), true))
	k.want(c.take(), "\x00 not JSON")
	if out.Replies != 1 || len(out.Findings) != 0 {
		t.Errorf("got %+v", out)
	}
}

func TestEnds_ReplyThenClose(t *testing.T) {
	k := newKit(t)
	end := k.hears("terminate", k.reply("termination"))
	end.Ends = true
	bare := k.hears("quit")
	bare.Ends = true
	route := &Route{Path: "/", Validate: true, Receives: []*Incoming{end, bare}, Sends: []*Outgoing{k.says("bye", WhenEnd)}}
	m := k.mock(Options{}, route)
	for in, want := range map[string]string{"terminate": "termination", "quit": "bye"} {
		c := k.connect(m, "/")
		k.want(c.say(`{"type":"`+in+`"}`), `{"type":"`+want+`"}`)
		if code, _ := c.closed(); code != 1000 {
			t.Errorf("%s: got close %d, want 1000", in, code)
		}
		k.want(c.say(`{"type":"quit"}`))
	}
}

func TestREL_WS_14_PanicEndsOneSession(t *testing.T) {
	k := newKit(t)
	w := &watcher{}
	bad := k.hears("bad")
	bad.Gate, bad.Replies = GateNone, []*Reply{{}} // no Outgoing: making it panics
	m := k.mock(Options{Observe: w.observe}, &Route{Path: "/", Validate: true, Receives: []*Incoming{bad, k.hears("ping", k.reply("pong"))}})
	var others []client
	for range 100 {
		others = append(others, k.connect(m, "/"))
	}
	c := k.connect(m, "/")
	k.want(c.say(`{"type":"bad"}`))
	code, reason := c.closed()
	if code != 1011 || !strings.HasPrefix(reason, "internal error ") || strings.Contains(reason, "runtime") {
		t.Errorf("got %d %q", code, reason)
	}
	notes := w.of(EventNote)
	if len(notes) != 1 || notes[0].Text != reason || !strings.Contains(notes[0].Findings[0].Detail, "server.(*Session)") {
		t.Errorf("got %+v", notes)
	}
	for _, o := range others {
		k.want(o.say(`{"type":"ping"}`), `{"type":"pong"}`)
	}
}

func TestREL_WS_10_SlowClients(t *testing.T) {
	k := newKit(t)
	relay := k.hears("chat")
	relay.Relay = true
	for _, policy := range []SlowPolicy{SlowClose, SlowDrop} {
		w := &watcher{}
		m := k.mock(Options{Slow: policy, Observe: w.observe}, &Route{Path: "/", Validate: true, Receives: []*Incoming{relay}})
		good := k.connect(m, "/")
		slow := k.connectOn(m, handshake("/"), &fakeWire{full: true, left: 3})
		for range 10 {
			k.want(good.say(`{"type":"chat"}`), `{"type":"chat"}`)
		}
		code, reason := slow.closed()
		if policy == SlowClose && (code != 1013 || reason != "client reads too slowly") || policy == SlowDrop && code != 0 {
			t.Errorf("policy %d: got close %d %q", policy, code, reason)
		}
		if len(slow.take()) != 3 || len(w.notes()) != 1 {
			t.Errorf("policy %d: got notes %q", policy, w.notes())
		}
		slow.Closed(1006, "")
		good.Closed(1000, "")
		if notes := w.notes(); policy == SlowDrop && !strings.HasPrefix(notes[len(notes)-1], "7 messages were left out") {
			t.Errorf("got notes %q", notes)
		}
	}
}

func TestRelay_ToTheRoomAndNoOther(t *testing.T) {
	k := newKit(t)
	for _, to := range []RelayTo{RelayAll, RelayOthers, RelayOff} {
		chat := k.hears("chat")
		chat.Relay = true
		w := &watcher{}
		m := k.mock(Options{Relay: to, Observe: w.observe}, &Route{Path: "/rooms/{id}", Validate: true, Receives: []*Incoming{chat}})
		anna, bert, other := k.connect(m, "/rooms/1"), k.connect(m, "/rooms/1"), k.connect(m, "/rooms/2")
		own := anna.say(`{"type":"chat","id":3}`)
		if (len(own) == 1) != (to == RelayAll) || (len(bert.take()) == 1) != (to != RelayOff) || len(other.take()) != 0 {
			t.Errorf("relay %d went wrong: sender got %q", to, own)
		}
		if e := w.of(EventRelay); to != RelayOff && (len(e) != 1 || e[0].Count != 2-int(to) || e[0].Session != "ws-1" || e[0].Message != "chat") {
			t.Errorf("relay %d: got %+v", to, e)
		}
		bert.Closed(1000, "")
		if room := anna.room; len(room.members.seats) != 1 || len(room.members.now()) != 1 || len(anna.live.everyone()) != 2 {
			t.Error("the room remembers who has left")
		}
		anna.say(`{"type":"chat"}`)
		if len(bert.take()) != 0 {
			t.Error("who has left still hears")
		}
	}
}

func TestREL_WS_16_NothingIsLeftOfWhoHasGone(t *testing.T) {
	k := newKit(t)
	r := k.streaming("/{id}", "a")
	r.Sends = append(r.Sends, k.says("b", WhenSilence))
	for _, kind := range []StreamKind{StreamOneToOne, StreamBroadcast} {
		m := k.mock(Options{Stream: kind}, r)
		var clients []client
		for i := range 1000 {
			clients = append(clients, k.connect(m, fmt.Sprintf("/%d", i%7)))
		}
		for i := range clients {
			clients[i*337%1000].Closed(1006, "")
		}
		if l := m.lives[0]; m.Sessions() != 0 || len(l.everyone()) != 0 {
			t.Errorf("%d sessions are left", m.Sessions())
		}
		for _, room := range m.lives[0].rooms {
			if room.present != 0 || len(room.members.seats) != 0 {
				t.Errorf("got %d in a room", room.present)
			}
			for _, f := range room.feeds {
				if len(f.members.seats) != 0 {
					t.Errorf("%d hear a feed", len(f.members.seats))
				}
			}
		}
		<-m.clock.running.ended()
	}
}

func TestRooms_AreForgottenWhenThereAreTooMany(t *testing.T) {
	k := newKit(t)
	m := k.mock(Options{}, &Route{Path: "/{id}"})
	stays := k.connect(m, "/stays")
	for i := range maxRooms + 10 {
		hangUp(k.connect(m, fmt.Sprintf("/%d", i)))
	}
	if n := len(m.lives[0].rooms); n > maxRooms {
		t.Errorf("got %d rooms", n)
	}
	if again := k.connect(m, "/stays"); again.room != stays.room {
		t.Error("a room was forgotten while somebody was in it")
	}
}

// TestRooms_SlashesInValues: a value may hold an encoded slash, so rooms are
// not told apart by values that are only joined.
func TestRooms_SlashesInValues(t *testing.T) {
	k := newKit(t)
	m := k.mock(Options{}, &Route{Path: "/{a}/{b}"})
	one, other := k.connect(m, "/x%2Fy/z"), k.connect(m, "/x/y%2Fz")
	if one.room == other.room {
		t.Error("two pairs of parameters share a room")
	}
	if again := k.connect(m, "/x%2Fy/z"); again.room != one.room {
		t.Error("the same parameters do not share a room")
	}
}

func TestErrorReply_NotByPOST(t *testing.T) {
	k := newKit(t)
	m := k.mock(Options{}, &Route{Path: "/", Validate: true, Receives: []*Incoming{k.hears("ping", k.reply("pong"))}, ErrorReply: k.reply("failure")})
	h := handshake("/")
	h.Transport = TransportHTTP
	a, _ := m.Admit(h)
	w := &fakeWire{}
	s := m.Connect(a, w)
	out := s.Receive(NewFrame([]byte(`{"type":"pang"}`), false))
	if len(out.Findings) == 0 || out.Replies != 0 {
		t.Errorf("got %+v", out)
	}
	k.want(w.take())
	s.Receive(NewFrame([]byte(`{"type":"ping"}`), false))
	k.want(w.take(), `{"type":"pong"}`)
	if s.ID() != "http-1" {
		t.Errorf("got %s", s.ID())
	}
}

func TestCHN8_PathAndPayloadDisagree(t *testing.T) {
	k := newKit(t)
	w := &watcher{}
	p := &spec.Parameter{Name: "symbol", Location: &spec.Expression{Pointer: "/symbol"}}
	ch := &spec.Channel{Name: "feed", Parameters: []*spec.Parameter{p}}
	in := k.hears("ping", k.reply("pong"))
	in.Channel = ch
	m := k.mock(Options{Observe: w.observe}, &Route{Path: "/{symbol}", Validate: true, Channels: []*spec.Channel{ch}, Parameters: ch.Parameters, Receives: []*Incoming{in}})
	c := k.connect(m, "/BTC")
	for _, symbol := range []string{`"BTC"`, `"ETH"`} {
		k.want(c.say(`{"type":"ping","symbol":`+symbol+`}`), `{"type":"pong"}`)
	}
	events := w.of(EventReceive)
	if len(events[0].Findings) != 0 || len(events[1].Findings) != 1 || events[1].Findings[0].Code != "parameter-mismatch" || !events[1].Valid {
		t.Errorf("got %+v", events)
	}
}

func TestCHN10_AmbiguityIsNoted(t *testing.T) {
	k := newKit(t)
	w := &watcher{}
	one := &Incoming{Message: k.message("one", `{"type":"object","required":["a"]}`)}
	two := &Incoming{Message: k.message("two", `{"type":"object","minProperties":1}`)}
	c := k.connect(k.mock(Options{Observe: w.observe}, &Route{Path: "/", Validate: true, Receives: []*Incoming{one, two}}), "/")
	c.say(`{"a":1}`)
	if e := w.of(EventReceive)[0]; e.Message != "one" || !e.Valid || len(e.Findings) != 1 || e.Findings[0].Code != "message-ambiguous" || !strings.Contains(e.Findings[0].Summary, `"two"`) {
		t.Errorf("got %+v", e)
	}
}

func TestFMT4_UnvalidatedIsCountedAndShown(t *testing.T) {
	k := newKit(t)
	w := &watcher{}
	avro := &spec.Message{Name: "avro", Payload: &spec.Schema{Format: "application/vnd.unheard.of;version=1", Node: node(t, `{}`)}}
	m := k.mock(Options{Observe: w.observe}, &Route{Path: "/", Validate: true, Receives: []*Incoming{{Message: k.compiler.Message(avro)}}})
	c := k.connect(m, "/")
	c.say(`{"any":"thing"}`)
	if e := w.of(EventReceive)[0]; !e.Unvalidated || !e.Valid || m.Unvalidated() != 1 {
		t.Errorf("got %+v, %d counted", e, m.Unvalidated())
	}
}

func TestMSG4_JSONInABinaryFrame(t *testing.T) {
	k := newKit(t)
	w := &watcher{}
	c := k.connect(k.mock(Options{Observe: w.observe}, &Route{Path: "/", Validate: true, Receives: []*Incoming{k.hears("ping", k.reply("pong"))}}), "/")
	c.Receive(NewFrame([]byte(`{"type":"ping"}`), true))
	k.want(c.take(), `{"type":"pong"}`)
	if e := w.of(EventReceive)[0]; !e.Valid || len(e.Findings) != 1 || e.Findings[0].Code != "frame-type" {
		t.Errorf("got %+v", e)
	}
}

func TestSample_ForAPlainGET(t *testing.T) {
	k := newKit(t)
	w := &watcher{}
	r := k.streaming("/{id}", "event")
	r.Sends = append([]*Outgoing{k.says("hello", WhenConnect)}, r.Sends...)
	m := k.mock(Options{Observe: w.observe}, r, &Route{Path: "/quiet/route", Validate: true})
	a, _ := m.Admit(handshake("/7"))
	wire := &fakeWire{}
	done, err := m.Sample(a, wire)
	if err != nil {
		t.Fatal(err)
	}
	done()
	if names := slices.Clone(wire.names); !slices.Equal(names, []string{"event"}) {
		t.Errorf("got %q", names)
	}
	k.want(wire.take(), `{"type":"event"}`)
	if e := w.of(EventSend); len(e) != 1 || e[0].Message != "event" {
		t.Errorf("got %+v", e)
	}
	a, _ = m.Admit(handshake("/quiet/route"))
	if _, err := m.Sample(a, wire); !errors.Is(err, ErrNothingToSend) {
		t.Errorf("got %v", err)
	}
	if m.Sessions() != 0 || len(m.lives[0].everyone()) != 0 {
		t.Error("a sample leaves a session behind")
	}
}

func TestValidateOff_RepliesToAnything(t *testing.T) {
	k := newKit(t)
	w := &watcher{}
	m := k.mock(Options{Observe: w.observe}, &Route{Path: "/", Receives: []*Incoming{k.hears("ping", k.reply("pong"))}})
	c := k.connect(m, "/")
	for _, in := range []string{`ping`, `{"type":"pang"}`, `{"type":"ping"}`, ``} {
		out := c.Receive(NewFrame([]byte(in), false))
		if len(out.Findings) != 0 {
			t.Errorf("%q: got %v", in, out.Findings)
		}
		k.want(c.take(), `{"type":"pong"}`)
	}
	for _, e := range w.of(EventReceive) {
		if !e.Valid || !e.Unvalidated {
			t.Errorf("got %+v", e)
		}
	}
	none := k.mock(Options{OnInvalid: InvalidClose}, &Route{Path: "/"})
	if c = k.connect(none, "/"); len(c.Receive(NewFrame([]byte(`anything`), false)).Findings) != 0 || c.closes != 0 {
		t.Error("a route that receives nothing validates all the same")
	}
	two := k.mock(Options{}, &Route{Path: "/", Receives: []*Incoming{k.hears("ping", k.reply("pong")), k.hears("ask", k.reply("answer"))}})
	k.want(k.connect(two, "/").say(`{"type":"ask","id":"wrong"}`), `{"type":"answer"}`)
}
