package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"asyncmock/server"
	"asyncmock/spec"
)

// logOf runs f with the observer of a log and returns what the log printed.
func logOf(t *testing.T, l logging, f func(observe func(*server.Event))) string {
	t.Helper()
	var out bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		log, observe := startLog(&console{out: &out}, l)
		f(observe)
		synctest.Wait()
		log.stop()
	})
	return out.String()
}

func startLog(c *console, l logging) (*messageLog, func(*server.Event)) {
	in := &input{location: "a.yaml", prefix: "/p"}
	log := newMessageLog(c, l)
	log.measureRoutes(in, []*server.Route{{Path: "/r"}})
	go log.write()
	return log, log.observer(in)
}

func received(i int) *server.Event {
	return &server.Event{Time: time.Now(), Kind: server.EventReceive, Session: "ws-1", Route: "/r", Message: fmt.Sprintf("m%d", i), Valid: true}
}

func TestLogLines(t *testing.T) {
	got := logOf(t, logging{verbose: true}, func(observe func(*server.Event)) {
		time.Sleep(5 * time.Millisecond) // on the fake clock, which begins at midnight UTC
		for _, ev := range []server.Event{
			{Kind: server.EventConnect, Session: "ws-1", Path: "/r", Remote: "127.0.0.1:9"},
			{Kind: server.EventReceive, Session: "ws-1", Message: "subscribe", Valid: true, Payload: []byte(`{"a":1}`)},
			{Kind: server.EventReceive, Session: "ws-1", Message: "subscribe", Findings: spec.Diagnostics{
				{Code: "schema-type", Instance: "/depth", Summary: "must be an integer", Hint: "send 5"},
				{Code: "schema-required", Summary: "symbol is missing"}}},
			{Kind: server.EventReceive, Session: "ws-1", Message: "blob", Valid: true, Unvalidated: true, Binary: true, Payload: []byte{0, 255}},
			{Kind: server.EventSend, Session: "ws-1", Message: "ticker", Valid: true},
			{Kind: server.EventSend, Session: "ws-1", Message: "ticker", Valid: true, Text: "pushed"},
			{Kind: server.EventSend, Session: "ws-1", Message: "hello", Valid: true, Rule: "welcome"},
			{Kind: server.EventRelay, Session: "ws-1", Message: "say", Count: 2, Rule: "tell"},
			{Kind: server.EventNote, Session: "ws-1", Text: "an echo was undone"},
			{Kind: server.EventClose, Session: "ws-1", Code: 1000, Text: "done"},
			{Kind: server.EventClose, Session: "ws-2", Code: 1006},
			{Kind: server.EventRefuse, Path: "/x", Code: 404, Text: "no such path",
				Findings: spec.Diagnostics{{Code: "path-unknown", Instance: "/x", Summary: "no such path"}}},
		} {
			ev.Time = time.Now()
			observe(&ev)
		}
	})
	got = regexp.MustCompile(`(?m)^\d\d:\d\d:00`).ReplaceAllString(got, "00:00:00") // any time zone
	want := `00:00:00.005  ws-1    connected /p/r  127.0.0.1:9
00:00:00.005  ws-1    → subscribe  ok
    {"a":1}
00:00:00.005  ws-1    → subscribe  wrong: 2 findings
    /depth: must be an integer [schema-type]
    hint: send 5
    (root): symbol is missing [schema-required]
00:00:00.005  ws-1    → blob       not validated
    00ff
00:00:00.005  ws-1    ← ticker     ok
00:00:00.005  ws-1    ← ticker     ok  pushed
00:00:00.005  ws-1    ← hello      ok  rule welcome
00:00:00.005  ws-1    ⇇ say        to 2 clients  rule tell
00:00:00.005  ws-1    note an echo was undone
00:00:00.005  ws-1    closed 1000 done
00:00:00.005  ws-2    closed 1006 connection lost
00:00:00.005          refused 404 /p/x: no such path
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestREL_LOG_4_LogEscapesWhatClientsSend(t *testing.T) {
	evil := "\x1b]0;owned\x07\r\n\u202e"
	got := logOf(t, logging{verbose: true}, func(observe func(*server.Event)) {
		observe(&server.Event{Kind: server.EventReceive, Session: evil, Message: evil, Text: evil, Payload: []byte(evil),
			Findings: spec.Diagnostics{{Code: "c", Instance: evil, Summary: evil, Hint: evil}}})
		observe(&server.Event{Kind: server.EventRefuse, Path: evil, Text: evil})
	})
	if strings.ContainsAny(got, "\x1b\x07\r\u202e") || !strings.Contains(got, `\x1b]0;owned`) {
		t.Errorf("got %q", got)
	}
}

func TestLogLeavesTrivialEventsToVerbose(t *testing.T) {
	info := spec.Diagnostics{{Code: "pin-conflict", Severity: spec.SeverityInfo, Summary: "does not fit"}}
	warning := spec.Diagnostics{{Code: "frame-type", Severity: spec.SeverityWarning, Summary: "is odd"}}
	events := func(observe func(*server.Event)) {
		for _, ev := range []server.Event{
			{Kind: server.EventConnect, Transport: server.TransportHTTP, Path: "/one"},
			{Kind: server.EventClose, Transport: server.TransportHTTP, Code: 1000},
			{Kind: server.EventNote, Text: "an echo", Findings: info},
			{Kind: server.EventConnect, Transport: server.TransportWS, Path: "/two"},
			{Kind: server.EventNote, Text: "a frame", Findings: warning},
			{Kind: server.EventNote, Text: "3 messages were left out"},
		} {
			observe(&ev)
		}
	}
	all := logOf(t, logging{verbose: true}, events)
	some := logOf(t, logging{}, events)
	for _, word := range []string{"/one", "closed 1000", "an echo"} {
		if !strings.Contains(all, word) || strings.Contains(some, word) {
			t.Errorf("%q belongs to the verbose log only\n%s\n%s", word, all, some)
		}
	}
	for _, word := range []string{"/two", "a frame", "left out"} {
		if !strings.Contains(some, word) {
			t.Errorf("%q is missing\n%s", word, some)
		}
	}
}

func TestLogCountsBeyondTwentyLinesASecond(t *testing.T) {
	got := logOf(t, logging{}, func(observe func(*server.Event)) {
		for i := range 50 {
			ev := received(i)
			ev.Valid = i%10 != 9
			observe(ev)
		}
		observe(&server.Event{Kind: server.EventSend, Route: "/r", Valid: true})
		time.Sleep(1500 * time.Millisecond) // on the fake clock
		observe(received(50))
	})
	if n := strings.Count(got, "→ m"); n != 26 {
		t.Errorf("got %d lines, want 20, the 5 wrong ones and one in the next second\n%s", n, got)
	}
	if !strings.Contains(got, "/p/r: 26 more: → 25, ← 1") {
		t.Errorf("the rest is not counted\n%s", got)
	}
}

func TestLogCountsWrongMessagesToo(t *testing.T) {
	got := logOf(t, logging{}, func(observe func(*server.Event)) {
		for i := range 30 {
			ev := received(i)
			ev.Valid = false
			observe(ev)
		}
	})
	if n := strings.Count(got, "→ m"); n != 20 {
		t.Errorf("got %d lines, want 20\n%s", n, got)
	}
	if !strings.Contains(got, "/p/r: 10 more: → 10, ← 0, 10 wrong") {
		t.Errorf("the rest is not counted\n%s", got)
	}
}

func TestLogNeverBlocksTheMock(t *testing.T) {
	var out bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		log, observe := startLog(&console{out: w}, logging{format: logJSON})
		for i := range 2 * queueLength {
			observe(received(i)) // nobody reads the pipe
		}
		go io.Copy(&out, r)
		time.Sleep(2 * time.Second)
		log.stop()
		w.Close()
		synctest.Wait()
	})
	if !strings.Contains(out.String(), "lines were dropped") {
		t.Errorf("drops are not told:\n%.300s", &out)
	}
}

func TestLogJSON(t *testing.T) {
	got := logOf(t, logging{format: logJSON}, func(observe func(*server.Event)) {
		payload := []byte(`{"n": 1.0}`)
		ev := received(1)
		ev.Payload, ev.Channel, ev.Operation, ev.Valid = payload, "ch", "op", false
		ev.Findings = spec.Diagnostics{{Code: "c", Instance: "/n"}}
		observe(ev)
		copy(payload, "overwritten")
		observe(&server.Event{Kind: server.EventSend, Valid: true, Payload: []byte{0xff}, Connection: "ws-2", Rule: "welcome"})
	})
	var o struct {
		Connection, Rule                                           string
		Seq                                                        int
		Kind, Session, Route, Channel, Operation, Message, Payload string
		Direction                                                  string
		Valid                                                      bool
		Findings                                                   []struct{ Code, Instance string }
		PayloadBase64                                              string
	}
	lines := strings.Split(strings.TrimSpace(got), "\n")
	if len(lines) != 2 {
		t.Fatalf("got %q", got)
	}
	if err := json.Unmarshal([]byte(lines[0]), &o); err != nil {
		t.Fatal(err)
	}
	if o.Payload != `{"n": 1.0}` {
		t.Errorf("the payload is not as it was: %q", o.Payload)
	}
	if o.Seq != 1 || o.Kind != "receive" || o.Route != "/p/r" || o.Direction != "clientToMock" || o.Valid || len(o.Findings) != 1 {
		t.Errorf("got %+v", o)
	}
	if err := json.Unmarshal([]byte(lines[1]), &o); err != nil || o.PayloadBase64 != "/w==" || o.Seq != 2 || !o.Valid || o.Connection != "ws-2" || o.Rule != "welcome" {
		t.Errorf("got %+v, %v", o, err)
	}
}
