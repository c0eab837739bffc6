package report_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"asyncmock/cmd/internal/report"
	"asyncmock/spec"
)

type readSuites struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Suites   []struct {
		Name     string `xml:"name,attr"`
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Cases    []struct {
			Name    string `xml:"name,attr"`
			Failure *struct {
				Message string `xml:"message,attr"`
				Text    string `xml:",chardata"`
			} `xml:"failure"`
			Out *string `xml:"system-out"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

func readJUnit(t *testing.T, r *report.Result) readSuites {
	t.Helper()
	var out readSuites
	text := write(t, "junit", r)
	if err := xml.Unmarshal(text, &out); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return out
}

func TestJUnitSaysWhatFails(t *testing.T) {
	r := hostile()
	for _, min := range []spec.Severity{spec.SeverityInfo, spec.SeverityWarning, spec.SeverityError} {
		r.FailSeverity = min
		got := readJUnit(t, r)
		if want := r.AtLeast(min); got.Failures != want {
			t.Errorf("%s: got %d failures, want %d", min, got.Failures, want)
		}
		if want := len(findings(r)) + 1; got.Tests != want {
			t.Errorf("%s: got %d tests, want one for each finding and one for b.yaml: %d", min, got.Tests, want)
		}
		for i, s := range got.Suites {
			names := map[string]bool{}
			for j, c := range s.Cases {
				if names[c.Name] {
					t.Errorf("%s: two cases are called %q", s.Name, c.Name)
				}
				names[c.Name] = true
				if fs := r.Documents[i].Findings; len(fs) > 0 && (c.Failure != nil) != (fs[j].Severity >= min) {
					t.Errorf("%s: %s: failure %v", min, fs[j], c.Failure)
				}
			}
		}
	}
}

func TestJUnitKeepsHostileText(t *testing.T) {
	c := readJUnit(t, hostile()).Suites[2].Cases[0]
	if c.Failure.Message != report.Printable(nasty) {
		t.Errorf("got %q", c.Failure.Message)
	}
	if !strings.Contains(c.Failure.Text, report.Printable(nasty)) {
		t.Errorf("got %q", c.Failure.Text)
	}
}
