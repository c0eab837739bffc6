package jsonschema

import "slices"

// measure finds the least height and weight of all shapes, and takes out the
// ways that lead nowhere.
func (p *planner) measure() {
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
		return a.array.least()
	case typeString:
		return 1, 1 + len(a.text.fallback)/nodeBytes
	}
	return 1, 1
}

// prune takes out the types that cannot be made.
func (a *alt) prune() {
	possible := slices.DeleteFunc(slices.Clone(a.kinds), func(kind typeSet) bool {
		h, w := a.leastOf(kind)
		return h >= unreachable || w > maxNodes
	})
	if len(possible) > 0 {
		a.kinds = possible
	}
}
