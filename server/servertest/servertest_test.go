package servertest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"asyncmock/server"
	"asyncmock/server/servertest"
)

const exchange = "../../examples/exchange/asyncapi.yaml"

// A trial is a test whose end and failures are looked at.
type trial struct {
	testing.TB
	errors  []string
	cleanup []func()
}

func (t *trial) Helper()           {}
func (t *trial) Cleanup(f func())  { t.cleanup = append(t.cleanup, f) }
func (t *trial) Error(args ...any) { t.errors = append(t.errors, fmt.Sprint(args...)) }
func (t *trial) Fatal(args ...any) { t.Fatalf("%s", fmt.Sprint(args...)) }
func (t *trial) Errorf(format string, args ...any) {
	t.errors = append(t.errors, fmt.Sprintf(format, args...))
}

// Fatalf ends the trial as testing's does: what follows is not reached.
func (t *trial) Fatalf(format string, args ...any) {
	t.Errorf(format, args...)
	panic(t)
}

// end runs the cleanups as the end of a test does.
func (t *trial) end() []string {
	for i := len(t.cleanup) - 1; i >= 0; i-- {
		t.cleanup[i]()
	}
	return t.errors
}

// fatal reports whether f ended the trial.
func (t *trial) fatal(f func()) (ended bool) {
	defer func() {
		if v := recover(); v != nil {
			if v != any(t) {
				panic(v)
			}
			ended = true
		}
	}()
	f()
	return false
}

// say connects, sends texts, and returns what came back for the last.
func say(t testing.TB, url string, texts ...string) string {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, _, err := websocket.Dial(ctx, url, nil)
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer c.CloseNow()
	_, answer, err := c.Read(ctx) // the greeting
	for _, text := range texts {
		c.Write(ctx, websocket.MessageText, []byte(text))
		_, answer, err = c.Read(ctx)
	}
	if err != nil {
		t.Fatalf("%v", err)
	}
	return string(answer)
}

// TestStart: what keeps the contract is answered, handed out once, and
// nothing fails.
func TestStart(t *testing.T) {
	tb := &trial{TB: t}
	m := servertest.Start(tb, exchange)
	if got := say(t, m.WebSocketURL("/v2"), `{"event":"ping","reqid":1}`, `{"event":"ping","reqid":2}`); got != `{"event":"pong","reqid":2}` {
		t.Errorf("got %s", got)
	}
	for want := 1; want <= 2; want++ {
		var ping struct{ ReqID int }
		if err := m.Received("ping").Decode(&ping); err != nil || ping.ReqID != want {
			t.Errorf("got %+v, %v, want %d", ping, err, want)
		}
	}
	resp, err := http.Get(m.URL("/_asyncmock/health"))
	if err != nil || resp.StatusCode != 200 {
		t.Errorf("health: %v, %v", resp, err)
	}
	resp.Body.Close()
	if errors := tb.end(); len(errors) > 0 {
		t.Errorf("failed with %q", errors)
	}
	if _, err := http.Get(m.URL("/_asyncmock/health")); err == nil {
		t.Error("still serving after the test")
	}
}

// TestStart_ViolationsFail: a wrong message and a refused handshake fail the
// test, each with its findings.
func TestStart_ViolationsFail(t *testing.T) {
	tb := &trial{TB: t}
	m := servertest.Start(tb, exchange)
	say(t, m.WebSocketURL("/v2"), `{"event":"subscribe","channel":"weather"}`)
	http.Get(m.URL("/v3"))
	errors := strings.Join(tb.end(), "\n")
	for _, want := range []string{"/v2: subscribe {", `/channel: is "weather"`, `"symbols" is missing`, "/v3: the handshake was refused: 404"} {
		if !strings.Contains(errors, want) {
			t.Errorf("the failures lack %q:\n%s", want, errors)
		}
	}
}

// TestViolations: what the test has asked for does not fail it.
func TestViolations(t *testing.T) {
	tb := &trial{TB: t}
	m := servertest.Start(tb, exchange)
	say(t, m.WebSocketURL("/v2"), `{"event":"subscribe","channel":"weather"}`)
	if got := m.Violations(); len(got) != 1 || len(got[0].Findings) == 0 || len(m.Violations()) != 0 {
		t.Errorf("got %v", got)
	}
	allowed := servertest.StartWith(tb, exchange, servertest.Options{AllowViolations: true})
	say(t, allowed.WebSocketURL("/v2"), `{"event":"subscribe","channel":"weather"}`)
	if errors := tb.end(); len(errors) > 0 {
		t.Errorf("failed with %q", errors)
	}
}

// TestStartWith_Observe: the test's own observer sees everything.
func TestStartWith_Observe(t *testing.T) {
	kinds := make(chan server.EventKind, 1000)
	tb := &trial{TB: t}
	opts := servertest.Options{}
	opts.Observe = func(e *server.Event) { kinds <- e.Kind }
	m := servertest.StartWith(tb, exchange, opts)
	say(t, m.WebSocketURL("/v2"))
	tb.end()
	close(kinds)
	seen := map[server.EventKind]bool{}
	for k := range kinds {
		seen[k] = true
	}
	if !seen[server.EventConnect] || !seen[server.EventSend] || !seen[server.EventClose] {
		t.Errorf("saw %v", seen)
	}
}

// TestStart_Unusable: a document that cannot be served ends the test, and
// says where it is wrong.
func TestStart_Unusable(t *testing.T) {
	tb := &trial{TB: t}
	if !tb.fatal(func() { servertest.Start(tb, "testdata/broken.yaml") }) {
		t.Error("a broken document was started")
	}
	if got := strings.Join(tb.end(), "\n"); !strings.Contains(got, "broken.yaml:2:") {
		t.Errorf("the failure does not say where: %s", got)
	}
}

// TestIntercept: the next message gets what the test says, the one after that
// what the contract says.
func TestIntercept(t *testing.T) {
	tb := &trial{TB: t}
	m := servertest.Start(tb, exchange)
	m.Intercept("ping", servertest.JSON(map[string]any{"event": "pong", "reqid": 99}))
	m.Intercept("ping", servertest.Say("heartbeat"))
	m.Intercept("ping", servertest.Wrong(servertest.JSON(json.RawMessage(`{"event":"song"}`))))
	ping := `{"event":"ping","reqid":1}`
	for n, want := range []string{`{"event":"pong","reqid":99}`, `{"event":"heartbeat"}`, `{"event":"song"}`, `{"event":"pong","reqid":1}`} {
		if got := say(t, m.WebSocketURL("/v2"), ping); got != want {
			t.Errorf("ping %d: got %s, want %s", n, got, want)
		}
	}
	if errors := tb.end(); len(errors) > 0 {
		t.Errorf("failed with %q", errors)
	}
}

// TestIntercept_Unused: what never came fails the test.
func TestIntercept_Unused(t *testing.T) {
	tb := &trial{TB: t}
	m := servertest.Start(tb, exchange)
	m.Intercept("subscribe", servertest.Close(4001, "not you"))
	if errors := strings.Join(tb.end(), ""); !strings.Contains(errors, `servertest_test.go:`) || !strings.Contains(errors, `no client sent "subscribe"`) {
		t.Errorf("failed with %q", errors)
	}
}

// TestUnknownNames: what the document does not have is not waited for.
func TestUnknownNames(t *testing.T) {
	tb := &trial{TB: t}
	m := servertest.Start(tb, exchange)
	if !tb.fatal(func() { m.Received("pingg") }) {
		t.Error("the test goes on")
	}
	m.Intercept("subscribr", servertest.Say("pong"))
	errors := strings.Join(tb.end(), "\n")
	for _, want := range []string{`no message "pingg"; did you mean "ping"`, `no message "subscribr"; did you mean "subscribe"`} {
		if !strings.Contains(errors, want) {
			t.Errorf("the failures lack %q:\n%s", want, errors)
		}
	}
}

// TestPush: everyone hears what is pushed, if it keeps the contract.
func TestPush(t *testing.T) {
	tb := &trial{TB: t}
	m := servertest.Start(tb, exchange)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c, _, err := websocket.Dial(ctx, m.WebSocketURL("/v2"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseNow()
	c.Read(ctx) // the greeting
	if n := m.Push(server.Push{Message: "trade"}); n != 1 {
		t.Errorf("pushed to %d clients, want 1", n)
	}
	if _, got, err := c.Read(ctx); err != nil || !strings.Contains(string(got), `"trade"`) {
		t.Errorf("got %s, %v", got, err)
	}
	m.Push(server.Push{Payload: []byte(`{"event":"trade","symbol":7}`)})
	if errors := strings.Join(tb.end(), ""); !strings.Contains(errors, "nothing was pushed:\n    ") {
		t.Errorf("failed with %q", errors)
	}
}
