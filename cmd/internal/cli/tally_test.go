package cli

import (
	"fmt"
	"testing"

	"asyncmock/cmd/internal/report"
	"asyncmock/server"
	"asyncmock/spec"
)

func TestProxied_Check(t *testing.T) {
	event := func(wrong string) *server.Event {
		e := &server.Event{Kind: server.EventReceive, Route: "/desk", Message: "ask", Valid: wrong == ""}
		if wrong != "" {
			e.Findings = spec.Diagnostics{{Severity: spec.SeverityError, Code: "payload-type", Instance: "/password", Summary: wrong}}
		}
		return e
	}
	s := sight{server.EventReceive, "/desk", "", "", "ask"}
	p := newProxied()
	see := p.observer(nil)
	check := func(outcome report.Outcome, detail string, findings int) {
		t.Helper()
		c := p.check(s, "desk", "ask", "message")
		if c.Outcome != outcome || c.Detail != detail || len(c.Findings) != findings || c.Group != "desk" || c.Name != "ask" {
			t.Errorf("got %+v, want %v, %q, %d findings", c, outcome, detail, findings)
		}
	}
	check(report.Skipped, "never seen", 0)
	unseen := event("")
	unseen.Unvalidated = true
	see(unseen)
	check(report.Skipped, "1 message not validated", 0)
	see(event(""))
	check(report.Passed, "2 messages", 0)
	see(event(`is "hunter2"`))
	see(event("is 12345"))
	check(report.Failed, "2 of 4 messages wrong", 1)
	if c := p.check(s, "", "", ""); c.Findings[0].Summary != "breaks its schema: "+server.Redacted {
		t.Errorf("it tells the secret: %q", c.Findings[0].Summary)
	}
	for i := range maxDifferent + 2 {
		e := event(fmt.Sprint("is ", i))
		e.Findings[0].Instance = "/n"
		see(e)
	}
	check(report.Failed, "14 of 16 messages wrong; 3 more are not told", maxDifferent)
}
