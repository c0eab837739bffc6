package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// unclean are the examples that need something of their own to be clean, and
// why. Arguments are further ones of verify.
var unclean = map[string]struct {
	why     string
	args    []string
	anyText bool // its rules answer invalid messages, too
}{
	"help-desk":     {why: "its rules look at raw text, and answer whatever it is", anyText: true},
	"walkie-talkie": {why: "its rules look at raw text, and answer whatever it is", anyText: true},
	"sign-in": {why: "its doors ask for tokens; those of two are not in the handshake, but bought and said beside the contract",
		args: []string{"--channel", "token,visible", "--token", "open-sesame", "--query", "token=open-sesame"}},
}

// waysToSend are all that a mock of an example is verified with.
var waysToSend = [][]string{{"--send", "examples"}, {"--send", "generated", "--negative"}, {"--send", "generated", "--over", "http"}}

// TestVerify_OurMocksAreClean verifies a mock of every example, in both roles:
// in turn with the examples, with all that is generated, and over HTTP; with
// ASYNCMOCK_CAMPAIGN=full, each of them with everything.
func TestVerify_OurMocksAreClean(t *testing.T) {
	folders, err := filepath.Glob("../../examples/*/asyncapi.yaml")
	if err != nil || len(folders) < 10 {
		t.Fatalf("no examples: %v", err)
	}
	for i, document := range folders {
		name := filepath.Base(filepath.Dir(document))
		for j, role := range []string{"application", "counterpart"} {
			ways := waysToSend
			if turn := (i + j) % len(ways); !campaign() {
				ways = ways[turn : turn+1]
			}
			t.Run(name+"/"+role, func(t *testing.T) {
				t.Parallel()
				verifyExample(t, name, document, role, ways)
			})
		}
	}
}

func verifyExample(t *testing.T, name, document, role string, ways [][]string) {
	serving := []string{"--role", role, "--interval", "20ms", document}
	behavior := filepath.Join(filepath.Dir(document), "behavior.yaml")
	args := []string{"--role", role, "--timeout", "20s", "--duration", "0s", "--rate", "2000"}
	if _, err := os.Stat(behavior); err == nil && role == "application" { // its rules speak for this side
		serving = append(serving, "--behavior", behavior)
		args = append(args, unclean[name].args...)
	}
	m := serve(t, serving...)
	for _, sent := range ways {
		if len(sent) == 3 && unclean[name].anyText && role == "application" {
			continue
		}
		out, status := verify(t, document, append([]string{"--url", m.WS("")}, append(args, sent...)...)...)
		if status != 0 || !strings.Contains(out, "verify: ") {
			t.Errorf("%s: exit status %d\n%s", sent, status, out)
		}
	}
}

// verify runs asyncmock verify and returns what it said, and its exit status.
func verify(t *testing.T, document string, args ...string) (out string, status int) {
	t.Helper()
	cmd := exec.Command("asyncmock", append([]string{"verify", document}, args...)...)
	text, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(text), cmd.ProcessState.ExitCode()
}
