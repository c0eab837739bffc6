package jsonschema

import (
	"cmp"
	"fmt"
	"slices"
)

// measure finds the least height and weight of all shapes, and takes out the
// ways that lead nowhere.
func (p *planner) measure() {
	p.scarce()
	p.settle()
	if p.resort() {
		p.settle()
	}
	for _, s := range p.order {
		for _, a := range s.alts {
			a.height, a.weight = a.least()
		}
		possible := slices.DeleteFunc(slices.Clone(s.alts), func(a *alt) bool { return a.height >= unreachable })
		if len(possible) > 0 {
			s.alts = possible
		}
		for _, a := range s.alts {
			a.prune()
		}
	}
}

// resort takes plain values where objects and arrays are impossible and the
// schema does not ask for them.
func (p *planner) resort() (changed bool) {
	for _, s := range p.order {
		for _, a := range s.alts {
			if s.height >= unreachable && a.spare != 0 {
				a.kinds, changed = []typeSet{a.spare}, true
			}
		}
	}
	return changed
}

// settle finds the heights and weights.
func (p *planner) settle() {
	for changed := true; changed; {
		changed = false
		for _, s := range p.order {
			for _, a := range s.alts {
				a.height, a.weight = a.least()
				if a.height < s.height {
					s.height, changed = a.height, true
				}
				if a.weight < s.weight {
					s.weight, changed = a.weight, true
				}
			}
		}
	}
}

// least returns the height and weight of the least value of a way. What is
// too heavy for a payload cannot be reached.
func (a *alt) least() (height, weight int) {
	height, weight = unreachable, unreachable
	for _, l := range a.values {
		height, weight = 1, min(weight, 1+len(l.raw)/nodeBytes)
	}
	for _, kind := range a.kinds {
		if h, w := a.leastOf(kind); w <= maxNodes {
			height, weight = min(height, h), min(weight, w)
		}
	}
	return height, weight
}

func (a *alt) leastOf(kind typeSet) (height, weight int) {
	switch kind {
	case typeObject:
		return a.object.least()
	case typeArray:
		height, weight, _ = a.array.least()
		return height, weight
	case typeString:
		return 1, 1 + len(a.text.fallback)/nodeBytes
	}
	return 1, 1
}

// prune takes out the types that cannot be made.
func (a *alt) prune() {
	possible := slices.DeleteFunc(slices.Clone(a.kinds), func(kind typeSet) bool {
		h, w := a.leastOf(kind)
		if kind == typeArray {
			_, _, a.array.low = a.array.least()
		}
		return h >= unreachable || w > maxNodes
	})
	if len(possible) > 0 {
		a.kinds = possible
	}
}

// scarce takes out the lists without doublets that ask for more items than
// there are.
func (p *planner) scarce() {
	for _, s := range p.order {
		s.alts = slices.DeleteFunc(s.alts, func(a *alt) bool {
			if a.array == nil || !a.array.unique {
				return false
			}
			n := a.array.different()
			if n >= a.array.low {
				return false
			}
			s.reason = cmp.Or(s.reason, fmt.Sprintf("%d different items are asked for, and there are %d", a.array.low, n))
			a.kinds = slices.DeleteFunc(a.kinds, func(kind typeSet) bool { return kind == typeArray })
			return len(a.kinds) == 0
		})
	}
}

// different counts the items that can be told apart, up to unreachable.
func (a *arrayPlan) different() int {
	n := len(a.tuple)
	for _, c := range a.contains {
		n = add(n, c.rest.count())
	}
	if a.rest != nil {
		n = add(n, a.rest.count())
	}
	return n
}

// count returns how many values can be listed, unreachable for those that cannot.
func (s *shape) count() (n int) {
	for _, a := range s.alts {
		n = add(n, len(a.values))
		for _, kind := range a.kinds {
			switch {
			case kind == typeNull:
				n = add(n, 1)
			case kind == typeBoolean:
				n = add(n, 2)
			case kind&(typeInteger|typeNumber) != 0 && a.number.countable():
				n = add(n, int(min(a.number.limit-a.number.low, unreachable-1))+1)
			default:
				return unreachable
			}
		}
	}
	return n
}
