package cli

import (
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
