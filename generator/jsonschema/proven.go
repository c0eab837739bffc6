package jsonschema

import (
	"encoding/json"
	"slices"
)

// proves reports whether all that can be made of s is valid by construction,
// so that it need not be checked: only parts that are put together without
// negations, texts that are judged one by one, and numbers
// between bounds that were tried. Everything else is checked when it is made.
func (p *planner) proves(s *shape) bool {
	known := map[*shape]bool{}
	var proven func(s *shape) bool
	proven = func(s *shape) bool {
		if known[s] {
			return true
		}
		known[s] = true
		if slices.ContainsFunc(s.goals, func(g goal) bool { return g.not }) {
			return false
		}
		return !slices.ContainsFunc(s.alts, func(a *alt) bool { return !a.proven(proven) })
	}
	return proven(s)
}

func (a *alt) proven(part func(*shape) bool) bool {
	return a.branch.straight() &&
		(a.values != nil ||
			(a.number == nil || a.number.proven(a.branch)) &&
				(a.text == nil || a.text.trusted || a.text.quick != nil) &&
				(a.object == nil || a.object.proven(part)) &&
				(a.array == nil || a.array.proven(part)))
}

// straight reports whether the branch knows no negations, has taken one way
// of each choice, and shuts the other ways out where only one may hold.
func (b *branch) straight() bool {
	if len(b.notValues)+len(b.notText)+len(b.limits)+len(b.forbidden)+len(b.demanded)+len(b.notProps)+len(b.hopes)+len(b.strays) > 0 || b.twins {
		return false
	}
	apart := func(s *subschema) bool { return s != nil && !slices.Contains(b.atoms, s) }
	return !slices.ContainsFunc(b.atoms, func(a *subschema) bool {
		return len(a.dependencies) > 0 || a.not != nil || a.cond != nil || a.meta != "" || a.propertyNames != nil ||
			a.contains != nil || a.unevaluated != nil || a.unevalItems != nil || apart(a.ref) || slices.ContainsFunc(a.allOf, apart) ||
			len(a.anyOf) > 0 && !slices.ContainsFunc(a.anyOf, func(s *subschema) bool { return !apart(s) }) || !b.one(a)
	})
}

// one reports whether the branch holds one alternative of a oneOf and
// excludes the others.
func (b *branch) one(of *subschema) bool {
	held := 0
	apart := of.tag != "" && b.typesLeft() == typeObject
	for _, s := range of.oneOf {
		if slices.Contains(b.atoms, s) {
			held++
		} else if !apart && !b.excludes(s, 0) {
			return false
		}
	}
	return len(of.oneOf) == 0 || held == 1
}

// proven tries the ends: what is between them is accepted too.
func (n *numberPlan) proven(b *branch) bool {
	if n.large != nil || n.fits != nil || n.fraction {
		return false
	}
	for _, k := range []int64{n.least, n.low, min(n.low+1, n.high), n.high, max(n.high, n.limit)} {
		if !b.accepts(json.Number(n.appendK(nil, k))) {
			return false
		}
	}
	return true
}

// proven counts what can be there: making never takes more than the most.
func (o *objectPlan) proven(part func(*shape) bool) bool {
	required, possible := 0, 0
	for _, list := range [][]propPlan{o.props, o.extras} {
		for _, q := range list {
			if q.required {
				required++
			}
			if q.shape.height < unreachable {
				possible++
			}
			if !part(q.shape) {
				return false
			}
		}
	}
	return possible >= o.low && required <= o.high
}

func (a *arrayPlan) proven(part func(*shape) bool) bool {
	if a.unique {
		// Texts and listed texts have one spelling each.
		text := func(s *shape) bool {
			return len(s.alts) == 1 && s.alts[0].text != nil && len(s.alts[0].kinds) == 1 ||
				len(s.alts) == 1 && len(s.alts[0].values) > 0 && !slices.ContainsFunc(s.alts[0].values, func(l literal) bool { return typeOf(l.tree) != typeString })
		}
		simple := part
		part = func(s *shape) bool { return simple(s) && text(s) }
	}
	return len(a.contains) == 0 && !slices.ContainsFunc(a.tuple, func(s *shape) bool { return !part(s) }) && (a.rest == nil || part(a.rest))
}
