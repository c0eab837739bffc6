package server

import (
	"slices"
	"strings"

	"asyncmock/spec"
)

// A property is what a payload schema says about one place, as far as the
// planning needs it: all branches together.
type property struct {
	name     string
	pointer  string
	types    []string
	node     *spec.Node // the schema that says the types
	values   []string   // const and enum, as text; of arrays: those of the items
	required bool       // whatever branch is taken
	branched bool       // on one of several branches
	children []*property
}

// A shape is the properties of a payload schema.
type shape struct{ properties []*property }

// shapeOf reads the properties of a schema, two levels deep.
func shapeOf(s *spec.Schema) *shape {
	sh := &shape{}
	if s != nil {
		sh.properties = reading{levels: 2, depth: maxDepth}.properties(nil, s.Node, "")
	}
	return sh
}

// A reading is how far into a schema one looks: levels of nesting, depth of
// parts, and whether this part is one of several branches.
type reading struct {
	levels, depth int
	branch        bool
}

// properties adds the properties of a schema and of the parts it is made of.
func (rd reading) properties(into []*property, n *spec.Node, at string) []*property {
	n = n.Deref()
	if n == nil || n.Kind != spec.Object || rd.depth == 0 || rd.levels == 0 {
		return into
	}
	if props := n.Get("properties").Deref(); props != nil && props.Kind == spec.Object {
		for _, m := range props.Members {
			into = rd.property(into, m, at)
		}
	}
	rd.depth--
	for _, part := range n.Get("allOf").List() {
		into = rd.properties(into, part, at)
	}
	branches := rd
	branches.branch = true
	for _, keyword := range []string{"oneOf", "anyOf"} {
		for _, part := range n.Get(keyword).List() {
			into = branches.properties(into, part, at)
		}
	}
	for _, item := range n.Get("required").List() {
		for _, p := range into {
			if p.name == item.Scalar() {
				p.required = p.required || !rd.branch
				p.branched = p.branched || rd.branch
			}
		}
	}
	return into
}

// property adds what one schema says about a property to what is known.
func (rd reading) property(into []*property, m spec.Member, at string) []*property {
	i := slices.IndexFunc(into, func(p *property) bool { return p.name == m.Key })
	if i < 0 {
		into = append(into, &property{name: m.Key, pointer: spec.JoinPointer(at, m.Key)})
		i = len(into) - 1
	}
	p := into[i]
	if p.types == nil {
		p.types, p.node = schemaTypes(m.Value), m.Value
	}
	p.readValues(m.Value, rd.depth-1)
	p.children = reading{levels: rd.levels - 1, depth: rd.depth - 1}.properties(p.children, m.Value, p.pointer)
	return into
}

// readValues adds the constants of a schema, those of its items and parts.
func (p *property) readValues(n *spec.Node, depth int) {
	n = n.Deref()
	if n == nil || depth <= 0 {
		return
	}
	add := func(v *spec.Node) {
		if v = v.Deref(); v != nil && v.Kind != spec.Object && v.Kind != spec.Array && v.Kind != spec.Null && !slices.Contains(p.values, v.Text) {
			p.values = append(p.values, v.Text)
		}
	}
	add(n.Get("const").Deref())
	for _, v := range n.Get("enum").List() {
		add(v)
	}
	for _, keyword := range []string{"allOf", "oneOf", "anyOf"} {
		for _, part := range n.Get(keyword).List() {
			p.readValues(part, depth-1)
		}
	}
	if list := n.Get("items").Deref(); list != nil && list.Kind == spec.Object {
		p.readValues(list, depth-1)
	}
}

// get returns the top-level property of that name, nil if there is none.
func (s *shape) get(name string) *property {
	for _, p := range s.properties {
		if p.name == name {
			return p
		}
	}
	return nil
}

// at returns the property at a pointer of up to two levels.
func (s *shape) at(pointer string) *property {
	for _, p := range s.properties {
		if p.pointer == pointer {
			return p
		}
		for _, c := range p.children {
			if c.pointer == pointer {
				return c
			}
		}
	}
	return nil
}

// scalar reports whether the property is neither object nor array.
func (p *property) scalar() bool {
	return !slices.Contains(p.types, "object") && !slices.Contains(p.types, "array") && len(p.children) == 0
}

// discriminators are the properties that tell messages apart, by custom.
var discriminators = []string{"type", "event", "op", "action", "method", "kind", "msg_type", "channel", "e",
	"command", "cmd", "messageType", "message_type", "eventType", "event_type"}

// constants returns the discriminating properties that have values.
func (s *shape) constants() []*property {
	var found []*property
	for _, name := range discriminators {
		if p := s.get(name); p != nil && len(p.values) > 0 && len(p.values) <= 8 && p.scalar() {
			found = append(found, p)
		}
	}
	return found
}

// plainName is a name in lower case without punctuation: req_id and reqId are one.
func plainName(name string) string { return strings.Join(allWords(name), "") }

// isFreeText reports whether any short text will do.
func (p *property) isFreeText() bool {
	node := p.node.Deref()
	return slices.Equal(p.types, []string{"string"}) && len(p.values) == 0 && !node.Has("format") && !node.Has("pattern")
}
