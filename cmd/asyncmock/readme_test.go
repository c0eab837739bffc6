package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// shown finds a command that validates, with its output, in README.md.
var shown = regexp.MustCompile("(?s)(```\n\\$ asyncmock validate (?:--report ([a-z]+) )?asyncapi.yaml\n)(.*?)(```\n)")

// TestReadme_Reports: the reports that README.md shows are what the command
// prints for testdata/reports/asyncapi.yaml.
func TestReadme_Reports(t *testing.T) {
	const readme = "../../README.md"
	page, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	document, err := os.ReadFile("testdata/reports/asyncapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "asyncapi.yaml"), document, 0o644); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	current := shown.ReplaceAllFunc(page, func(block []byte) []byte {
		parts := shown.FindSubmatch(block)
		kind := string(parts[2])
		kinds = append(kinds, kind)
		out := validated(t, folder, kind)
		if string(out) != string(parts[3]) && !*update {
			t.Errorf("--report %s prints\n%s\nREADME.md shows\n%s", kind, out, parts[3])
		}
		return slices.Concat(parts[1], out, parts[4])
	})
	if want := []string{"", "github", "markdown", "junit", "sarif", "json"}; !slices.Equal(kinds, want) {
		t.Errorf("README.md shows %q, want %q", kinds, want)
	}
	if *update {
		if err := os.WriteFile(readme, current, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// validated is what validate prints in a folder that is a repository.
func validated(t *testing.T, folder, kind string) []byte {
	t.Helper()
	args := []string{"validate", "asyncapi.yaml"}
	if kind != "" {
		args = append(args, "--report", kind)
	}
	cmd := exec.Command("asyncmock", args...)
	cmd.Dir = folder
	out, _ := cmd.Output() // the document has an error on purpose
	return out
}
