package behavior_test

import (
	"os"
	"os/exec"
	"path/filepath"
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
		{"{file: behavior.yaml}", "line 1: no record of a journal: invalid"},
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

// TestLinksStayInTheFolder: neither do links lead out of it, and a pipe is not
// waited for.
func TestLinksStayInTheFolder(t *testing.T) {
	d, f := load(t, document, `rules: [{then: [{reply: {file: out/secret}}, {reply: {file: secret}}, {reply: {file: pipe}}, {reply: {file: sub}}]}]`)
	outside, folder := t.TempDir(), filepath.Dir(f.Files()[0])
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte(`{"type":"notice","text":"secret"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"out": outside, "secret": filepath.Join(outside, "secret")} {
		if err := os.Symlink(to, filepath.Join(folder, link)); err != nil {
			t.Skip(err)
		}
	}
	if os.Mkdir(filepath.Join(folder, "sub"), 0o700) != nil || exec.Command("mkfifo", filepath.Join(folder, "pipe")).Run() != nil {
		t.Skip("this system has no pipes in folders")
	}
	_, err := server.New(d, server.Options{Behavior: f})
	wrong, ok := err.(*server.BehaviorError)
	if !ok || len(wrong.Findings) != 4 {
		t.Fatalf("got %v, want four refusals", err)
	}
	for i, want := range []string{"escapes", "escapes", "it is no file", "it is no file"} {
		if got := wrong.Findings[i]; !strings.Contains(got.Summary, want) || strings.Contains(got.Summary, outside) || got.Pos.Line != 1 {
			t.Errorf("got %v, want %q", got, want)
		}
	}
}
