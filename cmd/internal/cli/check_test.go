package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

const lamps = `{"asyncapi": "3.0.0", "info": {"title": "Lamps", "version": "1"},
"channels": {"lamps": {"address": "/lamps", "messages": {"dim": {"payload": {"type": "object", "required": ["level"], "properties": {"level": {"type": "integer", "maximum": 100}}}}}}},
"operations": {"dim": {"action": "receive", "channel": {"$ref": "#/channels/lamps"}}}}
`

// checked runs check on a recording at standard input and returns its status
// and output.
func checked(t *testing.T, recording io.Reader, flags ...string) (status int, out string) {
	t.Helper()
	document := filepath.Join(t.TempDir(), "lamps.json")
	if err := os.WriteFile(document, []byte(lamps), 0o644); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	c := newConsole(recording, &said, &said, func(string) (string, bool) { return "", false })
	return run(c, append([]string{"check", document}, flags...)), said.String()
}

// messages writes n messages, one of a thousand wrong, as they are asked for.
func messages(n int, line func(i, level int) string) io.Reader {
	r, w := io.Pipe()
	go func() {
		b := bufio.NewWriter(w)
		for i := range n {
			level := i % 100
			if i%1000 == 999 {
				level = 101
			}
			fmt.Fprintln(b, line(i, level))
		}
		b.Flush()
		w.Close()
	}()
	return r
}

// TestCheck_LongRecordings: however long a recording is, every message is
// judged, the first ones are told, and memory is bounded.
func TestCheck_LongRecordings(t *testing.T) {
	n := 100_000
	if testing.Short() {
		n = 30_000
	}
	for name, line := range map[string]func(i, level int) string{
		"payloads": func(_, level int) string { return fmt.Sprintf(`{"level": %d}`, level) },
		"journal": func(i, level int) string {
			return fmt.Sprintf(`{"seq":%d,"time":"2026-01-15T09:30:00Z","kind":"receive","connection":"ws-1","path":"/lamps","payload":{"level":%d}}`, i+1, level)
		},
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		status, out := checked(t, messages(n, line))
		runtime.GC()
		runtime.ReadMemStats(&after)
		if status != exitFindings || strings.Count(out, "must be <= 100") != n/1000 {
			t.Errorf("%s: status %d, %d findings, want %d", name, status, strings.Count(out, "must be <= 100"), n/1000)
		}
		if want := fmt.Sprintf("check: %d failed, %d passed\n", n/1000, n-n/1000); !strings.HasSuffix(out, want) {
			t.Errorf("%s: got %s, want %s", name, out[max(0, len(out)-400):], want)
		}
		if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 32<<20 {
			t.Errorf("%s: %d MB are held after %d messages", name, grown>>20, n)
		}
	}
}

// TestCheck_ManyWrong: what is wrong is counted, too, where it is too much to
// be told.
func TestCheck_ManyWrong(t *testing.T) {
	status, out := checked(t, strings.NewReader(strings.Repeat("no json\n", maxVerdicts+5)))
	if status != exitFindings || !strings.Contains(out, "failed   and more: 5 messages  counted, not told\n") {
		t.Errorf("status %d: %s", status, out[len(out)-300:])
	}
}

// TestCheck_ManyConnections: connections that nothing ends are ended.
func TestCheck_ManyConnections(t *testing.T) {
	status, out := checked(t, messages(5000, func(i, _ int) string {
		return fmt.Sprintf(`{"seq":%d,"time":"2026-01-15T09:30:00Z","kind":"receive","connection":"ws-%d","path":"/lamps","payload":{"level":1}}`, i+1, i)
	}))
	if status != exitFine || !strings.Contains(out, "check: 5000 passed") {
		t.Errorf("status %d: %s", status, out)
	}
}
