package jsonschema

import (
	"fmt"
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
	contains []containsPlan
}

type containsPlan struct {
	shape *shape
	count int
}

// arrays plans the arrays of a branch.
func (p *planner) arrays(s *shape, b *branch) (*arrayPlan, string) {
	a := &arrayPlan{high: maxItems}
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
	if a.low > maxItems {
		return nil, fmt.Sprintf("%d items are asked for, at most %d are made", a.low, maxItems)
	}
	name := singular(s.name)
	for i := range min(length, maxItems) {
		goals, impossible := itemGoals(b, i)
		if impossible {
			a.high = min(a.high, i)
			break
		}
		a.tuple = append(a.tuple, p.shape(goals, name, s.parent))
	}
	goals, impossible := itemGoals(b, maxItems)
	if impossible {
		a.high = min(a.high, length)
	} else {
		a.rest = p.shape(goals, name, s.parent)
	}
	for _, atom := range b.atoms {
		if atom.contains == nil || atom.containsAtLeast() == 0 || atom.containsAtLeast() > maxItems {
			continue
		}
		with := append(append([]goal{}, goals...), goal{schema: atom.contains})
		a.contains = append(a.contains, containsPlan{p.shape(with, name, s.parent), atom.containsAtLeast()})
		if atom.maxContains >= 0 && a.rest != nil {
			a.rest = p.shape(append(append([]goal{}, goals...), goal{schema: atom.contains, not: true}), name, s.parent)
		}
	}
	needed := 0
	for _, c := range a.contains {
		needed += c.count
	}
	if needed > 0 {
		a.low = max(a.low, len(a.tuple)+needed)
		if a.low > a.high && a.high >= needed { // the tuple is shortened instead
			a.low = a.high
		}
	}
	if a.low > a.high {
		return nil, fmt.Sprintf("at least %d and at most %d items are asked for", a.low, a.high)
	}
	return a, ""
}

// itemGoals collects what applies to the item at i; impossible says that
// there can be none.
func itemGoals(b *branch, i int) (goals []goal, impossible bool) {
	for _, atom := range b.atoms {
		sub := atom.items
		if i < len(atom.tuple) {
			sub = atom.tuple[i]
		} else if sub == nil && atom.unevalItems != nil {
			sub = atom.unevalItems
		}
		if sub == nil {
			continue
		}
		if sub.always != nil && !*sub.always {
			return nil, true
		}
		goals = append(goals, goal{schema: sub})
	}
	return goals, false
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

// least returns the height and weight of the least array.
func (a *arrayPlan) least() (height, weight int) {
	height, weight = 1, 1
	n := a.low
	take := func(s *shape, times int) {
		if s == nil {
			height, weight = unreachable, unreachable
			return
		}
		height = max(height, add(s.height, 1))
		if s.weight < unreachable {
			weight = add(weight, min(s.weight*times, unreachable))
		} else {
			weight = unreachable
		}
	}
	for i := 0; i < len(a.tuple) && n > 0; i++ {
		take(a.tuple[i], 1)
		n--
	}
	for _, c := range a.contains {
		take(c.shape, c.count)
		n -= c.count
	}
	if n > 0 {
		take(a.rest, n)
	}
	return height, weight
}
