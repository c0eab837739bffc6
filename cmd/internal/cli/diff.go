package cli

import (
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"asyncmock/generator/diff"
	"asyncmock/spec"
)

// diffing is what the flags of diff say.
type diffing struct {
	loading
	reports []string
	failOn  failOn
}

// failOn is what makes diff fail.
type failOn uint8

const (
	failOnBreaking failOn = iota
	failOnAny
	failOnNone
)

// severity is that of the mildest change that fails: above all where none does.
func (f failOn) severity() spec.Severity {
	return map[failOn]spec.Severity{
		failOnBreaking: severityOf(diff.Breaking), failOnAny: severityOf(diff.NonBreaking), failOnNone: spec.SeverityError + 1,
	}[f]
}

func diffCommand(c *console) *cobra.Command {
	d := &diffing{}
	cmd := &cobra.Command{
		Use:   "diff OLD NEW [flags]",
		Short: "Tell breaking from other changes between two versions",
		Long: `Compare two versions of a document by meaning. What the application receives
must still be accepted; what it sends must still be understood. Each change is
breaking, unclear or non-breaking. Where schemas break, a message is shown that
one version accepts and the other refuses.

In reports other than text a change is a finding about the new version: an
error where it is breaking, a warning where it is unclear.

The exit status is 0, or 1 if a change is breaking (see --fail-on), and 2 if a
document cannot be used.`,
		Example: `  asyncmock diff asyncapi.old.yaml asyncapi.yaml
  git show main:asyncapi.yaml | asyncmock diff - asyncapi.yaml --report github
  asyncmock diff asyncapi.old.yaml asyncapi.yaml --report text --report json=diff.json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return d.run(cmd.Context(), c, args)
		},
	}
	addFlags(c, cmd,
		flagGroup{"Output", func(fs *pflag.FlagSet) {
			fs.Var(reportFlag{&d.reports}, "report", reportUsage())
			fs.Var(oneOf(&d.failOn, "breaking", "any", "none"), "fail-on", "changes that make the exit status 1")
		}},
		flagGroup{"Documents", d.loading.flags},
	)
	return cmd
}

func (d *diffing) run(ctx context.Context, c *console, args []string) error {
	if len(args) != 2 {
		return unusable("asyncmock diff old.yaml new.yaml", "diff takes two documents, not %d", len(args))
	}
	outputs, err := parseReports(d.reports)
	if err != nil {
		return err
	}
	inputs, ld, err := d.load(ctx, c, args)
	if err != nil {
		return err
	}
	c.findings(inputs, ld, false, true)
	if err := refused(c, inputs); err != nil {
		return err
	}
	warnOfGaps(c, inputs)
	r := &diffReport{old: args[0], new: args[1], changes: diff.Compare(inputs[0].doc, inputs[1].doc)}
	result := r.result(ld, d.failOn.severity())
	for _, o := range outputs {
		o.format = r.form(o.format)
		if err := o.write(c, result); err != nil {
			return &failure{status: exitFindings, err: err}
		}
	}
	if result.AtLeast(result.FailSeverity) > 0 {
		return &failure{status: exitFindings}
	}
	return nil
}

// warnOfGaps tells of documents with errors: what a reference does not reach
// is not compared.
func warnOfGaps(c *console, inputs []*input) {
	for _, in := range inputs {
		n := 0
		for _, d := range in.findings {
			if d.Severity == spec.SeverityError {
				n++
			}
		}
		if n > 0 {
			c.note("%s has %s; what cannot be read is not compared", in.location, counted(n, "error"))
			c.hint("asyncmock validate " + in.location)
		}
	}
}
