package catalog

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"asyncmock/generator"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// Options say what a Catalog holds. The zero value is one typical payload of
// every message.
type Options struct {
	Kinds  []schema.CaseKind // none: typical
	Count  int               // of typical payloads of each message; 0: every example, at least one
	Seed   uint64
	Now    time.Time        // what "now" is in payloads; zero: Now
	Prefer generator.Prefer // where typical payloads come from

	// What is wanted, by name; empty: all.
	Messages, Channels, Operations []string

	// Progress is told before each subject how many are done. nil: nobody is.
	Progress func(done, total int, s *Subject)
	// Cut is told that a subject has more entries of a kind than a catalog
	// holds. nil: nobody is.
	Cut func(s *Subject, kind schema.CaseKind)
}

// Now is what "now" is in the payloads of a catalog, so that they do not
// change with the day they are made.
func Now() time.Time { return time.Date(2026, 1, 15, 9, 30, 0, 0, time.UTC) }

// A Catalog is the list of payloads of one document. Its methods are safe for
// concurrent use.
type Catalog struct {
	doc      *spec.Document
	opts     Options
	compiler *generator.Compiler
	subjects []*Subject
}

// New returns the catalog of doc. Nothing is made before Entries is called.
func New(doc *spec.Document, opts Options) *Catalog {
	if len(opts.Kinds) == 0 {
		opts.Kinds = []schema.CaseKind{schema.Typical}
	}
	if opts.Now.IsZero() {
		opts.Now = Now()
	}
	c := &Catalog{doc: doc, opts: opts, compiler: generator.NewCompiler(doc, generator.Options{Prefer: opts.Prefer})}
	c.subjects = slices.DeleteFunc(subjectsOf(doc, opts), func(s *Subject) bool { return !opts.wants(s) })
	for _, s := range c.subjects {
		s.ExamplesOnly, _ = c.compiler.Message(s.Message).Unvalidated()
	}
	return c
}

// Document returns the document it is about.
func (c *Catalog) Document() *spec.Document { return c.doc }

// Subjects returns the messages it is about, in document order.
func (c *Catalog) Subjects() []*Subject { return c.subjects }

// An Entry is one payload.
type Entry struct {
	*Subject
	Kind    schema.CaseKind
	Name    string // unique among the entries of a subject and kind
	Headers json.RawMessage
	Payload []byte // as it travels
	Text    bool   // the payload is text, not JSON
	Binary  bool   // the payload travels as bytes
	// Plain is the JSON that people write for a payload in another encoding.
	Plain json.RawMessage
	// OfHeaders: what the entry shows is in the headers, not in the payload.
	OfHeaders bool
	// Violates says why the payload, or the headers, are refused; nil: they are valid.
	Violates *schema.Violation
}

// Entries calls f with every entry, in document order and in the order of the
// kinds, until f or ctx ends it.
func (c *Catalog) Entries(ctx context.Context, f func(*Entry) error) error {
	made := map[*spec.Message][]*Entry{}
	for i, s := range c.subjects {
		if c.opts.Progress != nil {
			c.opts.Progress(i, len(c.subjects), s)
		}
		if _, known := made[s.Message]; !known {
			entries, err := c.make(ctx, s)
			if err != nil {
				return err
			}
			made[s.Message] = entries
		}
		for _, e := range made[s.Message] {
			own := *e
			own.Subject = s
			if err := f(&own); err != nil {
				return err
			}
		}
	}
	return nil
}

// make makes the entries of a message.
func (c *Catalog) make(ctx context.Context, s *Subject) (entries []*Entry, err error) {
	compiled := c.compiler.Message(s.Message)
	headers := c.headersOf(s)
	for _, kind := range c.opts.Kinds {
		for one := range compiled.Cases(kind, c.caseOptions(s, kind)) {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			entries = append(entries, &Entry{
				Kind: kind, Name: one.Name, Payload: one.Value, Plain: one.Plain, Violates: one.Violates,
				Headers: headers.of(kind, one.Name), Text: compiled.Text(), Binary: compiled.Binary(),
			})
		}
		entries = append(entries, c.ofHeaders(kind, s, headers)...)
	}
	return entries, nil
}

// caseOptions are those for one kind of entry of a subject.
func (c *Catalog) caseOptions(s *Subject, kind schema.CaseKind) generator.CaseOptions {
	o := generator.CaseOptions{Seed: c.opts.Seed, Now: c.opts.Now, Count: c.opts.Count}
	if c.opts.Cut != nil {
		o.Cut = func() { c.opts.Cut(s, kind) }
	}
	return o
}
