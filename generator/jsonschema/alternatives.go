package jsonschema

import "slices"

// oneOf lists the choices of a oneOf: one alternative holds and no other.
func (u *unfolder) oneOf(b *branch, s *subschema, goals []goal) [][]goal {
	choices := [][]goal{}
	for _, sub := range u.possible(b, s.oneOf, goals) {
		choice := []goal{{schema: sub}}
		switch {
		case s.tag != "" && b.with(sub).typesLeft() == typeObject: // the others are shut out by their tags
		case len(s.oneOf) > maxAlternatives:
			choice = append(choice, goal{schema: s, not: true, but: sub})
		default:
			choice = append(choice, others(s.oneOf, sub)...)
		}
		choices = append(choices, choice)
	}
	return choices
}

// with is the branch with all that applies by s without choosing.
func (b *branch) with(s *subschema) *branch {
	with := b.clone()
	with.take(s, 0)
	return with
}

// others refutes the alternatives but one.
func others(list []*subschema, one *subschema) (goals []goal) {
	met := false
	for _, sub := range list {
		if sub == one && !met {
			met = true // the same schema twice excludes itself
			continue
		}
		goals = append(goals, goal{schema: sub, not: true})
	}
	return goals
}

// possible leaves out of a long list the alternatives that can be seen not to
// fit what the branch and the goals ask for. Those that come first are from
// everywhere in the list.
func (u *unfolder) possible(b *branch, list []*subschema, goals []goal) []*subschema {
	if u.blind || len(list) <= maxAlternatives {
		return list
	}
	known := b.clone()
	for _, g := range goals {
		if !g.not {
			known.take(g.schema, 0)
		}
	}
	list = slices.DeleteFunc(slices.Clone(list), func(sub *subschema) bool { return known.excludes(sub, 0) })
	stride := max(1, len(list)/maxAlternatives)
	spread := make([]*subschema, 0, len(list))
	for first := range stride {
		for i := first; i < len(list); i += stride {
			spread = append(spread, list[i])
		}
	}
	return spread
}

// tagOf returns the property that tells objects of all alternatives apart:
// required in each, with values that no other has; "" when there is none.
func tagOf(list []*subschema) string {
	if len(list) <= maxAlternatives {
		return ""
	}
	free := &branch{types: typeAny}
	for _, name := range free.with(list[0]).requiredNames() {
		taken := map[string]bool{}
		if !slices.ContainsFunc(list, func(sub *subschema) bool { return !free.with(sub).tagged(name, taken) }) {
			return name
		}
	}
	return ""
}

// tagged reports whether a property is required and has values that are not
// taken yet, and takes them.
func (b *branch) tagged(name string, taken map[string]bool) bool {
	values, known := valuesOf(b.about(name).atoms)
	if !known || !slices.Contains(b.requiredNames(), name) {
		return false
	}
	for _, l := range values {
		text, ok := l.tree.(string)
		if !ok || taken[text] {
			return false
		}
		taken[text] = true
	}
	return true
}

// about is what the branch says about a property.
func (b *branch) about(name string) *branch {
	about := &branch{types: typeAny}
	for _, a := range b.atoms {
		for _, sub := range a.about(name) {
			about.take(sub, 0)
		}
	}
	return about
}
