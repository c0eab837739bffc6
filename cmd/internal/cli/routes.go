package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"asyncmock/cmd/internal/report"
)

// routeFormat is the form of the route table.
type routeFormat uint8

const (
	routesText routeFormat = iota
	routesJSON
)

func routesCommand(c *console) *cobra.Command {
	s := newSettings()
	var format routeFormat
	cmd := &cobra.Command{
		Use:   "routes DOC... [flags]",
		Short: "Print the routes serve would use, and why",
		Long: `Print the route table that serve would use, with the reason of every
decision. The flags that change what is served are those of serve.`,
		Example: `  asyncmock routes asyncapi.yaml
  asyncmock routes --format json asyncapi.yaml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			s.options.Set = given(cmd)
			return s.routes(cmd, c, args, format)
		},
	}
	addFlags(c, cmd,
		flagGroup{"Output", func(fs *pflag.FlagSet) {
			fs.Var(oneOf(&format, "text", "json"), "format", "a table for people, or one JSON object per document")
			fs.BoolVarP(&s.verbose, "verbose", "v", false, "print all findings about the documents")
		}},
		flagGroup{"What is said", s.contractFlags},
		flagGroup{"Documents", s.documentFlags},
		flagGroup{"In URLs", s.addressFlags},
	)
	return cmd
}

func (s *settings) routes(cmd *cobra.Command, c *console, args []string, format routeFormat) error {
	if err := s.check(); err != nil {
		return err
	}
	inputs, ld, err := s.load(cmd.Context(), c, args)
	if err != nil {
		return err
	}
	if err := s.plan(c, inputs, ld, nil); err != nil {
		return err
	}
	var b bytes.Buffer
	for _, in := range inputs {
		if format == routesJSON {
			err = printJSON(&b, in.view(s.intended()))
		} else {
			printRoutes(&b, c.style, in.view(s.intended()))
		}
		if err != nil {
			return &failure{status: exitFindings, err: err}
		}
	}
	_, err = c.out.Write(b.Bytes())
	return err
}

func printJSON(b *bytes.Buffer, v any) error {
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

func printRoutes(b *bytes.Buffer, style report.Style, v documentView) {
	line := func(format string, args ...any) { fmt.Fprintf(b, format+"\n", args...) }
	line("%s  %s", style.Bold(report.Printable(strings.TrimSpace(v.Title+" "+v.Version))),
		style.Dim(report.Printable("AsyncAPI "+v.AsyncAPI+", "+v.Document)))
	line("  %s  %s", style.Dim("role"), report.Printable(cmp.Or(v.RoleReason, v.Role)))
	for _, e := range v.Evidence {
		line("        - %s", report.Printable(e))
	}
	for _, r := range v.Routes {
		line("\n%s  %s", style.Accent(report.Printable(r.Path)), r.Mode)
		line("  %s  %s", style.Dim("url          "), report.Printable(r.URL))
		line("  %s  %s", style.Dim("channels     "), report.Printable(strings.Join(r.Channels, ", ")))
		if r.Bridged != "" {
			line("  %s  %s", style.Dim("bridged from "), report.Printable(r.Bridged))
		}
		for _, m := range r.ClientToMock {
			line("  %s  %s  %s", style.Dim("client → mock"), report.Printable(m.Message), style.Dim(report.Printable(m.Operation)))
		}
		for _, m := range r.MockToClient {
			line("  %s  %s %s  %s", style.Dim("mock → client"), report.Printable(m.Message), report.Printable(m.When), style.Dim(report.Printable(m.Operation)))
		}
		for _, why := range r.Why {
			line("  %s  %s", style.Dim("because      "), report.Printable(why))
		}
	}
	for _, skip := range v.Skipped {
		line("\n%s  %s: %s", style.Dim("skipped"), report.Printable(skip.Channel), report.Printable(skip.Why))
	}
}
