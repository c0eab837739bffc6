package web_test

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// talk greets by name and ends when it is asked to.
const talk = `
asyncapi: 3.0.0
info: {title: Talk, version: 1.0.0}
x-asyncmock: {role: application}
servers: {live: {host: talk.test, protocol: ws}}
channels:
  talk:
    address: /talk
    messages:
      hello: {payload: {type: object, required: [type, name], properties: {type: {const: hello}, name: {type: string}}}}
      greeting: {payload: {type: object, required: [type], additionalProperties: false, properties: {type: {const: greeting}}}}
      terminate: {payload: {type: object, required: [type], properties: {type: {const: terminate}}}}
      termination: {payload: {type: object, required: [type], additionalProperties: false, properties: {type: {const: termination}}}}
operations:
  greet:
    action: receive
    channel: {$ref: '#/channels/talk'}
    messages: [{$ref: '#/channels/talk/messages/hello'}]
    reply: {channel: {$ref: '#/channels/talk'}, messages: [{$ref: '#/channels/talk/messages/greeting'}]}
  end:
    action: receive
    channel: {$ref: '#/channels/talk'}
    messages: [{$ref: '#/channels/talk/messages/terminate'}]
    reply: {channel: {$ref: '#/channels/talk'}, messages: [{$ref: '#/channels/talk/messages/termination'}]}
`

// TestClient_EventSourceSpeaks: a client of npm's eventsource speaks by POST
// to its own stream, hears the answers as events, and does not come back when
// the session has ended in good order.
func TestClient_EventSourceSpeaks(t *testing.T) {
	modules := os.Getenv("ASYNCMOCK_NODE_MODULES")
	node, err := exec.LookPath("node")
	if modules == "" || err != nil {
		t.Skip("needs node, and ASYNCMOCK_NODE_MODULES: a folder where npm has installed eventsource")
	}
	s := open(t, nil, [2]string{"", talk})
	cmd := exec.Command(node, "testdata/talk.cjs", "http://"+s.addr+"/talk?__session=ada")
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules+string(os.PathListSeparator)+modules+"/node_modules")
	stop := time.AfterFunc(patience, func() { cmd.Process.Kill() })
	defer stop.Stop()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got := strings.Split(strings.TrimSpace(string(out)), "\n")
	want := []string{
		`greeting {"type":"greeting"}`, "POST 202", `termination {"type":"termination"}`, "POST 202",
		`asyncmock.close {"code":1000,"reason":""}`, "over 204",
	}
	slices.Sort(got) // a POST's answer may come before or after the event
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", out, strings.Join(want, "\n"))
	}
}
