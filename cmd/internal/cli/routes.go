package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"asyncmock/cmd/internal/report"
	"asyncmock/server/control"
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
	if err := s.readBehavior(c, ld, inputs); err != nil {
		return err
	}
	if err := s.plan(c, inputs, ld, nil); err != nil {
		return err
	}
	if err := s.placed(c, ld, inputs); err != nil {
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

func printRoutes(b *bytes.Buffer, style report.Style, v control.Document) {
	line := func(label, format string, args ...any) {
		fmt.Fprintf(b, "  %s  %s\n", style.Dim(fmt.Sprintf("%-13s", label)), report.Printable(fmt.Sprintf(format, args...)))
	}
	fmt.Fprintf(b, "%s  %s\n", style.Bold(report.Printable(strings.TrimSpace(v.Title+" "+v.Version))),
		style.Dim(report.Printable("AsyncAPI "+v.AsyncAPI+", "+v.Document)))
	line("role", "%s", cmp.Or(v.RoleReason, v.Role))
	for _, e := range v.Evidence {
		line("", "- %s", e)
	}
	for _, r := range v.Routes {
		fmt.Fprintf(b, "\n%s  %s\n", style.Accent(report.Printable(r.Path)), r.Mode)
		line("url", "%s", r.URL)
		line("channels", "%s", strings.Join(r.Channels, ", "))
		if r.Bridged != "" {
			line("bridged from", "%s", r.Bridged)
		}
		if r.Tickets != "" {
			line("tickets by", "POST %s", r.Tickets)
		}
		if r.Fallback != "" {
			line("falls back", "%s", fallsBack(r))
		}
		name, when := widths(r)
		for _, m := range r.ClientToMock {
			line("client → mock", "%s", strings.TrimRight(fmt.Sprintf("%-*s  %-*s  %s", name, m.Message, when, "", m.Operation), " "))
		}
		for _, m := range r.MockToClient {
			line("mock → client", "%s", strings.TrimRight(fmt.Sprintf("%-*s  %-*s  %s", name, m.Message, when, m.When, m.Operation), " "))
		}
		for _, why := range r.Why {
			line("because", "%s", why)
		}
	}
	for _, skip := range v.Skipped {
		fmt.Fprintf(b, "\n%s  %s\n", report.Printable(skip.Channel), style.Dim("skipped"))
		line("because", "%s", skip.Why)
	}
}

// fallsBack says where what no rule answers goes.
func fallsBack(r control.Route) string {
	return "what no rule answers goes to " + r.Fallback + ", with the client's Authorization and Cookie"
}

// widths are those of the columns of r's messages, in characters.
func widths(r control.Route) (name, when int) {
	for _, messages := range [][]control.Message{r.ClientToMock, r.MockToClient} {
		for _, m := range messages {
			name = min(max(name, utf8.RuneCountInString(m.Message)), 32)
			when = min(max(when, utf8.RuneCountInString(m.When)), 40)
		}
	}
	return name, when
}
