package behavior_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"asyncmock/server"
	"asyncmock/spec"
)

// order is a message that clients send to the desk.
const order = `{"type":"order","id":7,"amount":2.50}`

func TestRuleOnMessageRepliesWithTemplate(t *testing.T) {
	b := serve(t, document, `
rules:
  - name: large
    when: {message: order, json: {/amount: {above: 100}}}
    then:
      - reply: {json: {type: rejected, reason: "{{ payload.amount }} is too much for order {{ payload.id }}"}}
  - name: usual
    when: {message: order}
    then:
      - reply: {json: {type: accepted, id: "{{ payload.id }}", amount: "{{ payload.amount * 2 }}"}}
`)
	c := b.dial("/desk")
	c.say(order).hears(`{"type":"accepted","id":7,"amount":5}`)
	c.say(`{"type":"order","id":8,"amount":100.5}`).hears(`{"type":"rejected","reason":"100.5 is too much for order 8"}`)
}

// TestSettings: the file wins over the document, a flag over both.
func TestSettings(t *testing.T) {
	doc := strings.Replace(document, "address: /desk\n", "address: /desk\n    x-asyncmock: {interval: 2s, stream: broadcast}\n", 1)
	file := `
interval: 50ms
routes:
  /desk: {stream: off, jitter: 3ms, delay: 1ms..2ms}
  hall: {relay: others, interval: 70ms}
`
	d, f := load(t, doc, file)
	for _, c := range []struct {
		set  map[string]bool
		want string
	}{
		{nil, "50ms off 3ms 1ms..2ms | 70ms others"},
		{map[string]bool{"interval": true, "stream": true, "delay": true, "relay": true}, "1s one-to-one 3ms 0s..0s | 1s all"},
	} {
		mock, err := server.New(d, server.Options{Behavior: f, Set: c.set, Interval: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		desk, hall := mock.Routes()[0], mock.Routes()[1]
		stream := []string{"one-to-one", "broadcast", "off"}[desk.Stream]
		relay := []string{"all", "others", "off"}[hall.RelayTo]
		got := fmt.Sprintf("%s %s %s %s..%s | %s %s", desk.Interval, stream, desk.Jitter, desk.Delay.Min, desk.Delay.Max, hall.Interval, relay)
		if got != c.want {
			t.Errorf("flags %v: got %s, want %s", c.set, got, c.want)
		}
	}
}

// TestDocumentSaysRules: x-asyncmock may say what a file says; the file comes
// first. A mistake there is a warning, and nothing of it is applied.
func TestDocumentSaysRules(t *testing.T) {
	inside := strings.Replace(document, "info:", `x-asyncmock:
  role: application
  global: {word: document, other: 1}
  rules:
    - when: {text: who}
      then: [{reply: "{{ global.word }} {{ global.other }}"}]
    - when: {text: {startsWith: wh}}
      then: [{reply: document}]
info:`, 1)
	c := serve(t, inside, "global: {word: file}\nrules: [{when: {text: what}, then: [{reply: file}]}]").dial("/desk")
	c.say("who").hears("file 1")
	c.say("what").hears("file")
	c.say("where").hears("document")

	d, f := load(t, strings.Replace(inside, "startsWith", "beginsWith", 1), "rules: []")
	mock, err := server.New(d, server.Options{Behavior: f})
	if err != nil {
		t.Fatal(err)
	}
	if found := mock.Diagnostics(); len(found) != 1 || found[0].Code != "behavior-key" || found[0].Severity != spec.SeverityWarning || found[0].Pos.Line != 9 {
		t.Errorf("got %v", found)
	}
}

// TestRawText: the comparisons of raw text, AND, OR and NOT, on a route whose
// messages are JSON. What a rule answers is no violation.
func TestRawText(t *testing.T) {
	b := serveWith(t, server.Options{Stream: server.StreamOff, OnInvalid: server.InvalidIgnore}, document, `
rules:
  - {name: equal, when: {text: ping}, then: [{reply: pong}]}
  - {name: includes, when: {text: {includes: needle}}, then: [{reply: found}]}
  - {name: starts, when: {text: {startsWith: "GET "}}, then: [{reply: "no HTTP: {{ text }}"}]}
  - {name: ends, when: {text: {endsWith: "?"}}, then: [{reply: "who knows"}]}
  - {name: regex, when: {text: {matches: "^[0-9]+$"}}, then: [{reply: a number}]}
  - {name: or, when: {any: [{text: a}, {text: b}]}, then: [{reply: a or b}]}
  - {name: and, when: {all: [{text: {includes: c}}, {text: {includes: d}}]}, then: [{reply: c and d}]}
  - {name: not, when: {text: {startsWith: x}, not: {text: {includes: y}}}, then: [{reply: x without y}]}
  - {name: distinct, when: {text: {not: quiet, startsWith: q}}, then: [{reply: not quiet}]}
`)
	c := b.dial("/desk")
	for _, pair := range [][2]string{
		{"ping", "pong"}, {"a needle in hay", "found"}, {"GET /", "no HTTP: GET /"}, {"why?", "who knows"}, {"0123", "a number"},
		{"a", "a or b"}, {"b", "a or b"}, {"dc", "c and d"}, {"xz", "x without y"}, {"queue", "not quiet"},
	} {
		c.say(pair[0]).hears(pair[1])
	}
	// None of these is answered; xy and quiet are violations, as is pingx.
	c.say("xy").say("quiet").say("pingx").say("ping").hears("pong")
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.events {
		wrong := string(e.Payload) == "xy" || string(e.Payload) == "quiet" || string(e.Payload) == "pingx"
		if e.Kind == server.EventReceive && e.Valid == wrong {
			t.Errorf("%s: valid %v", e.Payload, e.Valid)
		}
		if e.Kind == server.EventSend && (!e.Valid || e.Rule == "") {
			t.Errorf("%s: valid %v, rule %q", e.Payload, e.Valid, e.Rule)
		}
	}
}

// TestConditions: each source and each comparison, true and false.
func TestConditions(t *testing.T) {
	doc := strings.Replace(document, "address: /desk\n", `address: /desk
    bindings: {ws: {query: {type: object, properties: {lang: {type: string}, limit: {type: integer}}}}}
`, 1)
	const message = `{"type":"order","id":7,"amount":2.50,"note":"x"}`
	for _, c := range []struct {
		when string
		want bool
	}{
		{`{message: order}`, true},
		{`{message: [cancel, order]}`, true},
		{`{message: cancel}`, false},
		{`{valid: true}`, true},
		{`{valid: false}`, false},
		{`{json: {/id: 7}}`, true},
		{`{json: {/id: 7.0, /amount: 2.5}}`, true},
		{`{json: {/id: "7"}}`, false},
		{`{json: {/id: {not: 8}}}`, true},
		{`{json: {/id: {oneOf: [6, 7]}}}`, true},
		{`{json: {/id: {above: 7}}}`, false},
		{`{json: {/id: {atLeast: 7, atMost: 7, below: 8, above: 6.5}}}`, true},
		{`{json: {/note: {includes: x, startsWith: x, endsWith: x, matches: "^.$"}}}`, true},
		{`{json: {/gone: {exists: false}, /note: {exists: true}}}`, true},
		{`{json: {/gone: null}}`, false},
		{`{json: {"": {equals: {type: order, id: 7, amount: 2.5, note: x}}}}`, true},
		{`{json: {/id: {equals: "{{ vars.seven }}"}}}`, true},
		{`{query: {lang: de, limit: 10}}`, true},
		{`{query: {limit: {above: 9}}}`, true},
		{`{query: {other: {exists: true}}}`, false},
		{`{header: {x-client: test}}`, true},
		{`{cookie: {seat: "12"}}`, true},
		{`{cookie: {seat: 13}}`, false},
		{`{vars: {seven: 7}}`, true},
		{`{global: {open: {not: true}}}`, false},
		{`{if: "payload.amount * 2 == 5 && message == 'order' && query.limit == '10'"}`, true},
		{`{if: "headers['x-client'] == 'test' and cookies.seat == '12' and vars.seven in [7]"}`, true},
		{`{if: "global.open and data.seats[1].name == 'aisle'"}`, true},
		{`{not: [{message: cancel}, {json: {/id: 8}}]}`, true},
	} {
		t.Run(c.when, func(t *testing.T) {
			b := serve(t, doc, `
vars: {seven: 7}
global: {open: true}
data: {seats: [{name: window}, {name: aisle}]}
rules:
  - when: `+c.when+`
    then: [{reply: {json: {type: notice, text: holds}}}]
  - {then: [{reply: {json: {type: notice, text: not}}}]}
`)
			want := map[bool]string{true: "holds", false: "not"}[c.want]
			b.dial("/desk?lang=de&limit=10", "X-Client: test", "Cookie: seat=12").say(message).hears(`{"type":"notice","text":"` + want + `"}`)
		})
	}
}

// TestPath: parameters of the path, whatever the handshake's Content-Type.
func TestPath(t *testing.T) {
	b := serve(t, document, `
rules:
  - {when: {path: {room: red}, message: say}, then: [{reply: {json: {say: "red {{ path.room }}"}}}]}
  - {when: {message: say}, then: [{reply: {json: {say: other}}}]}
`)
	b.dial("/hall/red").say(`{"say":"a"}`).hears(`{"say":"red red"}`)
	for _, kind := range []string{"text/plain", "application/xml", "nonsense"} {
		b.dial("/hall/red", "Content-Type: "+kind).say(`{"say":"a"}`).hears(`{"say":"red red"}`)
	}
	b.dial("/hall/blue").say(`{"say":"a"}`).hears(`{"say":"other"}`)
}

// TestWrongMessages: a rule may answer what breaks the contract; the message
// stays a violation.
func TestWrongMessages(t *testing.T) {
	b := serve(t, document, `
rules:
  - {when: {message: order}, then: [{reply: {json: {type: notice, text: fine}}}]}
  - {when: {valid: false, json: {/type: order}}, then: [{reply: {json: {type: rejected, reason: "wrong {{ message }}"}}}]}
`)
	b.dial("/desk").say(`{"type":"order"}`).hears(`{"type":"rejected","reason":"wrong order"}`)
	if e := b.event("received", func(e server.Event) bool { return e.Kind == server.EventReceive }); e.Valid || len(e.Findings) == 0 {
		t.Errorf("got %+v, want findings", e)
	}
}

// TestContractIsKept: what breaks it is not sent, unless the rule says so.
func TestContractIsKept(t *testing.T) {
	b := serve(t, document, `
rules:
  - {name: bad, when: {json: {/id: 1}}, then: [{reply: {json: {type: rejected, reason: "{{ payload.note }}"}}}, {reply: {json: {type: notice, text: after}}}]}
  - {name: text, when: {json: {/id: 5}}, then: [{reply: "text {{ n }}"}, {reply: {json: {type: notice, text: after}}}]}
  - {name: worse, validate: off, when: {json: {/id: 2}}, then: [{reply: {json: {type: rejected, reason: 5}}}]}
  - {name: field, when: {json: {/id: 3}}, then: [{reply: {message: rejected, set: {/reason: "{{ payload.id }}"}}}, {reply: {json: {type: notice, text: after}}}]}
  - {name: free, when: {json: {/id: 4}}, then: [{reply: {message: rejected, validate: off, set: {/reason: "{{ payload.id }}"}}}]}
`)
	c := b.dial("/desk")
	c.say(`{"type":"order","id":5,"amount":1}`).hears(`{"type":"notice","text":"after"}`)
	b.note("rule text: what it says breaks the contract and is not sent")
	c.say(`{"type":"order","id":1,"amount":1,"note":"x"}`).hears(`{"type":"notice","text":"after"}`)
	b.note("rule bad: what it says breaks the contract and is not sent")
	c.say(`{"type":"order","id":2,"amount":1}`).hears(`{"type":"rejected","reason":5}`)
	e := b.event("sent by worse", func(e server.Event) bool { return e.Rule == "worse" && e.Kind == server.EventSend })
	if e.Valid || len(e.Findings) == 0 {
		t.Errorf("valid %v with findings %v, want a violation on purpose", e.Valid, e.Findings)
	}
	c.say(`{"type":"order","id":3,"amount":1}`).hears(`{"type":"notice","text":"after"}`)
	b.note("rule field: what it says breaks the contract and is not sent")
	c.say(`{"type":"order","id":4,"amount":1}`).hears(`{"type":"rejected","reason":4}`)
}

// TestDelay: of a route and of a rule, fixed or drawn from a range; the order
// of what one route says is kept.
func TestDelay(t *testing.T) {
	b := serve(t, document, `
routes: {/desk: {delay: 10ms..30ms}}
rules:
  - {when: {text: route}, then: [{reply: a}, {reply: b}, {reply: c}]}
  - {route: hall, delay: 20ms, when: {text: rule}, then: [{reply: late}]}
  - {route: hall, when: {text: now}, then: [{reply: now}]}
`)
	began := time.Now()
	b.dial("/desk").say("route").hears("a", "b", "c")
	if took := time.Since(began); took < 10*time.Millisecond {
		t.Errorf("it took %s, want at least 10ms", took)
	}
	began = time.Now()
	b.dial("/hall/red").say("rule").say("now").hears("now", "late")
	if took := time.Since(began); took < 20*time.Millisecond {
		t.Errorf("it took %s, want at least 20ms", took)
	}
}

// TestRawTextOfContract: what a rule about the raw text answers, and answers
// with, has the names of the contract where it keeps it.
func TestRawTextOfContract(t *testing.T) {
	b := serve(t, document, `
rules: [{route: hall, when: {text: {matches: .}}, then: [{reply: '{"say":"heard"}'}, {reply: heard}]}]
`)
	c := b.dial("/hall/red")
	for _, text := range []string{`{"say":"hello"}`, "ping"} {
		c.say(text).hears(`{"say":"heard"}`, "heard")
	}
	for _, want := range []struct {
		kind        server.EventKind
		text        string
		message     string
		unvalidated bool
	}{
		{server.EventReceive, `{"say":"hello"}`, "say", false},
		{server.EventReceive, "ping", "", true},
		{server.EventSend, `{"say":"heard"}`, "say", false},
		{server.EventSend, "heard", "", false},
	} {
		e := b.event(want.text, func(e server.Event) bool { return e.Kind == want.kind && string(e.Payload) == want.text })
		if !e.Valid || e.Message != want.message && want.message != "" || e.Unvalidated != want.unvalidated {
			t.Errorf("%s: got message %q, valid %v, unvalidated %v", want.text, e.Message, e.Valid, e.Unvalidated)
		}
	}
}
