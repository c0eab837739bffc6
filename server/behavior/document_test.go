package behavior_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"asyncmock/server"
	"asyncmock/server/behavior"
	"asyncmock/spec"
)

// saying returns the document with x-asyncmock at its root.
func saying(text string) string {
	return strings.Replace(document, "info:", "x-asyncmock: {"+text+"}\ninfo:", 1)
}

// documentKeys: what each key of a behavior file does in the document.
var documentKeys = map[string]struct {
	says string
	see  func(b *bench)
}{
	"mode":     {"mode: sink", func(b *bench) { b.route(0).is(b, "mode", "sink") }},
	"reply":    {"reply: echo", func(b *bench) { b.dial("/desk").say(order).hears(order) }},
	"validate": {"validate: off, reply: echo", func(b *bench) { b.dial("/desk").say("{}").hears("{}"); b.route(0).is(b, "validate", "false") }},
	"interval": {"interval: 77ms", func(b *bench) { b.route(0).is(b, "interval", "77ms") }},
	"jitter":   {"jitter: 5ms", func(b *bench) { b.route(0).is(b, "jitter", "5ms") }},
	"stream":   {"stream: broadcast", func(b *bench) { b.route(0).is(b, "stream", "broadcast") }},
	"delay":    {"delay: 1ms..2ms", func(b *bench) { b.route(0).is(b, "delay", "1ms..2ms") }},
	"relay":    {"relay: off", func(b *bench) { b.route(1).is(b, "relay", "off") }},
	"routes": {"interval: 1h, routes: {hall: {interval: 78ms, relay: others}, /desk: {interval: 79ms}}", func(b *bench) {
		b.route(0).is(b, "interval", "79ms")
		b.route(1).is(b, "interval", "78ms")
		b.route(1).is(b, "relay", "others")
	}},
	"auth": {"auth: [{route: /desk, query: token, tokens: [a]}]", func(b *bench) {
		if _, status := b.try("/desk"); status != 401 {
			b.Errorf("got %d, want 401", status)
		}
		b.dial("/desk?token=a")
	}},
	"fallback":  {"fallback: 'ws://127.0.0.1:9'", func(b *bench) { b.dial("/desk").closed(1014, "the upstream cannot be reached") }},
	"vars":      {"vars: {a: 1}, rules: [{when: {text: a}, then: [{reply: '{{ vars.a }}'}]}]", func(b *bench) { b.dial("/desk").say("a").hears("1") }},
	"global":    {"global: {a: 2}, rules: [{when: {text: a}, then: [{reply: '{{ global.a }}'}]}]", func(b *bench) { b.dial("/desk").say("a").hears("2") }},
	"data":      {"data: {a: [3]}, rules: [{when: {text: a}, then: [{reply: '{{ data.a[0] }}'}]}]", func(b *bench) { b.dial("/desk").say("a").hears("3") }},
	"faults":    {"faults: ['close:4009@received:1']", func(b *bench) { b.dial("/desk").say(order).closed(4009, "") }},
	"rules":     {"rules: [{when: {text: a}, then: [{reply: b}]}]", func(b *bench) { b.dial("/desk").say("a").hears("b") }},
	"scenarios": {"scenarios: [{route: /desk, validate: off, steps: [{send: hello}]}]", func(b *bench) { b.dial("/desk").hears("hello") }},
}

// TestDocumentKeys: every key of a file works in the document as well.
func TestDocumentKeys(t *testing.T) {
	var schema struct{ Properties map[string]any }
	if err := json.Unmarshal(behavior.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	for key := range schema.Properties {
		row, ok := documentKeys[key]
		if !ok {
			t.Errorf("there is no row of %s", key)
			continue
		}
		t.Run(key, func(t *testing.T) {
			b := serve(t, saying(row.says), "{}")
			if found := b.mock.Diagnostics(); len(found) > 0 {
				t.Error(found)
			}
			row.see(b)
		})
	}
}

// TestWinners: flags win over the file, that over the document, that over
// what is usual.
func TestWinners(t *testing.T) {
	for _, c := range []struct {
		key, inDocument, inFile string
		flag                    func(o *server.Options) // nil: there is none
		want                    string
	}{
		{"interval", "2s", "50ms", func(o *server.Options) { o.Interval = 3 * time.Second }, "1s 2s 50ms 3s"},
		{"stream", "broadcast", "off", func(o *server.Options) { o.Stream = server.StreamOneToOne }, "one-to-one broadcast off one-to-one"},
		{"delay", "1ms..2ms", "3ms", func(o *server.Options) { o.Delay = server.DelayRange{Min: 4, Max: 5} }, "0s..0s 1ms..2ms 3ms..3ms 4ns..5ns"},
		{"relay", "others", "off", func(o *server.Options) { o.Relay = server.RelayAll }, "all others off all"},
		{"jitter", "5ms", "6ms", nil, "0s 5ms 6ms"},
		{"mode", "sink", "conversational", nil, "duplex sink conversational"},
		{"reply", "relay", "echo", nil, "false,false false,true true,false"},
		{"validate", "off", "on", nil, "true false true"},
	} {
		got := []string{}
		for level := range 4 {
			doc, file, opts := document, "{}", server.Options{}
			if level > 0 {
				doc = saying(c.key + ": " + c.inDocument)
			}
			if level > 1 {
				file = c.key + ": " + c.inFile
			}
			if level > 2 {
				if c.flag == nil {
					break
				}
				opts.Set = map[string]bool{c.key: true}
				c.flag(&opts)
			}
			got = append(got, serveWith(t, opts, doc, file).route(0).show(c.key))
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: got %s, want %s", c.key, text, c.want)
		}
	}
}

// TestNearest: within the document what stands nearer wins, and so it does
// within the file.
func TestNearest(t *testing.T) {
	doc := strings.Replace(saying("interval: 1s, jitter: 1ms, routes: {/desk: {interval: 2s, jitter: 2ms}}"),
		"address: /desk\n", "address: /desk\n    x-asyncmock: {interval: 3s}\n", 1)
	r := serve(t, doc, "{}").route(0)
	if got := r.show("interval") + " " + r.show("jitter"); got != "3s 2ms" {
		t.Errorf("got %s, want 3s of the channel and 2ms of its route", got)
	}
	r = serve(t, doc, "{interval: 4s, routes: {desk: {interval: 5s}, /desk: {jitter: 6ms}}}").route(0)
	if got := r.show("interval") + " " + r.show("jitter"); got != "5s 6ms" {
		t.Errorf("got %s, want both of the file's route", got)
	}
}

// TestFileWinsOverDocument: fallback and auth of the file count instead of the
// document's; faults of both happen.
func TestFileWinsOverDocument(t *testing.T) {
	doc := saying("fallback: 'ws://127.0.0.1:9', faults: ['close:4009@received:2'], auth: [{route: /desk, query: token, tokens: [document]}]")
	b := serve(t, doc, `
fallback: off
faults: ["duplicate@sent:1"]
auth: [{route: /desk, query: token, tokens: [file]}]
rules: [{when: {text: ping}, then: [{reply: pong}]}]
`)
	if _, status := b.try("/desk?token=document"); status != 401 {
		t.Errorf("got %d, want 401", status)
	}
	b.dial("/desk?token=file").say("ping").hears("pong").say("ping").hears("pong", "pong").closed(4009, "")
	b.dial("/hall/red").say(`{"say":"a"}`).hears(`{"say":"a"}`) // no fallback
}

// TestDocumentSaysWrong: a wrong value in it is a warning where it stands, once.
func TestDocumentSaysWrong(t *testing.T) {
	for says, want := range map[string]string{
		"interval: soon": "extension-invalid", "routes: {/desk: {interval: soon}}": "extension-invalid", "routes: {/desk: {intervall: 1s}}": "behavior-key",
		"routes: {/desc: {interval: 1s}}": "behavior-route", "faults: [clos]": "behavior-value", "rule: []": "behavior-key", "rules: [{then: [{reply: '{{ x }}'}]}]": "behavior-expression",
	} {
		d, f := load(t, saying(says), "{}")
		mock, err := server.New(d, server.Options{Behavior: f})
		if err != nil {
			t.Errorf("%s: %v", says, err)
			continue
		}
		if found := mock.Diagnostics(); len(found) != 1 || found[0].Code != want || found[0].Severity != spec.SeverityWarning || found[0].Pos.Line != 3 {
			t.Errorf("%s: got %v, want one %s", says, found, want)
		}
	}
}

// A shownRoute tells its settings in words.
type shownRoute struct{ *server.Route }

func (b *bench) route(i int) shownRoute { return shownRoute{b.mock.Routes()[i]} }

func (r shownRoute) is(b *bench, key, want string) {
	b.Helper()
	if got := r.show(key); got != want {
		b.Errorf("%s of %s: got %s, want %s", key, r.Path, got, want)
	}
}

func (r shownRoute) show(key string) string {
	switch key {
	case "interval":
		return r.Interval.String()
	case "jitter":
		return r.Jitter.String()
	case "mode":
		return r.Mode.String()
	case "stream":
		return []string{"one-to-one", "broadcast", "off"}[r.Stream]
	case "relay":
		return []string{"all", "others", "off"}[r.RelayTo]
	case "delay":
		return fmt.Sprintf("%s..%s", r.Delay.Min, r.Delay.Max)
	case "reply":
		return fmt.Sprintf("%v,%v", r.Echo, r.Relays)
	case "validate":
		return fmt.Sprint(r.Validate)
	}
	return "no such key"
}
