package server

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"asyncmock/generator"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// at returns the JSON text at a pointer of a payload, "" if there is none.
func at(payload, pointer string) string {
	v, err := schema.Decode([]byte(payload))
	if err != nil {
		return "not JSON: " + payload
	}
	found, ok := lookup(v.Tree, pointer)
	if !ok {
		return ""
	}
	return string(jsonText(found))
}

func TestCOR1_RepliesCarryTheRequestsID(t *testing.T) {
	k := newKit(t)
	w := &watcher{}
	answer := func(schema string, example string, copies ...Copy) *Incoming {
		m := k.message("answer", schema, example)
		return &Incoming{
			Message: k.message("ask", `{"type":"object","required":["id"]}`),
			Replies: []*Reply{{Outgoing: &Outgoing{Message: m}, Copies: copies}},
		}
	}
	id := Copy{From: "/id", To: "/meta/re", Add: true, Why: "correlationId"}
	echo := Copy{From: "/symbol", To: "/symbol", Add: true, Why: "echoed id"}
	strict := `{"type":"object","properties":{"meta":{"type":"object","properties":{"re":{"type":"integer"}}},"symbol":{"enum":["BTC","ETH"]}}}`
	tests := []struct {
		name, in          string
		re, symbol, notes string
	}{
		{"both fit", `{"id":7,"symbol":"ETH"}`, `7`, `"ETH"`, ""},
		{"large numbers stay exact", `{"id":9007199254740993}`, `9007199254740993`, `"BTC"`, ""},
		{"an echo that does not fit is undone", `{"id":7,"symbol":"DOGE"}`, `7`, `"BTC"`, "/symbol"},
		{"a correlation id is copied all the same", `{"id":"seven","symbol":"ETH"}`, `"seven"`, `"ETH"`, "/meta/re"},
		{"both do not fit", `{"id":"seven","symbol":"DOGE"}`, `"seven"`, `"BTC"`, "/symbol /meta/re"},
	}
	m := k.mock(Options{Observe: w.observe}, &Route{Path: "/", Validate: true, Receives: []*Incoming{answer(strict, `{"meta":{"re":1},"symbol":"BTC"}`, id, echo)}})
	for _, test := range tests {
		w.events = nil
		got := k.connect(m, "/").say(test.in)
		var notes []string
		for _, e := range w.of(EventNote) {
			for _, d := range e.Findings {
				notes = append(notes, d.Instance)
			}
		}
		if at(got[0], "/meta/re") != test.re || at(got[0], "/symbol") != test.symbol || strings.Join(notes, " ") != test.notes {
			t.Errorf("%s: got %s with notes %q", test.name, got[0], notes)
		}
	}
}

func TestRTE2_HandshakeHeaderIntoTheReply(t *testing.T) {
	k := newKit(t)
	reply := k.reply("pong", Copy{From: "X-Trace", Header: true, To: "/symbol", Add: true}, Copy{From: "x-number", Header: true, To: "/id", Add: true})
	m := k.mock(Options{}, &Route{Path: "/", Validate: true, Receives: []*Incoming{k.hears("ping", reply)}})
	h := handshake("/")
	h.Header.Set("x-trace", "abc")
	h.Header.Set("X-Number", "12")
	k.want(k.connectOn(m, h, &fakeWire{}).say(`{"type":"ping"}`), `{"type":"pong","symbol":"abc","id":12}`)
	k.want(k.connect(m, "/").say(`{"type":"ping"}`), `{"type":"pong"}`)
}

func TestCHN8_PathParametersInPayloads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		pins := []ParameterPin{{Name: "symbol", Pointer: "/symbol"}, {Name: "id", Pointer: "/id"}}
		event, hello, pong := k.says("event", WhenEvery), k.says("hello", WhenConnect), k.reply("pong")
		for _, o := range []*Outgoing{event, hello, pong.Outgoing} {
			o.Parameters = pins
		}
		for _, kind := range []StreamKind{StreamOneToOne, StreamBroadcast} {
			m := k.mock(Options{Stream: kind}, &Route{Path: "/{symbol}/{id}", Validate: true, Receives: []*Incoming{k.hears("ping", pong)}, Sends: []*Outgoing{event, hello}})
			c := k.connect(m, "/ETH/42")
			c.Receive(NewFrame([]byte(`{"type":"ping"}`), false))
			time.Sleep(time.Second)
			synctest.Wait()
			hangUp(c)
			got := c.take()
			if len(got) != 4 {
				t.Fatalf("got %q", got)
			}
			for _, payload := range got {
				if at(payload, "/symbol") != `"ETH"` || at(payload, "/id") != `42` {
					t.Errorf("got %s", payload)
				}
			}
			a, _ := m.Admit(handshake("/ETH/42"))
			wire := &fakeWire{}
			if done, err := m.Sample(a, wire); err != nil || at(wire.take()[0], "/symbol") != `"ETH"` {
				t.Errorf("got another symbol, %v", err)
			} else {
				done()
			}
		}
	})
}

func TestCOR2_FreshIDs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		numbers := k.message("numbers", `{"type":"object","required":["id"],"properties":{"id":{"type":"integer"}}}`, `{"id":7}`)
		texts := k.message("texts", `{"type":"object","required":["id"],"properties":{"id":{"type":"string"}}}`)
		r := &Route{Path: "/", Validate: true}
		for _, m := range []*generator.Message{numbers, texts} {
			r.Sends = append(r.Sends, &Outgoing{Message: m, When: When{Kind: WhenEvery}, Correlation: &spec.Expression{Pointer: "/id"}})
		}
		run := func() []string {
			c := k.connect(k.mock(Options{}, r), "/")
			time.Sleep(9500 * time.Millisecond)
			synctest.Wait()
			hangUp(c)
			return c.take()
		}
		got := run()
		k.want(run(), got...)
		var ids []string
		for i, payload := range got {
			id := at(payload, "/id")
			if isText := strings.HasPrefix(id, `"`); isText != (i%2 == 1) || isText && len(id) != 38 {
				t.Errorf("message %d has the id %s", i, id)
			}
			ids = append(ids, id)
		}
		slices.Sort(ids)
		if len(slices.Compact(ids)) != 10 {
			t.Errorf("got ids %q", ids)
		}
	})
}

func TestPER3_AnswersAreToldApartByCorrelation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		w := &watcher{}
		answer := k.hears("answer")
		answer.Message.CorrelationID = &spec.Expression{Pointer: "/id"}
		ask := k.says("ask", WhenEvery)
		ask.Correlation, ask.Awaits = &spec.Expression{Pointer: "/id"}, []*Incoming{answer}
		ask.Message = k.message("ask", `{"type":"object","required":["id"],"properties":{"id":{"type":"integer"}}}`, `{"id":0}`)
		m := k.mock(Options{Observe: w.observe}, &Route{Path: "/", Validate: true, Receives: []*Incoming{answer}, Sends: []*Outgoing{ask}, Interval: 4 * time.Second})
		c := k.connect(m, "/")
		first := at(c.take()[0], "/id")
		time.Sleep(4 * time.Second)
		synctest.Wait()
		second := at(c.take()[0], "/id")
		c.say(`{"type":"answer","id":` + second + `}`)
		c.say(`{"type":"answer","id":999}`)
		time.Sleep(5900 * time.Millisecond)
		synctest.Wait()
		if len(w.notes()) != 0 {
			t.Errorf("too early: %q", w.notes())
		}
		time.Sleep(200 * time.Millisecond)
		synctest.Wait()
		if len(w.notes()) != 1 || len(c.stirred.awaited) != 1 || string(c.stirred.awaited[0].id) == first {
			t.Errorf("got notes %q", w.notes())
		}
		hangUp(c)
	})
}

func TestMOD4_AskedValuesAreInThePayload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, kind := range []StreamKind{StreamOneToOne, StreamBroadcast} {
			k := newKit(t)
			subscribe := k.hears("subscribe")
			subscribe.Gate = GateOpen
			ticker := k.says("ticker", WhenSubscribe)
			ticker.Topics = []Topic{{From: "/symbols", To: "/symbol"}}
			m := k.mock(Options{Stream: kind}, &Route{Path: "/", Validate: true, Receives: []*Incoming{subscribe}, Sends: []*Outgoing{ticker}})
			c := k.connect(m, "/")
			c.Receive(NewFrame([]byte(`{"type":"subscribe","symbols":["BTC","ETH"]}`), false))
			time.Sleep(5500 * time.Millisecond)
			synctest.Wait()
			hangUp(c)
			count := map[string]int{}
			for _, payload := range c.take() {
				count[at(payload, "/symbol")]++
			}
			want := map[StreamKind]int{StreamOneToOne: 3, StreamBroadcast: 6}[kind]
			if len(count) != 2 || count[`"BTC"`] != want || count[`"ETH"`] != want {
				t.Errorf("kind %d: got %v", kind, count)
			}
		}
	})
}

// TestMOD3_SameBytes: the same document, seed, clock and inbound sequence
// give the same bytes, per connection.
func TestMOD3_SameBytes(t *testing.T) {
	k := newKit(t)
	payload := `{"type":"object","required":["type","n","at","who"],"properties":{"type":{"const":"TYPE"},"n":{"type":"number"},
		"at":{"type":"string","format":"date-time"},"who":{"type":"string","format":"email"},"id":{"type":"integer"}}}`
	made := func(name string) *Outgoing {
		return &Outgoing{Message: k.message(name, strings.Replace(payload, "TYPE", name, 1))}
	}
	ask := k.hears("ask", &Reply{Outgoing: made("answer"), Copies: []Copy{{From: "/id", To: "/id", Add: true}}})
	run := func(seed uint64, target string) string {
		hello := made("hello")
		hello.When.Kind = WhenConnect
		m := k.mock(Options{Seed: seed, Now: func() time.Time { return time.Unix(1e9, 0) }}, &Route{Path: "/{id}", Validate: true, Receives: []*Incoming{ask}, Sends: []*Outgoing{hello}})
		c := k.connect(m, target)
		for range 3 {
			c.Receive(NewFrame([]byte(`{"type":"ask","id":12}`), false))
		}
		return strings.Join(c.take(), "\n")
	}
	if one := run(5, "/a"); one != run(5, "/a") || one == run(6, "/a") || one == run(5, "/b") || strings.Count(one, "\n") != 3 {
		t.Errorf("got\n%s\nand\n%s", one, run(5, "/a"))
	}
	if !json.Valid([]byte(strings.Split(run(5, "/a"), "\n")[1])) {
		t.Error("no JSON")
	}
}
