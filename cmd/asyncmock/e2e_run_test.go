package main_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestRun_FindsEveryMistake: a client that is not ours makes three mistakes. A
// reader that is not ours finds all three in the JUnit report, and none when
// the client keeps the contract.
func TestRun_FindsEveryMistake(t *testing.T) {
	modules := nodeModules(t)
	program(t, "node")
	for _, name := range []string{"ws", "junit2json"} {
		if !isFolder(filepath.Join(modules, name)) {
			t.Skipf("ASYNCMOCK_NODE_MODULES has no %s; the node_packages of .ci/run have", name)
		}
	}
	if got := mistakes(t, 0); len(got) > 0 {
		t.Errorf("the client keeps the contract, and yet: %q", got)
	}
	got := mistakes(t, 1, "--hasty")
	want := []string{
		"/cents: is a string, must be an integer",
		`property "ticketId" is missing`,
		`"opened" goes from the mock to the client, not from the client`,
	}
	if len(got) != len(want) {
		t.Fatalf("got %d failed cases, want %d: %q", len(got), len(want), got)
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) {
			t.Errorf("case %d says %q, want %q", i, got[i], want[i])
		}
	}
}

// mistakes runs the client of the example and returns the texts of the test
// cases that failed.
func mistakes(t *testing.T, status int, flags ...string) (texts []string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.xml")
	args := []string{"run", example("car-park"), "--report", "text", "--report", "junit=" + file, "--", "node", "../../examples/car-park/client.js"}
	cmd := exec.Command("asyncmock", append(args, flags...)...)
	cmd.Env = append(os.Environ(), "NODE_PATH="+nodeModules(t))
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if errors.As(err, &exit); exit != nil && exit.ExitCode() != status || exit == nil && status != 0 {
		t.Fatalf("got %v, want status %d\n%s", err, status, out)
	}
	if !strings.Contains(string(out), "covered  operations: 3 of 3") {
		t.Errorf("no coverage:\n%s", out)
	}
	var read understood
	if err := json.Unmarshal([]byte(node(t, nil, "junit.mjs", file)), &read); err != nil {
		t.Fatal(err)
	}
	for _, s := range read.Suites {
		for _, c := range s.Cases {
			if c.Failed {
				texts = append(texts, c.Text)
			}
		}
	}
	return texts
}
