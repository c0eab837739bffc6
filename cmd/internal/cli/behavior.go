package cli

import (
	"errors"
	"io/fs"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"asyncmock/cmd/internal/report"
	"asyncmock/server/behavior"
	"asyncmock/spec"
)

func behaviorCommand(c *console) *cobra.Command {
	var schema bool
	cmd := &cobra.Command{
		Use:   "behavior [FILE...] [flags]",
		Short: "Check behavior files, or print their JSON Schema for editors",
		Long: `Check behavior files as they stand, with their expressions and the files they
name; routes DOC --behavior FILE checks one for the routes and messages of a
document, too. With --schema, print the JSON Schema (draft-07) of behavior files.

The exit status is 0 if all is well, 1 if there are findings, and 2 if a file
cannot be read.`,
		Example: `  asyncmock behavior --schema > behavior.schema.json
  asyncmock behavior behavior.yaml`,
		RunE: func(_ *cobra.Command, args []string) error {
			if schema {
				_, err := c.out.Write(behavior.Schema())
				return err
			}
			return checkBehavior(c, args)
		},
	}
	addFlags(c, cmd, flagGroup{"Output", func(fs *pflag.FlagSet) {
		fs.BoolVar(&schema, "schema", false, "print the JSON Schema (draft-07) of behavior files")
	}})
	return cmd
}

// checkBehavior reports what is wrong with files.
func checkBehavior(c *console, files []string) error {
	if len(files) == 0 {
		return unusable("asyncmock behavior --schema prints their JSON Schema", "no behavior file given")
	}
	result := &report.Result{Source: (&loader{c: c}).source, Color: c.style.Color}
	for _, name := range files {
		file, findings, err := behavior.Load(name)
		if err != nil {
			return unreadable(err)
		}
		if file != nil {
			findings = file.Check()
		}
		result.Documents = append(result.Documents, report.Document{Path: name, Findings: findings})
	}
	text, err := report.Lookup("text")
	if err != nil {
		return err
	}
	if err := text.Write(c.out, result); err != nil {
		return err
	}
	if result.AtLeast(spec.SeverityError) > 0 {
		return &failure{status: exitFindings}
	}
	return nil
}

// unreadable is the failure of a behavior file that cannot be opened.
func unreadable(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return unusable("", "behavior file %s: %w", at.Path, at.Err)
	}
	return unusable("", "behavior file: %w", err)
}

// readBehavior reads the file of --behavior for all inputs, whose files it is
// one of. What is wrong with it is shown, and nothing is served then.
func (s *settings) readBehavior(c *console, ld *loader, inputs []*input) error {
	if s.behavior == "" {
		s.options.Behavior = &behavior.File{}
		return nil
	}
	file, findings, err := behavior.Load(s.behavior)
	for _, name := range append(file.Files(), s.behavior) {
		for _, in := range inputs {
			in.files[name] = ld.source(name)
		}
	}
	if err != nil {
		return unreadable(err)
	}
	if findings.HasErrors() {
		return s.refuseBehavior(c, ld, findings)
	}
	file.Shared = len(inputs) > 1
	s.options.Behavior = file
	return nil
}

// placed refuses what of the behavior file is for none of several documents.
func (s *settings) placed(c *console, ld *loader, inputs []*input) error {
	if s.behavior == "" || len(inputs) < 2 {
		return nil
	}
	var all []spec.Diagnostics
	for _, in := range inputs {
		all = append(all, in.mock.Diagnostics())
	}
	if findings := behavior.Misplaced(all); len(findings) > 0 {
		return s.refuseBehavior(c, ld, findings)
	}
	return nil
}

// refuseBehavior shows all that is wrong with the behavior file.
func (s *settings) refuseBehavior(c *console, ld *loader, findings spec.Diagnostics) error {
	p := report.Printer{Source: ld.source, Style: c.errStyle, Prefix: c.errStyle.Dim("asyncmock:") + " "}
	for _, d := range findings {
		p.Finding(c.err, d)
	}
	f := unusable("", "%s: the behavior file cannot be used", s.behavior)
	f.findings = findings
	return f
}
