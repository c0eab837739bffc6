package examples

import (
	"flag"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the output shown in README.md")

// shown finds a command with its output in README.md.
var shown = regexp.MustCompile("(?s)```\n\\$ asyncmock (generate [^\n]*)\n(.*?)```")

// payloadsShown runs the commands of README.md and compares what they print.
func payloadsShown(t *testing.T, binary string) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := 0
	renewed := shown.ReplaceAllStringFunc(string(page), func(block string) string {
		parts := shown.FindStringSubmatch(block)
		blocks++
		cmd := exec.Command(binary, strings.Fields(parts[1])...)
		cmd.Dir = ".."
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", parts[1], err)
		}
		if string(out) != parts[2] && !*update {
			t.Errorf("%s prints\n%s\nREADME.md shows\n%s", parts[1], out, parts[2])
		}
		return "```\n$ asyncmock " + parts[1] + "\n" + string(out) + "```"
	})
	if blocks < 6 {
		t.Errorf("README.md shows payloads of %d documents, want 6", blocks)
	}
	if *update {
		if err := os.WriteFile("README.md", []byte(renewed), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
