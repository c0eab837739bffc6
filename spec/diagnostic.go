package spec

import (
	"fmt"
	"slices"
	"strings"
)

// Severity says how bad a Diagnostic is.
type Severity uint8

// The severities, mildest first.
const (
	SeverityInfo    Severity = iota // worth knowing
	SeverityWarning                 // served differently than written
	SeverityError                   // this part cannot be served
)

// String returns "info", "warning" or "error".
func (s Severity) String() string {
	return [...]string{"info", "warning", "error"}[min(s, SeverityError)]
}

// Pos is a place in a file. The zero Pos is unknown.
type Pos struct {
	File   string // as the user named it, or resolved from a reference
	Line   int    // from 1
	Column int    // from 1, in characters
}

// String returns file:line:column, without the parts that are unknown.
func (p Pos) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// A Diagnostic tells users about their document or about a payload.
// Codes are stable; wording is not.
type Diagnostic struct {
	Code     string // kebab-case, stable
	Severity Severity
	Pos      Pos    // place in the document
	Pointer  string // JSON pointer in the document, RFC 6901
	Instance string // JSON pointer in the payload, when it is about one
	Summary  string // one line
	Detail   string // more, may be empty
	Hint     string // what to do, may be empty
}

// String returns the place, the severity, the summary and the code in one line.
func (d Diagnostic) String() string {
	return fmt.Sprintf("%s: %s: %s [%s]", d.Pos, d.Severity, d.Summary, d.Code)
}

// Diagnostics is a list of findings.
type Diagnostics []Diagnostic

// Sort orders by file, place, pointer, instance and code; it is stable.
func (ds Diagnostics) Sort() {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int {
		for _, c := range []int{
			strings.Compare(a.Pos.File, b.Pos.File), a.Pos.Line - b.Pos.Line, a.Pos.Column - b.Pos.Column,
			strings.Compare(a.Pointer, b.Pointer), strings.Compare(a.Instance, b.Instance), strings.Compare(a.Code, b.Code),
		} {
			if c != 0 {
				return c
			}
		}
		return 0
	})
}

// HasErrors reports whether any of them is a SeverityError.
func (ds Diagnostics) HasErrors() bool {
	return slices.ContainsFunc(ds, func(d Diagnostic) bool { return d.Severity == SeverityError })
}
