package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"asyncmock/cmd/internal/report"
)

// A flagGroup is some flags of a command under one heading of its help.
type flagGroup struct {
	title string
	add   func(*pflag.FlagSet)
}

// helpWidth is the width of the texts of flags.
const helpWidth = 100

// addFlags gives cmd its flags, the help that shows them group by group, and
// completion of the words of every choice.
func addFlags(c *console, cmd *cobra.Command, groups ...flagGroup) {
	var sets []*pflag.FlagSet
	for _, g := range groups {
		fs := pflag.NewFlagSet(g.title, pflag.ContinueOnError)
		fs.SortFlags = false
		g.add(fs)
		cmd.Flags().AddFlagSet(fs)
		sets = append(sets, fs)
	}
	complete(cmd)
	cmd.SetUsageFunc(func(cmd *cobra.Command) error {
		fmt.Fprint(c.out, usage(c.style, cmd, sets))
		return nil
	})
}

func usage(st report.Style, cmd *cobra.Command, sets []*pflag.FlagSet) string {
	var b strings.Builder
	heading := func(text string) { fmt.Fprintf(&b, "\n%s\n", st.Bold(text)) }
	fmt.Fprintf(&b, "%s\n  %s\n", st.Bold("Usage"), cmd.UseLine())
	if len(cmd.Aliases) > 0 {
		heading("Also called")
		fmt.Fprintf(&b, "  %s\n", strings.Join(cmd.Aliases, ", "))
	}
	if cmd.Example != "" {
		heading("Examples")
		fmt.Fprintln(&b, cmd.Example)
	}
	for _, fs := range sets {
		heading(fs.Name())
		b.WriteString(fs.FlagUsagesWrapped(helpWidth))
	}
	return b.String()
}

// complete makes the shell complete the words of every choice, and what flags
// complete themselves.
func complete(cmd *cobra.Command) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		words := strings.Split(f.Value.Type(), "|")
		fn := cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)
		if own, ok := f.Value.(reportFlag); ok {
			fn = own.complete
		} else if len(words) < 2 {
			return
		}
		if err := cmd.RegisterFlagCompletionFunc(f.Name, fn); err != nil {
			panic(fmt.Sprintf("flag %s: %v", f.Name, err)) // a flag of that name was registered twice
		}
	})
}
