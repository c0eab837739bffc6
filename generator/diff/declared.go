package diff

import (
	"regexp"

	"asyncmock/spec"
)

// declares reports whether the schema names every property of a value, or
// says that there may be others. What it does not declare nobody is expected
// to send, though nothing forbids it.
func (s *side) declares(tree any) bool {
	if s.schema == nil || !isJSON(s.schema) {
		return true
	}
	return declared([]*spec.Node{s.schema.Node}, tree, 0)
}

func declared(schemas []*spec.Node, tree any, depth int) bool {
	if depth > maxDepth {
		return true
	}
	var all []*spec.Node
	for _, n := range schemas {
		all = together(all, n, 0)
	}
	switch t := tree.(type) {
	case map[string]any:
		for name, v := range t {
			parts, known := propertyIn(all, name)
			if !known || !declared(parts, v, depth+1) {
				return false
			}
		}
	case []any:
		for _, v := range t {
			if !declared(itemsIn(all), v, depth+1) {
				return false
			}
		}
	}
	return true
}

// together adds a schema and all that apply to the same value.
func together(all []*spec.Node, n *spec.Node, depth int) []*spec.Node {
	n = n.Deref()
	if n == nil || depth > maxDepth || len(all) > 1000 {
		return all
	}
	all = append(all, n)
	for _, k := range []string{"allOf", "oneOf", "anyOf"} {
		for _, sub := range n.Own(k).List() {
			all = together(all, sub, depth+1)
		}
	}
	for _, k := range []string{"then", "else"} {
		if sub := n.Own(k); sub != nil {
			all = together(all, sub, depth+1)
		}
	}
	return all
}

// propertyIn returns the schemas of a property. It is known also where
// properties have a schema in general, and where none is named at all.
func propertyIn(all []*spec.Node, name string) (parts []*spec.Node, known bool) {
	named := false
	for _, n := range all {
		named = named || n.Own("properties").Len() > 0
		if sub := n.Own("properties").Own(name); sub != nil {
			parts, known = append(parts, sub), true
		}
		for _, m := range members(n.Own("patternProperties")) {
			if p, err := regexp.Compile(m.Key); err != nil || p.MatchString(name) {
				parts, known = append(parts, m.Value), true
			}
		}
		if extra := n.Own("additionalProperties").Deref(); extra.Is(spec.Object) || extra.True() {
			parts, known = append(parts, extra), true
		}
	}
	return parts, known || !named
}

func itemsIn(all []*spec.Node) (parts []*spec.Node) {
	for _, n := range all {
		for _, k := range []string{"items", "prefixItems", "additionalItems", "contains"} {
			sub := n.Own(k)
			if sub.Is(spec.Array) {
				parts = append(parts, sub.Items...)
			} else if sub != nil {
				parts = append(parts, sub)
			}
		}
	}
	return parts
}

func members(n *spec.Node) []spec.Member {
	if n == nil {
		return nil
	}
	return n.Members
}
