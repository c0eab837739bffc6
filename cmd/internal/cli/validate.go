package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"asyncmock/cmd/internal/report"
	"asyncmock/generator"
	"asyncmock/server"
	"asyncmock/server/behavior"
	"asyncmock/spec"
)

func validateCommand(c *console) *cobra.Command {
	var l loading
	var reports []string
	fail := failError
	cmd := &cobra.Command{
		Use:   "validate DOC... [flags]",
		Short: "Check documents, their schemas and their examples",
		Long: `Check documents: structure, references, schemas, examples against schemas,
and what serve could not serve as it is written.

The exit status is 0 if all is well, 1 if there are findings at or above
--fail-severity, and 2 if a document cannot be used at all.`,
		Example: `  asyncmock validate asyncapi.yaml
  asyncmock validate --report text --report json=report.json *.yaml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			outputs, err := parseReports(reports)
			if err != nil {
				return err
			}
			inputs, ld, err := l.load(cmd.Context(), c, args)
			if err != nil {
				return err
			}
			return validate(c, inputs, ld, outputs, fail)
		},
	}
	addFlags(c, cmd,
		flagGroup{"Output", func(fs *pflag.FlagSet) {
			fs.StringArrayVar(&reports, "report", nil, "`KIND[=FILE]`, where KIND is text or json (repeatable; default: text)")
			fs.Var(oneOf(&fail, "error", "warning", "info"), "fail-severity", "mildest finding that fails")
		}},
		flagGroup{"Documents", l.flags},
	)
	return cmd
}

// failSeverity is the mildest severity that makes a command fail.
type failSeverity uint8

const (
	failError failSeverity = iota
	failWarning
	failInfo
)

func (f failSeverity) severity() spec.Severity {
	return [...]spec.Severity{spec.SeverityError, spec.SeverityWarning, spec.SeverityInfo}[f]
}

// An output is one --report.
type output struct {
	format report.Format
	file   string // "" is stdout
}

func parseReports(specs []string) ([]output, error) {
	if len(specs) == 0 {
		specs = []string{"text"}
	}
	var out []output
	stdout := 0
	for _, s := range specs {
		kind, file, hasFile := strings.Cut(s, "=")
		f, err := report.Lookup(kind)
		if err != nil {
			return nil, unusable("for example --report json=report.json", "--report %s: %w", s, err)
		}
		if hasFile && file == "" {
			return nil, unusable("", "--report %s: the name of the file is missing", s)
		}
		if !hasFile {
			stdout++
		}
		out = append(out, output{format: f, file: file})
	}
	if stdout > 1 {
		return nil, unusable("give the others a file: --report json=report.json", "only one report can go to standard output")
	}
	return out, nil
}

// validate finds all there is to find and writes the reports.
func validate(c *console, inputs []*input, ld *loader, outputs []output, fail failSeverity) error {
	result := &report.Result{Source: ld.source}
	for _, in := range inputs {
		in.inspect()
		result.Documents = append(result.Documents, report.Document{Path: in.location, Findings: in.findings})
	}
	for _, o := range outputs {
		if err := o.write(c, result); err != nil {
			return &failure{status: exitFindings, err: err}
		}
	}
	for _, in := range inputs {
		if in.doc == nil {
			return unusableInputs(c, inputs)
		}
	}
	if result.AtLeast(fail.severity()) > 0 {
		return &failure{status: exitFindings}
	}
	return nil
}

// unusableInputs ends with status 2; what findings do not say is said here.
func unusableInputs(c *console, inputs []*input) error {
	for _, in := range inputs {
		if in.doc == nil && !in.findings.HasErrors() {
			c.problem(in.failed(), in.fileHint())
		}
	}
	return &failure{status: exitUsage}
}

// inspect adds what planning and compiling find.
func (in *input) inspect() {
	defer in.tidy()
	if in.doc == nil {
		return
	}
	mock, err := server.New(in.doc, server.Options{Behavior: &behavior.File{}})
	if err != nil {
		in.findings = append(in.findings, nothingToServe(in.doc, err, spec.SeverityWarning))
	} else {
		in.findings = append(in.findings, mock.Diagnostics()...)
	}
	compiler := generator.NewCompiler(in.doc, generator.Options{})
	for _, m := range messagesOf(in.doc) {
		in.findings = append(in.findings, compiler.Message(m).Compile()...)
	}
}

// tidy sorts the findings and drops what two steps found alike.
func (in *input) tidy() {
	in.findings.Sort()
	kept := in.findings[:0]
	for _, d := range in.findings {
		if n := len(kept); n == 0 || kept[n-1] != d {
			kept = append(kept, d)
		}
	}
	in.findings = kept
}

// messagesOf are all messages of the document, each once, in document order.
func messagesOf(doc *spec.Document) []*spec.Message {
	var out []*spec.Message
	seen := map[*spec.Message]bool{}
	add := func(ms []*spec.Message) {
		for _, m := range ms {
			if !seen[m] {
				seen[m] = true
				out = append(out, m)
			}
		}
	}
	for _, ch := range doc.Channels {
		add(ch.Messages)
	}
	for _, op := range doc.Operations {
		add(op.Messages)
		if op.Reply != nil {
			add(op.Reply.Messages)
		}
	}
	add(doc.ComponentMessages)
	return out
}

func (o output) write(c *console, r *report.Result) error {
	if o.file == "" {
		r.Color = c.style.Color
		return o.format.Write(c.out, r)
	}
	r.Color = false
	f, err := os.Create(o.file)
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if err := o.format.Write(f, r); err != nil {
		f.Close()
		return fmt.Errorf("write report: %w", err)
	}
	return f.Close()
}
