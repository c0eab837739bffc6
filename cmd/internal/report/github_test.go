package report_test

import (
	"fmt"
	"strings"
	"testing"

	"asyncmock/cmd/internal/report"
)

// A command is a line as the runner of GitHub Actions understands it.
type command struct {
	name       string
	properties map[string]string
	data       string
}

// parseCommand reads a line as the runner does: the first :: after the
// beginning ends the properties, and escapes are undone afterwards.
func parseCommand(t *testing.T, line string) command {
	t.Helper()
	rest, ok := strings.CutPrefix(line, "::")
	head, data, ok2 := strings.Cut(rest, "::")
	if !ok || !ok2 {
		t.Fatalf("no command: %q", line)
	}
	name, list, _ := strings.Cut(head, " ")
	c := command{name, map[string]string{}, strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%").Replace(data)}
	for _, p := range strings.Split(list, ",") {
		key, value, ok := strings.Cut(p, "=")
		if !ok || c.properties[key] != "" {
			t.Fatalf("property %q: %q", p, line)
		}
		c.properties[key] = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%").Replace(value)
	}
	return c
}

func TestGitHubIsUnderstood(t *testing.T) {
	r := hostile()
	lines := strings.Split(strings.TrimSuffix(string(write(t, "github", r)), "\n"), "\n")
	want := findings(r)
	if len(lines) != len(want) {
		t.Fatalf("got %d lines, want %d:\n%s", len(lines), len(want), strings.Join(lines, "\n"))
	}
	for i, f := range want {
		c := parseCommand(t, lines[i])
		if level := map[string]string{"error": "error", "warning": "warning", "info": "notice"}[f.Severity.String()]; c.name != level {
			t.Errorf("%s: got %s, want %s", f, c.name, level)
		}
		if c.properties["title"] != f.Code || !strings.HasPrefix(c.data, report.Printable(f.Summary)) {
			t.Errorf("%s: got %q", f, c)
		}
		if f.Pos.File != "" && !strings.Contains(f.Pos.File, "\x00") && c.properties["file"] != f.Pos.File {
			t.Errorf("%s: got file %q", f, c.properties["file"])
		}
		for name, n := range map[string]int{"line": f.Pos.Line, "col": f.Pos.Column} {
			if got, ok := c.properties[name]; ok != (n > 0) || ok && got != fmt.Sprint(n) {
				t.Errorf("%s: got %s %q", f, name, got)
			}
		}
	}
	if got := parseCommand(t, lines[4]).properties["file"]; got != "no place.yaml" {
		t.Errorf("a finding without file is about the document: got %q", got)
	}
	if got := write(t, "github", &report.Result{Documents: []report.Document{{Path: "b.yaml"}}}); len(got) > 0 {
		t.Errorf("nothing was found, yet: %q", got)
	}
}
