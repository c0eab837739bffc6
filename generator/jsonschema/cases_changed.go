package jsonschema

import (
	"slices"

	"asyncmock/generator/schema"
)

// The bounds of the plans that are made for breaches.
const (
	maxCasePlans  = 300
	maxCaseShapes = 2000 // of one of them
	planAttempts  = 6
	maxPairs      = 12 // of alternatives that fit together
)

// breakByPlan lists breaches whose values need a plan of their own, in which
// one schema of the place is changed so that a constraint is turned around.
func (k *casing) breakByPlan(at *site, a *alt, s *subschema) (list []breach) {
	add := func(b breach, change func(c *subschema) []goal) {
		b.plan = func() []literal { return k.changed(at, a, s, change) }
		list = append(list, b)
	}
	if s.not != nil {
		add(breach{keyword: "not"}, func(c *subschema) []goal { c.not = nil; return []goal{{schema: s.not}} })
	}
	breakDependencies(s, add)
	breakCondition(s, add)
	breakContains(s, add)
	breakPlainly(s, add)
	pairs := 0
	for i, one := range s.oneOf {
		for _, other := range s.oneOf[i+1:] {
			if pairs++; pairs <= maxPairs {
				add(breach{keyword: "oneOf", how: "two fit"}, func(*subschema) []goal { return []goal{{schema: one}, {schema: other}} })
			}
		}
	}
	return list
}

// breakDependencies takes away what a property asks for.
func breakDependencies(s *subschema, add func(breach, func(*subschema) []goal)) {
	for _, d := range s.dependencies {
		keyword := "dependencies"
		if d.schema != nil && s.src.Own("dependentSchemas").Own(d.name) != nil {
			keyword = "dependentSchemas"
		} else if s.src.Own("dependentRequired").Own(d.name) != nil {
			keyword = "dependentRequired"
		}
		if d.schema != nil {
			if d.schema.nothing() {
				add(breach{keyword: keyword, label: d.name}, func(c *subschema) []goal { c.required = append(c.required, d.name); return nil })
			}
			continue
		}
		for n, name := range d.required {
			add(breach{keyword: keyword, label: d.name + " without " + name}, func(c *subschema) []goal {
				c.required = append(c.required, d.name)
				i := slices.IndexFunc(c.dependencies, func(other dependency) bool { return other.name == d.name })
				c.dependencies[i].required = slices.Delete(slices.Clone(d.required), n, n+1)
				has := newSubschema(nil, -1)
				has.required = []string{name}
				return []goal{{schema: has, not: true}}
			})
		}
	}
}

// breakCondition meets a condition that may not be met.
func breakCondition(s *subschema, add func(breach, func(*subschema) []goal)) {
	if s.cond == nil {
		return
	}
	for _, c := range []struct {
		keyword string
		schema  *subschema
		not     bool
	}{{"then", s.then, false}, {"else", s.els, true}} {
		if c.schema.nothing() {
			add(breach{keyword: c.keyword}, func(*subschema) []goal { return []goal{{schema: s.cond, not: c.not}} })
		}
	}
}

// breakContains gives an array one item too few, or too many, of the kind that
// it must contain.
func breakContains(s *subschema, add func(breach, func(*subschema) []goal)) {
	if s.contains == nil {
		return
	}
	keyword := "contains"
	if s.minContains >= 0 {
		keyword = "minContains"
	}
	if least := s.containsAtLeast(); least == 1 {
		add(breach{keyword: "contains"}, func(c *subschema) []goal {
			c.contains = nil
			c.items = without(s.items, s.contains)
			for i, item := range s.tuple {
				c.tuple[i] = without(item, s.contains)
			}
			return nil
		})
	} else if least > 1 {
		add(breach{keyword: keyword}, func(c *subschema) []goal {
			c.minContains, c.maxContains = least-1, least-1
			return nil
		})
	}
	if s.maxContains >= 0 {
		add(breach{keyword: "maxContains"}, func(c *subschema) []goal {
			c.minContains, c.maxContains = s.maxContains+1, -1
			return nil
		})
	}
}

// without is the schema of what s accepts and other does not.
func without(s, other *subschema) *subschema {
	both := newSubschema(nil, -1)
	if both.not = other; s != nil {
		both.allOf = []*subschema{s}
	}
	return both
}

// changed makes values of a place of which one schema is another. The
// alternatives of the place are chosen already.
func (k *casing) changed(at *site, a *alt, s *subschema, change func(c *subschema) []goal) (list []literal) {
	if k.plans++; k.plans > maxCasePlans {
		return nil
	}
	var goals []goal
	for i, atom := range a.branch.atoms {
		c := atom.flat(madeIndex + i)
		if atom == s {
			goals = append(goals, change(c)...)
		}
		if atom != s.cond { // whether it is met is chosen anew
			goals = append(goals, goal{schema: c})
		}
	}
	p := newPlanner(k.schema.plan.fake)
	root := p.shape(goals, at.shape.name, at.shape.parent)
	if p.grow(maxCaseShapes); root.height >= unreachable {
		return nil
	}
	for i := range planAttempts {
		raw, ok := k.attempt(root, k.around, i, at.depth)
		if !ok {
			continue
		}
		if v, err := schema.Decode(raw); err == nil {
			list = append(list, literal{raw: raw, tree: v.Tree})
		}
	}
	return list
}

// madeIndex is where the indexes of schemas begin that a document does not have.
const madeIndex = 1 << 40

// flat copies a schema without what leads to other schemas of the same place.
func (s *subschema) flat(index int) *subschema {
	c := *s
	c.index, c.ref = index, nil
	c.allOf, c.anyOf, c.oneOf, c.cond, c.then, c.els = nil, nil, nil, nil, nil, nil
	c.examples, c.defaultValue = nil, nil
	c.tuple = slices.Clone(s.tuple)
	c.required = slices.Clone(s.required)
	c.dependencies = nil
	if s.src == nil {
		c.not = nil // made up for a choice
	}
	for _, d := range s.dependencies {
		if d.schema == nil {
			c.dependencies = append(c.dependencies, d)
		}
	}
	return &c
}
