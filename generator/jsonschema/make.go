package jsonschema

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// attempts bounds how often a payload is made until the validator takes it.
const attempts = 50

// softDepth is the level from which on only what is required is made.
const softDepth = 5

// making is one attempt to make a payload.
type making struct {
	src    *rand.Rand
	now    time.Time
	memory *schema.Memory
	key    string
	nodes  int
	manner manner
	turn   int // of the attempts
	text   []byte
}

// A manner is how much of what is optional is made.
type manner uint8

const (
	usual manner = iota
	sparse
	least
	full
)

// manners is the order in which they are tried.
var manners = []manner{usual, usual, usual, sparse, usual, least, full}

var (
	errTooLarge = fmt.Errorf("more than %d values are asked for", maxNodes)
	errTooDeep  = fmt.Errorf("more than %d levels are asked for", maxMade)
	errNoWay    = errors.New("no value was found that the schema accepts")
)

// Append implements schema.Schema. What it appends was accepted by the validator.
func (c *compiled) Append(dst []byte, d *schema.Draw) ([]byte, error) {
	if c.broken != nil {
		return dst, c.broken
	}
	start := len(dst)
	m := &making{src: d.Source, now: d.Now, memory: d.Memory, key: c.plan.key}
	last := errNoWay
	for i := range attempts {
		m.manner, m.turn, m.nodes = manners[i%len(manners)], i, 0
		out, err := m.shape(dst[:start], c.plan.root, 0)
		if err != nil {
			last = err
			continue
		}
		dst = out
		if v, err := schema.Decode(dst[start:]); err == nil && validate(c.v5, v.Tree) == nil {
			return dst, nil
		}
	}
	return dst[:start], last
}

// planned makes the plan and tries it once; the finding says why nothing can be made.
func (c *compiled) planned(fake *fakedata.Faker) spec.Diagnostics {
	c.plan = newPlan(fake, c.root, c.name)
	at, reason := c.plan.obstacle()
	if reason == "" {
		d := &schema.Draw{Source: rand.New(rand.NewPCG(5, 6)), Now: sampleTime}
		if _, err := c.Append(nil, d); err != nil {
			at, reason = c.root.src, err.Error()
		}
	}
	if reason == "" {
		return nil
	}
	c.broken = fmt.Errorf("%s cannot be satisfied: %s", cmp.Or(at.Pointer(), "the schema"), reason)
	d := spec.Diagnostic{
		Code: "schema-unsatisfiable", Severity: spec.SeverityError,
		Summary: "no payload can satisfy this schema: " + reason,
		Hint:    "loosen the schema, or give the message an example",
	}
	if at != nil {
		d.Pos, d.Pointer = at.Pos, at.Pointer()
	}
	return spec.Diagnostics{d}
}

// obstacle finds the place that makes the root impossible.
func (p *plan) obstacle() (*spec.Node, string) {
	s := p.root
	switch {
	case s.height <= maxMade && s.weight <= maxNodes:
		return nil, ""
	case s.height < unreachable && s.height > maxMade:
		return s.at, errTooDeep.Error()
	case s.height < unreachable:
		return s.at, errTooLarge.Error()
	}
	seen := map[*shape]bool{}
	for !seen[s] {
		seen[s] = true
		next := s.culprit()
		if next == nil {
			return s.at, cmp.Or(s.reason, errNoWay.Error())
		}
		s = next
	}
	return s.at, "the value must contain one of its own kind, without end"
}

// culprit returns the part that makes s impossible; nil: s itself.
func (s *shape) culprit() *shape {
	for _, a := range s.alts {
		if a.object != nil {
			for _, q := range a.object.props {
				if q.required && q.shape.height >= unreachable {
					return q.shape
				}
			}
		}
		if a.array != nil {
			parts := slices.Clone(a.array.tuple[:min(len(a.array.tuple), a.array.low)])
			for _, c := range a.array.contains {
				parts = append(parts, c.shape)
			}
			for _, part := range append(parts, a.array.rest) {
				if part != nil && part.height >= unreachable {
					return part
				}
			}
		}
	}
	return nil
}

// shape makes a value.
func (m *making) shape(dst []byte, s *shape, depth int) ([]byte, error) {
	if m.nodes++; m.nodes > maxNodes {
		return dst, errTooLarge
	}
	if depth > maxMade {
		return dst, errTooDeep
	}
	a := m.choose(s, depth)
	if a == nil {
		return dst, errNoWay
	}
	if a.values != nil {
		return append(dst, m.value(a.values).raw...), nil
	}
	if l := m.seed(a, depth); l != nil {
		return append(dst, l.raw...), nil
	}
	switch m.pickKind(a, depth) {
	case typeNull:
		return append(dst, "null"...), nil
	case typeBoolean:
		v := m.src.IntN(3) > 0
		if !a.branch.acceptsScalar(v) {
			v = !v
		}
		return strconv.AppendBool(dst, v), nil
	case typeInteger, typeNumber:
		return a.number.append(dst, m, s), nil
	case typeString:
		return a.text.append(dst, m), nil
	case typeObject:
		return m.object(dst, a.object, depth)
	case typeArray:
		return m.array(dst, a.array, depth)
	}
	return dst, errNoWay
}

// choose picks a way to make s that does not go too deep; the ones that are
// only null are rare.
func (m *making) choose(s *shape, depth int) *alt {
	if len(s.alts) == 1 {
		return s.alts[0]
	}
	room := maxMade - depth
	if depth >= softDepth {
		room = s.height
	}
	sum := 0
	for _, a := range s.alts {
		sum += a.chance(room)
	}
	if sum == 0 {
		return nil
	}
	at := m.src.IntN(sum)
	for _, a := range s.alts {
		if at -= a.chance(room); at < 0 {
			return a
		}
	}
	return nil
}

// chance weighs a way.
func (a *alt) chance(room int) int {
	switch {
	case a.height > room:
		return 0
	case len(a.kinds) == 1 && a.kinds[0] == typeNull, len(a.values) == 1 && a.values[0].tree == nil:
		return 1
	}
	return 12
}

// value picks one of the values of an enum; null only when it is the only one.
func (m *making) value(values []literal) literal {
	l := values[m.src.IntN(len(values))]
	for range 3 {
		if l.tree != nil {
			break
		}
		l = values[m.src.IntN(len(values))]
	}
	return l
}

// seed picks an example or the default, not always.
func (m *making) seed(a *alt, depth int) *literal {
	if m.turn > 20 {
		return nil
	}
	if len(a.seeds) > 0 {
		composite := a.object != nil || a.array != nil
		moving := a.number != nil && a.number.kind != nil && a.number.kind.Motion != fakedata.Still ||
			a.text != nil && a.text.kind != nil && a.text.kind.Fresh
		if composite && m.src.IntN(2) == 0 || moving && m.src.IntN(4) > 0 {
			return nil
		}
		return &a.seeds[m.src.IntN(len(a.seeds))]
	}
	if a.def != nil && a.def.tree != nil && a.object == nil && a.array == nil && m.src.IntN(4) == 0 {
		return a.def
	}
	return nil
}

func (m *making) pickKind(a *alt, depth int) typeSet {
	kinds := a.kinds
	if n := len(kinds); n > 1 && kinds[n-1] == typeNull && m.src.IntN(16) > 0 {
		kinds = kinds[:n-1]
	}
	if len(kinds) == 1 {
		return kinds[0]
	}
	kind := kinds[m.src.IntN(len(kinds))]
	if depth >= softDepth && kind&(typeObject|typeArray) != 0 {
		kind = kinds[len(kinds)-1]
	}
	return kind
}

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
	for i, q := range o.props {
		if q.required {
			take(i)
		}
	}
	for i, q := range o.props {
		if n < o.high && !q.shy && !in[i] && m.wants(q.shape, depth, len(o.props)) {
			take(i)
		}
	}
	for again := true; again; {
		again = false
		for i, q := range o.props {
			for _, j := range q.needs {
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

// length picks how many items an array has.
func (m *making) length(a *arrayPlan, depth int) int {
	n := a.low
	if limit := min(a.high, max(a.low, 3)); m.manner != least && limit > n && depth < softDepth && m.nodes < manyNodes {
		n = max(n, 1) + m.src.IntN(limit-max(n, 1)+1)
	}
	if m.manner == usual || m.manner == full {
		n = max(n, min(len(a.tuple), a.high))
	}
	if a.rest == nil {
		n = min(n, len(a.tuple))
	}
	part := a.rest
	if len(a.tuple) > 0 {
		part = a.tuple[0]
	}
	if part == nil || part.height > maxMade-depth-1 {
		n = a.low
	}
	return n
}

func (m *making) array(dst []byte, a *arrayPlan, depth int) ([]byte, error) {
	n := m.length(a, depth)
	places := a.places(n, m.src)
	dst = append(dst, '[')
	var seen *distinct
	if a.unique {
		seen = &distinct{seen: map[string]bool{}}
	}
	for i := range n {
		part := a.rest
		if i < len(a.tuple) {
			part = a.tuple[i]
		}
		if places != nil && places[i] != nil {
			part = places[i]
		}
		if part == nil {
			break
		}
		start := len(dst)
		if i > 0 {
			dst = append(dst, ',')
		}
		out, err := m.item(dst, part, depth, seen)
		if err != nil {
			if i >= a.low && errors.Is(err, errNoWay) {
				dst = dst[:start]
				break
			}
			return dst, err
		}
		dst = out
	}
	return append(dst, ']'), nil
}

// places says where the items stand that contains asks for.
func (a *arrayPlan) places(n int, src *rand.Rand) []*shape {
	if len(a.contains) == 0 {
		return nil
	}
	places := make([]*shape, n)
	needed := 0
	for _, c := range a.contains {
		needed += c.count
	}
	free := max(0, n-needed-min(len(a.tuple), max(0, n-needed)))
	at := max(0, n-needed-src.IntN(free+1))
	for _, c := range a.contains {
		for range c.count {
			if at < n {
				places[at] = c.shape
				at++
			}
		}
	}
	return places
}

// distinct keeps the items of a list without doublets.
type distinct struct {
	seen map[string]bool
	next int // of the values that can be listed
}

// item makes an item; where seen is not nil another than those in it.
func (m *making) item(dst []byte, part *shape, depth int, seen *distinct) ([]byte, error) {
	start := len(dst)
	for range 24 {
		var err error
		if dst, err = m.shape(dst[:start], part, depth+1); err != nil {
			return dst[:start], err
		}
		if seen == nil {
			return dst, nil
		}
		if item := string(dst[start:]); !seen.seen[item] {
			seen.seen[item] = true
			return dst, nil
		}
	}
	for {
		dst = part.nth(dst[:start], seen.next)
		seen.next++
		if len(dst) == start {
			return dst, errNoWay
		}
		if item := string(dst[start:]); !seen.seen[item] {
			seen.seen[item] = true
			return dst, nil
		}
	}
}

// nth appends the i-th of the values that can be listed, nothing otherwise.
func (s *shape) nth(dst []byte, i int) []byte {
	for _, a := range s.alts {
		switch {
		case len(a.values) > i:
			return append(dst, a.values[i].raw...)
		case len(a.values) > 0:
			i -= len(a.values)
			continue
		}
		for _, kind := range a.kinds {
			switch {
			case kind == typeBoolean && i < 2:
				return strconv.AppendBool(dst, i == 0)
			case kind == typeNull && i < 1:
				return append(dst, "null"...)
			case kind&(typeInteger|typeNumber) != 0 && a.number.large == nil && a.number.fits == nil && int64(i) <= a.number.limit-a.number.low:
				return a.number.appendK(dst, a.number.low+int64(i))
			}
		}
	}
	return dst
}

// move draws k, as the stream goes on: what counts rises, what is measured
// walks, what is a time follows the clock.
func (m *making) move(n *numberPlan, s *shape) int64 {
	if n.kind == nil || n.kind.Motion == fakedata.Still {
		return n.pick(m.src)
	}
	if ticks, ok := n.kind.Clock(m.now); ok {
		for range n.scale {
			ticks *= 10
		}
		if k := ticks / n.unit; n.low <= k && k <= n.high {
			return k
		}
		return n.pick(m.src)
	}
	if m.memory == nil {
		return n.pick(m.src)
	}
	key := m.key + "#" + strconv.Itoa(s.index)
	last, known := m.memory.Values[key].(int64)
	k := n.pick(m.src)
	switch {
	case !known:
		if span := n.high - n.low; n.kind.Motion == fakedata.Rise && span > 64 {
			k = n.low + (k-n.low)%(span/2)
		}
	case n.kind.Motion == fakedata.Rise && last < n.high:
		k = last + 1
	case n.kind.Motion == fakedata.Walk:
		reach := max(1, (n.high-n.low)/200)
		k = min(max(last-reach+m.src.Int64N(2*reach+1), n.low), n.high)
	}
	if m.memory.Values == nil {
		m.memory.Values = map[string]any{}
	}
	m.memory.Values[key] = k
	return k
}

func appendText(dst, text []byte) []byte { return spec.AppendQuoted(dst, string(text)) }

func jsonNumber(text string) json.Number { return json.Number(text) }
