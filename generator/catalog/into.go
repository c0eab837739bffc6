package catalog

import (
	"encoding/json"
	"slices"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// Examples returns the edits that fill the examples of messages in: of those
// that have none, and whose text is in the document's own file. The messages
// that are written in other files are returned as elsewhere.
func Examples(doc *spec.Document, items []Item) (edits []spec.Edit, elsewhere []*spec.Message) {
	done := map[*spec.Node]bool{}
	for _, g := range groups(items) {
		m := g[0].Message
		n := m.Node.Deref()
		if n == nil || done[n] || len(m.Examples) > 0 || n.Has("examples") {
			continue
		}
		done[n] = true
		list := examplesOf(g)
		switch {
		case len(list) == 0:
		case n.Pos.File != doc.Node.Pos.File:
			elsewhere = append(elsewhere, m)
		default:
			edits = append(edits, spec.Edit{Pointer: n.Pointer(), Key: "examples", Value: encode(list)})
		}
	}
	return edits, elsewhere
}

// An exampleObject is a Message Example Object.
type exampleObject struct {
	Name    string          `json:"name"`
	Headers json.RawMessage `json:"headers,omitempty"`
	Payload json.RawMessage `json:"payload"`
}

// examplesOf are the entries that can stand in a document: valid, and no bytes.
func examplesOf(g []Item) (list []exampleObject) {
	for _, item := range g {
		r := item.Record()
		if item.Kind == schema.Invalid || r.Payload == nil {
			continue
		}
		name := r.Kind
		if r.Name != r.Kind {
			name = r.Kind + "-" + slug(r.Name)
		}
		if !slices.ContainsFunc(list, func(e exampleObject) bool { return e.Name == name }) {
			list = append(list, exampleObject{name, r.Headers, r.Payload})
		}
	}
	return list
}
