package behavior_test

import (
	"strings"
	"testing"
	"time"

	"asyncmock/server"
)

// session is the journal of two connections.
const session = `
{"seq":1,"time":"2026-01-01T12:00:00Z","kind":"connect","session":"ws-1","connection":"ws-1"}
{"seq":2,"time":"2026-01-01T12:00:00Z","kind":"send","session":"ws-1","connection":"ws-1","payload":{"type":"notice","text":"hello"}}
{"seq":3,"time":"2026-01-01T12:00:00.5Z","kind":"send","session":"ws-2","connection":"ws-2","payload":{"type":"notice","text":"other"}}
{"seq":4,"time":"2026-01-01T12:00:00.9Z","kind":"receive","session":"ws-1","connection":"ws-1","payload":{"type":"cancel","id":1}}
{"seq":5,"time":"2026-01-01T12:00:01Z","kind":"send","session":"ws-1","connection":"ws-1","payload":{"type":"accepted","id":1}}
{"seq":6,"time":"2026-01-01T12:00:01Z","kind":"send","session":"ws-1","connection":"ws-1","payload":{"type":"wrong"}}
{"seq":7,"time":"2026-01-01T13:00:00Z","kind":"close","session":"ws-1","connection":"ws-1","code":4010}
`

// TestReplay: a recorded session again, many times as fast; in step with
// the client where that is asked for.
func TestReplay(t *testing.T) {
	file := `
scenarios:
  - {route: /desk, steps: [{replay: {file: session.ndjson, speed: 50000}}]}
`
	b := serve(t, document, file, "session.ndjson", session)
	began := time.Now()
	b.dial("/desk").hears(`{"type":"notice","text":"hello"}`, `{"type":"accepted","id":1}`).closed(4010, "")
	if took := time.Since(began); took < 50*time.Millisecond {
		t.Errorf("it took %s, want an hour, 50,000 times as fast", took)
	}
	b.note("breaks the contract and is not sent")

	file = strings.Replace(file, "speed: 50000", "speed: 100000, step: true, connection: ws-1", 1)
	b = serve(t, document, strings.Replace(file, "route: /desk", "route: /desk, validate: off", 1), "session.ndjson", session)
	c := b.dial("/desk").hears(`{"type":"notice","text":"hello"}`)
	c.say("go on").hears(`{"type":"accepted","id":1}`, `{"type":"wrong"}`).closed(4010, "")
}

// TestReplayIsChecked: what is no journal, or not in it, is a mistake in the file.
func TestReplayIsChecked(t *testing.T) {
	for _, c := range [][2]string{
		{"{file: session.ndjson, connection: ws-9}", "nothing of such a connection"},
		{"{file: behavior.yaml}", "line 1 is no record of a journal"},
		{"{file: session.ndjson, speed: 0}", "speed is no number above 0"},
	} {
		d, f := load(t, document, "scenarios: [{route: /desk, steps: [{replay: "+c[0]+"}]}]", "session.ndjson", session)
		if _, err := server.New(d, server.Options{Behavior: f}); err == nil || !strings.Contains(err.Error(), c[1]) {
			t.Errorf("%s: got %v, want %q", c[0], err, c[1])
		}
	}
}

// TestFilesStayInTheFolder: nothing outside can be said.
func TestFilesStayInTheFolder(t *testing.T) {
	for _, name := range []string{"../../secret", "/etc/hostname", "sub/../../x", "missing.json", ".", "..\\..\\x", "{{ text }}"} {
		d, f := load(t, document, `rules: [{then: [{reply: {file: '`+name+`'}}]}]`)
		if _, err := server.New(d, server.Options{Behavior: f}); err == nil || !strings.Contains(err.Error(), "file ") {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
}
