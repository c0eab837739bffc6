// Package cli is the command line: one file per command, flags to calls to
// exit status. It is the only place that composes the other packages.
//
// Start at commands, the table of commands, then at the file of the one you
// want to know: serve.go, routes.go, validate.go.
package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"asyncmock/spec"
)

// The exit statuses. Interrupted twice is 130, as shells say it.
const (
	exitFine        = 0
	exitFindings    = 1 // findings, or something that failed while working
	exitUsage       = 2 // wrong usage or unusable input
	exitInterrupted = 130
)

// Run runs the command line and returns the exit status.
func Run(args []string) int {
	return run(newConsole(os.Stdin, os.Stdout, os.Stderr, os.LookupEnv), args[1:])
}

// commands is the table of commands, in the order help shows them.
func commands(c *console) []*cobra.Command {
	return []*cobra.Command{
		serveCommand(c),
		routesCommand(c),
		validateCommand(c),
		checkCommand(c),
		runCommand(c),
		verifyCommand(c),
		proxyCommand(c),
		generateCommand(c),
		diffCommand(c),
		behaviorCommand(c),
		healthCommand(c),
		completionCommand(c),
		versionCommand(c),
	}
}

func run(c *console, args []string) int {
	root := rootCommand(c)
	root.SetArgs(args)
	err := root.Execute()
	if err == nil {
		return exitFine
	}
	var f *failure
	if !errors.As(err, &f) {
		// What cobra itself refuses is wrong usage.
		f = &failure{status: exitUsage, err: err, hint: usageHint(root, args)}
	}
	if f.err != nil {
		c.failed(f.err)
		c.point(f.line, f.column)
		c.hint(f.hint)
	}
	return f.status
}

func rootCommand(c *console) *cobra.Command {
	root := &cobra.Command{
		Use:   "asyncmock",
		Short: "Mock servers from AsyncAPI documents",
		Long: `asyncmock turns an AsyncAPI document into a running mock over WebSocket,
server-sent events and HTTP, and checks the document on the way.

  asyncmock serve asyncapi.yaml`,
		SilenceErrors:              true,
		SilenceUsage:               true,
		CompletionOptions:          cobra.CompletionOptions{DisableDefaultCmd: true},
		DisableSuggestions:         true, // usageHint makes them
		SuggestionsMinimumDistance: 2,
	}
	root.SetIn(c.in)
	root.SetOut(c.out)
	root.SetErr(c.err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		if f := faultFailure("--fault", err); f != nil {
			return f
		}
		return &failure{status: exitUsage, err: err, hint: cmd.CommandPath() + " --help lists the flags"}
	})
	for _, cmd := range commands(c) {
		cmd.DisableFlagsInUseLine = true
		fromEnvironment(cmd, c)
		root.AddCommand(cmd)
	}
	root.SetHelpCommand(helpCommand(c, root))
	return root
}

// A failure ends a command with a status. err is printed unless it is nil:
// then everything was said already.
type failure struct {
	status int
	err    error
	hint   string
	line   string // what err is about, and where in it, from 1; "": nothing to show
	column int
	// findings are those that err is about, also where they were printed.
	findings spec.Diagnostics
}

func (f *failure) Error() string {
	if f.err == nil {
		return fmt.Sprintf("exit status %d", f.status)
	}
	return f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

// unusable is the failure of wrong usage and of input nothing can be done with.
func unusable(hint, format string, args ...any) *failure {
	return &failure{status: exitUsage, err: fmt.Errorf(format, args...), hint: hint}
}

// usageHint guesses what was meant by arguments that cobra refused.
func usageHint(root *cobra.Command, args []string) string {
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		if near := root.SuggestionsFor(args[0]); len(near) > 0 {
			return "did you mean asyncmock " + near[0] + "?"
		}
		if _, err := os.Stat(args[0]); err == nil {
			return "to mock the document: asyncmock serve " + args[0]
		}
	}
	return "asyncmock help lists the commands"
}
