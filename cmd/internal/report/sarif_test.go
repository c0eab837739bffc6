package report_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"asyncmock/cmd/internal/report"
	"asyncmock/spec"
)

func atoi(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The public schema of SARIF 2.1.0 has the last word.
func TestSARIFHoldsBeforeItsSchema(t *testing.T) {
	folder := os.Getenv("ASYNCMOCK_CORPUS")
	if folder == "" {
		t.Skip("ASYNCMOCK_CORPUS is not set: the schema is not at hand")
	}
	text, err := os.ReadFile(filepath.Join(folder, "schemas", "sarif-2.1.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	schema := compile(t, text)
	for name, r := range results() {
		if err := schema.Validate(decode(t, write(t, "sarif", r))); err != nil {
			t.Errorf("%s: %#v", name, err)
		}
	}
	if schema.Validate(decode(t, []byte(`{"version":"2.1.0","runs":[{"results":[{}]}]}`))) == nil {
		t.Error("the schema accepts a run without tool")
	}
}

type readLog struct {
	Runs []struct {
		Tool struct {
			Driver struct {
				Rules []struct {
					ID   string
					Help *struct{ Text string }
				}
			}
		}
		Results []readResult
	}
}

type readResult struct {
	RuleID    string
	RuleIndex int
	Level     string
	Message   struct{ Text string }
	Locations []struct {
		PhysicalLocation struct {
			ArtifactLocation struct{ URI, URIBaseID string }
			Region           *struct{ StartLine, StartColumn int }
		}
	}
	PartialFingerprints map[string]string
}

func readSARIF(t *testing.T, r *report.Result) readLog {
	t.Helper()
	var log readLog
	if err := json.Unmarshal(write(t, "sarif", r), &log); err != nil {
		t.Fatal(err)
	}
	return log
}

func TestSARIFSaysWhatWasFound(t *testing.T) {
	r := hostile()
	run := readSARIF(t, r).Runs[0]
	places := map[string]string{
		"absent.yaml": "absent.yaml", "a:b,50%.yaml": "./a:b,50%25.yaml", "../up.yaml": "../up.yaml",
		"https://example.com/a b.yaml": "https://example.com/a%20b.yaml", "": "no%20place.yaml",
	}
	for i, f := range findings(r) {
		got := run.Results[i]
		if rule := run.Tool.Driver.Rules[got.RuleIndex]; got.RuleID != f.Code || rule.ID != f.Code {
			t.Errorf("%s: got %s and the rule of %s", f, got.RuleID, rule.ID)
		}
		at := got.Locations[0].PhysicalLocation
		if want, ok := places[f.Pos.File]; ok && at.ArtifactLocation.URI != want {
			t.Errorf("%s: got %q, want %q", f, at.ArtifactLocation.URI, want)
		}
		if based := at.ArtifactLocation.URIBaseID == "%SRCROOT%"; based != (!strings.HasPrefix(f.Pos.File, "..") && !strings.HasPrefix(f.Pos.File, "https")) {
			t.Errorf("%s: got base %q", f, at.ArtifactLocation.URIBaseID)
		}
		switch {
		case (at.Region != nil) != (f.Pos.Line > 0):
			t.Errorf("%s: got region %v", f, at.Region)
		case at.Region != nil && (at.Region.StartLine != f.Pos.Line || at.Region.StartColumn != f.Pos.Column):
			t.Errorf("%s: got region %v", f, at.Region)
		}
	}
	for _, rule := range run.Tool.Driver.Rules {
		if known := rule.ID == "unknown-key" || rule.ID == "read-failed" || rule.ID == "encoding"; known != (rule.Help != nil) {
			t.Errorf("%s: got help %v", rule.ID, rule.Help)
		}
	}
	if text := run.Results[2].Message.Text; !strings.Contains(text, "{{0}}") {
		t.Errorf("a placeholder that nothing fills: %q", text)
	}
}

func fingerprints(t *testing.T, r *report.Result) []string {
	t.Helper()
	var out []string
	seen := map[string]bool{}
	for _, res := range readSARIF(t, r).Runs[0].Results {
		f := res.PartialFingerprints["asyncmock/v1"]
		if seen[f] || f == "" {
			t.Errorf("%s: fingerprint %q is not of one result", res.Message.Text, f)
		}
		seen[f] = true
		out = append(out, f)
	}
	return out
}

// Lines may be put above what was found, and a syntax error, which has no
// pointer, is known by its line.
func TestSARIFFingerprintsOutliveShiftedLines(t *testing.T) {
	of := func(above int) *report.Result {
		r := sample()
		text := strings.Repeat("# more\n", above) + source + "broken: ["
		r.Source = func(string) []byte { return []byte(text) }
		r.Documents[0].Findings = append(r.Documents[0].Findings,
			spec.Diagnostic{Code: "syntax", Pos: spec.Pos{File: "a.yaml", Line: 4, Column: 9}, Summary: "line 4 is broken"},
			spec.Diagnostic{Code: "syntax", Pos: spec.Pos{File: "a.yaml", Line: 1, Column: 9}, Summary: "line 1 is broken"})
		for i := range r.Documents[0].Findings {
			r.Documents[0].Findings[i].Pos.Line += above
		}
		return r
	}
	before, after := fingerprints(t, of(0)), fingerprints(t, of(7))
	if strings.Join(before, " ") != strings.Join(after, " ") {
		t.Errorf("got %q, and with lines above %q", before, after)
	}
	fingerprints(t, hostile())
}

// Files below the root are named relative to it, whatever the command was
// given; others keep their names.
func TestPlacesAreRelativeToTheRoot(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ root, file, want, base string }{
		{"", "docs/./a.yaml", "docs/a.yaml", "%SRCROOT%"},
		{"", "../a.yaml", "../a.yaml", ""},
		{here, "docs/a.yaml", "docs/a.yaml", "%SRCROOT%"},
		{here, filepath.Join(here, "a.yaml"), "a.yaml", "%SRCROOT%"},
		{filepath.Dir(here), "a.yaml", filepath.Base(here) + "/a.yaml", "%SRCROOT%"},
		{filepath.Dir(here), "../a.yaml", "a.yaml", "%SRCROOT%"},
		{filepath.Join(here, "docs"), filepath.Join(here, "a.yaml"), "file://" + filepath.ToSlash(here) + "/a.yaml", ""},
	} {
		r := &report.Result{Root: c.root, Documents: []report.Document{{Path: c.file, Findings: spec.Diagnostics{{Code: "c", Pos: spec.Pos{File: c.file}}}}}}
		at := readSARIF(t, r).Runs[0].Results[0].Locations[0].PhysicalLocation.ArtifactLocation
		if at.URI != c.want || at.URIBaseID != c.base {
			t.Errorf("%s below %q: got %q of %q, want %q of %q", c.file, c.root, at.URI, at.URIBaseID, c.want, c.base)
		}
	}
}
