package jsonschema

import (
	"slices"
	"strconv"

	"asyncmock/spec"
)

// maxNameSources bounds the ways of naming properties that nobody declares.
const maxNameSources = 16

// A nameSource proposes names for properties that nobody declares.
type nameSource struct {
	values []string  // these only
	plan   *textPlan // texts of a kind; nil with values
	plain  bool      // any word will do
}

// plainNames are names for what may have any.
var plainNames = []string{"main", "other", "extra", "primary", "secondary", "first", "second", "third"}

// nameSources finds what names a branch leaves: each closed part of it allows
// those of one of its patterns, and propertyNames must accept them.
func (p *planner) nameSources(b *branch) (sources []*nameSource) {
	var refused []*pattern
	free := []*branch{{types: typeAny}}
	var goals []goal
	for _, a := range b.atoms {
		for _, pp := range a.patternProps {
			if isFalse(pp.schema) {
				refused = append(refused, pp.pattern)
			}
		}
		if a.propertyNames != nil {
			goals = append(goals, goal{schema: a.propertyNames})
		}
	}
	if len(goals) > 0 {
		free = unfold(goals)
	}
	for _, patterns := range b.namePatterns() {
		for _, names := range free {
			if s := p.nameSource(names, patterns, refused); s != nil && len(sources) < maxNameSources {
				sources = append(sources, s)
			}
		}
	}
	return sources
}

// isFalse reports whether s accepts nothing, as far as that is plain.
func isFalse(s *subschema) bool {
	if s.always != nil {
		return !*s.always
	}
	return s.not != nil && (isTrue(s.not) || s.not.src != nil && s.not.src.Kind == spec.Object && len(s.not.src.Members) == 0)
}

// namePatterns lists the sets of patterns of which a name must match all; the
// empty set allows any name.
func (b *branch) namePatterns() (sets [][]*pattern) {
	sets = [][]*pattern{nil}
	closed := false
	for _, a := range b.atoms {
		of := []*subschema{a}
		switch {
		case a.additional != nil && isFalse(a.additional):
		case a.unevaluated != nil && isFalse(a.unevaluated):
			of = b.joined(a)
			if slices.ContainsFunc(of, func(s *subschema) bool { return s.additional != nil && !isFalse(s.additional) }) {
				continue
			}
		default:
			continue
		}
		closed = true
		var more [][]*pattern
		for _, set := range sets {
			for _, allowed := range allowedPatterns(of) {
				if len(more) < maxNameSources {
					more = append(more, append(slices.Clone(set), allowed))
				}
			}
		}
		sets = more
	}
	if !closed {
		for _, allowed := range allowedPatterns(b.atoms) {
			sets = append([][]*pattern{{allowed}}, sets...)
		}
	}
	return sets
}

func allowedPatterns(atoms []*subschema) (list []*pattern) {
	for _, a := range atoms {
		for _, pp := range a.patternProps {
			if !isFalse(pp.schema) {
				list = append(list, pp.pattern)
			}
		}
	}
	return list
}

// joined lists the schemas of the branch that s applies to the same value.
func (b *branch) joined(s *subschema) (list []*subschema) {
	seen := map[*subschema]bool{}
	var visit func(s *subschema)
	visit = func(s *subschema) {
		if seen[s] || !slices.Contains(b.atoms, s) {
			return
		}
		seen[s] = true
		list = append(list, s)
		s.inPlace(visit)
	}
	visit(s)
	return list
}

// nameSource plans names that a branch of propertyNames accepts, that match
// the patterns, and that match none of those that are refused.
func (p *planner) nameSource(names *branch, patterns, refused []*pattern) *nameSource {
	fits := func(name string) bool {
		return names.accepts(name) && !slices.ContainsFunc(patterns, func(q *pattern) bool { return !q.matches(name) }) &&
			!slices.ContainsFunc(refused, func(q *pattern) bool { return q.matches(name) })
	}
	if values, known := valuesOf(names.atoms); known {
		s := &nameSource{}
		for _, l := range values {
			if name, ok := l.tree.(string); ok && fits(name) {
				s.values = append(s.values, name)
			}
		}
		return s
	}
	if len(names.atoms)+len(names.limits)+len(patterns) == 0 {
		if len(refused) == 0 {
			return &nameSource{plain: true}
		}
	}
	b := names.clone()
	b.notText = append(b.notText, refused...)
	for _, q := range patterns {
		limit := newSubschema(nil, -1)
		limit.pattern = q
		b.limits = append(b.limits, limit)
	}
	if len(patterns) == 0 {
		wordy := newSubschema(nil, -1)
		wordy.pattern, _ = compilePattern("^[a-z][a-z0-9]*$")
		b.limits = append(b.limits, wordy)
		if plan, _ := p.texts(&shape{}, b); plan != nil {
			return &nameSource{plan: plan}
		}
		b.limits = b.limits[:len(b.limits)-1]
	}
	if plan, _ := p.texts(&shape{}, b); plan != nil {
		return &nameSource{plan: plan}
	}
	return nil
}

// name returns the i-th proposal, "" when there are no more.
func (s *nameSource) name(p *planner, i int) string {
	switch {
	case s.plain && i < len(plainNames):
		return plainNames[i]
	case s.plain:
		return "key" + strconv.Itoa(i)
	case s.plan == nil && i < len(s.values):
		return s.values[i]
	case s.plan == nil:
		return ""
	}
	if i == 8 && s.plan.weave == nil { // too many of the same
		s.plan.weave, s.plan.kind = p.woven(s.plan), nil
	}
	return s.plan.sample(p.src)
}
