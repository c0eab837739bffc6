package server

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"asyncmock/spec"
)

// fails marks a reply as an error.
func fails(r *Reply) *Reply {
	r.Fails = true
	return r
}

func TestChoose_ReplyFlag(t *testing.T) {
	tests := []struct {
		reply ReplyChoice
		want  string // of six requests
	}{
		{ReplyFirst, "b b b b b b"},
		{ReplyRoundRobin, "b c d b c d"},
		{ReplyAll, "b c d b c d b c d b c d b c d b c d"},
	}
	for _, test := range tests {
		k := newKit(t)
		ask := k.hears("ask", fails(k.reply("a")), k.reply("b"), k.reply("c"), fails(k.reply("x")), k.reply("d"))
		c := k.connect(k.mock(Options{Reply: test.reply}, &Route{Path: "/", Validate: true, Receives: []*Incoming{ask}}), "/")
		for range 6 {
			c.Receive(NewFrame([]byte(`{"type":"ask"}`), false))
		}
		if got := strings.Join(c.names, " "); got != test.want {
			t.Errorf("--reply %d: got %s, want %s", test.reply, got, test.want)
		}
	}
}

func TestChoose_RandomIsSeeded(t *testing.T) {
	k := newKit(t)
	ask := k.hears("ask", k.reply("a"), k.reply("b"), k.reply("c"))
	run := func(seed uint64) string {
		c := k.connect(k.mock(Options{Reply: ReplyRandom, Seed: seed}, &Route{Path: "/", Validate: true, Receives: []*Incoming{ask}}), "/")
		for range 30 {
			c.Receive(NewFrame([]byte(`{"type":"ask"}`), false))
		}
		return strings.Join(c.names, "")
	}
	one := run(1)
	if one != run(1) || one == run(2) || strings.Trim(one, "a") == "" {
		t.Errorf("got %s, %s and %s", one, run(1), run(2))
	}
}

func TestChoose_OnlyErrorsIsBetterThanNone(t *testing.T) {
	k := newKit(t)
	ask := k.hears("ask", fails(k.reply("a")), fails(k.reply("b")))
	c := k.connect(k.mock(Options{}, &Route{Path: "/", Validate: true, Receives: []*Incoming{ask}}), "/")
	k.want(c.say(`{"type":"ask"}`), `{"type":"a"}`)
}

func TestChoose_ConstantsEchoed(t *testing.T) {
	k := newKit(t)
	status := func(method string) *Reply {
		m := k.message(method+"Status", `{"type":"object","required":["method"],"properties":{"method":{"const":"`+method+`"},"ok":{"const":true}}}`, `{"method":"`+method+`","ok":true}`)
		return &Reply{Outgoing: &Outgoing{Message: m}}
	}
	ask := &Incoming{Message: k.message("call", `{"type":"object","required":["method"]}`), Replies: []*Reply{status("open"), status("close"), fails(status("other"))}}
	c := k.connect(k.mock(Options{}, &Route{Path: "/", Validate: true, Receives: []*Incoming{ask}}), "/")
	k.want(c.say(`{"method":"close"}`), `{"method":"close","ok":true}`)
	k.want(c.say(`{"method":"open"}`), `{"method":"open","ok":true}`)
	k.want(c.say(`{"method":"else"}`), `{"method":"open","ok":true}`)
}

func TestEXM4_NamedExamples(t *testing.T) {
	k := newKit(t)
	answer := &Reply{Outgoing: &Outgoing{Message: k.message("answer", `{"type":"object"}`, `none={"n":0}`, `some={"n":5}`)}}
	failure := fails(&Reply{Outgoing: &Outgoing{Message: k.message("failure", `{"type":"object"}`, `broken={"error":"x"}`)}})
	ask := &Incoming{Message: k.message("ask", `{"type":"object"}`, `some={"q":"a"}`, `broken={"q":"b"}`), Replies: []*Reply{answer, failure}}
	m := k.mock(Options{}, &Route{Path: "/", Validate: true, Receives: []*Incoming{ask}})
	c := k.connect(m, "/")
	k.want(c.say(`{"q":"a"}`), `{"n":5}`)
	k.want(c.say(`{"q":"b"}`), `{"error":"x"}`)
	c = k.connect(m, "/?__example=none")
	k.want(c.say(`{"q":"b"}`), `{"n":0}`)
	k.want(c.say(`{"q":"b"}`), `{"n":0}`)
}

func TestMOD4_GatedStreams(t *testing.T) {
	for _, kind := range []StreamKind{StreamOneToOne, StreamBroadcast} {
		synctest.Test(t, func(t *testing.T) {
			k := newKit(t)
			gate := &Incoming{Message: k.message("control", `{"type":"object","required":["op"],"properties":{"op":{"enum":["subscribe","unsubscribe"]}}}`), Gate: GateValue, GateAt: "/op"}
			r := &Route{Path: "/", Validate: true, Receives: []*Incoming{gate}, Sends: []*Outgoing{k.says("news", WhenEvery)}}
			for _, name := range []string{"ticker", "trade"} {
				o := k.says(name, WhenSubscribe)
				o.Topics = []Topic{{From: "/channel", Values: []string{name}}}
				o.OpenedBy, o.ClosedBy = []*Incoming{gate}, []*Incoming{gate}
				r.Sends = append(r.Sends, o)
			}
			other := k.says("other", WhenSubscribe)
			other.OpenedBy = []*Incoming{k.hears("else")}
			r.Sends = append(r.Sends, other)
			m := k.mock(Options{Stream: kind}, r)
			c, idle := k.connect(m, "/"), k.connect(m, "/")
			heard := func() string {
				synctest.Wait()
				names := slices.Clone(c.names)
				slices.Sort(names)
				c.take()
				return strings.Join(names, " ")
			}
			steps := []struct {
				send, atOnce, later string // later: within 2 s
				shared              string // later, in a broadcast, where each subscription has its own pace
			}{
				{``, "news", "news news", ""},
				{`{"op":"subscribe","channel":"nothing"}`, "", "news news", ""},
				{`{"op":"subscribe","channel":"trade"}`, "trade", "news news trade trade", ""},
				{`{"op":"subscribe","channel":"trade"}`, "", "news news trade trade", ""},
				{`{"op":"unsubscribe","channel":"ticker"}`, "", "news news trade trade", ""},
				{`{"op":"subscribe","channel":["ticker"]}`, "ticker", "news news ticker trade", "news news ticker ticker trade trade"},
				{`{"op":"unsubscribe","channel":"trade"}`, "", "news news ticker ticker", ""},
				{`{"op":"unsubscribe"}`, "", "news news", ""},
			}
			for _, step := range steps {
				if step.send != "" {
					c.Receive(NewFrame([]byte(step.send), false))
				}
				if got := heard(); got != step.atOnce {
					t.Errorf("kind %d, %s: got %q at once, want %q", kind, step.send, got, step.atOnce)
				}
				time.Sleep(2*time.Second + 100*time.Millisecond)
				got, want := heard(), step.later
				if kind == StreamBroadcast {
					want = cmp.Or(step.shared, want)
				}
				if got != want {
					t.Errorf("kind %d, %s: got %q, want %q", kind, step.send, got, want)
				}
			}
			if slices.Contains(idle.names, "trade") || slices.Contains(idle.names, "ticker") {
				t.Errorf("got %q without a subscribe", idle.names)
			}
			hangUp(c, idle)
		})
	}
}

func TestRPL2_RepliesElsewhere(t *testing.T) {
	k := newKit(t)
	there := &spec.Channel{Name: "results"}
	reply := k.reply("result")
	reply.Elsewhere = there
	jobs := &Route{Path: "/jobs", Validate: true, Receives: []*Incoming{k.hears("job", reply)}}
	results := &Route{Path: "/results", Validate: true, Channels: []*spec.Channel{there}}
	w := &watcher{}
	m := k.mock(Options{Observe: w.observe}, jobs, results)
	asker := k.connect(m, "/jobs?__session=anna")
	k.want(asker.say(`{"type":"job"}`))
	if n := w.notes(); len(n) != 1 || n[0] != "reply undeliverable" {
		t.Errorf("got notes %q", n)
	}
	bert := k.connect(m, "/results?__session=bert")
	k.want(asker.say(`{"type":"job"}`))
	k.want(bert.take(), `{"type":"result"}`)
	anna := k.connect(m, "/results?__session=anna")
	if out := asker.Receive(NewFrame([]byte(`{"type":"job"}`), false)); out.Replies != 0 {
		t.Errorf("got %+v", out)
	}
	k.want(bert.take())
	k.want(anna.take(), `{"type":"result"}`)

	h := handshake("/results")
	h.Remote = "127.0.0.9:1"
	far, near, other := k.connectOn(m, h, &fakeWire{}), k.connect(m, "/results"), k.connect(m, "/jobs")
	k.want(other.say(`{"type":"job"}`))
	k.want(near.take(), `{"type":"result"}`)
	k.want(far.take())
}

func TestRPL3_TheRequestSaysWhere(t *testing.T) {
	k := newKit(t)
	reply := k.reply("result")
	reply.AddressFrom = &spec.Expression{Pointer: "/replyTo", Text: "$message.payload#/replyTo"}
	byHeader := k.reply("done")
	byHeader.AddressFrom = &spec.Expression{Header: true, Pointer: "/Reply-To"}
	w := &watcher{}
	m := k.mock(Options{Observe: w.observe},
		&Route{Path: "/jobs", Validate: true, Receives: []*Incoming{k.hears("job", reply), k.hears("task", byHeader)}},
		&Route{Path: "/results/{id}", Validate: true})
	h := handshake("/jobs")
	h.Header.Set("Reply-To", "/results/2")
	c, r, wrong := k.connectOn(m, h, &fakeWire{}), k.connect(m, "/results/2"), k.connect(m, "/results/3")
	k.want(c.say(`{"type":"job","replyTo":"/results/2"}`))
	k.want(r.take(), `{"type":"result"}`)
	k.want(c.say(`{"type":"task"}`))
	k.want(r.take(), `{"type":"done"}`)
	k.want(wrong.take())
	k.want(c.say(`{"type":"job","replyTo":"/nowhere"}`), `{"type":"result"}`)
	k.want(c.say(`{"type":"job"}`), `{"type":"result"}`)
	if n := w.notes(); len(n) != 2 || !strings.Contains(n[0], `"/nowhere"`) {
		t.Errorf("got notes %q", n)
	}
	job, ch := k.hears("job", reply), &spec.Channel{Name: "rooms"}
	job.Channel = ch
	rooms := k.mock(Options{}, &Route{Path: "/rooms/{id}", Validate: true, Channels: []*spec.Channel{ch}, Receives: []*Incoming{job}})
	here, there := k.connect(rooms, "/rooms/1"), k.connect(rooms, "/rooms/2")
	k.want(here.say(`{"type":"job","replyTo":"/rooms/2"}`))
	k.want(there.take(), `{"type":"result"}`)
	k.want(here.say(`{"type":"job","replyTo":"/rooms/1"}`), `{"type":"result"}`)
	k.want(there.take())
}

func TestMOD4_AskedValuesAndArrays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		subscribe, unsubscribe := k.hears("subscribe"), k.hears("unsubscribe")
		subscribe.Gate, unsubscribe.Gate = GateOpen, GateClose
		ticker, book := k.says("ticker", WhenSubscribe), k.says("book", WhenSubscribe)
		ticker.Topics = []Topic{{From: "/channel", Values: []string{"ticker"}}, {From: "/symbols", To: "/symbol"}}
		book.Topics = []Topic{{From: "/channel", Values: []string{"book"}}, {From: "/symbols", To: "/symbol"}, {From: "/depth", To: "/depth"}}
		m := k.mock(Options{}, &Route{Path: "/", Validate: true, Receives: []*Incoming{subscribe, unsubscribe}, Sends: []*Outgoing{ticker, book}})
		c := k.connect(m, "/")
		defer hangUp(c)
		steps := []struct{ send, want string }{
			{`{"type":"subscribe","channel":"ticker","symbols":["BTC","ETH"]}`, `ticker /symbol="BTC"; ticker /symbol="ETH"`},
			{`{"type":"subscribe","channel":"ticker","symbols":["ETH","ADA"]}`, `ticker /symbol="BTC"; ticker /symbol="ETH"; ticker /symbol="ADA"`},
			{`{"type":"unsubscribe","channel":"ticker","symbols":["BTC","ADA"]}`, `ticker /symbol="ETH"`},
			{`{"type":"subscribe","channel":"book","symbols":"ETH","depth":[10,25]}`, `ticker /symbol="ETH"; book /symbol="ETH" /depth=10; book /symbol="ETH" /depth=25`},
			{`{"type":"unsubscribe","channel":"book"}`, `ticker /symbol="ETH"`},
			{`{"type":"unsubscribe"}`, ``},
			{`{"type":"subscribe"}`, `ticker; book`},
		}
		for _, step := range steps {
			c.take()
			c.Receive(NewFrame([]byte(step.send), false))
			var have []string
			for _, f := range c.stirred.feeds {
				for _, w := range f.wants {
					text := w.out.Message.Name
					for _, p := range w.pins {
						text += " " + p.Pointer + "=" + string(p.Value)
					}
					have = append(have, text)
				}
			}
			if got := strings.Join(have, "; "); got != step.want {
				t.Errorf("%s: got %s, want %s", step.send, got, step.want)
			}
			if strings.Contains(step.send, "book") && strings.Contains(step.send, `"subscribe"`) && !slices.Equal(c.names, []string{"book"}) {
				t.Errorf("%s: got %q at once, want what is new", step.send, c.names)
			}
		}
	})
}

func TestMOD4_NobodyAsksForTooMuch(t *testing.T) {
	k := newKit(t)
	w := &watcher{}
	subscribe := k.hears("subscribe")
	subscribe.Gate = GateOpen
	ticker := k.says("ticker", WhenSubscribe)
	ticker.Topics = []Topic{{From: "/symbols", To: "/symbol"}}
	m := k.mock(Options{Observe: w.observe}, &Route{Path: "/", Validate: true, Receives: []*Incoming{subscribe}, Sends: []*Outgoing{ticker}})
	c := k.connect(m, "/")
	defer hangUp(c)
	for i := range 30 {
		var symbols []string
		for j := range 100 {
			symbols = append(symbols, fmt.Sprintf(`"S%d"`, i*100+j))
		}
		c.Receive(NewFrame([]byte(`{"type":"subscribe","symbols":[`+strings.Join(symbols, ",")+`]}`), false))
	}
	if n := len(c.stirred.feeds[0].wants); n != maxWants || len(w.notes()) == 0 {
		t.Errorf("got %d wants and notes %q", n, w.notes())
	}
}
