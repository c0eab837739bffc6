package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"asyncmock/spec"
)

// The part of JUnit's XML that CI systems agree on. There is no standard; the
// names are those of Ant's JUnit task. Nothing was timed, so there is no time.
type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name      string        `xml:"name,attr"`
	Classname string        `xml:"classname,attr"`
	File      string        `xml:"file,attr,omitempty"`
	Line      int           `xml:"line,attr,omitempty"`
	Failure   *junitFailure `xml:"failure"`
	Out       *junitText    `xml:"system-out"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	junitText
}

type junitText struct {
	Text string `xml:",cdata"`
}

// writeJUnit writes a test suite for each document and a test case for each
// finding. Cases fail where the command would fail for them; milder findings
// are output of cases that pass. A document without findings is one such case.
func writeJUnit(w io.Writer, r *Result) error {
	out := junitSuites{Name: "asyncmock"}
	p := &Printer{Source: r.Source}
	for _, d := range r.Documents {
		s := r.suite(d, p)
		out.Tests += s.Tests
		out.Failures += s.Failures
		out.Suites = append(out.Suites, s)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(out); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (r *Result) suite(d Document, p *Printer) junitSuite {
	name := Printable(r.place(d.Path))
	s := junitSuite{Name: name}
	seen := map[string]int{}
	for _, f := range d.Findings {
		c := r.testCase(f, p)
		c.Classname = name
		if seen[c.Name]++; seen[c.Name] > 1 {
			c.Name = fmt.Sprintf("%s (%d)", c.Name, seen[c.Name])
		}
		if c.Failure != nil {
			s.Failures++
		}
		s.Cases = append(s.Cases, c)
	}
	if len(s.Cases) == 0 {
		s.Cases = []junitCase{{Name: "no findings", Classname: name, File: name}}
	}
	s.Tests = len(s.Cases)
	return s
}

func (r *Result) testCase(f spec.Diagnostic, p *Printer) junitCase {
	var text strings.Builder
	p.Finding(&text, f)
	c := junitCase{Name: caseName(f), File: Printable(r.place(f.Pos.File)), Line: f.Pos.Line}
	if f.Severity >= r.FailSeverity {
		c.Failure = &junitFailure{Printable(f.Summary), Printable(f.Code), junitText{text.String()}}
	} else {
		c.Out = &junitText{text.String()}
	}
	return c
}

// caseName stays the same while lines move, so that CI systems know a case
// again.
func caseName(f spec.Diagnostic) string {
	name := f.Code
	if f.Pointer != "" {
		name += " at #" + f.Pointer
	}
	if f.Instance != "" {
		name += ", payload " + f.Instance
	}
	return Printable(name)
}
