package jsonschema

import "slices"

func (b *branch) only(types typeSet) { b.types &= types }

// refuseTypes takes types away. In a branch typeInteger stands for the whole
// numbers and typeNumber for the others.
func (b *branch) refuseTypes(types typeSet) { b.types &^= widen(types) }

// excludes reports that no value of the branch is accepted by s, as far as
// that is seen cheaply: by types, by constants, by absent properties.
func (b *branch) excludes(s *subschema, depth int) bool {
	if depth > 6 {
		return false
	}
	if s.always != nil {
		return !*s.always
	}
	switch {
	case s.ref != nil && b.excludes(s.ref, depth+1),
		s.types != 0 && b.typesLeft()&widen(s.types) == 0,
		slices.ContainsFunc(s.allOf, func(sub *subschema) bool { return b.excludes(sub, depth+1) }),
		len(s.anyOf) > 0 && !slices.ContainsFunc(s.anyOf, func(sub *subschema) bool { return !b.excludes(sub, depth+1) }),
		len(s.oneOf) > 0 && !slices.ContainsFunc(s.oneOf, func(sub *subschema) bool { return !b.excludes(sub, depth+1) }):
		return true
	}
	if values, known := valuesOf(b.atoms); known && (s.hasEnum || s.constant != nil) {
		return !slices.ContainsFunc(values, func(l literal) bool { return s.accepts(l.tree) })
	}
	left := b.typesLeft()
	if left&^(typeInteger|typeNumber) == 0 {
		return b.excludesNumbers(s)
	}
	if left != typeObject {
		return false
	}
	for _, name := range s.required {
		if slices.Contains(b.forbidden, name) {
			return true
		}
	}
	return b.excludesProperties(s, depth)
}

// excludesNumbers looks at the bounds.
func (b *branch) excludesNumbers(s *subschema) bool {
	l := b.ends()
	l.tighten(s)
	return l.low != nil && l.high != nil && l.low.Cmp(l.high) >= 0 && (l.exLow || l.exHigh || l.low.Cmp(l.high) > 0)
}

// excludesProperties looks at the properties that the branch must have.
func (b *branch) excludesProperties(s *subschema, depth int) bool {
	for _, name := range b.requiredNames() {
		theirs := s.about(name)
		if len(theirs) == 0 {
			continue
		}
		ours := b.about(name)
		for _, sub := range theirs {
			if ours.excludes(sub, depth+1) {
				return true
			}
		}
	}
	return false
}

// take collects what applies without choosing.
func (b *branch) take(s *subschema, depth int) {
	if depth > 6 || s.always != nil || slices.Contains(b.atoms, s) {
		return
	}
	b.atoms = append(b.atoms, s)
	if s.ref != nil {
		b.take(s.ref, depth+1)
	}
	for _, sub := range s.allOf {
		b.take(sub, depth+1)
	}
}

func (b *branch) requiredNames() (names []string) {
	for _, a := range b.atoms {
		names = append(names, a.required...)
	}
	return append(names, b.demanded...)
}

// widen spells the types of a schema as those of a branch: number has the
// whole numbers in it.
func widen(types typeSet) typeSet {
	if types&typeNumber != 0 {
		types |= typeInteger
	}
	return types
}

// typesLeft returns the types that a value of the branch can have.
func (b *branch) typesLeft() typeSet {
	left := b.types
	for _, a := range b.atoms {
		if a.types == 0 {
			continue
		}
		left &= widen(a.types)
	}
	if values, known := valuesOf(b.atoms); known {
		var of typeSet
		for _, l := range values {
			of |= typeOf(l.tree)
		}
		left &= of
	}
	return left
}

// valuesOf returns the values that const and enum leave; known is false when
// there are neither.
func valuesOf(atoms []*subschema) (values []literal, known bool) {
	for _, a := range atoms {
		if a.constant == nil && !a.hasEnum {
			continue
		}
		own := a.enum
		if a.constant != nil {
			own = []literal{*a.constant}
		}
		if !known {
			values, known = own, true
			continue
		}
		values = slices.DeleteFunc(slices.Clone(values), func(l literal) bool { return !a.lists(l.tree) })
	}
	return values, known
}
