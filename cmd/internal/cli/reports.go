package cli

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"asyncmock/cmd/internal/report"
	"asyncmock/spec"
)

// A reportFlag is --report: KIND or KIND=FILE, repeatable.
type reportFlag struct{ target *[]string }

func (f reportFlag) String() string { return strings.Join(*f.target, " ") }
func (f reportFlag) Type() string   { return "KIND[=FILE]" }

func (f reportFlag) Set(s string) error {
	*f.target = append(*f.target, s)
	return nil
}

// complete offers the kinds; behind = the shell completes files.
func (f reportFlag) complete(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if strings.Contains(typed, "=") {
		return nil, cobra.ShellCompDirectiveDefault
	}
	var out []cobra.Completion
	for _, format := range report.Formats() {
		out = append(out, cobra.CompletionWithDesc(format.Name, format.Help))
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

func reportUsage() string {
	var names []string
	for _, format := range report.Formats() {
		names = append(names, format.Name)
	}
	return fmt.Sprintf("`KIND[=FILE]`, where KIND is %s (repeatable; default: text)", strings.Join(names, ", "))
}

// explainReports prints the kinds of report.
func explainReports(c *console) {
	for _, format := range report.Formats() {
		fmt.Fprintf(c.out, "%-10s %s\n", format.Name, format.Help)
	}
}

// explainResult adds what reports say besides the findings.
func explainResult(r *report.Result, fail spec.Severity) {
	r.FailSeverity = fail
	for _, rule := range append(knownRules(), messageCodes()...) {
		r.Codes = append(r.Codes, spec.Code{Code: rule.Code, Severity: rule.Severity, Help: rule.Help})
	}
	r.Version = version()
	r.Root = repository()
}

// repository is the root of the repository that the working folder is in, or
// else the working folder itself.
func repository() string {
	here, err := os.Getwd()
	if err != nil {
		return ""
	}
	for folder := here; ; folder = filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, ".git")); err == nil {
			return folder
		}
		if folder == filepath.Dir(folder) {
			return here
		}
	}
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

// writeReports writes them all; the first that cannot be written ends it.
func writeReports(c *console, result *report.Result, outputs []output) error {
	for _, o := range outputs {
		if err := o.write(c, result); err != nil {
			return err
		}
	}
	return nil
}

func (o output) write(c *console, r *report.Result) error {
	if o.file == "" {
		r.Color = c.style.Color
		defer c.withoutCommands(o.format)()
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

// withoutCommands keeps GitHub Actions from taking text of a document or
// payload for workflow commands: "::" at the beginning of a line, "##[" in it.
// The token that ends this cannot be known to whoever wrote that text.
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
func (c *console) withoutCommands(format report.Format) (end func()) {
	if on, _ := c.lookup("GITHUB_ACTIONS"); on != "true" || format.Name != "text" {
		return func() {}
	}
	token := rand.Text()
	fmt.Fprintf(c.out, "::stop-commands::%s\n", token)
	return func() { fmt.Fprintf(c.out, "::%s::\n", token) }
}

// conclude writes the reports about an exchange; it is a failure if a check
// failed, or if errors in a document may have hidden what should be checked.
func (c *console) conclude(result *report.Result, outputs []output) error {
	explainResult(result, spec.SeverityError)
	if err := writeReports(c, result, outputs); err != nil {
		return &failure{status: exitFindings, err: err}
	}
	if c.brokenDocuments(result) || result.Exchange.Count(report.Failed) > 0 {
		return &failure{status: exitFindings}
	}
	return nil
}

// brokenDocuments reports whether a document has errors, and says so.
func (c *console) brokenDocuments(result *report.Result) (broken bool) {
	for _, d := range result.Documents {
		if !d.Valid() {
			broken = true
			c.problem(fmt.Errorf("%s has errors: what they hide was not checked", d.Path), "asyncmock validate "+d.Path+" shows all that is wrong with it")
		}
	}
	return broken
}
