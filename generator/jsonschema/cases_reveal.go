package jsonschema

import "slices"

// maxRevealed bounds the properties that a catalog looks at besides those
// that a plan makes.
const maxRevealed = 500

// A revealer adds properties to the objects of a plan that nobody declares and
// that a schema is about all the same, by patternProperties or
// additionalProperties: a catalog has something to show of them, too.
type revealer struct {
	planner *planner
	names   map[*pattern]string
	grown   int // shapes that are expanded
	count   int
}

func newRevealer(p *planner) *revealer { return &revealer{planner: p, names: map[*pattern]string{}} }

// reveal returns the plan of a way to make objects with further properties.
func (r *revealer) reveal(s *shape, b *branch, o *objectPlan) *objectPlan {
	var added []propPlan
	for _, atom := range b.atoms {
		for _, p := range atom.patternProps {
			if name := r.nameOf(p.pattern); name != "" && !p.schema.nothing() {
				added = r.add(added, s, b, o, name)
			}
		}
		for _, rest := range []*subschema{atom.additional, atom.unevaluated} {
			if rest != nil && rest.always == nil && !slices.ContainsFunc(o.extras, func(q propPlan) bool { return q.shape.follows(rest) }) {
				added = r.add(added, s, b, o, "other")
			}
		}
	}
	if len(added) == 0 {
		return o
	}
	c := *o
	c.extras = append(slices.Clone(o.extras), added...)
	return &c
}

// follows reports whether the values of s are made for a schema.
func (s *shape) follows(sub *subschema) bool {
	return slices.ContainsFunc(s.goals, func(g goal) bool { return g.schema == sub && !g.not })
}

func (r *revealer) add(added []propPlan, s *shape, b *branch, o *objectPlan, name string) []propPlan {
	same := func(q propPlan) bool { return q.name == name }
	if r.count >= maxRevealed || slices.ContainsFunc(slices.Concat(o.props, o.extras, added), same) {
		return added
	}
	q, why := r.planner.prop(s, b, name, name, false)
	if why != "" || slices.ContainsFunc(slices.Concat(o.extras, added), func(other propPlan) bool { return slices.Equal(other.shape.goals, q.shape.goals) }) {
		return added
	}
	r.count++
	r.grow()
	if q.shape.height >= unreachable {
		return added
	}
	return append(added, q)
}

// grow expands what came up since.
func (r *revealer) grow() {
	for ; r.grown < len(r.planner.order) && r.grown < maxCaseShapes; r.grown++ {
		r.planner.expand(r.planner.order[r.grown])
	}
	r.planner.measure()
}

func (r *revealer) nameOf(p *pattern) string {
	name, known := r.names[p]
	if !known {
		name = p.example()
		r.names[p] = name
	}
	return name
}
