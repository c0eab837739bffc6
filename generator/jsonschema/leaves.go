package jsonschema

import "asyncmock/generator/schema"

// A Leaf is a place where strings or numbers are made.
type Leaf struct {
	Pointer string // of the schema
	Name    string // of the property
	Type    string // string or number
	Kind    string // how its values are chosen, "": by type alone
}

// Leaves lists the places of s where strings and numbers are made.
func Leaves(s schema.Schema) (leaves []Leaf) {
	c, ok := s.(*compiled)
	if !ok || c.plan == nil {
		return nil
	}
	for _, s := range c.plan.root.reachable() {
		for _, a := range s.alts {
			leaf := Leaf{Pointer: s.at.Pointer(), Name: s.name, Type: "string"}
			switch {
			case a.text != nil:
				leaf.Kind = a.meaning()
			case a.number != nil:
				leaf.Type, leaf.Kind = "number", a.meaning()
			case a.values != nil && typeOf(a.values[0].tree)&(typeString|typeNumber|typeInteger) != 0:
				leaf.Kind = "listed"
			default:
				continue
			}
			leaves = append(leaves, leaf)
		}
	}
	return leaves
}

// meaning says how the values of a are chosen.
func (a *alt) meaning() string {
	switch t, n := a.text, a.number; {
	case len(a.seeds) > 0 || a.def != nil && a.def.tree != nil:
		return "written"
	case t != nil && t.kind != nil:
		return t.kind.Name
	case t != nil && len(t.makers) > 0:
		return "pattern"
	case t != nil && len(t.formats) > 0 && len(shortTexts[t.formats[0]]) > 0:
		return t.formats[0]
	case n != nil && n.kind != nil:
		return n.kind.Name
	case n != nil && n.large == nil && a.ranged():
		return "range"
	}
	return ""
}

// ranged reports whether both ends of the numbers are given.
func (a *alt) ranged() bool {
	limits := a.branch.bounds()
	return limits.low != nil && limits.high != nil
}

// reachable lists the shapes below s, each once.
func (s *shape) reachable() []*shape {
	list, seen := []*shape{s}, map[*shape]bool{s: true}
	add := func(s *shape) {
		if s != nil && !seen[s] {
			seen[s] = true
			list = append(list, s)
		}
	}
	for i := 0; i < len(list); i++ {
		for _, a := range list[i].alts {
			if a.object != nil {
				for _, q := range a.object.props {
					add(q.shape)
				}
			}
			if a.array != nil {
				add(a.array.rest)
				for _, part := range a.array.tuple {
					add(part)
				}
			}
		}
	}
	return list
}
