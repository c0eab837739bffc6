package behavior_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"asyncmock/server"
	"asyncmock/server/behavior"
	"asyncmock/spec"
)

// after hears the next message and returns how long it took in fake time.
func (c *client) after() (text string, took time.Duration) {
	c.Helper()
	began := time.Now()
	_, data, err := c.socket.Read(context.Background())
	if err != nil {
		c.Fatal(err)
	}
	return string(data), time.Since(began)
}

// TestIdleHelpDesk: the help desk asks who says nothing for five minutes, and
// counts from what was said last.
func TestIdleHelpDesk(t *testing.T) {
	doc, findings, err := spec.Load(t.Context(), "../../examples/help-desk/asyncapi.yaml", &spec.LoadOptions{})
	if err != nil || findings.HasErrors() {
		t.Fatal(err, findings)
	}
	file, findings, err := behavior.Load("../../examples/help-desk/behavior.yaml")
	if err != nil || findings.HasErrors() {
		t.Fatal(err, findings)
	}
	synctest.Test(t, func(t *testing.T) {
		c := serveMemory(t, server.Options{}, doc, file).dial("/desk")
		if got, took := c.after(); got != "Good day, what can we do for you?" || took < 10*time.Millisecond || took > 36*time.Millisecond {
			t.Errorf("got %s after %s, want it after 10ms to 30ms", got, took)
		}
		time.AfterFunc(4*time.Minute, func() { c.say("thanks") }) // the socket is read all the time, for pings
		if got, took := c.after(); got != "You are welcome." || took != 4*time.Minute {
			t.Errorf("got %s after %s, want the answer", got, took)
		}
		for range 2 { // and again
			if got, took := c.after(); got != "Are you still there?" || took < 5*time.Minute || took > 5*time.Minute+10*time.Millisecond {
				t.Errorf("got %s after %s, want the question after five minutes", got, took)
			}
		}
	})
}

// TestReplayTiming: what was said comes with the time between that there was,
// or scaled.
func TestReplayTiming(t *testing.T) {
	for speed, times := range map[string]float64{"": 1, ", speed: 0.5": 2, ", speed: 100": 0.01} {
		d, f := load(t, document, `
scenarios: [{route: /desk, steps: [{replay: {file: session.ndjson`+speed+`}}]}]
`, "session.ndjson", session)
		synctest.Test(t, func(t *testing.T) {
			b := serveMemory(t, server.Options{Stream: server.StreamOff}, d, f)
			began := time.Now()
			c := b.dial("/desk").hears(`{"type":"notice","text":"hello"}`, `{"type":"accepted","id":1}`)
			want := time.Duration(times * float64(time.Second))
			if took := time.Since(began); took < want || took > want+20*time.Millisecond {
				t.Errorf("the second came after %s, want %s", took, want)
			}
			want += time.Duration(times * float64(time.Hour-time.Second))
			c.socket.Read(context.Background())
			if took := time.Since(began); took < want || took > want+40*time.Millisecond {
				t.Errorf("the end came after %s, want %s", took, want)
			}
		})
	}
}

// TestJitter: up to so much is added to each turn, of a rule and of a stream.
func TestJitter(t *testing.T) {
	for doc, c := range map[string]struct{ path, file string }{
		document: {"/desk", "stream: off\nrules: [{route: /desk, on: time, every: 1s, jitter: 500ms, then: [{reply: {json: {type: notice, text: turn}}}]}]"},
		ticker:   {"/own", "interval: 1s\njitter: 500ms"},
	} {
		d, f := load(t, doc, c.file)
		synctest.Test(t, func(t *testing.T) {
			client := serveMemory(t, server.Options{}, d, f).dial(c.path)
			client.after()
			seen := map[time.Duration]bool{}
			for range 50 {
				_, took := client.after()
				if seen[took.Round(10*time.Millisecond)] = true; took < 900*time.Millisecond || took > 1600*time.Millisecond {
					t.Errorf("%s: after %s, want 1s to 1.5s", c.path, took)
				}
			}
			if len(seen) < 10 {
				t.Errorf("%s: got %v, want them spread", c.path, seen)
			}
		})
	}
}
