// Package report turns findings into what people and CI read. Every kind of
// report is a Format in the table below; a new one is a file, a golden file
// and a line there.
package report

import (
	"fmt"
	"io"
	"strings"

	"asyncmock/spec"
)

// A Result is what was found about some documents.
type Result struct {
	Documents []Document
	// Command is what looked at the documents, "" if that is not to be told;
	// an Exchange has its own.
	Command string
	// Verdict is how it came out, in a few words. "": the tally of what was
	// found says it.
	Verdict string
	// Exchange is what was said between client and service; nil where only
	// documents were looked at.
	Exchange *Exchange
	// Source returns the text of a file named in a finding, nil if it is not
	// at hand. nil: no source lines are shown.
	Source func(file string) []byte
	// Color asks for terminal colours where the format has them.
	Color bool
	// FailSeverity is the mildest severity that makes the command fail.
	FailSeverity spec.Severity
	// Codes explains kinds of findings. Others have no explanation.
	Codes []spec.Code
	// Root is the absolute path of the folder that formats for code hosts name
	// files relative to: the repository, which the working folder is in. "":
	// files keep their names.
	Root string
	// Version is the version of the command, "" if it has none.
	Version string
}

// A Document is one document with everything found about it.
type Document struct {
	Path     string
	Findings spec.Diagnostics
}

// Valid reports whether nothing of severity error was found.
func (d Document) Valid() bool { return !d.Findings.HasErrors() }

// AtLeast returns the number of findings that are as bad as min or worse.
func (r *Result) AtLeast(min spec.Severity) int {
	n := 0
	for _, d := range r.Documents {
		for _, f := range d.Findings {
			if f.Severity >= min {
				n++
			}
		}
	}
	return n
}

// A Format is one kind of report.
type Format struct {
	Name  string
	Help  string // what it is for, in a few words
	Write func(w io.Writer, r *Result) error
}

// Formats is the table of report kinds.
func Formats() []Format {
	return []Format{
		{"text", "for people: places, source lines, what to do", writeText},
		{"json", "for programs; asyncmock help json-report prints its JSON Schema", writeJSON},
		{"junit", "JUnit XML, for the test pages of CI systems", writeJUnit},
		{"sarif", "SARIF 2.1.0, for code scanning and editors", writeSARIF},
		{"github", "workflow commands, which GitHub Actions shows beside the lines", writeGitHub},
		{"markdown", "a summary for pull requests and job summaries", writeMarkdown},
		{"html", "one page to look at, without network: what was wrong, what was exercised, and the exchange", writeHTML},
	}
}

// Lookup returns the format of that name. The error names those that exist.
func Lookup(name string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, fmt.Errorf("unknown report kind %q; there are %s", name, strings.Join(names, ", "))
}
