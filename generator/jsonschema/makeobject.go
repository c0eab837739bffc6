package jsonschema

import "slices"

// manyNodes is where a payload is large enough for a person.
const manyNodes = 300

// wants decides about one of several optional properties. Deep down and in
// large payloads only plain values are added, and then nothing.
func (m *making) wants(s *shape, depth, several int) bool {
	if s.height > maxMade-depth-1 || m.manner == least {
		return false
	}
	deep := depth >= softDepth || m.nodes > manyNodes
	switch {
	case deep && (!s.plain() || m.nodes > 2*manyNodes):
		return false
	case m.manner == full && !deep:
		return true
	case m.manner == sparse || deep:
		return m.src.IntN(3) == 0
	case several > 24 && m.src.IntN(several) >= 24:
		return false
	case depth > 2 && !s.plain():
		return m.src.IntN(2) == 0
	}
	return m.src.IntN(8) > 0
}

// plain reports whether s is never an object or an array.
func (s *shape) plain() bool {
	for _, a := range s.alts {
		if a.object != nil || a.array != nil {
			return false
		}
	}
	return true
}

func (m *making) object(dst []byte, o *objectPlan, depth int) ([]byte, error) {
	in := make([]bool, len(o.props)+len(o.extras))
	n := 0
	take := func(i int) {
		if !in[i] {
			in[i] = true
			n++
		}
	}
	for i := range o.props {
		if o.props[i].required {
			take(i)
		}
	}
	for i := range o.props {
		if q := &o.props[i]; n < o.high && !q.shy && !in[i] && m.wants(q.shape, depth, len(o.props)) {
			take(i)
		}
	}
	for again := o.tied; again; {
		again = false
		for i := range o.props {
			for _, j := range o.props[i].needs {
				if in[i] && !in[j] {
					take(j)
					again = true
				}
			}
		}
	}
	m.fewer(o, in, &n)
	m.more(o, in, &n, take, depth)
	return m.members(dst, o, in, depth)
}

// fewer leaves out optional properties while there are too many.
func (m *making) fewer(o *objectPlan, in []bool, n *int) {
	for i := len(o.props) - 1; i >= 0 && *n > o.high; i-- {
		needed := false
		for j, q := range o.props {
			needed = needed || in[j] && slices.Contains(q.needs, i)
		}
		if in[i] && !o.props[i].required && !needed {
			in[i] = false
			*n--
		}
	}
}

// more takes further properties until there are enough: the lower ones first.
func (m *making) more(o *objectPlan, in []bool, n *int, take func(int), depth int) {
	want := o.low
	if len(o.props) == 0 && o.typical > 0 && m.manner != least && depth < softDepth {
		want = max(want, min(1+m.src.IntN(o.typical+1), o.high))
	}
	for height := 1; height <= maxMade && *n < want; height++ {
		for i := range in {
			q := o.at(i)
			if *n < want && !in[i] && (q.shape.height == height || q.shape.height > height && height == maxMade) && q.shape.height < unreachable && len(q.needs) == 0 {
				take(i)
			}
		}
	}
}

func (o *objectPlan) at(i int) *propPlan {
	if i < len(o.props) {
		return &o.props[i]
	}
	return &o.extras[i-len(o.props)]
}

func (m *making) members(dst []byte, o *objectPlan, in []bool, depth int) ([]byte, error) {
	if o.bonds != nil && m.turn < strict {
		return m.bound(dst, o, in, depth)
	}
	dst = append(dst, '{')
	first := true
	for i := range in {
		if !in[i] {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		q := o.at(i)
		dst = append(dst, q.key...)
		if q.fixed != nil && m.turn < attempts/2 {
			dst = append(dst, q.fixed...)
			continue
		}
		var err error
		if dst, err = m.shape(dst, q.shape, depth+1); err != nil {
			return dst, err
		}
	}
	return append(dst, '}'), nil
}
