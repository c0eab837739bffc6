package jsonschema

import (
	"slices"
	"strconv"

	"asyncmock/spec"
)

// maxSites bounds the places of one schema that a catalog looks at.
const maxSites = 4000

// A site is a place of a value, with the way there through the plan.
type site struct {
	shape   *shape
	pointer string // of the place in the value
	label   string // the same for people: "bids[0].price"
	depth   int

	up   *site // what it is a part of; nil: the whole
	alt  *alt  // of up's shape
	prop int   // which property of the alt's object, or
	item int   // which item of its array; -1: it is a property
}

// eachSite calls f with every shape that is reached, at the nearest of its
// places. Recursion closes: a shape comes once.
func (k *casing) eachSite(f func(*site)) {
	seen := map[*shape]bool{k.root: true}
	queue := []*site{{shape: k.root, item: -1}}
	for i := 0; i < len(queue) && i < maxSites && !k.done; i++ {
		f(queue[i])
		queue[i].parts(func(part *site) {
			if part.shape != nil && !seen[part.shape] && part.depth < maxMade && part.shape.height < unreachable {
				seen[part.shape] = true
				queue = append(queue, part)
			}
		})
	}
}

// parts calls f with the places inside of a place, in the order of the plan.
func (at *site) parts(f func(*site)) {
	for _, a := range at.shape.alts {
		if a.values != nil {
			continue
		}
		if o := a.object; o != nil {
			for i := range len(o.props) + len(o.extras) {
				if q := o.at(i); q.fixed == nil && !o.alike(i) {
					f(at.part(a, q.shape, i, -1, q.name))
				}
			}
		}
		if l := a.array; l != nil {
			for i, s := range l.tuple {
				f(at.part(a, s, -1, i, strconv.Itoa(i)))
			}
			if l.rest != nil && len(l.tuple) < l.high {
				f(at.part(a, l.rest, -1, len(l.tuple), strconv.Itoa(len(l.tuple))))
			}
		}
	}
}

// alike reports whether a property that nobody declares is made like one
// before it: one of them is enough.
func (o *objectPlan) alike(i int) bool {
	if i < len(o.props) {
		return false
	}
	extras, goals := o.extras[:i-len(o.props)], o.at(i).shape.goals
	return slices.ContainsFunc(extras, func(q propPlan) bool { return slices.Equal(q.shape.goals, goals) })
}

func (at *site) part(a *alt, s *shape, prop, item int, token string) *site {
	label := at.label + "." + token
	switch {
	case item >= 0:
		label = at.label + "[" + token + "]"
	case at.label == "":
		label = token
	}
	return &site{
		shape: s, pointer: spec.JoinPointer(at.pointer, token), label: label, depth: at.depth + 1,
		up: at, alt: a, prop: prop, item: item,
	}
}

// with returns the root of a plan like at's own, in which the place is always
// there and has the shape s.
func (at *site) with(s *shape) *shape {
	for n := at; n.up != nil; n = n.up {
		a := *n.alt
		a.seeds, a.def = nil, nil
		if n.item < 0 {
			a.kinds = []typeSet{typeObject}
			a.object = a.object.having(n.prop, s)
		} else {
			a.kinds = []typeSet{typeArray}
			a.array = a.array.having(n.item, s)
		}
		s = n.up.shape.only(&a)
	}
	return s
}

// only is the shape with one way to make it.
func (s *shape) only(a *alt) *shape {
	c := *s
	c.alts = []*alt{a}
	return &c
}

// having returns a plan whose i-th property is always there.
func (o *objectPlan) having(i int, s *shape) *objectPlan {
	c := *o
	c.props, c.extras = append([]propPlan(nil), o.props...), append([]propPlan(nil), o.extras...)
	q := c.at(i)
	q.shape, q.required, q.shy = s, true, false
	if i >= len(c.props) {
		c.props = append(c.props, *q)
		c.extras = append(c.extras[:i-len(o.props)], c.extras[i-len(o.props)+1:]...)
	}
	return &c
}

// having returns a plan whose i-th item is always there.
func (l *arrayPlan) having(i int, s *shape) *arrayPlan {
	c := *l
	c.tuple = append([]*shape(nil), l.tuple...)
	if i < len(c.tuple) {
		c.tuple[i] = s
	} else {
		c.tuple = append(c.tuple, s)
	}
	c.low = max(c.low, i+1)
	for _, kind := range c.contains { // they stand behind the tuple
		c.low = max(c.low, min(i+1+kind.count, c.high))
	}
	return &c
}

// literally is the shape that has one value.
func (s *shape) literally(l literal) *shape {
	return s.only(&alt{branch: &branch{types: typeAny}, values: []literal{l}, height: 1, weight: 1})
}
