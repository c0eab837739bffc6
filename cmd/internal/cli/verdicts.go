package cli

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"asyncmock/cmd/internal/recording"
	"asyncmock/cmd/internal/report"
	"asyncmock/generator/schema"
	"asyncmock/server"
	"asyncmock/server/journal"
	"asyncmock/spec"
)

// verdicts is what check keeps of a recording, however long it is.
type verdicts struct {
	told      int // messages that were judged
	elsewhere int // requests to paths that no channel has
	hint      string
	checks    []report.Check
	kept      [3]int // checks, by outcome
	more      [3]int // those that were only counted
	events    []*server.Event
	weight    int // of the events' payloads
}

// maxVerdicts is how many messages of each outcome are told; more are counted.
const maxVerdicts = 10_000

// tell keeps what was said about an entry.
func (j *judge) tell(e *recording.Entry) {
	if e.Err == nil {
		j.told++
	}
	if e.Event.Valid {
		j.covered.add(j.input, e.Event.Channel, e.Event.Operation, e.Event.Message)
	}
	outcome := report.Passed
	if !e.Event.Valid {
		outcome = report.Failed
	}
	if j.room(outcome) {
		j.checks = append(j.checks, j.checkOf(e, outcome))
	}
	j.keep(&e.Event)
}

// room reports whether one more check of the outcome is kept.
func (v *verdicts) room(o report.Outcome) bool {
	if v.kept[o] == maxVerdicts {
		v.more[o]++
		return false
	}
	v.kept[o]++
	return true
}

// keep keeps an event for the pictures of reports, if there is room.
func (v *verdicts) keep(e *server.Event) {
	v.weight += len(e.Payload)
	if e.Kind == "" || len(v.events) >= maxEvents || v.weight > journal.DefaultBytes {
		return
	}
	kept := *e
	kept.Payload = bytes.Clone(e.Payload)
	v.events = append(v.events, &kept)
}

func (j *judge) checkOf(e *recording.Entry, outcome report.Outcome) report.Check {
	at := spec.Pos{File: j.file, Line: e.Line}
	c := report.Check{Group: cmp.Or(e.Event.Channel, e.Event.Route, e.Event.Path, "no channel"), Outcome: outcome, Pos: at}
	c.Name = fmt.Sprintf("line %d: %s", e.Line, subject(e))
	if e.Event.Unvalidated {
		c.Detail = "not validated"
	}
	for _, f := range e.Event.Findings {
		if f.Pos.Line > 0 {
			f.Detail = joined(f.Detail, "the contract says so in "+f.Pos.String())
		}
		f.Pos, f.Pos.Column = at, e.Column(f.Instance)
		c.Findings = append(c.Findings, f)
	}
	return c
}

// subject says what an entry is.
func subject(e *recording.Entry) string {
	switch {
	case e.Err != nil:
		return "unreadable"
	case e.Event.Kind == server.EventConnect:
		return "handshake"
	case e.Event.Kind == "":
		return named(&e.Event)
	}
	return named(&e.Event) + ", " + ways[e.Event.Kind]
}

// named is the name of a message, or says that it has none.
func named(e *server.Event) string { return cmp.Or(e.Message, "unknown message") }

// joined is two texts of a finding in one.
func joined(detail, more string) string {
	if detail == "" {
		return more
	}
	return detail + "\n" + more
}

// leftOut tells of a connection that no channel has the path of.
func (j *judge) leftOut(s *overheard) {
	if !j.room(report.Skipped) {
		return
	}
	j.checks = append(j.checks, report.Check{
		Group: s.path, Name: fmt.Sprintf("line %d: connection", s.line), Outcome: report.Skipped, Pos: spec.Pos{File: j.file, Line: s.line},
		Detail: "no channel has this path; " + counted(s.unseen, "message") + " not checked",
	})
}

// exchange is all that was said, as reports tell it.
func (j *judge) exchange() *report.Exchange {
	x := &report.Exchange{
		Command: "check", Checks: together(j.checks), Coverage: j.covered.covered([]*input{j.input}), Events: j.events,
	}
	for _, o := range []report.Outcome{report.Failed, report.Passed, report.Skipped} {
		if n := j.more[o]; n > 0 {
			x.Checks = append(x.Checks, report.Check{Group: "and more", Name: counted(n, "message"), Outcome: o, Detail: "counted, not told", Times: n})
		}
	}
	return x
}

// forgive drops the findings about values that are not in the recording.
func forgive(e *server.Event) {
	value, err := schema.Decode(e.Payload)
	if err != nil {
		return
	}
	e.Findings = slices.DeleteFunc(e.Findings, func(d spec.Diagnostic) bool {
		v, ok := server.Lookup(value.Tree, d.Instance)
		return ok && v == any(server.Redacted)
	})
	e.Valid = !e.Findings.HasErrors()
}
