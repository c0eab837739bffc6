package cli

import (
	"errors"
	"fmt"
	"slices"

	"asyncmock/cmd/internal/report"
	"asyncmock/server"
	"asyncmock/spec"
)

// plan makes the Mock of every input that can be served and says what was
// found. It fails when one of the documents cannot be served at all.
func (s *settings) plan(c *console, inputs []*input, ld *loader, observe func(*input) func(*server.Event)) error {
	for _, in := range inputs {
		if in.err == nil {
			opts := s.options
			opts.Dialer = dialer()
			if observe != nil {
				opts.Observe = observe(in)
			}
			if in.mock, in.err = server.New(in.doc, opts); in.err == nil {
				in.findings = slices.Concat(in.findings, in.mock.Diagnostics(), in.mock.Check())
			} else {
				in.findings = append(in.findings, unplanned(in.doc, in.err)...)
			}
		}
		in.findings.Sort()
	}
	c.findings(inputs, ld, s.verbose, s.quiet)
	return refused(c, inputs)
}

// unplanned are the findings about a document that no Mock can be made of.
func unplanned(doc *spec.Document, err error) spec.Diagnostics {
	var wrong *server.BehaviorError
	if errors.As(err, &wrong) {
		return wrong.Findings
	}
	return spec.Diagnostics{nothingToServe(doc, err, spec.SeverityError)}
}

// misbehaves reports whether the behavior file is why nothing is served: then
// all of its mistakes are shown.
func misbehaves(err error) bool {
	var wrong *server.BehaviorError
	return errors.As(err, &wrong)
}

// nothingToServe is the finding about a document without routes: at its
// channels, or at its beginning where it has none.
func nothingToServe(doc *spec.Document, err error, severity spec.Severity) spec.Diagnostic {
	d := spec.Diagnostic{Code: "nothing-to-serve", Severity: severity, Pos: doc.Node.Place(), Summary: err.Error()}
	if channels := doc.Node.Get("channels"); channels != nil {
		d.Pos, d.Pointer = channels.Place(), channels.Pointer()
	}
	return d
}

// refused reports the inputs that cannot be served, if there are any.
func refused(c *console, inputs []*input) error {
	var first *failure
	for _, in := range inputs {
		if in.err == nil {
			continue
		}
		if first != nil {
			c.problem(first.err, first.hint)
		}
		first = &failure{status: exitUsage, err: in.failed(), hint: in.fileHint()}
	}
	if first == nil {
		return nil
	}
	for _, in := range inputs {
		if in.err != nil {
			first.findings = append(first.findings, in.findings...)
		}
	}
	return first
}

// The most findings that are shown before a document is served, by severity
// and of one kind.
const (
	maxErrors   = 20
	maxWarnings = 5
	maxAlike    = 2
)

// findings shows, on err, what was found about the documents: errors, the
// first warnings, and with verbose all there is. validate shows the rest.
func (c *console) findings(inputs []*input, ld *loader, verbose, quiet bool) {
	p := report.Printer{Source: ld.source, Style: c.errStyle, Prefix: c.errStyle.Dim("asyncmock:") + " "}
	for _, in := range inputs {
		hidden := 0
		shown := selection{all: verbose || misbehaves(in.err), alike: map[string]int{}}
		for _, d := range in.findings {
			switch {
			case (!quiet || in.err != nil) && shown.takes(d):
				p.Finding(c.err, d)
			case d.Severity > spec.SeverityInfo:
				hidden++
			}
		}
		if hidden > 0 && !quiet {
			c.note("%s: %d more; asyncmock validate %s shows all", in.location, hidden, in.location)
		}
	}
}

// A selection picks what is worth showing of a document that is served.
type selection struct {
	all   bool
	count [3]int         // by severity
	alike map[string]int // by code
}

func (s *selection) takes(d spec.Diagnostic) bool {
	if s.all {
		return true
	}
	if s.count[d.Severity] >= [...]int{0, maxWarnings, maxErrors}[d.Severity] || s.alike[d.Code] >= maxAlike {
		return false
	}
	s.count[d.Severity]++
	s.alike[d.Code]++
	return true
}

// collisions refuses routes that several documents have at the same place.
func collisions(inputs []*input) error {
	seen := map[string]*input{}
	for _, in := range inputs {
		for _, r := range in.mock.Routes() {
			path := in.prefix + r.Path
			if first, ok := seen[path]; ok && first != in {
				return &failure{status: exitUsage,
					err:  fmt.Errorf("%s and %s both have the route %s", first.location, in.location, path),
					hint: fmt.Sprintf("put one of them below a prefix: --mount /second=%s", in.location)}
			}
			seen[path] = in
		}
	}
	return nil
}
