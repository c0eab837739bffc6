package jsonschema

import "slices"

// anything accepts everything.
var anything = &subschema{index: -1, always: &yes}

// negationOf returns the schema that accepts what s does not. It is told from
// others by its index, which is below that of all that are written or made up.
func negationOf(s *subschema) *subschema {
	no := newSubschema(nil, -2-s.index)
	no.not = s
	return no
}

// negateArray asks for an item that is wrong, for too few or too many of those
// that contains counts, or for two that are equal.
func negateArray(s *subschema, add func(func(*branch), ...goal)) {
	hope := func(b *branch) { b.hopes = append(b.hopes, s); b.only(typeArray) }
	ask := func(set func(*subschema)) {
		made := newSubschema(nil, -1)
		made.types = typeArray
		set(made)
		add(hope, goal{schema: made})
	}
	wrong := func(i int, item *subschema) {
		ask(func(made *subschema) {
			made.minItems = i + 1
			if made.tuple = slices.Repeat([]*subschema{anything}, i); !isFalse(item) {
				made.tuple = append(made.tuple, negationOf(item))
			}
		})
	}
	for i, item := range s.tuple {
		if !isTrue(item) {
			wrong(i, item)
		}
	}
	switch {
	case s.items == nil || isTrue(s.items):
	case len(s.tuple) > 0 || isFalse(s.items):
		wrong(len(s.tuple), s.items)
	default:
		ask(func(made *subschema) { made.contains = negationOf(s.items) })
	}
	if least := s.containsAtLeast(); s.contains != nil && least > 0 {
		ask(func(made *subschema) { made.contains, made.minContains, made.maxContains = s.contains, 0, least-1 })
	}
	if s.contains != nil && s.maxContains >= 0 {
		ask(func(made *subschema) { made.contains, made.minContains = s.contains, s.maxContains+1 })
	}
	if s.unique {
		add(func(b *branch) { hope(b); b.twins = true })
	}
	if s.unevalItems != nil {
		add(hope)
	}
}

func isTrue(s *subschema) bool { return s.always != nil && *s.always }
