package cli

import (
	"errors"
	"fmt"
	"os"

	"asyncmock/generator/catalog"
	"asyncmock/spec"
)

// intoDocument writes the document itself, with examples where messages have
// none. What is not added stays byte for byte.
func (g *generating) intoDocument(c *console, ld *loader, in *input, items []catalog.Item) error {
	name := in.doc.Node.Place().File
	source := ld.source(name)
	if in.location == "-" {
		source = ld.stdin
	}
	if source == nil {
		return unusable("save the document first", "%s: only a document in a file can be filled in", in.location)
	}
	edits, elsewhere := catalog.Examples(in.doc, items)
	out, refused, err := spec.Splice(name, source, edits)
	if err != nil {
		return &failure{status: exitFindings, err: fmt.Errorf("%s: %w", in.location, err)}
	}
	for _, m := range elsewhere {
		c.note("message %q is written in %s; its examples are not filled in", m.Name, m.Node.Deref().Place().File)
	}
	for _, e := range refused {
		c.note("%s: no examples at %s: its text is used in several places, or cannot be added to", in.location, e.Pointer)
	}
	if g.check {
		return g.compareDocument(c, in, source, out)
	}
	if g.output == "" {
		_, err := c.out.Write(out)
		return err
	}
	if err := os.WriteFile(g.output, out, 0o666); err != nil {
		return &failure{status: exitFindings, err: fmt.Errorf("write document: %w", err)}
	}
	if !g.quiet {
		c.note("%s: examples of %s added", g.output, counted(len(edits)-len(refused), "message"))
	}
	return nil
}

// compareDocument fails when examples would be added.
func (g *generating) compareDocument(c *console, in *input, source, out []byte) error {
	diff := catalog.Difference(in.location, source, out)
	if diff == "" {
		return nil
	}
	c.difference(diff)
	return &failure{status: exitFindings, err: errors.New(in.location + ": messages have no examples"),
		hint: "asyncmock generate " + in.location + " --into-document -o " + in.location}
}
