package catalog

import (
	"encoding/json"

	"asyncmock/generator"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// headers are the headers of one message, by the kind of entry they go with.
type headers struct {
	message *generator.Message // whose payload they are; nil: there are none
	byKind  map[schema.CaseKind]json.RawMessage
	byName  map[string]json.RawMessage // of examples
}

// headersOf makes the headers of a message; what cannot be made is left out.
func (c *Catalog) headersOf(s *Subject) headers {
	of := generator.HeadersOf(s.Message)
	if of == nil {
		return exampleHeaders(s.Message)
	}
	h := headers{message: c.compiler.Message(of), byKind: map[schema.CaseKind]json.RawMessage{}, byName: map[string]json.RawMessage{}}
	for _, kind := range []schema.CaseKind{schema.Typical, schema.Minimal, schema.Full} {
		o := c.caseOptions(s, kind)
		o.Count = 0
		for one := range h.message.Cases(kind, o) {
			if h.byKind[kind] == nil {
				h.byKind[kind] = one.Value
			}
			h.byName[one.Name] = one.Value
		}
	}
	return h
}

// exampleHeaders are those of the examples of a message that does not say
// what its headers are.
func exampleHeaders(m *spec.Message) headers {
	h := headers{byName: map[string]json.RawMessage{}}
	for _, e := range m.Examples {
		if e.Headers != nil {
			h.byName[e.Name] = e.Headers.AppendJSON(nil)
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

// ofHeaders makes the entries that show the headers' own alternatives, limits
// and breaches, each with the typical payload.
func (c *Catalog) ofHeaders(kind schema.CaseKind, s *Subject, h headers) (entries []*Entry) {
	if h.message == nil || kind < schema.Branch {
		return nil
	}
	o := c.caseOptions(s, kind)
	o.Count = 1
	compiled := c.compiler.Message(s.Message)
	for typical := range compiled.Cases(schema.Typical, o) {
		for one := range h.message.Cases(kind, o) {
			if one.Value[0] != '{' {
				continue // headers are an object, whatever is in them
			}
			entries = append(entries, &Entry{
				Kind: kind, Name: "headers " + one.Name, Payload: typical.Value, Plain: typical.Plain, Violates: one.Violates,
				Headers: one.Value, OfHeaders: true, Text: compiled.Text(), Binary: compiled.Binary(),
			})
		}
	}
	return entries
}
