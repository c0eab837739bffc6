package jsonschema

import "slices"

// withoutWholes copies what is reached from root, without the examples of
// objects and arrays: they would take the place of what a case shows. Where r
// is not nil it adds what a plan makes of no need.
func withoutWholes(root *shape, r *revealer) *shape {
	copies := map[*shape]*shape{}
	var pending []*shape
	of := func(s *shape) *shape {
		if s == nil {
			return nil
		}
		if known, ok := copies[s]; ok {
			return known
		}
		c := *s
		copies[s] = &c
		pending = append(pending, &c)
		return &c
	}
	out := of(root)
	for len(pending) > 0 {
		s := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		alts := make([]*alt, len(s.alts))
		for i, a := range s.alts {
			if a.object != nil && r != nil {
				more := *a
				more.object = r.reveal(s, a.branch, a.object)
				a = &more
			}
			alts[i] = a.withParts(of)
		}
		s.alts = alts
	}
	return out
}

// withParts copies a way to make a value with other shapes for its parts.
func (a *alt) withParts(of func(*shape) *shape) *alt {
	c := *a
	if a.object != nil || a.array != nil {
		c.seeds, c.def = nil, nil
	}
	if a.object != nil {
		o := *a.object
		o.props, o.extras = propsOf(o.props, of), propsOf(o.extras, of)
		c.object = &o
	}
	if a.array != nil {
		l := *a.array
		l.tuple = make([]*shape, len(a.array.tuple))
		for i, s := range a.array.tuple {
			l.tuple[i] = of(s)
		}
		l.rest = of(l.rest)
		l.contains = append([]containsPlan(nil), l.contains...)
		for i := range l.contains {
			l.contains[i] = l.contains[i].withParts(of)
		}
		if l.together != nil {
			c := l.together.withParts(of)
			l.together = &c
		}
		c.array = &l
	}
	return &c
}

func (c containsPlan) withParts(of func(*shape) *shape) containsPlan {
	c.tuple, c.rest = slices.Clone(c.tuple), of(c.rest)
	for i, s := range c.tuple {
		c.tuple[i] = of(s)
	}
	return c
}

func propsOf(props []propPlan, of func(*shape) *shape) []propPlan {
	out := append([]propPlan(nil), props...)
	for i := range out {
		out[i].shape = of(out[i].shape)
	}
	return out
}
