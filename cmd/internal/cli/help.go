package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"asyncmock/cmd/internal/report"
	"asyncmock/generator/diff"
	"asyncmock/spec/lint"
)

func helpCommand(c *console, root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND|CODE|codes|changes|faults|reports|json-report]",
		Short: "Explain a command, the code of a finding, faults, or reports",
		Long: `Explain a command, what a finding about a document means, what a change that
diff finds means, what --fault takes, or the kinds of --report; json-report is
the JSON Schema of the JSON report. Findings and changes end with their code:
[ref-target-missing].

  asyncmock help serve
  asyncmock help ref-target-missing
  asyncmock help codes
  asyncmock help changes
  asyncmock help faults
  asyncmock help reports
  asyncmock help json-report > report.schema.json`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 && explain(c, args[0]) {
				return nil
			}
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return unusable("asyncmock help lists the commands, asyncmock help codes the findings, asyncmock help changes those of diff",
					"there is no command, finding or change called %q", strings.Join(args, " "))
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		},
	}
}

// explain prints what is known about a code or change, or all of them; false
// if there is none of that name.
func explain(c *console, name string) bool {
	switch name {
	case "faults":
		explainFaults(c)
		return true
	case "changes":
		explainChanges(c)
		return true
	case "reports":
		explainReports(c)
		return true
	case "json-report":
		c.out.Write(report.JSONSchema())
		return true
	}
	codes := append(knownRules(), messageCodes()...)
	if name == "codes" {
		slices.SortFunc(codes, func(a, b lint.Rule) int { return strings.Compare(a.Code, b.Code) })
		for _, code := range codes {
			fmt.Fprintf(c.out, "%-31s %-8s %s\n", code.Code, levelOf(code), code.Help)
		}
		return true
	}
	i := slices.IndexFunc(codes, func(code lint.Rule) bool { return code.Code == strings.Trim(name, "[]") })
	if i < 0 {
		return explainChange(c, strings.Trim(name, "[]"))
	}
	fmt.Fprintf(c.out, "%s: %s\n%s\n", report.Printable(codes[i].Code), levelOf(codes[i]), codes[i].Help)
	return true
}

// explainChanges prints the kinds of change.
func explainChanges(c *console) {
	for _, k := range diff.Kinds() {
		fmt.Fprintf(c.out, "%-34s %s\n", k.Name, k.Help)
	}
}

// explainChange prints what a kind of change means, false if there is no such
// kind.
func explainChange(c *console, name string) bool {
	kinds := diff.Kinds()
	i := slices.IndexFunc(kinds, func(k diff.Kind) bool { return k.Name == name })
	if i < 0 {
		return false
	}
	fmt.Fprintf(c.out, "%s: a change that diff finds\n%s\n", kinds[i].Name, kinds[i].Help)
	return true
}
