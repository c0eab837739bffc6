package cli

import (
	"fmt"

	"asyncmock/cmd/internal/recording"
	"asyncmock/cmd/internal/report"
	"asyncmock/generator"
	"asyncmock/server"
	"asyncmock/spec"
)

// A judge says of recorded messages what they are, and keeps what it said.
type judge struct {
	input   *input
	file    string
	uses    []use
	matcher *generator.Matcher // over uses

	covered *coverage
	checks  []report.Check
}

func newJudge(in *input, file string) *judge {
	j := &judge{input: in, file: file, uses: usesOf(in), covered: newCoverage()}
	var candidates []*generator.Message
	for _, u := range j.uses {
		candidates = append(candidates, u.message)
	}
	j.matcher = generator.NewMatcher(candidates)
	return j
}

// take judges an entry.
func (j *judge) take(e *recording.Entry) {
	if e.Err == nil {
		j.identify(&e.Event)
	} else {
		e.Event.Findings = spec.Diagnostics{{Code: "recording-unreadable", Severity: spec.SeverityError, Summary: e.Err.Error()}}
	}
	if e.Event.Valid {
		j.covered.add(j.input, e.Event.Channel, e.Event.Operation, e.Event.Message)
	}
	j.checks = append(j.checks, j.checkOf(e))
}

// identify says which message of the document a payload is, both ways.
func (j *judge) identify(e *server.Event) {
	_, match, findings := j.matcher.Read(e.Payload, e.Binary)
	e.Findings = append(findings, match.Findings...)
	e.Valid = len(e.Findings) == 0
	if match.Index >= 0 {
		u := j.uses[match.Index]
		e.Channel, e.Operation, e.Message = u.channelName(), u.operationName(), u.message.Name
	}
}

func (j *judge) checkOf(e *recording.Entry) report.Check {
	at := spec.Pos{File: j.file, Line: e.Line}
	c := report.Check{Group: e.Event.Channel, Name: fmt.Sprintf("line %d: %s", e.Line, named(&e.Event)), Pos: at}
	if !e.Event.Valid {
		c.Outcome = report.Failed
	}
	for _, f := range e.Event.Findings {
		f.Pos = at
		f.Pos.Column = e.Column(f.Instance)
		c.Findings = append(c.Findings, f)
	}
	return c
}

// named is the name of a message, or says that it has none.
func named(e *server.Event) string {
	if e.Message == "" {
		return "unknown message"
	}
	return e.Message
}
