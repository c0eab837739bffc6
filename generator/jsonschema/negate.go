package jsonschema

import "slices"

// negative finds ways in which the value is not accepted by s. No choices:
// it is so already.
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
		add(nil, goal{schema: s.ref, not: true})
	}
	if s.not != nil {
		add(nil, goal{schema: s.not})
	}
	negateValues(s, add)
	negateObject(b, s, add)
	negateBounds(s, add)
	negateProperties(s, add)
	negateArray(s, add)
	for _, sub := range s.allOf {
		add(nil, goal{schema: sub, not: true})
	}
	negateChoices(s, add)
	if s.types != 0 && s.types != typeAny {
		types := s.types
		add(func(b *branch) { b.refuseTypes(types) })
	}
	switch {
	case len(choices) == 0 && s.meta != "":
		b.hopes = append(b.hopes, s)
		return nil, nil
	case len(choices) == 0:
		return [][]goal{{{schema: never}}}, nil // nothing that it says can still be broken
	}
	return choices, marks
}

// negateChoices breaks what depends on other schemas of the same value.
func negateChoices(s *subschema, add func(func(*branch), ...goal)) {
	for _, list := range [][]*subschema{s.anyOf, s.oneOf} {
		if len(list) > 0 {
			none := make([]goal, len(list))
			for i, sub := range list {
				none[i] = goal{schema: sub, not: true}
			}
			add(nil, none...)
		}
	}
	for i := 1; i < min(len(s.oneOf), 4); i++ {
		add(nil, goal{schema: s.oneOf[i-1]}, goal{schema: s.oneOf[i]})
	}
	if s.cond != nil && s.then != nil {
		add(nil, goal{schema: s.cond}, goal{schema: s.then, not: true})
	}
	if s.cond != nil && s.els != nil {
		add(nil, goal{schema: s.cond, not: true}, goal{schema: s.els, not: true})
	}
}

// never accepts nothing.
var never = &subschema{index: -1, always: &no}

func negateValues(s *subschema, add func(func(*branch), ...goal)) {
	if s.constant != nil || len(s.enum) > 0 {
		add(func(b *branch) { b.notValues = append(b.notValues, s) })
	}
	hope := func(kind typeSet) {
		add(func(b *branch) { b.hopes = append(b.hopes, s); b.only(kind) })
	}
	if s.multiple != nil {
		hope(typeNumber | typeInteger)
	}
	if s.format != "" {
		hope(typeString)
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
			b.notProps = append(b.notProps, notProperty(p))
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
