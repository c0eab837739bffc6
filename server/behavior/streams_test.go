package behavior_test

import (
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"asyncmock/server"
)

// ticker streams by its contract.
const ticker = `
asyncapi: 3.0.0
info: {title: Ticker, version: 1.0.0}
channels:
  own: {address: /own, messages: {tick: &tick {payload: {type: object, required: [n, u], properties: {n: {type: integer}, u: {type: string, format: uuid}}}}}}
  shared: {address: /shared, messages: {tick: *tick}}
  quiet: {address: /quiet, messages: {tick: *tick}}
operations:
  a: {action: send, channel: {$ref: '#/channels/own'}}
  b: {action: send, channel: {$ref: '#/channels/shared'}}
  c: {action: send, channel: {$ref: '#/channels/quiet'}}
`

// TestStreams: the contract's stream for each client, one for all, or none,
// by route; an interval of 1ms with jitter.
func TestStreams(t *testing.T) {
	b := serveWith(t, server.Options{}, ticker, `
interval: 1ms
jitter: 2ms
routes:
  /shared: {stream: broadcast, interval: 5ms}
  /quiet: {stream: off}
rules: [{when: {text: ping}, then: [{reply: pong}]}]
`)
	five := func(c *client) string {
		var all []string
		for range 5 {
			all = append(all, c.hear())
		}
		return strings.Join(all, "\n")
	}
	if a, b := five(b.dial("/own")), five(b.dial("/own")); a == b {
		t.Error("two clients hear the same, want a stream for each")
	}
	first, second := b.dial("/shared"), b.dial("/shared")
	heard := five(first) + five(first)
	for line := range strings.Lines(five(second)) {
		for range 100 {
			if strings.Contains(heard, strings.TrimSpace(line)) {
				break
			}
			heard += five(first)
		}
		if !strings.Contains(heard, strings.TrimSpace(line)) {
			t.Fatalf("one client hears %s, the other does not; want one stream for both", line)
		}
	}
	b.dial("/quiet").say("ping").hears("pong")
}

// TestConversation: a route that would stream does not, where the file says
// that it talks only when it is spoken to.
func TestConversation(t *testing.T) {
	b := serveWith(t, server.Options{}, ticker, `
interval: 1ms
routes: {/own: {mode: conversational}}
rules:
  - {when: {text: first}, then: [{wait: 50ms}, {reply: answered}]}
`)
	b.dial("/own").say("first").hears("answered")
	b.dial("/shared").hear()
}

// TestTimedBroadcast: templates by the time, made once for a room, also when
// the client that came first goes.
func TestTimedBroadcast(t *testing.T) {
	b := serve(t, document, `
rules:
  - {route: hall, on: time, every: 2ms, jitter: 1ms, per: room, then: [{add: {global.n: 1}}, {broadcast: {json: {say: "turn {{ global.n }}"}}}]}
`)
	ada, ben := b.dial("/hall/red"), b.dial("/hall/red")
	want := ben.hear()
	for ada.hear() != want {
	}
	for range 20 {
		if a, b := ada.hear(), ben.hear(); a != b {
			t.Fatalf("one hears %s, the other %s", a, b)
		}
	}
	ada.socket.Close(websocket.StatusNormalClosure, "")
	for range 20 {
		ben.hear()
	}
	ben.socket.Close(websocket.StatusNormalClosure, "")
	b.dial("/hall/red").hear() // nobody was there: it begins again
}

// TestRuleStream: a stream of templates for each client.
func TestRuleStream(t *testing.T) {
	b := serve(t, document, `
rules:
  - {route: /desk, on: time, every: 1ms, then: [{reply: {json: {type: accepted, id: "{{ seq() }}"}}}]}
`)
	began := time.Now()
	c := b.dial("/desk")
	c.hears(`{"type":"accepted","id":1}`, `{"type":"accepted","id":2}`, `{"type":"accepted","id":3}`)
	if time.Since(began) < 2*time.Millisecond {
		t.Error("three messages came at once")
	}
}
