package server

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// pushRoutes are two routes, of which the second has a parameter for rooms.
func pushRoutes(k *kit) []*Route {
	room := k.says("ticker", WhenPushed)
	room.Parameters = []ParameterPin{{Name: "symbol", Pointer: "/symbol"}}
	return []*Route{
		{Path: "/news", Validate: true, Sends: []*Outgoing{k.says("headline", WhenPushed)}},
		{Path: "/room/{symbol}", Validate: true, Sends: []*Outgoing{room}, Receives: []*Incoming{k.hears("ping", k.reply("pong"))}},
		{Path: "/sink", Validate: true, Receives: []*Incoming{k.hears("log")}},
	}
}

func TestPush_To(t *testing.T) {
	for name, c := range map[string]struct {
		push      Push
		receivers int
		code      string
		news      string // what the one at /news got
		btc       string // what the two at /room/BTC got
		eth       string
	}{
		"by name, generated for each room": {push: Push{Message: "ticker"}, receivers: 3,
			btc: `[{"type":"ticker","symbol":"BTC"}]`, eth: `[{"type":"ticker","symbol":"ETH"}]`},
		"with values of its own": {push: Push{Message: "headline", Set: []Set{{"/id", []byte(`7`)}}}, receivers: 1,
			news: `[{"type":"headline","id":7}]`},
		"with a wrong value":          {push: Push{Message: "headline", Set: []Set{{"/id", []byte(`"x"`)}}}, code: "payload-type"},
		"with a wrong value, raw":     {push: Push{Message: "headline", Raw: true, Set: []Set{{"/id", []byte(`"x"`)}}}, receivers: 1, news: `[{"type":"headline","id":"x"}]`},
		"with a place it cannot have": {push: Push{Message: "headline", Set: []Set{{"/type/x", []byte(`1`)}}}, code: "place-unknown"},
		"an answer":                   {push: Push{Message: "pong"}, receivers: 3, btc: `[{"type":"pong"}]`, eth: `[{"type":"pong"}]`},
		"nobody's message":            {push: Push{Message: "nope"}, code: "message-unknown"},
		"nobody's example":            {push: Push{Message: "headline", Example: "nope"}, code: "example-unknown"},
		"bytes, wrong somewhere":      {push: Push{Payload: []byte(`{"type":"headline"}`)}, code: "*"},
		"bytes, raw": {push: Push{Payload: []byte(`what?`), Raw: true}, receivers: 4,
			news: `[what?]`, btc: `[what?]`, eth: `[what?]`},
	} {
		t.Run(name, func(t *testing.T) {
			k := newKit(t)
			w := &watcher{}
			m := k.mock(Options{Observe: w.observe}, pushRoutes(k)[:2]...)
			news := k.connect(m, "/news")
			btc, btc2, eth := k.connect(m, "/room/BTC"), k.connect(m, "/room/BTC"), k.connect(m, "/room/ETH")
			before := len(w.events)
			n, findings := c.push.To(m.Connections())
			code := ""
			if len(findings) > 0 {
				code = findings[0].Code
			}
			if n != c.receivers || code != c.code && (c.code != "*" || code == "") {
				t.Errorf("got %d receivers and %v, want %d and %q", n, findings, c.receivers, c.code)
			}
			for _, who := range []struct {
				client
				want string
			}{{news, c.news}, {btc, c.btc}, {btc2, c.btc}, {eth, c.eth}} {
				if got := fmt.Sprint(who.take()); got != who.want && (who.want != "" || got != "[]") {
					t.Errorf("%s got %s, want %s", who.Path(), got, who.want)
				}
			}
			if code != "" && len(w.events) != before {
				t.Errorf("observed %+v", w.events[before:])
			}
		})
	}
}

// TestPush_Observed: what goes to one is sent, what goes to several is one
// event for the room, and what is wrong on purpose says so.
func TestPush_Observed(t *testing.T) {
	k := newKit(t)
	w := &watcher{}
	m := k.mock(Options{Observe: w.observe}, pushRoutes(k)...)
	k.connect(m, "/room/BTC")
	k.connect(m, "/room/BTC")
	k.connect(m, "/news")
	k.connect(m, "/sink")
	if n, findings := (&Push{Payload: []byte("x"), Raw: true}).To(m.Connections()); n != 4 || findings != nil {
		t.Fatalf("got %d, %v", n, findings)
	}
	relayed, sent := w.of(EventRelay), w.of(EventSend)
	if len(relayed) != 1 || relayed[0].Count != 2 || relayed[0].Route != "/room/{symbol}" || relayed[0].Valid || len(relayed[0].Findings) == 0 {
		t.Errorf("got %+v", relayed)
	}
	if len(sent) != 2 || sent[0].Session != "ws-3" || sent[0].Text != "pushed" || sent[0].Valid || string(sent[0].Payload) != "x" {
		t.Errorf("got %+v", sent)
	}
	if n, findings := (&Push{Message: "log"}).To(m.Connections()); n != 0 || len(findings) != 4-1 {
		t.Errorf("a message of the client was pushed to %d, %v", n, findings)
	}
}

// TestPush_SameSeed: the same pushes are the same bytes.
func TestPush_SameSeed(t *testing.T) {
	said := func(seed uint64) (got []string) {
		k := newKit(t)
		o := &Outgoing{Message: k.message("n", `{"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}}`), When: When{Kind: WhenPushed}}
		m := k.mock(Options{Seed: seed}, &Route{Path: "/", Sends: []*Outgoing{o}})
		c := k.connect(m, "/")
		for range 3 {
			(&Push{Message: "n"}).To(m.Connections())
		}
		return c.take()
	}
	if a, b := said(5), said(5); !slices.Equal(a, b) || len(a) != 3 || a[0] == a[1] {
		t.Errorf("got %q, then %q", a, b)
	}
	if a, b := said(5), said(6); slices.Equal(a, b) {
		t.Errorf("another seed says the same: %q", a)
	}
}

func TestConnections(t *testing.T) {
	k := newKit(t)
	m := k.mock(Options{}, pushRoutes(k)...)
	a := k.connect(m, "/room/BTC?__session=alice")
	b := k.connect(m, "/news")
	a.Receive(NewFrame([]byte(`{"type":"ping"}`), false))
	a.Receive(NewFrame([]byte(`{"type":"pong"}`), false))
	(&Push{Payload: []byte("x"), Raw: true}).To(m.Connections())
	all := m.Connections()
	if len(all) != 2 || all[0] != a.Session || all[1] != b.Session {
		t.Fatalf("got %v", all)
	}
	if got := all[0].Traffic(); got != (Traffic{Received: 2, Wrong: 1, Sent: 2}) {
		t.Errorf("got %+v", got)
	}
	if s := all[0]; s.Name() != "alice" || s.ID() != "alice" || s.Connection() != "ws-1" || s.Path() != "/room/BTC" ||
		s.Params()[0].Value != "BTC" || s.Route().Path != "/room/{symbol}" || s.Remote() == "" || s.Transport() != TransportWS || s.Since().IsZero() {
		t.Errorf("got %+v", s)
	}
	if s := all[1]; s.Name() != "" || s.ID() != "ws-2" {
		t.Errorf("got %q %q", s.Name(), s.ID())
	}
	b.take()
	a.Session.Close(4001, "enough")
	b.Session.Close(1006, "")
	b.Session.Close(1000, "later")
	if code, reason := a.closed(); code != 4001 || reason != "enough" {
		t.Errorf("closed with %d %q", code, reason)
	}
	if code, _ := b.closed(); code != 1006 {
		t.Errorf("closed with %d, want to be dropped", code)
	}
	if got := b.say(`{"type":"ping"}`); len(got) > 0 {
		t.Errorf("a dropped client got %q", got)
	}
	a.Closed(4001, "")
	b.Closed(1006, "")
	if len(m.Connections()) != 0 {
		t.Error("who has left is still there")
	}
}

// TestPush_Long: a hint names some messages only.
func TestPush_Long(t *testing.T) {
	k := newKit(t)
	r := &Route{Path: "/"}
	for i := range 30 {
		r.Sends = append(r.Sends, k.says(fmt.Sprintf("m%d", i), WhenPushed))
	}
	m := k.mock(Options{}, r)
	k.connect(m, "/")
	_, findings := (&Push{Message: "x", Set: []Set{{Value: json.RawMessage("1")}}}).To(m.Connections())
	if len(findings) != 1 || !strings.HasSuffix(findings[0].Hint, "m9, 20 more") {
		t.Errorf("got %v", findings)
	}
}
