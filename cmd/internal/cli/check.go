package cli

import (
	"context"
	"io"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"asyncmock/cmd/internal/recording"
	"asyncmock/cmd/internal/report"
)

// checking is what the flags of check say.
type checking struct {
	settings
	form    recording.Form
	narrow  narrowing
	reports []string
}

func checkCommand(c *console) *cobra.Command {
	k := &checking{settings: *newSettings()}
	cmd := &cobra.Command{
		Use:   "check DOC [FILE|-] [flags]",
		Short: "Hold recorded messages before the contract",
		Long: `Find out which message of the document each recorded one is, and everything
that is wrong with it. FILE is one of these; without FILE it is standard input:

  one payload on each line
  a journal of serve, run or proxy
  an HTTP Archive (HAR) as Chrome exports it, with the messages of WebSockets

A journal and an archive tell who said what and where. Payloads alone are
compared with all messages of the document, or those that flags name.

The exit status is 0 if all keep the contract, 1 if one does not, and 2 if the
document or the file cannot be used, or nothing in it is about the document.`,
		Example: `  asyncmock check asyncapi.yaml messages.ndjson
  asyncmock check asyncapi.yaml session.har --role counterpart
  websocat wss://example.com/prices | asyncmock check asyncapi.yaml --channel prices`,
		RunE: func(cmd *cobra.Command, args []string) error {
			k.options.Set = given(cmd)
			return untilSignal(cmd.Context(), func(ctx context.Context) error { return k.check(ctx, c, args) })
		},
	}
	addFlags(c, cmd,
		flagGroup{"The recording", func(fs *pflag.FlagSet) {
			fs.Var(oneOf(&k.form, "auto", "payloads", "journal", "har"), "input", "form of FILE; auto finds it out")
			k.narrow.flags(fs)
		}},
		flagGroup{"Output", func(fs *pflag.FlagSet) { fs.Var(reportFlag{&k.reports}, "report", reportUsage()) }},
		flagGroup{"Documents", func(fs *pflag.FlagSet) { k.roleFlag(fs); k.serverFlag(fs); k.loading.flags(fs) }},
	)
	return cmd
}

// check reads the recording to its end and writes the reports.
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
	j := &judge{file: name, sessions: map[string]*overheard{}, covered: newCoverage()}
	ld, err := k.contract(ctx, c, args[0], j)
	if err != nil {
		return err
	}
	entries, form := recording.Read(&interruptible{ctx, file}, k.form)
	if form != recording.Payloads && k.narrow.narrows() {
		return unusable("--input payloads takes every line for a payload", "--channel, --message and --direction are about payloads; this recording tells what is said where")
	}
	p := newProgress(c, false)
	for e := range entries {
		j.take(&e)
		p.show(j.told, 0, name)
	}
	p.clear()
	if ctx.Err() != nil {
		c.note("interrupted: the report tells what was read until then")
	}
	return k.conclude(c, j, ld, outputs)
}

// open opens the recording.
func (k *checking) open(c *console, args []string) (name string, file io.ReadCloser, err error) {
	if len(args) == 0 || len(args) > 2 {
		return "", nil, unusable("asyncmock check asyncapi.yaml messages.ndjson", "check takes a document and a recording")
	}
	if len(args) == 1 || args[1] == "-" {
		if args[0] == "-" {
			return "", nil, unusable("name a file for one of them", "the document and the recording cannot both be standard input")
		}
		return "stdin", io.NopCloser(c.in), nil
	}
	f, err := os.Open(args[1])
	if err != nil {
		return "", nil, unusable("", "%w", err)
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		f.Close()
		return "", nil, unusable("name a recording in it", "%s is a folder", args[1])
	}
	return args[1], f, nil
}

// An interruptible reads until ctx ends: whoever watches messages come in ends
// that by Ctrl-C, and wants the report.
type interruptible struct {
	ctx context.Context
	r   io.Reader
}

func (in *interruptible) Read(p []byte) (int, error) {
	type piece struct {
		text []byte
		err  error
	}
	read := make(chan piece, 1)
	go func() {
		text := make([]byte, len(p))
		n, err := in.r.Read(text)
		read <- piece{text[:n], err}
	}()
	select {
	case <-in.ctx.Done():
		return 0, io.EOF
	case got := <-read:
		return copy(p, got.text), got.err
	}
}

// contract reads the document and plans its routes, which j judges by.
func (k *checking) contract(ctx context.Context, c *console, location string, j *judge) (*loader, error) {
	inputs, ld, err := k.load(ctx, c, []string{location})
	if err != nil {
		return nil, err
	}
	k.quiet = true
	if err := k.plan(c, inputs, ld, j.observer); err != nil {
		return nil, err
	}
	j.input = inputs[0]
	j.uses, err = k.narrow.among(j.input)
	j.match()
	return ld, err
}

// conclude writes the reports; it fails if a check failed, or if there was
// nothing to check.
func (k *checking) conclude(c *console, j *judge, ld *loader, outputs []output) error {
	j.close()
	if j.elsewhere > 0 {
		c.note("left out: %s to paths that no channel has", counted(j.elsewhere, "request"))
	}
	result := &report.Result{
		Documents: []report.Document{{Path: j.input.location, Findings: j.input.findings}}, Source: ld.source, Exchange: j.exchange(),
	}
	if err := c.conclude(result, outputs); err != nil {
		c.hint(j.hint)
		return err
	}
	if j.told == 0 {
		return unusable(j.hint, "%s: no message in it is about the document", j.file)
	}
	return nil
}
