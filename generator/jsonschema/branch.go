package jsonschema

import "slices"

// The bounds of the search for branches of one shape.
const (
	maxAlternatives = 48
	maxUnfolding    = 4000 * stepCost
	stepCost        = 16 // of a goal; one that is met already costs 1
)

// A branch is one way to satisfy a set of schemas: the schemas without
// alternatives left in them, and what choosing this way asks for besides.
type branch struct {
	atoms []*subschema // their own keywords apply, their alternatives are chosen
	names []string     // of the component schemas on the way, in order

	types     typeSet      // what negations left
	notValues []*subschema // whose const and enum are excluded
	notText   []*pattern
	limits    []*subschema // made up by negations: bounds and counts
	forbidden []string     // properties that must be absent
	demanded  []string     // properties that must be there
	notProps  []notProperty
	strays    []stray
	twins     bool         // two items must be equal
	hopes     []*subschema // must not accept the value, and it is left to luck
}

type notProperty struct {
	name   string
	schema *subschema
}

func (b *branch) clone() *branch {
	c := *b
	c.atoms, c.names = slices.Clone(b.atoms), slices.Clone(b.names)
	c.notValues, c.notText = slices.Clone(b.notValues), slices.Clone(b.notText)
	c.limits, c.forbidden = slices.Clone(b.limits), slices.Clone(b.forbidden)
	c.demanded, c.notProps = slices.Clone(b.demanded), slices.Clone(b.notProps)
	c.hopes, c.strays = slices.Clone(b.hopes), slices.Clone(b.strays)
	return &c
}

// A goal is a schema that must accept the value, or must not. With but it is
// that of the alternatives of the schema's oneOf no other may.
type goal struct {
	schema *subschema
	not    bool
	but    *subschema
}

// unfolder finds the branches of a set of goals.
type unfolder struct {
	found []*branch
	steps int
	blind bool // contradictions are kept, to be explained
}

// unfold returns the ways to satisfy all goals, each alternative of each
// choice at least once while the budget lasts.
func unfold(goals []goal) []*branch {
	u := &unfolder{steps: maxUnfolding}
	u.run(&branch{types: typeAny}, goals, nil, maxAlternatives)
	if len(u.found) == 0 {
		u = &unfolder{steps: maxUnfolding, blind: true}
		u.run(&branch{types: typeAny}, goals, nil, 1)
	}
	return u.found
}

// run works off the goals; negations come last, when more is known. It
// returns how many branches it found.
func (u *unfolder) run(b *branch, goals, later []goal, budget int) int {
	for len(goals) > 0 || len(later) > 0 {
		if u.steps < 0 {
			return 0
		}
		var g goal
		if len(goals) > 0 {
			g, goals = goals[0], goals[1:]
			if g.not {
				later = append(slices.Clone(later), g)
				continue
			}
		} else {
			g, later = later[0], later[1:]
		}
		if g.but != nil {
			later = append(slices.Clone(later), others(g.schema.oneOf, g.but)...)
			continue
		}
		if u.steps--; g.not && b.excludes(g.schema, 0) {
			continue
		}
		u.steps -= stepCost
		var choices [][]goal
		var marks []func(*branch)
		if g.not {
			choices, marks = u.negative(b, g.schema)
		} else {
			if slices.Contains(b.atoms, g.schema) {
				continue
			}
			var dead bool
			if goals, choices, dead = u.positive(b, g.schema, goals); dead {
				return 0
			}
		}
		if choices == nil {
			continue
		}
		return u.choose(b, goals, later, choices, marks, budget)
	}
	u.found = append(u.found, b)
	return 1
}

// choose follows each choice with its share of the budget, and further ones
// when some lead nowhere.
func (u *unfolder) choose(b *branch, goals, later []goal, choices [][]goal, marks []func(*branch), budget int) (found int) {
	share := max(1, (budget+len(choices)-1)/max(1, len(choices)))
	for i, choice := range choices {
		if found >= budget {
			break
		}
		next := b.clone()
		if marks != nil && marks[i] != nil {
			marks[i](next)
		}
		found += u.run(next, append(slices.Clone(choice), goals...), later, share)
	}
	return found
}

// positive takes a schema into the branch. It returns the goals with those
// that follow, or the choices that must be made first.
func (u *unfolder) positive(b *branch, s *subschema, goals []goal) (rest []goal, choices [][]goal, dead bool) {
	if s.always != nil {
		return goals, nil, !*s.always
	}
	if !u.blind && b.excludes(s, 0) {
		return nil, nil, true
	}
	b.atoms = append(b.atoms, s)
	if s.name != "" {
		b.names = append(b.names, s.name)
	}
	var more []goal
	if s.ref != nil {
		more = append(more, goal{schema: s.ref})
	}
	for _, sub := range s.allOf {
		more = append(more, goal{schema: sub})
	}
	if s.not != nil {
		more = append(more, goal{schema: s.not, not: true})
	}
	var pending [][][]goal
	if len(s.oneOf) > 0 {
		pending = append(pending, u.oneOf(b, s, append(more, goals...)))
	}
	if len(s.anyOf) > 0 {
		list := [][]goal{}
		for _, sub := range u.possible(b, s.anyOf, append(more, goals...)) {
			list = append(list, []goal{{schema: sub}})
		}
		pending = append(pending, list)
	}
	if s.cond != nil && (s.then != nil || s.els != nil) {
		pending = append(pending, conditionalChoices(s))
	}
	for _, d := range s.dependencies {
		if d.schema != nil {
			pending = append(pending, dependencyChoices(d))
		}
	}
	goals = append(more, goals...)
	switch len(pending) {
	case 0:
		return goals, nil, false
	case 1:
		return goals, pending[0], false
	}
	// Further choices wait as goals of a made-up schema.
	for _, list := range pending[1:] {
		goals = append(goals, goal{schema: choiceOf(list)})
	}
	return goals, pending[0], false
}

// choiceOf wraps choices as a schema, to be unfolded later.
func choiceOf(list [][]goal) *subschema {
	s := newSubschema(nil, -1)
	for _, goals := range list {
		all := newSubschema(nil, -1)
		for _, g := range goals {
			if !g.not {
				all.allOf = append(all.allOf, g.schema)
				continue
			}
			no := newSubschema(nil, -1)
			if no.not = g.schema; g.but != nil {
				no.not = newSubschema(nil, -1)
				for _, other := range others(g.schema.oneOf, g.but) {
					no.not.anyOf = append(no.not.anyOf, other.schema)
				}
			}
			all.allOf = append(all.allOf, no)
		}
		s.anyOf = append(s.anyOf, all)
	}
	return s
}

func conditionalChoices(s *subschema) [][]goal {
	yes, no := []goal{{schema: s.cond}}, []goal{{schema: s.cond, not: true}}
	if s.then != nil {
		yes = append(yes, goal{schema: s.then})
	}
	if s.els != nil {
		no = append(no, goal{schema: s.els})
	}
	return [][]goal{yes, no}
}

func dependencyChoices(d dependency) [][]goal {
	has := newSubschema(nil, -1)
	has.types, has.required = typeObject, []string{d.name}
	return [][]goal{{{schema: has}, {schema: d.schema}}, {{schema: has, not: true}}}
}
