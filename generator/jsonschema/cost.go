package jsonschema

import "strconv"

// maxSteps bounds the schemas that are tested in validating one payload,
// some hundred milliseconds.
const maxSteps = 300_000

// costly reports whether payloads can be made that cost more than their size:
// when a schema leads into itself, or into too many others, by more than one way.
func (r *reader) costly(root *subschema) bool {
	const open = -1
	counts := map[*subschema]int{}
	recursive := false
	var count func(s *subschema) int
	count = func(s *subschema) int {
		switch n, ok := counts[s]; {
		case n == open:
			recursive = true
			return 1
		case ok:
			return n
		}
		counts[s] = open
		n := 1
		add := func(sub *subschema) { n = min(n+count(sub), maxBranches+1) }
		s.inPlace(add)
		s.children(add)
		counts[s] = n
		return n
	}
	return count(root) > maxBranches || recursive
}

// affordable counts the steps that validating v takes, each pair of schema
// and value once, so that counting is cheap where validating is not.
func (c *compiled) affordable(v any) bool {
	m := meter{known: map[step]int{}}
	return m.steps(c.root, v, "") <= maxSteps
}

type step struct {
	schema *subschema
	at     string
}

type meter struct{ known map[step]int }

func (m *meter) steps(s *subschema, v any, at string) int {
	if s == nil || s.always != nil {
		return 1
	}
	key := step{s, at}
	if n, ok := m.known[key]; ok {
		return n
	}
	n := 1
	add := func(sub *subschema, v any, at string) { n = min(n+m.steps(sub, v, at), maxSteps+1) }
	s.inPlace(func(sub *subschema) { add(sub, v, at) })
	switch v := v.(type) {
	case map[string]any:
		m.object(s, v, at, add)
	case []any:
		for i, item := range v {
			at := at + "/" + strconv.Itoa(i)
			switch {
			case i < len(s.tuple):
				add(s.tuple[i], item, at)
			case s.items != nil:
				add(s.items, item, at)
			}
			if s.contains != nil {
				add(s.contains, item, at)
			}
		}
	}
	m.known[key] = n
	return n
}

func (m *meter) object(s *subschema, v map[string]any, at string, add func(*subschema, any, string)) {
	for _, p := range s.properties {
		if sub, ok := v[p.name]; ok {
			add(p.schema, sub, at+"/"+p.name)
		}
	}
	if len(s.patternProps) == 0 && s.additional == nil && s.unevaluated == nil {
		return
	}
	for name, sub := range v {
		for _, p := range s.patternProps {
			add(p.schema, sub, at+"/"+name)
		}
		if s.additional != nil {
			add(s.additional, sub, at+"/"+name)
		}
		if s.unevaluated != nil {
			add(s.unevaluated, sub, at+"/"+name)
		}
	}
}
