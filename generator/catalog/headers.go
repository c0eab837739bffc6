package catalog

import (
	"encoding/json"

	"asyncmock/generator"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// headers are the headers of one message, by the kind of entry they go with.
type headers struct {
	byKind map[schema.CaseKind]json.RawMessage
	byName map[string]json.RawMessage // of examples
}

// headersOf makes the headers of a message; what cannot be made is left out.
func (c *Catalog) headersOf(m *spec.Message) headers {
	of := generator.HeadersOf(m)
	if of == nil {
		return headers{}
	}
	h := headers{byKind: map[schema.CaseKind]json.RawMessage{}, byName: map[string]json.RawMessage{}}
	o := c.caseOptions()
	o.Count = max(1, len(of.Examples))
	compiled := c.compiler.Message(of)
	for _, kind := range []schema.CaseKind{schema.Typical, schema.Minimal, schema.Full} {
		for one := range compiled.Cases(kind, o) {
			if h.byKind[kind] == nil {
				h.byKind[kind] = one.Value
			}
			h.byName[one.Name] = one.Value
		}
	}
	return h
}

// of returns the headers of an entry: those of the example it is, those of its
// kind, or the typical ones.
func (h headers) of(kind schema.CaseKind, name string) json.RawMessage {
	if raw, ok := h.byName[name]; ok && kind == schema.Typical {
		return raw
	}
	if raw, ok := h.byKind[kind]; ok {
		return raw
	}
	return h.byKind[schema.Typical]
}
