package jsonschema

import (
	"fmt"
	"slices"
	"strconv"

	"asyncmock/spec"
)

// An objectPlan makes objects: the declared properties in document order, and
// others where they are asked for.
type objectPlan struct {
	props   []propPlan
	extras  []propPlan // not declared; made when minProperties or a map asks for them
	low     int        // least number of properties
	high    int        // most
	typical int        // extras that a map has
	bonds   *bonds     // nil: the properties are on their own
}

type propPlan struct {
	name     string
	key      []byte // encoded, with the colon
	shape    *shape
	required bool
	needs    []int // properties that must be there with this one, by index
	shy      bool  // left out where possible: writeOnly, deprecated
	fixed    []byte
}

// objects plans the objects of a branch.
func (p *planner) objects(s *shape, b *branch) (*objectPlan, string) {
	o := &objectPlan{high: maxPlanProps}
	for _, list := range [][]*subschema{b.atoms, b.limits} {
		for _, a := range list {
			o.low = max(o.low, a.minProps)
			if a.maxProps >= 0 {
				o.high = min(o.high, a.maxProps)
			}
		}
	}
	if o.low > o.high {
		return nil, fmt.Sprintf("at least %d and at most %d properties are asked for", o.low, o.high)
	}
	required := b.requiredNames()
	names := declaredNames(b, required)
	if len(names) > maxPlanProps {
		return nil, fmt.Sprintf("more than %d properties", maxPlanProps)
	}
	for _, name := range names {
		must := slices.Contains(required, name)
		prop, why := p.prop(s, b, name, must)
		if why == "" && prop.shape.beside == nil {
			prop.shape.beside = names
		}
		if why != "" && must {
			return nil, fmt.Sprintf("property %q is required, but %s", name, why)
		}
		if why == "" {
			o.props = append(o.props, prop)
		}
	}
	o.depend(b)
	if n := len(slices.DeleteFunc(slices.Clone(o.props), func(q propPlan) bool { return !q.required })); n > o.high {
		return nil, fmt.Sprintf("%d properties are required, at most %d are allowed", n, o.high)
	}
	p.extras(s, b, o)
	p.discriminate(b, o)
	return o, ""
}

// declaredNames lists the properties in the order in which documents have
// them; required ones that nobody declares come last.
func declaredNames(b *branch, required []string) (names []string) {
	seen := map[string]bool{}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	for _, a := range b.atoms {
		for _, prop := range a.properties {
			add(prop.name)
		}
	}
	for _, name := range required {
		add(name)
	}
	return names
}

// prop plans one property; why says that it cannot be there.
func (p *planner) prop(s *shape, b *branch, name string, must bool) (prop propPlan, why string) {
	if slices.Contains(b.forbidden, name) {
		return prop, "it must be absent"
	}
	goals, shy, ok := b.goalsOf(name)
	if !ok {
		return prop, "its name is not allowed"
	}
	for _, g := range goals {
		if g.schema.always != nil && *g.schema.always == g.not {
			return prop, "nothing is allowed there"
		}
	}
	return propPlan{
		name: name, key: append(spec.AppendQuoted(nil, name), ':'),
		shape: p.shape(goals, name, s.name), required: must, shy: shy && !must,
	}, ""
}

// goalsOf collects what applies to a property.
func (b *branch) goalsOf(name string) (goals []goal, shy, ok bool) {
	evaluated := false
	for _, a := range b.atoms {
		about := a.about(name)
		evaluated = evaluated || len(about) > 0
		for _, sub := range about {
			goals = append(goals, goal{schema: sub})
			shy = shy || sub.writeOnly
		}
		if a.propertyNames != nil && !a.propertyNames.accepts(name) {
			return nil, false, false
		}
	}
	for _, a := range b.atoms {
		if a.unevaluated != nil && !evaluated {
			goals = append(goals, goal{schema: a.unevaluated})
		}
	}
	for _, n := range b.notProps {
		if n.name == name {
			goals = append(goals, goal{n.schema, true})
		}
	}
	return goals, shy, true
}

// depend enters the dependencies among properties. One whose needs cannot be
// met is left out.
func (o *objectPlan) depend(b *branch) {
	index := func(name string) int {
		return slices.IndexFunc(o.props, func(q propPlan) bool { return q.name == name })
	}
	for again := true; again; {
		again = false
		for _, a := range b.atoms {
			for _, d := range a.dependencies {
				i := index(d.name)
				if i < 0 || d.schema != nil {
					continue
				}
				for _, name := range d.required {
					if index(name) < 0 && !o.props[i].required {
						o.props = slices.Delete(o.props, i, i+1)
						again = true
						break
					}
				}
				if again {
					break
				}
			}
			if again {
				break
			}
		}
	}
	for _, a := range b.atoms {
		for _, d := range a.dependencies {
			i := index(d.name)
			if i < 0 {
				continue
			}
			for _, name := range d.required {
				if j := index(name); j >= 0 {
					o.props[i].needs = append(o.props[i].needs, j)
				}
			}
		}
	}
	for again := true; again; {
		again = false
		for _, q := range o.props {
			for _, j := range q.needs {
				if q.required && !o.props[j].required {
					o.props[j].required, again = true, true
				}
			}
		}
	}
}

// extras names properties that nobody declares: as many as minProperties
// lacks, and some for what is a map.
func (p *planner) extras(s *shape, b *branch, o *objectPlan) {
	missing := o.low - len(o.props)
	open := false
	for _, a := range b.atoms {
		open = open || len(a.patternProps) > 0 || a.additional != nil && a.additional.always == nil && a.additional.src != nil
	}
	want := missing
	if open && len(o.props) == 0 {
		want = max(missing, 4)
		o.typical = min(2, o.high)
	}
	if want <= 0 {
		return
	}
	want = min(want+4, maxPlanProps)
	taken := func(name string) bool {
		same := func(q propPlan) bool { return q.name == name }
		return slices.ContainsFunc(o.props, same) || slices.ContainsFunc(o.extras, same)
	}
	for i := 0; i < want*20 && len(o.extras) < want; i++ {
		name := p.extraName(b, i)
		if taken(name) || slices.Contains(declaredNames(b, b.requiredNames()), name) {
			continue
		}
		if prop, why := p.prop(s, b, name, false); why == "" {
			o.extras = append(o.extras, prop)
		}
	}
}

// extraName proposes a name: by patternProperties, by propertyNames, or a word.
func (p *planner) extraName(b *branch, i int) string {
	var makers []*pattern
	for _, a := range b.atoms {
		for _, pp := range a.patternProps {
			makers = append(makers, pp.pattern)
		}
	}
	for _, a := range b.atoms {
		if a.propertyNames != nil {
			q := &planner{fake: p.fake, shapes: map[string]*shape{}, src: p.src}
			s := q.shape([]goal{{schema: a.propertyNames}}, "name", "")
			for _, branch := range unfold(s.goals) {
				if values, known := valuesOf(branch.atoms); known && len(values) > 0 {
					if text, ok := values[i%len(values)].tree.(string); ok {
						return text
					}
				}
				if plan, _ := q.texts(s, branch); plan != nil {
					return plan.sample(p.src)
				}
			}
		}
	}
	if len(makers) > 0 && i%(len(makers)+1) < len(makers) {
		q := makers[i%(len(makers)+1)]
		if m := newMaker(q); m != nil {
			for range 20 {
				if text := string(m.text(nil, p.src, 0, 8)); q.matches(text) {
					return text
				}
			}
		}
	}
	words := []string{"main", "other", "extra", "primary", "secondary", "first", "second", "third"}
	if i < len(words) {
		return words[i]
	}
	return "key" + strconv.Itoa(i)
}

// discriminate fixes the property that names the schema.
func (p *planner) discriminate(b *branch, o *objectPlan) {
	for _, a := range b.atoms {
		if a.discriminator == nil {
			continue
		}
		i := slices.IndexFunc(o.props, func(q propPlan) bool { return q.name == a.discriminator.property })
		if i < 0 {
			continue
		}
		goals, _, _ := b.goalsOf(o.props[i].name)
		for _, value := range discriminatorValues(b, a) {
			if !slices.ContainsFunc(goals, func(g goal) bool { return g.schema.accepts(value) == g.not }) {
				o.props[i].fixed = spec.AppendQuoted(nil, value)
				o.props[i].shy = false
				break
			}
		}
	}
}

// discriminatorValues lists the candidates, the best first: names of the
// schemas that were chosen, other than the one that holds the discriminator.
func discriminatorValues(b *branch, holder *subschema) (values []string) {
	names := b.names
	if len(holder.oneOf)+len(holder.anyOf) > 0 {
		if i := slices.Index(names, holder.name); i >= 0 {
			names = append(slices.Clone(names[i+1:]), names[:i]...)
		}
	}
	add := func(name string) {
		for _, m := range holder.discriminator.mapping {
			if m.name == name {
				values = append(values, m.value)
			}
		}
		values = append(values, name)
	}
	for _, name := range names {
		if name != holder.name {
			add(name)
		}
	}
	if holder.name != "" {
		add(holder.name)
	}
	return values
}

// least returns the height and weight of the least object.
func (o *objectPlan) least() (height, weight int) {
	height, weight = 1, 1
	n := 0
	var optional []*shape
	for _, q := range o.props {
		if q.fixed != nil && q.required {
			n, weight = n+1, weight+1
			height = max(height, 2)
			continue
		}
		if q.required {
			height, weight = max(height, add(q.shape.height, 1)), add(weight, q.shape.weight)
			n++
		} else {
			optional = append(optional, q.shape)
		}
	}
	for _, q := range o.extras {
		optional = append(optional, q.shape)
	}
	if n >= o.low {
		return height, weight
	}
	slices.SortStableFunc(optional, func(a, b *shape) int { return a.height - b.height })
	if len(optional) < o.low-n {
		return unreachable, unreachable
	}
	for _, s := range optional[:o.low-n] {
		height, weight = max(height, add(s.height, 1)), add(weight, s.weight)
	}
	return height, weight
}

func add(a, b int) int { return min(a+b, unreachable) }
