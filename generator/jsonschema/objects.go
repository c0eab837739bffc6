package jsonschema

import (
	"fmt"
	"slices"

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
	tied    bool       // some property must be there with another
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
	for _, x := range b.strays {
		if !p.stray(s, b, x) {
			return nil, "a property of a name or value that is not allowed is asked for"
		}
	}
	required, needs := set(b.requiredNames()), b.needs()
	if len(required) > maxPlanProps {
		return nil, fmt.Sprintf("more than %d properties are required", maxPlanProps)
	}
	names, undeclared := b.memberNames(needs)
	for _, name := range names {
		must := required[name]
		if !must && len(o.props) >= maxPlanProps-len(required) {
			continue
		}
		prop, why := p.prop(s, b, name, name, must)
		if why == "" && prop.shape.beside == nil {
			prop.shape.beside, prop.shape.above = names, s.beside
		}
		if why != "" && must {
			return nil, fmt.Sprintf("property %q is required, but %s", name, why)
		}
		if why == "" {
			prop.shy = prop.shy || undeclared[name] && !must
			o.props = append(o.props, prop)
		}
	}
	o.depend(needs)
	n := 0
	for _, q := range o.props {
		if q.required {
			n++
		}
	}
	if n > o.high {
		return nil, fmt.Sprintf("%d properties are required, at most %d are allowed", n, o.high)
	}
	if p.extras(s, b, o); len(o.props)+len(o.extras) < o.low {
		return nil, fmt.Sprintf("of at least %d properties %d are possible", o.low, len(o.props)+len(o.extras))
	}
	p.discriminate(b, o)
	return o, ""
}

func set(names []string) map[string]bool {
	in := make(map[string]bool, len(names))
	for _, name := range names {
		in[name] = true
	}
	return in
}

// memberNames lists the properties in the order in which documents have them;
// required ones that nobody declares come next, and last those that only
// others need. Those are undeclared.
func (b *branch) memberNames(needs map[string][]string) (names []string, undeclared map[string]bool) {
	seen := map[string]bool{}
	add := func(name string) (isNew bool) {
		if isNew = !seen[name]; isNew {
			seen[name] = true
			names = append(names, name)
		}
		return isNew
	}
	for _, a := range b.atoms {
		for _, prop := range a.properties {
			add(prop.name)
		}
	}
	for _, name := range b.requiredNames() {
		add(name)
	}
	undeclared = map[string]bool{}
	for i := 0; i < len(names); i++ { // what is needed may need more
		for _, name := range needs[names[i]] {
			if add(name) {
				undeclared[name] = true
			}
		}
	}
	return names, undeclared
}

// prop plans one property, whose value means what as says; why says that it
// cannot be there.
func (p *planner) prop(s *shape, b *branch, name, as string, must bool) (prop propPlan, why string) {
	if slices.Contains(b.forbidden, name) {
		return prop, "it must be absent"
	}
	goals, shy, ok := b.goalsOf(name)
	if !ok {
		return prop, "its name is not allowed"
	}
	for _, g := range goals {
		if !g.not && isFalse(g.schema) || g.not && isTrue(g.schema) {
			return prop, "nothing is allowed there"
		}
	}
	return propPlan{
		name: name, key: append(spec.AppendQuoted(nil, name), ':'),
		shape: p.shape(goals, as, s.name), required: must, shy: shy && !must,
	}, ""
}

// goalsOf collects what applies to a property.
func (b *branch) goalsOf(name string) (goals []goal, shy, ok bool) {
	for _, a := range b.atoms {
		for _, sub := range a.about(name) {
			goals = append(goals, goal{schema: sub})
			shy = shy || sub.writeOnly
		}
		if a.propertyNames != nil && !a.propertyNames.accepts(name) {
			return nil, false, false
		}
	}
	for _, a := range b.atoms {
		if a.unevaluated != nil && !slices.ContainsFunc(b.joined(a), func(s *subschema) bool { return len(s.about(name)) > 0 || s != a && s.unevaluated != nil }) {
			goals = append(goals, goal{schema: a.unevaluated})
		}
	}
	for _, n := range b.notProps {
		if n.name == name {
			goals = append(goals, goal{schema: n.schema, not: true})
		}
	}
	return goals, shy, true
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
