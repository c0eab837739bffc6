package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// shown finds a command that reports, with its output, in README.md.
var shown = regexp.MustCompile("(?s)(```\n\\$ asyncmock ((validate|diff|check) [^\n]*)\n)(.*?)(```\n)")

// TestReadme_Reports: the reports that README.md shows are what the command
// prints in testdata/reports/COMMAND.
func TestReadme_Reports(t *testing.T) {
	const readme = "../../README.md"
	page, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	current := shown.ReplaceAllFunc(page, func(block []byte) []byte {
		parts := shown.FindSubmatch(block)
		line, name := string(parts[2]), string(parts[3])
		commands = append(commands, line)
		out := reported(t, filepath.Join("testdata", "reports", name), strings.Fields(line))
		if string(out) != string(parts[4]) && !*update {
			t.Errorf("asyncmock %s prints\n%s\nREADME.md shows\n%s", line, out, parts[4])
		}
		return slices.Concat(parts[1], out, parts[5])
	})
	want := []string{
		"validate asyncapi.yaml", "validate --report github asyncapi.yaml", "validate --report markdown asyncapi.yaml",
		"validate --report junit asyncapi.yaml", "validate --report sarif asyncapi.yaml", "validate --report json asyncapi.yaml",
		"check asyncapi.yaml messages.ndjson", "check asyncapi.yaml session.har",
		"diff asyncapi.old.yaml asyncapi.yaml", "diff asyncapi.old.yaml asyncapi.yaml --report github",
	}
	if !slices.Equal(commands, want) {
		t.Errorf("README.md shows %q, want %q", commands, want)
	}
	if *update {
		if err := os.WriteFile(readme, current, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// reported is what a command prints in a copy of the folder, which is no
// repository.
func reported(t *testing.T, folder string, args []string) []byte {
	t.Helper()
	cmd := exec.Command("asyncmock", args...)
	cmd.Dir, cmd.Env = t.TempDir(), append(os.Environ(), "GITHUB_ACTIONS=")
	if err := os.CopyFS(cmd.Dir, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	out, _ := cmd.Output() // the documents have errors on purpose
	return out
}

// TestReadme_Run: what README.md shows of run is what the example's own script
// compares with what is printed.
func TestReadme_Run(t *testing.T) {
	page, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile("../../examples/car-park/test.txtar")
	if err != nil {
		t.Fatal(err)
	}
	_, printed, found := strings.Cut(string(script), "-- hasty.txt --\n")
	if !found || !strings.Contains(string(page), "```\n$ asyncmock run asyncapi.yaml -- node client.js --hasty\n"+printed+"```\n") {
		t.Errorf("README.md does not show\n%s", printed)
	}
}
