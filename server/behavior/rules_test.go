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
