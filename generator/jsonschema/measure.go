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

// least returns the height and weight of the least value of a way.
func (a *alt) least() (height, weight int) {
	if a.values != nil {
		return 1, 1
	}
	height, weight = unreachable, unreachable
	for _, kind := range a.kinds {
		h, w := 1, 1
		switch kind {
		case typeObject:
			h, w = a.object.least()
		case typeArray:
			h, w = a.array.least()
		}
		height, weight = min(height, h), min(weight, w)
	}
	return height, weight
}

// prune takes out the types that cannot be made.
func (a *alt) prune() {
	possible := slices.DeleteFunc(slices.Clone(a.kinds), func(kind typeSet) bool {
		h := 1
		switch kind {
		case typeObject:
			h, _ = a.object.least()
		case typeArray:
			h, _ = a.array.least()
		}
		return h >= unreachable
	})
	if len(possible) > 0 {
		a.kinds = possible
	}
}
