package jsonschema

import "slices"

// A stray is a property that breaks what a schema says of properties that it
// does not list: a name that is not allowed, or a value that is not.
type stray struct {
	pattern *pattern               // its name matches; nil: any
	fits    func(name string) bool // its name is one of those
	value   *subschema             // must not accept the value; nil: the name is enough
}

// oddNames are proposed where names must not be as usual.
var oddNames = []string{"X-1", "0", "other name", "_", "é", "", "aVeryLongNameThatMostLimitsOfLengthRefuse"}

// negateProperties asks for a stray, or breaks a dependency.
func negateProperties(s *subschema, add func(func(*branch), ...goal)) {
	hope := func(b *branch) { b.hopes = append(b.hopes, s); b.only(typeObject) }
	ask := func(x stray) {
		add(func(b *branch) { hope(b); b.strays = append(b.strays, x) })
	}
	for _, pp := range s.patternProps {
		if !isTrue(pp.schema) {
			ask(stray{pp.pattern, pp.pattern.matches, pp.schema})
		}
	}
	if rest := s.additional; rest != nil && !isTrue(rest) {
		alone := subschema{properties: s.properties, patternProps: s.patternProps}
		ask(stray{fits: func(name string) bool { return len(alone.about(name)) == 0 }, value: rest})
	}
	if names := s.propertyNames; names != nil && !isTrue(names) {
		ask(stray{fits: func(name string) bool { return !names.accepts(name) }})
	}
	for _, d := range s.dependencies {
		has := newSubschema(nil, -1)
		has.types, has.required = typeObject, []string{d.name}
		if d.schema != nil {
			add(hope, goal{schema: has}, goal{schema: d.schema, not: true})
		}
		for _, name := range d.required {
			add(func(b *branch) { hope(b); b.forbidden = append(b.forbidden, name) }, goal{schema: has})
		}
	}
	if s.unevaluated != nil {
		add(hope)
	}
}

// stray demands a property that x asks for, under the first name that can be
// had; it reports whether there is one.
func (p *planner) stray(s *shape, b *branch, x stray) bool {
	names, _ := b.memberNames(b.needs())
	if x.pattern != nil {
		if source := p.nameSource(&branch{types: typeAny}, []*pattern{x.pattern}, nil); source != nil {
			for i := range 4 {
				names = append(names, source.name(p, i))
			}
		}
	}
	for _, source := range p.nameSources(b) {
		for i := range 4 {
			names = append(names, source.name(p, i))
		}
	}
	for _, name := range append(names, oddNames...) {
		if !x.fits(name) || slices.Contains(b.forbidden, name) {
			continue
		}
		tried := b.clone()
		tried.demanded = append(tried.demanded, name)
		if x.value != nil {
			tried.notProps = append(tried.notProps, notProperty{name, x.value})
		}
		if _, why := p.prop(s, tried, name, name, true); why == "" {
			*b = *tried
			return true
		}
	}
	return false
}
