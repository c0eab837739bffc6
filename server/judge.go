package server

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// Judge returns what would always be wrong with a body that is said on the
// route; none means that it may be said. A Set without a Value is one that
// nobody knows yet.
func (r *Route) Judge(b *Body) spec.Diagnostics {
	l := live{route: r}
	if b.Message == "" {
		_, findings := l.judge(b.Data, b.Binary)
		return findings
	}
	o := l.speech().byName[b.Message]
	if o == nil {
		return l.lacksMessage(b.Message)
	}
	if findings := o.lacksExample(b.Example); findings != nil {
		return findings
	}
	return o.foresee(b)
}

// judge finds which message of the mock a payload is.
func (l *live) judge(payload []byte, binary bool) (*Outgoing, spec.Diagnostics) {
	b := l.speech()
	if len(b.all) == 0 {
		return nil, spec.Diagnostics{{Code: "message-unexpected", Severity: spec.SeverityError, Summary: "the mock sends no messages on this route"}}
	}
	_, match, findings := b.matcher.Read(payload, binary)
	if len(findings) > 0 {
		return nil, findings
	}
	return b.all[match.Index], match.Findings
}

// lacksMessage says that the mock does not send a message.
func (l *live) lacksMessage(name string) spec.Diagnostics {
	return spec.Diagnostics{{
		Code: CodeUnknownMessage, Severity: spec.SeverityError,
		Summary: fmt.Sprintf("the mock sends no message %q on %s", name, l.route.Path),
		Hint:    "it sends " + names(l.speech().all),
	}}
}

// The codes of findings about a message that the mock does not send on a
// route, and about an example that a message does not have.
const (
	CodeUnknownMessage = "message-unknown"
	CodeUnknownExample = "example-unknown"
)

// lacksExample says that the message has no such example; "" is none to have.
func (o *Outgoing) lacksExample(name string) spec.Diagnostics {
	if name == "" || hasExample(o, name) {
		return nil
	}
	d := spec.Diagnostic{
		Code: CodeUnknownExample, Severity: spec.SeverityError,
		Summary: fmt.Sprintf("the message %q has no example %q", o.Message.Name, name), Hint: "it has no examples with a name",
	}
	var known []string
	for _, e := range o.Message.Examples {
		if e.Name != "" {
			known = append(known, e.Name)
		}
	}
	if len(known) > 0 {
		d.Hint = hintFor(name, known)
	}
	return spec.Diagnostics{d}
}

// pin writes the value whatever the schema says.
func (s Set) pin(why string) schema.Pin {
	return schema.Pin{Pointer: s.Pointer, Value: s.Value, Add: true, Force: true, Why: why}
}

// foreseen is how many payloads are made to see whether all are wrong.
const foreseen = 8

// foresee makes messages with the values that are known, and returns what is
// wrong with all of them. Where the schema has branches, a value that nobody
// knows yet may choose one; nothing can be said then.
func (o *Outgoing) foresee(b *Body) (first spec.Diagnostics) {
	known := make([]Set, 0, len(b.Fields))
	for _, f := range b.Fields {
		if f.Value != nil {
			known = append(known, f)
		}
	}
	sure := len(known) == len(b.Fields)
	if len(known) == 0 || !sure && (o.Message.Payload == nil || branches(o.Message.Payload.Node, map[*spec.Node]bool{})) {
		return nil
	}
	for try := range uint64(foreseen) {
		findings, err := o.attempt(b.Example, known, try)
		if !sure {
			findings = below(known, findings)
		}
		if err != nil || len(findings) == 0 {
			return nil
		}
		if first == nil {
			first = findings
		}
	}
	return first
}

// attempt makes one message and says what is wrong with it.
func (o *Outgoing) attempt(example string, fields []Set, seed uint64) (spec.Diagnostics, error) {
	k := newMaking()
	defer k.done()
	for _, f := range fields {
		k.pin(f.pin("set"), false)
	}
	k.draw.Source, k.draw.Now = rand.New(rand.NewPCG(seed, seed)), time.Now()
	if _, err := k.fill(o, example); err != nil {
		return nil, err
	}
	return o.examine(&k.frame, fields), nil
}

// examine says what is wrong with a message that values were written into.
func (o *Outgoing) examine(f *Frame, fields []Set) spec.Diagnostics {
	v, err := o.Message.Decode(f.Payload(), f.Binary)
	if err != nil {
		return spec.Diagnostics{{Code: "payload-undecodable", Severity: spec.SeverityError, Summary: err.Error()}}
	}
	if findings := o.Message.Validate(v); len(findings) > 0 {
		return findings
	}
	for _, set := range fields {
		if _, ok := lookup(v.Tree, set.Pointer); !ok {
			return spec.Diagnostics{{
				Code: "place-unknown", Severity: spec.SeverityError, Instance: set.Pointer,
				Summary: fmt.Sprintf("is no place of the message %q", o.Message.Name),
			}}
		}
	}
	return nil
}

// below are the findings about the values themselves.
func below(fields []Set, findings spec.Diagnostics) (about spec.Diagnostics) {
	for _, d := range findings {
		if slices.ContainsFunc(fields, func(f Set) bool { return d.Instance == f.Pointer || strings.HasPrefix(d.Instance, f.Pointer+"/") }) {
			about = append(about, d)
		}
	}
	return about
}

// branching are the keywords by which one value decides about others, and
// "fields" of Avro, whose unions do.
var branching = []string{"oneOf", "anyOf", "if", "not", "dependencies", "dependentSchemas", "discriminator", "fields"}

// branches reports whether a schema, or a part of it that was not seen yet,
// has branches.
func branches(n *spec.Node, seen map[*spec.Node]bool) bool {
	if n = n.Deref(); n == nil || n.Kind != spec.Object {
		return n != nil && n.Kind != spec.Bool
	}
	if seen[n] {
		return false
	}
	seen[n] = true
	parts := slices.Clone(n.Get("allOf").List())
	for _, m := range n.Members {
		if slices.Contains(branching, m.Key) {
			return true
		}
	}
	if properties := n.Get("properties").Deref(); properties != nil {
		for _, m := range properties.Members {
			parts = append(parts, m.Value)
		}
	}
	return slices.ContainsFunc(parts, func(part *spec.Node) bool { return branches(part, seen) })
}
