package report_test

import (
	"bytes"
	"testing"

	"asyncmock/cmd/internal/report"
	"asyncmock/spec"
)

// nasty has what formats must not take for their own: control characters,
// characters that XML forbids, bytes that are no UTF-8, and marks.
const nasty = "\x00\x1b[2J\r\n::error::\ufffe\uffff\xff ]]> </failure> %0A a|b `c` @ada #12 <b>*x* [y](1) {0} $a $b"

// hostile is a result with everything that is hard to write down.
func hostile() *report.Result {
	r := sample()
	r.Documents = append(r.Documents,
		report.Document{Path: nasty, Findings: spec.Diagnostics{
			{Code: "unknown-key", Severity: spec.SeverityError, Pos: spec.Pos{File: nasty, Line: 1, Column: 1},
				Pointer: "/" + nasty, Instance: "/" + nasty, Summary: nasty, Detail: nasty, Hint: nasty}}},
		report.Document{Path: "absent.yaml", Findings: spec.Diagnostics{
			{Code: "read-failed", Severity: spec.SeverityError, Pos: spec.Pos{File: "absent.yaml"}, Summary: "cannot open it"}}},
		report.Document{Path: "no place.yaml", Findings: spec.Diagnostics{
			{Code: "no-place", Severity: spec.SeverityInfo, Summary: "neither file nor line"},
			{Code: "no-place", Severity: spec.SeverityInfo, Summary: "neither file nor line"}}},
		report.Document{Path: "a:b,50%.yaml", Findings: spec.Diagnostics{
			{Code: "encoding", Severity: spec.SeverityWarning, Pos: spec.Pos{File: "a:b,50%.yaml", Line: 2}, Summary: "no column"}}},
		report.Document{Path: "https://example.com/a b.yaml", Findings: spec.Diagnostics{
			{Code: "encoding", Severity: spec.SeverityWarning, Pos: spec.Pos{File: "../up.yaml", Line: 2, Column: 3}, Summary: "above"},
			{Code: "encoding", Severity: spec.SeverityWarning, Pos: spec.Pos{File: "https://example.com/a b.yaml", Line: 2}, Summary: "far"}}},
	)
	return r
}

func write(t *testing.T, kind string, r *report.Result) []byte {
	t.Helper()
	f, err := report.Lookup(kind)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// findings are all findings of a result, in order.
func findings(r *report.Result) spec.Diagnostics {
	var out spec.Diagnostics
	for _, d := range r.Documents {
		out = append(out, d.Findings...)
	}
	return out
}

// results are what the formats with a schema are tried with.
func results() map[string]*report.Result {
	return map[string]*report.Result{
		"sample": sample(), "hostile": hostile(), "empty": {},
		"exchange": exchange(), "hostile exchange": hostileExchange(), "empty exchange": {Exchange: &report.Exchange{Command: "run"}},
	}
}
