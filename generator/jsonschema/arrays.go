package jsonschema

import (
	"fmt"
	"slices"
	"strings"
)

// An arrayPlan makes arrays: the tuple, then items, of which some are those
// that contains asks for.
type arrayPlan struct {
	tuple    []*shape
	rest     *shape // nil: nothing after the tuple
	low      int
	high     int
	unique   bool
	twins    bool // two items must be equal
	contains []containsPlan
	together *containsPlan // items that are all of contains at once; may be nil
	timed    bool          // the items say when they were: one after the other
}

// A containsPlan makes the items that a contains counts.
type containsPlan struct {
	tuple []*shape // in the places of the tuple
	rest  *shape   // in those after it
	count int      // how many are needed
	most  int      // how many may be; -1: any number
}

// arrays plans the arrays of a branch.
func (p *planner) arrays(s *shape, b *branch) (*arrayPlan, string) {
	a := &arrayPlan{high: maxItems, twins: b.twins}
	length := 0
	for _, list := range [][]*subschema{b.atoms, b.limits} {
		for _, atom := range list {
			a.low = max(a.low, atom.minItems)
			if atom.maxItems >= 0 {
				a.high = min(a.high, atom.maxItems)
			}
			a.unique = a.unique || atom.unique
			length = max(length, len(atom.tuple))
		}
	}
	if a.twins {
		a.low = max(a.low, 2)
	}
	if a.low > maxItems {
		return nil, fmt.Sprintf("%d items are asked for, at most %d are made", a.low, maxItems)
	}
	p.items(s, b, a, min(length, maxItems))
	if a.rest != nil && a.rest.beside == nil {
		a.rest.beside, a.rest.above = s.beside, s.above
	}
	if a.low > a.high {
		return nil, fmt.Sprintf("at least %d and at most %d items are asked for", a.low, a.high)
	}
	return a, ""
}

// items plans what stands at each place.
func (p *planner) items(s *shape, b *branch, a *arrayPlan, length int) {
	name := singular(s.name)
	var counted []*subschema
	var barred []goal // what no item may be
	for _, atom := range b.atoms {
		if atom.contains != nil && atom.containsAtLeast() == 0 && atom.maxContains == 0 {
			barred = append(barred, goal{schema: atom.contains, not: true})
		} else if atom.contains != nil && (atom.containsAtLeast() > 0 || atom.maxContains >= 0) && atom.containsAtLeast() <= maxItems {
			counted = append(counted, atom)
		}
	}
	usual := func(i int) *shape {
		goals, impossible := itemGoals(b, i, nil)
		goals = append(goals, barred...)
		if impossible && len(counted) == 0 {
			return nil
		}
		for _, atom := range counted {
			if atom.maxContains >= 0 {
				goals = append(goals, goal{schema: atom.contains, not: true})
			}
		}
		return p.shape(goals, name, s.parent)
	}
	for i := range length {
		part := usual(i)
		if part == nil {
			a.high = min(a.high, i)
			break
		}
		a.tuple = append(a.tuple, part)
	}
	if a.rest = usual(maxItems); a.rest == nil {
		a.high = min(a.high, length)
	}
	hits := func(of []*subschema) containsPlan {
		at := func(i int) *shape {
			goals, _ := itemGoals(b, i, of)
			goals = append(goals, barred...)
			for _, atom := range of {
				goals = append(goals, goal{schema: atom.contains})
			}
			return p.shape(goals, name, s.parent)
		}
		c := containsPlan{rest: at(maxItems), most: -1}
		for i := range a.tuple {
			c.tuple = append(c.tuple, at(i))
		}
		for _, atom := range of {
			c.count = max(c.count, atom.containsAtLeast())
			if atom.maxContains >= 0 && (c.most < 0 || atom.maxContains < c.most) {
				c.most = atom.maxContains
			}
		}
		return c
	}
	for _, atom := range counted {
		a.contains = append(a.contains, hits([]*subschema{atom}))
	}
	if len(counted) > 1 {
		c := hits(counted)
		a.together = &c
	}
}

// itemGoals collects what applies to the item at i, where it is one that the
// contains of hits accept; impossible says that there can be none.
func itemGoals(b *branch, i int, hits []*subschema) (goals []goal, impossible bool) {
	for _, atom := range b.atoms {
		sub := atom.items
		if i < len(atom.tuple) {
			sub = atom.tuple[i]
		}
		if sub != nil && !isTrue(sub) {
			goals = append(goals, goal{schema: sub})
			impossible = impossible || sub.always != nil
		}
		if atom.unevalItems != nil && !b.evaluates(atom, i, hits) {
			goals = append(goals, goal{schema: atom.unevalItems})
			impossible = impossible || isFalse(atom.unevalItems)
		}
	}
	return goals, impossible
}

// evaluates reports whether a keyword beside or below the unevaluatedItems of
// s sees the item at i.
func (b *branch) evaluates(s *subschema, i int, hits []*subschema) bool {
	return slices.ContainsFunc(b.joined(s), func(sub *subschema) bool {
		return i < len(sub.tuple) || sub.items != nil || sub != s && sub.unevalItems != nil || sub.containsSees && slices.Contains(hits, sub)
	})
}

// singular names the items of a list: "symbols" has "symbol" in it.
func singular(name string) string {
	switch {
	case strings.HasSuffix(name, "ies") && len(name) > 4:
		return name[:len(name)-3] + "y"
	case strings.HasSuffix(name, "sses"), strings.HasSuffix(name, "xes"):
		return name[:len(name)-2]
	case strings.HasSuffix(name, "s") && !strings.HasSuffix(name, "ss") && len(name) > 2:
		return name[:len(name)-1]
	}
	return name
}

// least returns the height and weight of the least array, and its length.
func (a *arrayPlan) least() (height, weight, length int) {
	if len(a.contains) == 0 {
		height, weight = 1, 1
		for i := range min(a.low, len(a.tuple)) {
			height, weight = max(height, add(a.tuple[i].height, 1)), add(weight, a.tuple[i].weight)
		}
		if n := a.low - len(a.tuple); n > 0 {
			height, weight = max(height, add(a.rest.height, 1)), add(weight, times(a.rest.weight, n))
		}
		return height, weight, a.low
	}
	most := a.low + len(a.tuple)
	for _, c := range a.contains {
		most += c.count
	}
	for n := a.low; n <= min(a.high, most); n++ {
		items := a.arrange(n, nil)
		if items == nil {
			continue
		}
		height, weight = 1, 1
		for _, item := range items {
			height, weight = max(height, add(item.height, 1)), add(weight, item.weight)
		}
		return height, weight, n
	}
	return unreachable, unreachable, a.low
}

func times(weight, n int) int {
	if weight >= unreachable/n {
		return unreachable
	}
	return weight * n
}
