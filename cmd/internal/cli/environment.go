package cli

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// variable is the environment variable of a flag: "on-invalid" is
// ASYNCMOCK_ON_INVALID.
func variable(flag string) string {
	return "ASYNCMOCK_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// fromEnvironment makes cmd take flags that were not given from the
// environment. An empty variable counts as absent.
func fromEnvironment(cmd *cobra.Command, c *console) {
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) error {
		var bad *failure
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			value, _ := c.lookup(variable(f.Name))
			if f.Changed || f.Name == "help" || value == "" || bad != nil {
				return
			}
			if err := cmd.Flags().Set(f.Name, value); err != nil {
				if bad = faultFailure("environment variable "+variable(f.Name), err); bad != nil {
					return
				}
				bad = unusable(cmd.CommandPath()+" --help lists the flags", "environment variable %s: %w", variable(f.Name), err)
			}
		})
		if bad != nil {
			return bad
		}
		return nil
	}
}
