package jsonschema

import (
	"strings"

	"asyncmock/generator/schema"
)

// pinned returns the value that a pin will write into a property of an object
// at depth, nil for none: what is told of a thing fits the one that was asked
// for. Places are told apart by name and depth.
func (m *making) pinned(q *propPlan, depth int) []byte {
	for _, p := range m.pins {
		if last := strings.LastIndexByte(p.Pointer, '/'); last >= 0 && p.Pointer[last+1:] == q.name && strings.Count(p.Pointer, "/") == depth+1 && q.shape.accepts(p.Value) {
			return p.Value
		}
	}
	return nil
}

// accepts reports whether one of the ways to make s could make a JSON text.
func (s *shape) accepts(text []byte) bool {
	v, err := schema.Decode(text)
	if err != nil {
		return false
	}
	for _, a := range s.alts {
		if a.branch.accepts(v.Tree) {
			return true
		}
	}
	return false
}
