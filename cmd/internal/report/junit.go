package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"asyncmock/spec"
)

// The part of JUnit's XML that CI systems agree on. There is no standard; the
// names are those of Ant's JUnit task.
type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Skipped  int          `xml:"skipped,attr,omitempty"`
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
	Time      string        `xml:"time,attr,omitempty"` // in seconds; "": nothing was timed
	Failure   *junitFailure `xml:"failure"`
	Skipped   *junitSkipped `xml:"skipped"`
	Out       *junitText    `xml:"system-out"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	junitText
}

type junitSkipped struct {
	Message string `xml:"message,attr,omitempty"`
}

type junitText struct {
	Text string `xml:",cdata"`
}

// writeJUnit writes a test suite for each document and a test case for each
// finding. Cases fail where the command would fail for them; milder findings
// are output of cases that pass. A document without findings is one such case.
// Of an Exchange, a group is a suite and a check a case, and what there is to
// cover is one more suite.
func writeJUnit(w io.Writer, r *Result) error {
	out := junitSuites{Name: "asyncmock", Suites: r.suites(&Printer{Source: r.Source})}
	for _, s := range out.Suites {
		out.Tests += s.Tests
		out.Failures += s.Failures
		out.Skipped += s.Skipped
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

func (r *Result) suites(p *Printer) (out []junitSuite) {
	if r.Exchange != nil {
		return r.exchangeSuites(p)
	}
	for _, d := range r.Documents {
		out = append(out, r.suite(d, p))
	}
	return out
}

func (r *Result) suite(d Document, p *Printer) junitSuite {
	s := newSuite(r.place(d.Path))
	for _, f := range d.Findings {
		s.add(r.testCase(f, p))
	}
	if len(s.Cases) == 0 {
		s.add(junitCase{Name: "no findings", File: s.Name})
	}
	s.tell()
	return s
}

func newSuite(name string) junitSuite { return junitSuite{Name: Printable(name)} }

// add counts a case.
func (s *junitSuite) add(c junitCase) {
	s.Tests++
	if c.Failure != nil {
		s.Failures++
	}
	if c.Skipped != nil {
		s.Skipped++
	}
	c.Classname = s.Name
	s.Cases = append(s.Cases, c)
}

// tell makes cases of one name apart.
func (s *junitSuite) tell() {
	seen := map[string]int{}
	for i := range s.Cases {
		c := &s.Cases[i]
		if seen[c.Name]++; seen[c.Name] > 1 {
			c.Name = fmt.Sprintf("%s (%d)", c.Name, seen[c.Name])
		}
	}
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
