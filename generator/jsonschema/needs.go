package jsonschema

import "slices"

// needs lists by property the others that must be there with it.
func (b *branch) needs() map[string][]string {
	needs := map[string][]string{}
	for _, a := range b.atoms {
		for _, d := range a.dependencies {
			if d.schema == nil {
				needs[d.name] = append(needs[d.name], d.required...)
			}
		}
	}
	return needs
}

// depend enters the dependencies among properties. One whose needs cannot be
// met is left out.
func (o *objectPlan) depend(needs map[string][]string) {
	if len(needs) == 0 {
		return
	}
	o.tied = true
	index := o.index()
	for before := -1; before != len(o.props); index = o.index() {
		before = len(o.props)
		o.props = slices.DeleteFunc(o.props, func(q propPlan) bool {
			return !q.required && slices.ContainsFunc(needs[q.name], func(name string) bool { _, known := index[name]; return !known })
		})
	}
	var spread []int
	for i := range o.props {
		q := &o.props[i]
		for _, name := range needs[q.name] {
			if j, known := index[name]; known {
				q.needs = append(q.needs, j)
			}
		}
		if q.required {
			spread = append(spread, i)
		}
	}
	for len(spread) > 0 {
		q := o.props[spread[0]]
		spread = spread[1:]
		for _, j := range q.needs {
			if !o.props[j].required {
				o.props[j].required = true
				spread = append(spread, j)
			}
		}
	}
}

// index returns the places of the properties.
func (o *objectPlan) index() map[string]int {
	index := make(map[string]int, len(o.props))
	for i, q := range o.props {
		index[q.name] = i
	}
	return index
}
