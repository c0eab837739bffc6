package cli

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"asyncmock/generator/catalog"
	"asyncmock/generator/schema"
	"asyncmock/server"
)

// generating is what the flags of generate say.
type generating struct {
	loading
	kinds   []string
	format  catalogFormat
	output  string // folder, or file of the format; "" is stdout
	check   bool
	into    bool
	role    server.Role
	quiet   bool
	catalog catalog.Options
}

func generateCommand(c *console) *cobra.Command {
	g := &generating{catalog: catalog.Options{Seed: 1}}
	cmd := &cobra.Command{
		Use:   "generate DOC [flags]",
		Short: "Print a catalog of example payloads",
		Long: `Print example payloads of every message: typical ones, or with --kind minimal
and full ones, one for each alternative, at each limit, and invalid ones that
break exactly one constraint each. The same document and seed give the same
bytes on every day.

With -o a folder is written, with all kinds but invalid.`,
		Example: `  asyncmock generate asyncapi.yaml
  asyncmock generate asyncapi.yaml --message trade --kind boundary,invalid --format ndjson
  asyncmock generate asyncapi.yaml -o payloads
  asyncmock generate asyncapi.yaml --kind all -o catalog.html
  asyncmock generate asyncapi.yaml --into-document -o asyncapi.yaml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return g.run(cmd.Context(), c, args, given(cmd))
		},
	}
	addFlags(c, cmd,
		flagGroup{"What is made", g.contentFlags},
		flagGroup{"Output", g.outputFlags},
		flagGroup{"Documents", g.loading.flags},
	)
	return cmd
}

func (g *generating) contentFlags(fs *pflag.FlagSet) {
	fs.StringSliceVar(&g.kinds, "kind", nil,
		"`KIND`s of payloads: typical, minimal, full, branch, boundary, invalid, all (default: typical; with -o all but invalid)")
	fs.StringSliceVar(&g.catalog.Messages, "message", nil, "only messages of this `NAME` (repeatable)")
	fs.StringSliceVar(&g.catalog.Channels, "channel", nil, "only messages of the channel of this `NAME` (repeatable)")
	fs.StringSliceVar(&g.catalog.Operations, "operation", nil, "only messages of the operation of this `NAME` (repeatable)")
	fs.Var(number[int]{&g.catalog.Count, 0, 1_000_000}, "count", "how many typical payloads of each message (default: each of its examples, or one)")
	fs.Var(number[uint64]{&g.catalog.Seed, 1, math.MaxUint64}, "seed", "same seed, same payloads")
	fs.Var(oneOf(&g.catalog.Prefer, "examples", "exact", "generated"), "prefer",
		"typical payloads from the document's examples first, these word for word, or generated")
	fs.Var(oneOf(&g.role, "auto", "application", "counterpart"), "role",
		"side the document is written from, for the directions: as serve decides, as written, swapped")
}

func (g *generating) outputFlags(fs *pflag.FlagSet) {
	fs.Var(oneOf(&g.format, formatNames()...), "format", "form of the catalog; with -o, json and yaml are a file for each payload")
	fs.StringVarP(&g.output, "output", "o", "", "`FOLDER` to write to, or a file with the ending of a format")
	fs.BoolVar(&g.into, "into-document", false, "print the document with examples for the messages that have none; -o names a file")
	fs.BoolVar(&g.check, "check", false, "write nothing; fail when what was written with -o is out of date")
	fs.BoolVarP(&g.quiet, "quiet", "q", false, "print only problems")
}

// run is the command: load, make, write.
func (g *generating) run(ctx context.Context, c *console, args []string, set map[string]bool) error {
	if err := g.complete(args, set); err != nil {
		return err
	}
	inputs, ld, err := g.load(ctx, c, args)
	if err != nil {
		return err
	}
	c.findings(inputs, ld, false, g.quiet)
	if err := refused(c, inputs); err != nil {
		return err
	}
	in := inputs[0]
	if err := g.known(in); err != nil {
		return err
	}
	items, err := g.items(ctx, c, in)
	if err != nil {
		return &failure{status: exitFindings, err: err}
	}
	if g.into {
		return g.intoDocument(c, ld, in, items)
	}
	return g.write(c, in, items)
}

// complete reads what flags say together.
func (g *generating) complete(args []string, set map[string]bool) error {
	if len(args) != 1 {
		return unusable("asyncmock generate asyncapi.yaml", "generate takes one document, not %d", len(args))
	}
	kinds := g.kinds
	if len(kinds) == 0 {
		kinds = []string{"typical"}
		if g.output != "" && !g.into {
			kinds = []string{"typical", "minimal", "full", "branch", "boundary"}
		}
	}
	for _, kind := range schema.CaseKinds() {
		if slices.Contains(kinds, kind.String()) || slices.Contains(kinds, "all") {
			g.catalog.Kinds = append(g.catalog.Kinds, kind)
		}
	}
	for _, kind := range kinds {
		if kind != "all" && !slices.ContainsFunc(schema.CaseKinds(), func(k schema.CaseKind) bool { return k.String() == kind }) {
			return unusable("there are typical, minimal, full, branch, boundary, invalid, all", "unknown kind %q", kind)
		}
	}
	if g.into {
		return g.completeInto(kinds, set)
	}
	if g.check && g.output == "" {
		return unusable("add -o FOLDER", "--check needs to know where the catalog is")
	}
	if !set["format"] {
		g.format = formatOf(g.output, g.format)
	}
	return nil
}

// completeInto refuses what makes no sense for a document.
func (g *generating) completeInto(kinds []string, set map[string]bool) error {
	switch {
	case set["format"]:
		return unusable("the document keeps its own", "--into-document has no --format")
	case slices.Contains(kinds, "invalid"), slices.Contains(kinds, "all"):
		return unusable("name the kinds you want: --kind typical,minimal", "--into-document takes no invalid payloads")
	}
	return nil
}

// known refuses names that the document does not have.
func (g *generating) known(in *input) error {
	what, name, names := catalog.Unknown(in.doc, g.catalog)
	if what == "" {
		return nil
	}
	hint := fmt.Sprintf("the document has no %ss", what)
	if len(names) > 0 {
		hint = "there are: " + strings.Join(firstOf(names, 20), ", ")
	}
	return unusable(hint, "%s: there is no %s %q", in.location, what, name)
}

// items makes the entries and says which way they travel.
func (g *generating) items(ctx context.Context, c *console, in *input) ([]catalog.Item, error) {
	ways := newDirections(in.doc, g.role)
	p := newProgress(c, g.quiet)
	n := &generateNotes{console: c, quiet: g.quiet, prefer: g.catalog.Prefer}
	g.catalog.Progress = func(done, total int, s *catalog.Subject) { p.show(done, total, s.Message.Name) }
	g.catalog.Cut = n.cut
	var items []catalog.Item
	cat := catalog.New(in.doc, g.catalog)
	err := cat.Entries(ctx, func(e *catalog.Entry) error {
		n.met(e)
		items = append(items, catalog.Item{Entry: e, Direction: ways.of(e.Subject)})
		return nil
	})
	p.clear()
	if err != nil {
		return nil, err
	}
	n.print(cat, g.catalog.Kinds)
	return items, nil
}
