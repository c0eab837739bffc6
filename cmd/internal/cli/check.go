package cli

import (
	"context"
	"io"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"asyncmock/cmd/internal/recording"
	"asyncmock/cmd/internal/report"
	"asyncmock/server"
	"asyncmock/spec"
)

// checking is what the flags of check say.
type checking struct {
	loading
	options server.Options
	reports []string
}

func checkCommand(c *console) *cobra.Command {
	k := &checking{}
	cmd := &cobra.Command{
		Use:   "check DOC [FILE|-] [flags]",
		Short: "Hold recorded messages before the contract",
		Long: `Find out which message of the document each recorded one is, and everything
that is wrong with it. FILE has one payload on each line; without FILE they come
from standard input.

The exit status is 0 if all keep the contract, 1 if one does not, and 2 if the
document or the file cannot be used.`,
		Example: `  asyncmock check asyncapi.yaml messages.ndjson
  websocat wss://example.com/prices | asyncmock check asyncapi.yaml -`,
		RunE: func(cmd *cobra.Command, args []string) error {
			k.options.Set = given(cmd)
			return k.check(cmd.Context(), c, args)
		},
	}
	addFlags(c, cmd,
		flagGroup{"Output", func(fs *pflag.FlagSet) { fs.Var(reportFlag{&k.reports}, "report", reportUsage()) }},
		flagGroup{"Documents", k.loading.flags},
	)
	return cmd
}

func (k *checking) check(ctx context.Context, c *console, args []string) error {
	outputs, err := parseReports(k.reports)
	if err != nil {
		return err
	}
	name, file, err := k.open(c, args)
	if err != nil {
		return err
	}
	defer file.Close()
	in, ld, err := k.contract(ctx, c, args[0])
	if err != nil {
		return err
	}
	j := newJudge(in, name)
	for e := range recording.Payloads(file) {
		j.take(&e)
	}
	result := &report.Result{
		Documents: []report.Document{{Path: in.location, Findings: in.findings}}, Source: ld.source,
		Exchange: &report.Exchange{Command: "check", Checks: j.checks, Coverage: j.covered.covered([]*input{in})},
	}
	return c.conclude(result, outputs)
}

// open opens the recording.
func (k *checking) open(c *console, args []string) (name string, file io.ReadCloser, err error) {
	if len(args) == 0 || len(args) > 2 {
		return "", nil, unusable("asyncmock check asyncapi.yaml messages.ndjson", "check takes a document and a recording")
	}
	name = "-"
	if len(args) == 2 {
		name = args[1]
	}
	if name == "-" {
		if args[0] == "-" {
			return "", nil, unusable("name a file for one of them", "the document and the recording cannot both be standard input")
		}
		return name, io.NopCloser(c.in), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return "", nil, unusable("", "%w", err)
	}
	return name, f, nil
}

// contract reads the document and plans its routes.
func (k *checking) contract(ctx context.Context, c *console, location string) (*input, *loader, error) {
	inputs, ld, err := k.load(ctx, c, []string{location})
	if err != nil {
		return nil, nil, err
	}
	s := settings{options: k.options}
	s.quiet = true
	if err := s.plan(c, inputs, ld, nil); err != nil {
		return nil, nil, err
	}
	return inputs[0], ld, nil
}

// conclude writes the reports about an exchange; it is a failure if a check
// failed.
func (c *console) conclude(result *report.Result, outputs []output) error {
	explainResult(result, spec.SeverityError)
	for _, o := range outputs {
		if err := o.write(c, result); err != nil {
			return &failure{status: exitFindings, err: err}
		}
	}
	if result.Exchange.Count(report.Failed) > 0 {
		return &failure{status: exitFindings}
	}
	return nil
}
