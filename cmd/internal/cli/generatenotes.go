package cli

import (
	"fmt"
	"slices"

	"asyncmock/generator"
	"asyncmock/generator/catalog"
	"asyncmock/generator/schema"
)

// generateNotes gathers what a catalog lacks, and why.
type generateNotes struct {
	*console
	quiet  bool
	prefer generator.Prefer
	seen   map[*catalog.Subject]*subjectNotes
	cuts   []string // more entries than a catalog holds
}

// subjectNotes is what was seen of a message.
type subjectNotes struct {
	entries int
	encoded bool // in a binary encoding
	invalid bool
}

// cut notes that a message has more entries of a kind.
func (n *generateNotes) cut(s *catalog.Subject, kind schema.CaseKind) {
	n.cuts = append(n.cuts, fmt.Sprintf("message %q has more %s payloads than a catalog holds; these are the first", s.Message.Name, kind))
}

// met notes an entry.
func (n *generateNotes) met(e *catalog.Entry) {
	if n.seen == nil {
		n.seen = map[*catalog.Subject]*subjectNotes{}
	}
	of := n.seen[e.Subject]
	if of == nil {
		of = &subjectNotes{}
		n.seen[e.Subject] = of
	}
	of.entries++
	of.encoded = of.encoded || e.Binary && e.Plain != nil
	of.invalid = of.invalid || e.Kind == schema.Invalid && !e.OfHeaders
}

// print says it all; with quiet only of which messages there is nothing.
func (n *generateNotes) print(cat *catalog.Catalog, kinds []schema.CaseKind) {
	for _, s := range cat.Subjects() {
		of := n.seen[s]
		switch {
		case of == nil && slices.Contains(kinds, schema.Typical):
			n.mourn(cat, s)
		case of == nil || n.quiet:
		case s.ExamplesOnly != "":
			n.note("message %q: payloads in %s are not made or checked; there are its examples", s.Message.Name, s.ExamplesOnly)
		case of.encoded && !of.invalid && slices.Contains(kinds, schema.Invalid):
			n.note("message %q: what is wrong has no binary form; there are no invalid payloads", s.Message.Name)
		}
	}
	for _, cut := range n.cuts {
		if !n.quiet {
			n.note("%s", cut)
		}
	}
}

// mourn says why nothing can be made of a message.
func (n *generateNotes) mourn(cat *catalog.Catalog, s *catalog.Subject) {
	compiler := generator.NewCompiler(cat.Document(), generator.Options{Prefer: n.prefer})
	_, _, err := compiler.Message(s.Message).Append(nil, &schema.Draw{})
	n.note("nothing can be made: %v", err)
}
