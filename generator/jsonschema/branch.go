package jsonschema

import "slices"

// The bounds of the search for branches of one shape.
const (
	maxAlternatives = 48
	maxUnfolding    = 4000
)

// A branch is one way to satisfy a set of schemas: the schemas without
// alternatives left in them, and what choosing this way asks for besides.
type branch struct {
	atoms []*subschema // their own keywords apply, their alternatives are chosen
	names []string     // of the component schemas on the way, in order

	types     typeSet // what negations left
	notValues []any   // values that are excluded
	notText   []*pattern
	limits    []*subschema // made up by negations: bounds and counts
	forbidden []string     // properties that must be absent
	demanded  []string     // properties that must be there
	notProps  []notProperty
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
	c.hopes = slices.Clone(b.hopes)
	return &c
}

// A goal is a schema that must accept the value, or must not.
type goal struct {
	schema *subschema
	not    bool
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
		if u.steps--; u.steps < 0 {
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
	share := max(1, (budget+len(choices)-1)/len(choices))
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
		more = append(more, goal{s.not, true})
	}
	var pending [][][]goal
	if len(s.oneOf) > 0 {
		pending = append(pending, oneOfChoices(s.oneOf))
	}
	if len(s.anyOf) > 0 {
		var list [][]goal
		for _, sub := range s.anyOf {
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
			no.not = g.schema
			all.allOf = append(all.allOf, no)
		}
		s.anyOf = append(s.anyOf, all)
	}
	return s
}

func oneOfChoices(list []*subschema) (choices [][]goal) {
	for i, sub := range list {
		choice := []goal{{schema: sub}}
		for j, other := range list {
			if i != j {
				choice = append(choice, goal{other, true})
			}
		}
		choices = append(choices, choice)
	}
	return choices
}

func conditionalChoices(s *subschema) [][]goal {
	yes, no := []goal{{schema: s.cond}}, []goal{{s.cond, true}}
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
	has.required = []string{d.name}
	return [][]goal{{{schema: has}, {schema: d.schema}}, {{has, true}}}
}

// negative finds ways in which the value is not accepted by s. No choices:
// it is so already, or nothing can be done but hope.
func (u *unfolder) negative(b *branch, s *subschema) (choices [][]goal, marks []func(*branch)) {
	if s.always != nil {
		if *s.always {
			return [][]goal{{{schema: never}}}, nil
		}
		return nil, nil
	}
	if b.excludes(s, 0) {
		return nil, nil
	}
	add := func(mark func(*branch), goals ...goal) {
		choices, marks = append(choices, goals), append(marks, mark)
	}
	if s.ref != nil {
		add(nil, goal{s.ref, true})
	}
	if s.not != nil {
		add(nil, goal{schema: s.not})
	}
	negateValues(s, add)
	negateObject(b, s, add)
	negateBounds(s, add)
	for _, sub := range s.allOf {
		add(nil, goal{sub, true})
	}
	for _, list := range [][]*subschema{s.anyOf, s.oneOf} {
		if len(list) > 0 {
			none := make([]goal, len(list))
			for i, sub := range list {
				none[i] = goal{sub, true}
			}
			add(nil, none...)
		}
	}
	if s.types != 0 && s.types != typeAny {
		types := s.types
		add(func(b *branch) { b.refuseTypes(types) })
	}
	if len(choices) == 0 {
		b.hopes = append(b.hopes, s)
		return nil, nil
	}
	return choices, marks
}

// never accepts nothing.
var never = &subschema{index: -1, always: &no}

func negateValues(s *subschema, add func(func(*branch), ...goal)) {
	values := s.enum
	if s.constant != nil {
		values = []literal{*s.constant}
	}
	if len(values) > 0 {
		add(func(b *branch) {
			for _, l := range values {
				b.notValues = append(b.notValues, l.tree)
			}
		})
	}
	if s.pattern != nil {
		add(func(b *branch) { b.notText = append(b.notText, s.pattern); b.only(typeString) })
	}
}

func negateObject(b *branch, s *subschema, add func(func(*branch), ...goal)) {
	for _, name := range s.required {
		if slices.Contains(b.requiredNames(), name) {
			continue
		}
		add(func(b *branch) { b.forbidden = append(b.forbidden, name) })
	}
	for _, p := range s.properties {
		if p.schema.always != nil && *p.schema.always || slices.Contains(b.forbidden, p.name) {
			continue
		}
		add(func(b *branch) {
			b.demanded = append(b.demanded, p.name)
			b.notProps = append(b.notProps, notProperty{p.name, p.schema})
			b.only(typeObject)
		})
	}
}

// negateBounds turns bounds and counts around.
func negateBounds(s *subschema, add func(func(*branch), ...goal)) {
	limit := func(kind typeSet, set func(*subschema)) {
		add(func(b *branch) {
			l := newSubschema(nil, -1)
			set(l)
			b.limits = append(b.limits, l)
			b.only(kind)
		})
	}
	if s.minimum != nil {
		limit(typeNumber|typeInteger, func(l *subschema) { l.exMaximum = s.minimum })
	}
	if s.maximum != nil {
		limit(typeNumber|typeInteger, func(l *subschema) { l.exMinimum = s.maximum })
	}
	if s.exMinimum != nil {
		limit(typeNumber|typeInteger, func(l *subschema) { l.maximum = s.exMinimum })
	}
	if s.exMaximum != nil {
		limit(typeNumber|typeInteger, func(l *subschema) { l.minimum = s.exMaximum })
	}
	counts := []struct {
		low, high int
		kind      typeSet
		set       func(l *subschema, low, high int)
	}{
		{s.minLength, s.maxLength, typeString, func(l *subschema, low, high int) { l.minLength, l.maxLength = low, high }},
		{s.minItems, s.maxItems, typeArray, func(l *subschema, low, high int) { l.minItems, l.maxItems = low, high }},
		{s.minProps, s.maxProps, typeObject, func(l *subschema, low, high int) { l.minProps, l.maxProps = low, high }},
	}
	for _, c := range counts {
		if c.low > 0 {
			limit(c.kind, func(l *subschema) { c.set(l, -1, c.low-1) })
		}
		if c.high >= 0 {
			limit(c.kind, func(l *subschema) { c.set(l, c.high+1, -1) })
		}
	}
}

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
	if b.typesLeft() != typeObject {
		return false
	}
	for _, name := range s.required {
		if slices.Contains(b.forbidden, name) {
			return true
		}
	}
	return b.excludesProperties(s, depth)
}

// excludesProperties looks at the properties that the branch must have.
func (b *branch) excludesProperties(s *subschema, depth int) bool {
	for _, name := range b.requiredNames() {
		theirs := s.about(name)
		if len(theirs) == 0 {
			continue
		}
		ours := &branch{types: typeAny}
		for _, a := range b.atoms {
			for _, sub := range a.about(name) {
				ours.take(sub, 0)
			}
		}
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
		values = slices.DeleteFunc(slices.Clone(values), func(l literal) bool {
			return !slices.ContainsFunc(own, func(o literal) bool { return equal(o.tree, l.tree) })
		})
	}
	return values, known
}
