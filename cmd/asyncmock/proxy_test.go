package main_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// A said is a frame of a service.
type said struct {
	kind websocket.MessageType
	text string
}

// spoken is what a service says, each after a message of the client. Not all
// of it keeps the contract, and no two are written alike.
var spoken = []said{
	{websocket.MessageText, `{"kind":"answer"}`},
	{websocket.MessageText, `{ "kind" : "answer", "kind": "answer",` + "\n\t" + `"more": 1.50e0, "text": "\u00e4ä\/" }`},
	{websocket.MessageBinary, "\x00\xff\x80 bytes"},
	{websocket.MessageText, "no json, ü"},
	{websocket.MessageText, ""},
}

// speak is a service that says it, and then goodbye.
func speak(w http.ResponseWriter, r *http.Request) {
	c, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return
	}
	for _, s := range spoken {
		if _, _, err := c.Read(r.Context()); err != nil {
			return
		}
		c.Write(r.Context(), s.kind, []byte(s.text))
	}
	c.Close(4002, "that was all")
}

// hearAll says something as often as the service answers, and returns all that
// it heard, to the byte.
func hearAll(t *testing.T, url string, o *websocket.DialOptions) (heard []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c, _, err := websocket.Dial(ctx, url, o)
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseNow()
	for {
		c.Write(ctx, websocket.MessageText, []byte(`{"kind":"ask"}`)) // fails when it is over, which Read tells
		kind, data, err := c.Read(ctx)
		if err != nil {
			return append(heard, strings.ReplaceAll(fmt.Sprint(err), "failed to get reader: ", ""))
		}
		heard = append(heard, fmt.Sprintf("%v %q", kind, data))
	}
}

const talk = `
asyncapi: 3.0.0
info: {title: Talk, version: '1'}
channels:
  talk:
    address: /talk
    messages:
      ask: {payload: {type: object, required: [kind], properties: {kind: {const: ask}}}}
      answer: {payload: {type: object, required: [kind], properties: {kind: {const: answer}}}}
operations:
  onAsk: {action: receive, channel: {$ref: '#/channels/talk'}, messages: [{$ref: '#/channels/talk/messages/ask'}]}
  answers: {action: send, channel: {$ref: '#/channels/talk'}, messages: [{$ref: '#/channels/talk/messages/answer'}]}
`

// stopped waits for the end of a proxy, which found something.
var stopped = regexp.MustCompile(`(?m)^proxy: `)

// TestProxy_ReplayIsTheSameToTheByte: what a service said through a proxy is
// said again by a mock that replays the journal: bytes, frame types, close
// code and reason.
func TestProxy_ReplayIsTheSameToTheByte(t *testing.T) {
	folder := t.TempDir()
	document, recording := filepath.Join(folder, "talk.yaml"), filepath.Join(folder, "session.ndjson")
	behavior := filepath.Join(folder, "behavior.yaml")
	for name, text := range map[string]string{
		document: talk,
		behavior: "scenarios: [{route: /talk, validate: off, steps: [{replay: {file: session.ndjson, step: true, speed: 1000}}]}]\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	service := httptest.NewServer(http.HandlerFunc(speak))
	defer service.Close()
	direct := hearAll(t, service.URL+"/talk", nil)
	if len(direct) != len(spoken)+1 || !strings.Contains(direct[len(spoken)], "that was all") {
		t.Fatalf("the service itself says %q", direct)
	}
	p := start(t, "proxy", document, "--upstream", service.URL, "--journal", recording)
	if got := hearAll(t, p.WS("/talk"), nil); fmt.Sprint(got) != fmt.Sprint(direct) {
		t.Errorf("through the proxy\n%q, want\n%q", got, direct)
	}
	p.interrupt()
	p.waitFor(stopped)
	m := serve(t, document, "--behavior", behavior)
	if got := hearAll(t, m.WS("/talk"), nil); fmt.Sprint(got) != fmt.Sprint(direct) {
		t.Errorf("replayed\n%q, want\n%q", got, direct)
	}
}
