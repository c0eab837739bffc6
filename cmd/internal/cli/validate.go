package cli

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"slices"

	"asyncmock/cmd/internal/report"
	"asyncmock/generator"
	"asyncmock/server"
	"asyncmock/server/behavior"
	"asyncmock/spec"
	"asyncmock/spec/lint"
)

func validateCommand(c *console) *cobra.Command {
	var l loading
	var reports []string
	var book rulebook
	var base baseline
	fail := failError
	cmd := &cobra.Command{
		Use:   "validate DOC... [flags]",
		Short: "Check documents, their schemas and their examples",
		Long: `Check documents: structure, references, schemas, examples against schemas,
and what serve could not serve as it is written.

The exit status is 0 if all is well, 1 if there are findings at or above
--fail-severity, and 2 if a document cannot be used at all.`,
		Example: `  asyncmock validate asyncapi.yaml
  asyncmock validate --report text --report json=report.json 'apis/*.yaml'
  asyncmock validate asyncapi.yaml --rule unused-component=off --rule advice=info
  asyncmock validate asyncapi.yaml --baseline known.json --update-baseline`,
		RunE: func(cmd *cobra.Command, args []string) error {
			outputs, err := parseReports(reports)
			if err != nil {
				return err
			}
			if err := book.open(c); err != nil {
				return err
			}
			if err := base.open(c); err != nil {
				return err
			}
			if args, err = globbed(args); err != nil {
				return err
			}
			inputs, ld, err := l.load(cmd.Context(), c, args)
			if err != nil {
				return err
			}
			return validate(c, inputs, ld, &validation{outputs, fail, &book, &base})
		},
	}
	addFlags(c, cmd,
		flagGroup{"Output", func(fs *pflag.FlagSet) {
			fs.Var(reportFlag{&reports}, "report", reportUsage())
			fs.Var(oneOf(&fail, "error", "warning", "info"), "fail-severity", "mildest finding that fails")
		}},
		flagGroup{"Rules", func(fs *pflag.FlagSet) {
			fs.StringArrayVar(&book.flags, "rule", nil, "`CODE=LEVEL`, where LEVEL is off, info, warning or error (repeatable; asyncmock help codes lists the codes; advice=info turns all advice on)")
			fs.StringVar(&book.file, "rules", "", "`FILE` with levels, as in rules: {unused-component: off}; --rule wins over it")
			fs.StringVar(&base.file, "baseline", "", "`FILE` of findings that are known: they are neither shown nor counted")
			fs.BoolVar(&base.update, "update-baseline", false, "write what is found now to the file of --baseline")
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

// A validation is what validate was asked for.
type validation struct {
	outputs []output
	fail    failSeverity
	book    *rulebook
	base    *baseline
}

// validate finds all there is to find and writes the reports.
func validate(c *console, inputs []*input, ld *loader, v *validation) error {
	result := &report.Result{Command: "validate", Source: ld.source}
	checker := &lint.Checker{}
	for _, in := range inputs {
		if err := in.inspect(checker); err != nil {
			return &failure{status: exitFindings, err: err}
		}
		in.findings = v.base.filter(in.location, v.book.apply(in.findings))
		result.Documents = append(result.Documents, report.Document{Path: in.location, Findings: in.findings})
	}
	explainResult(result, v.fail.severity())
	if err := writeReports(c, result, v.outputs); err != nil {
		return &failure{status: exitFindings, err: err}
	}
	if err := v.base.close(c, result); err != nil {
		return &failure{status: exitFindings, err: err}
	}
	for _, in := range inputs {
		if in.doc == nil {
			return unusableInputs(c, inputs)
		}
	}
	if v.base.update {
		return nil
	}
	if result.AtLeast(v.fail.severity()) > 0 {
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

// inspect adds what the official schema, the rules, planning and compiling find.
func (in *input) inspect(checker *lint.Checker) (err error) {
	defer in.tidy()
	if in.doc == nil {
		return nil
	}
	if in.findings, err = checker.Check(in.doc, in.findings); err != nil {
		return err
	}
	mock, err := server.New(in.doc, server.Options{Behavior: &behavior.File{}})
	if err != nil {
		in.findings = append(in.findings, nothingToServe(in.doc, err, spec.SeverityWarning))
	} else {
		in.findings = slices.Concat(in.findings, mock.Diagnostics(), mock.Doubts())
	}
	compiler := generator.NewCompiler(in.doc, generator.Options{})
	for _, m := range messagesOf(in.doc) {
		in.findings = append(in.findings, compiler.Message(m).Compile()...)
	}
	for _, m := range reusable(in.doc) {
		for _, d := range compiler.Message(m).Compile() {
			// Whether payloads can be made of it matters where it is one.
			if d.Code == "schema-default" || d.Code == "schema-example" {
				in.findings = append(in.findings, d)
			}
		}
	}
	return nil
}

// reusable are messages made of the schemas that no message need have:
// those of components and of parameters.
func reusable(doc *spec.Document) []*spec.Message {
	var out []*spec.Message
	add := func(name string, s *spec.Schema) {
		if s != nil {
			out = append(out, &spec.Message{Name: name, Payload: s})
		}
	}
	for _, s := range doc.ComponentSchemas {
		add(s.Name, s.Schema)
	}
	parameters := doc.Node.At("components", "parameters").Deref()
	for _, ch := range doc.Channels {
		for _, p := range ch.Parameters {
			add(p.Name, p.Schema)
		}
	}
	if parameters.Is(spec.Object) {
		for _, m := range parameters.Members {
			if s := m.Value.Get("schema"); s != nil {
				add(m.Key, &spec.Schema{Node: s, Name: m.Key})
			}
		}
	}
	return out
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
