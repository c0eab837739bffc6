package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"asyncmock/cmd/internal/report"
	"asyncmock/spec"
)

// exchange is a result of every outcome: in a recording, in none, timed,
// with and without findings.
func exchange() *report.Result {
	at := spec.Pos{File: "calls.ndjson", Line: 2, Column: 31}
	return &report.Result{
		Documents: []report.Document{{Path: "a.yaml"}},
		Exchange: &report.Exchange{
			Command: "check",
			Checks: []report.Check{
				{Group: "orders", Name: "place", Detail: "3 messages", Duration: 1500 * time.Millisecond},
				{Group: "orders", Name: "place", Outcome: report.Failed, Detail: "1 of 2 messages is wrong", Pos: at, Findings: spec.Diagnostics{
					{Code: "payload-minimum", Severity: spec.SeverityError, Pos: at, Instance: "/quantity", Summary: "is 0, must be >= 1", Hint: "ask for one"},
					{Code: "frame-type", Pos: spec.Pos{File: "calls.ndjson", Line: 3}, Summary: "JSON came in a binary frame"},
				}},
				{Group: "orders", Name: "cancel", Outcome: report.Skipped, Detail: "never sent"},
				{Group: "expectations", Name: "e1: a place within 5s", Outcome: report.Failed, Detail: "it happened twice, wanted: exactly 1"},
				{Group: "prices", Name: "quote", Findings: spec.Diagnostics{{Code: "message-ambiguous", Summary: `the payload is "quote" and as well "trade"`}}},
			},
			Coverage: []report.Covered{
				{Kind: "channel", Name: "orders", Count: 4}, {Kind: "channel", Name: "prices", Count: 1},
				{Kind: "operation", Name: "placeOrder", Count: 4}, {Kind: "operation", Name: "cancelOrder"},
				{Kind: "message", Name: "orders place", Count: 4}, {Kind: "message", Name: "orders cancel"}, {Kind: "message", Name: "prices quote", Count: 1},
			},
		},
		Source: func(file string) []byte {
			if file != "calls.ndjson" {
				return nil
			}
			return []byte("{\"type\": \"place\"}\n{\"type\": \"place\", \"quantity\": 0}\n")
		},
		FailSeverity: spec.SeverityError,
	}
}

// hostileExchange has nasty text everywhere, and no document.
func hostileExchange() *report.Result {
	x := &report.Exchange{Command: "run", Coverage: []report.Covered{{Kind: "channel", Name: nasty}}}
	for _, o := range []report.Outcome{report.Passed, report.Failed, report.Skipped} {
		for range 30 {
			x.Checks = append(x.Checks, report.Check{Group: nasty, Name: nasty, Outcome: o, Detail: nasty, Pos: spec.Pos{File: nasty, Line: 1}, Findings: spec.Diagnostics{
				{Code: "c", Severity: spec.SeverityError, Pos: spec.Pos{File: nasty, Line: 1}, Instance: "/" + nasty, Summary: nasty, Detail: nasty, Hint: nasty}}})
		}
	}
	return &report.Result{Exchange: x}
}

func TestShares(t *testing.T) {
	x := exchange().Exchange
	var got []string
	for _, s := range x.Shares() {
		got = append(got, fmt.Sprintf("%s %d/%d %.0f%% -%s", s.Kind, s.Exercised, s.Of, s.Percent(), strings.Join(s.Missing, ",")))
	}
	want := "channel 2/2 100% -; operation 1/2 50% -cancelOrder; message 2/3 67% -orders cancel"
	if text := strings.Join(got, "; "); text != want {
		t.Errorf("got %s, want %s", text, want)
	}
	if p := (report.Share{}).Percent(); p != 100 {
		t.Errorf("of nothing nothing is missing: got %v", p)
	}
	x.Checks[0].Times = 3
	if got := x.Tally(); got != "2 failed, 4 passed, 1 skipped" {
		t.Errorf("got %q", got)
	}
}

// Many checks that are fine are counted; whatever failed or was found is told.
func TestManyFineChecksAreCounted(t *testing.T) {
	r := &report.Result{Exchange: &report.Exchange{Command: "check"}}
	for i := range 200 {
		r.Exchange.Checks = append(r.Exchange.Checks, report.Check{Name: fmt.Sprintf("line %d", i), Outcome: report.Outcome(i % 2)})
	}
	text := string(write(t, "text", r))
	if n := strings.Count(text, "failed   line"); n != 100 {
		t.Errorf("%d of 100 failed checks are told", n)
	}
	if strings.Contains(text, "passed   line") || !strings.Contains(text, "100 failed, 100 passed") {
		t.Errorf("got %s", text)
	}
}

func TestJUnitTellsEveryCheck(t *testing.T) {
	for name, r := range map[string]*report.Result{"exchange": exchange(), "hostile": hostileExchange()} {
		got := readJUnit(t, r)
		if want := len(r.Exchange.Checks) + len(r.Exchange.Coverage); got.Tests != want {
			t.Errorf("%s: got %d cases, want %d", name, got.Tests, want)
		}
		if want := r.Exchange.Count(report.Failed); got.Failures != want {
			t.Errorf("%s: got %d failures, want %d", name, got.Failures, want)
		}
		for _, s := range got.Suites {
			names := map[string]bool{}
			for _, c := range s.Cases {
				if names[c.Name] {
					t.Errorf("%s: two cases are called %q", name, c.Name)
				}
				names[c.Name] = true
			}
		}
	}
}

func TestGitHubTellsChecks(t *testing.T) {
	for name, r := range map[string]*report.Result{"exchange": exchange(), "hostile": hostileExchange()} {
		lines := strings.Split(strings.TrimSuffix(string(write(t, "github", r)), "\n"), "\n")
		failed := 0
		for _, line := range lines {
			if c := parseCommand(t, line); c.name == "error" {
				failed++
			}
		}
		if failed < r.Exchange.Count(report.Failed) {
			t.Errorf("%s: %d failed checks, %d errors:\n%s", name, r.Exchange.Count(report.Failed), failed, strings.Join(lines, "\n"))
		}
	}
}

// A summary of ten thousand failures still fits into a comment, and says what
// is not in it.
func TestMarkdownOfManyChecksIsBounded(t *testing.T) {
	r := &report.Result{Exchange: &report.Exchange{Command: "check"}}
	for range 10_000 {
		r.Exchange.Checks = append(r.Exchange.Checks, report.Check{Name: nasty, Outcome: report.Failed})
	}
	text := string(write(t, "markdown", r))
	if len(text) > 65_536 || !strings.Contains(text, "has no room for") {
		t.Errorf("%d bytes, ending in %q", len(text), text[len(text)-80:])
	}
}
