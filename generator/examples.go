package generator

import (
	"fmt"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// An example is a valid example payload of the document.
type example struct {
	name  string
	index int // in the document's list
	raw   []byte
	tree  any
	// counts are the whole numbers in it, by place.
	counts map[string]int64
}

// valid returns the valid examples; it looks at them once.
func (m *Message) valid() []example {
	m.once.Do(func() {
		for i, e := range m.Message.Examples {
			if e.Payload == nil {
				continue
			}
			if found, fault := m.inspect(i, e); fault != nil {
				m.faults = append(m.faults, *fault)
			} else {
				m.examples = append(m.examples, found)
			}
		}
		m.peaks, m.limits = peaksOf(m.examples), m.limitsOf(m.examples)
	})
	return m.examples
}

// inspect reads one example and validates it.
func (m *Message) inspect(i int, e *spec.Example) (example, *spec.Diagnostic) {
	found := example{name: e.Name, index: i, raw: e.Payload.AppendJSON(nil)}
	fault := &spec.Diagnostic{
		Code: "example-invalid", Severity: spec.SeverityWarning, Pos: e.Payload.Pos, Pointer: e.Payload.Pointer(),
		Hint: "correct the example or the schema; until then the example is not sent",
	}
	v, err := m.Decode(found.raw, false)
	if m.raw() || m.opaque != "" {
		if e.Payload.Kind == spec.String {
			found.raw = []byte(e.Payload.Text)
			v, err = Raw(found.raw), nil
		}
	}
	if err != nil {
		fault.Summary = fmt.Sprintf("example %s of message %q: %v", label(e, i), m.Name, err)
		return found, fault
	}
	found.tree, found.counts = v.Tree, countsOf(v.Tree)
	if findings := m.Validate(v); len(findings) > 0 {
		first := findings[0]
		fault.Instance = first.Instance
		fault.Summary = fmt.Sprintf("example %s of message %q does not fit its schema: %s", label(e, i), m.Name, sentence(first))
		for _, d := range findings[1:] {
			fault.Detail += sentence(d) + "\n"
		}
		return found, fault
	}
	return found, nil
}

func label(e *spec.Example, i int) string {
	if e.Name != "" {
		return fmt.Sprintf("%q", e.Name)
	}
	return fmt.Sprintf("#%d", i+1)
}

// sentence words a finding together with its place in the payload.
func sentence(d spec.Diagnostic) string {
	if d.Instance == "" {
		return "the payload " + d.Summary
	}
	return d.Instance + " " + d.Summary
}

// ExampleNamed returns the name of the valid example whose payload equals v, "" if none.
func (m *Message) ExampleNamed(v schema.Value) string {
	for _, e := range m.valid() {
		if e.name != "" && schema.Equal(e.tree, v.Tree) {
			return e.name
		}
	}
	return ""
}
