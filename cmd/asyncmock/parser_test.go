package main_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// officialParser is what validate is compared with.
const officialParser = "@asyncapi/parser"

// largeDocument has n channels, each with a message of its own that is sent
// and received.
func largeDocument(n int) string {
	var channels, operations, messages, schemas strings.Builder
	for i := range n {
		fmt.Fprintf(&channels, "  channel%d:\n    address: /events/%d/{room}\n    parameters: {room: {description: Where}}\n    messages: {event: {$ref: '#/components/messages/Message%d'}}\n", i, i, i)
		for _, action := range []string{"send", "receive"} {
			fmt.Fprintf(&operations, "  %s%d:\n    action: %s\n    channel: {$ref: '#/channels/channel%d'}\n    messages: [{$ref: '#/channels/channel%d/messages/event'}]\n", action, i, action, i, i)
		}
		fmt.Fprintf(&messages, "    Message%d: {title: Event number %d, contentType: application/json, payload: {$ref: '#/components/schemas/Payload%d'}}\n", i, i, i)
		fmt.Fprintf(&schemas, "    Payload%d:\n      type: object\n      required: [id, state]\n      properties:\n        id: {type: string, format: uuid}\n        state: {type: string, enum: [made, paid, sent]}\n        amount: {type: number, minimum: 0, maximum: 1000}\n        tags: {type: array, items: {type: string}, maxItems: 5}\n        customer: {type: object, properties: {name: {type: string}, email: {type: string, format: email}}}\n        createdAt: {type: string, format: date-time}\n", i)
	}
	return "asyncapi: 3.0.0\ninfo: {title: Large, version: 1.0.0}\nservers: {here: {host: localhost:8080, protocol: ws}}\nchannels:\n" + channels.String() +
		"operations:\n" + operations.String() + "components:\n  messages:\n" + messages.String() + "  schemas:\n" + schemas.String()
}

// TestBesideOfficialParser validates a document of 1,000 channels, right and
// with one mistake, in turns with the official parser, and prints what both
// cost. It demands the same verdicts, and no time.
func TestBesideOfficialParser(t *testing.T) {
	if os.Getenv("ASYNCMOCK_CAMPAIGN") != "full" {
		t.Skip("a campaign: ASYNCMOCK_CAMPAIGN=full")
	}
	if !isFolder(filepath.Join(nodeModules(t), officialParser)) {
		t.Skipf("ASYNCMOCK_NODE_MODULES has no %s: npm install %s@3.6.3", officialParser, officialParser)
	}
	right := largeDocument(1000)
	for _, c := range []struct {
		name, text string
		status     int
	}{
		{"right", right, 0},
		{"wrong", strings.Replace(right, "action: receive\n", "action: hear\n", 1), 1},
	} {
		path := filepath.Join(t.TempDir(), "asyncapi.yaml")
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		var ours, theirs []time.Duration
		for range 3 {
			ours = append(ours, timed(t, exec.Command("asyncmock", "validate", path), c.status))
			theirs = append(theirs, timed(t, nodeCommand(t, "parser.cjs", path), c.status))
		}
		a, b := median(ours), median(theirs)
		t.Logf("%s, 1,000 channels, CPU, medians of three: asyncmock validate %v, %s %v, ratio %.2f",
			c.name, a.Round(time.Millisecond), officialParser, b.Round(time.Millisecond), a.Seconds()/b.Seconds())
	}
}

func nodeCommand(t *testing.T, script string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(program(t, "node"), append([]string{filepath.Join("testdata/e2e", script)}, args...)...)
	cmd.Env = append(os.Environ(), "NODE_PATH="+nodeModules(t))
	return cmd
}

// timed returns what a command with a certain exit status takes on the processor.
func timed(t *testing.T, cmd *exec.Cmd, status int) time.Duration {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	if got := cmd.ProcessState.ExitCode(); got != status {
		t.Errorf("%s: exit status %d, want %d\n%s", cmd, got, status, out)
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

func median(list []time.Duration) time.Duration {
	list = slices.Sorted(slices.Values(list))
	return list[len(list)/2]
}
