package jsonschema

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"

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
	src     *rand.Rand
	now     time.Time
	memory  *schema.Memory
	pins    []schema.Pin // what will be written into the payload
	nodes   int
	start   int // of the payload in the buffer
	manner  manner
	turn    int // of the attempts
	scene   scene
	own     *rand.Rand // for what things keep, over pcg
	pcg     *rand.PCG
	text    []byte
	ordinal int    // of the item in the list that is being made, from 1; 0: in none
	first   uint64 // the thing of the first item
	stack   []span // of the members of objects that are being made
	idents  []byte // of the things that are being told of, one behind the other
	// which draws which thing is told of, over chooser.
	which   *rand.Rand
	chooser *rand.PCG
}

// makings are kept for the texts in them.
var makings = sync.Pool{New: func() any { return &making{} }}

// release gives m back; it may not be used any more.
func (m *making) release() {
	m.src, m.memory, m.pins, m.first = nil, nil, nil, 0
	makings.Put(m)
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
	errTooLarge = fmt.Errorf("more than %d values or %d MiB are asked for", maxNodes, maxBytes>>20)
	errTooDeep  = fmt.Errorf("more than %d levels are asked for", maxMade)
	errNoWay    = errors.New("no value was found that the schema accepts")
)

// Append implements schema.Schema. What it appends is valid: by construction
// where the plan is proven, else it was checked.
func (c *compiled) Append(dst []byte, d *schema.Draw) ([]byte, error) {
	if c.broken != nil {
		return dst, c.broken
	}
	start := len(dst)
	m := makings.Get().(*making)
	defer m.release()
	m.src, m.now, m.memory, m.pins, m.start = d.Source, d.Now, d.Memory, d.Pins, start
	last := errNoWay
	for i := range attempts {
		m.manner, m.turn, m.nodes, m.scene, m.ordinal = manners[i%len(manners)], i, 0, scene{}, 0
		m.stack, m.idents = m.stack[:0], m.idents[:0]
		out, err := m.shape(dst[:start], c.plan.root, 0)
		if err != nil {
			last = err
			continue
		}
		dst = out
		if c.plan.proven || c.AcceptsText(dst[start:]) {
			return dst, nil
		}
	}
	return dst[:start], last
}

// shape makes a value.
func (m *making) shape(dst []byte, s *shape, depth int) ([]byte, error) {
	if m.nodes++; m.nodes > maxNodes || len(dst)-m.start > maxBytes {
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
		return a.text.append(dst, m, s), nil
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
		if composite && m.src.IntN(2) == 0 || a.moves() {
			return nil
		}
		if a.text != nil && a.text.prose && m.src.IntN(2) == 0 {
			return nil
		}
		return &a.seeds[m.src.IntN(len(a.seeds))]
	}
	if a.def != nil && a.def.tree != nil && a.object == nil && a.array == nil && m.src.IntN(4) == 0 {
		return a.def
	}
	return nil
}

// moves reports whether the value is another each time, so that an example
// would stand still: times, ids that count, measured values.
func (a *alt) moves() bool {
	return a.number != nil && a.number.kind != nil && a.number.kind.Motion != fakedata.Still ||
		a.text != nil && a.text.kind != nil && (a.text.figure != nil || a.text.kind.Fresh && a.text.kind.Name != "id") ||
		a.text != nil && len(a.text.likes) > 0
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
		if k := ticks / n.unit; n.least <= k && k <= n.limit {
			return k
		}
		return n.pick(m.src)
	}
	if home, ok := n.kind.Home(m.context(0)); ok {
		if k, ok := m.nearHome(n, s, home); ok {
			return k
		}
	}
	if m.memory == nil {
		return n.pick(m.src)
	}
	if m.scene.thing != 0 && n.kind.Motion == fakedata.Walk {
		return m.walkOf(n, s)
	}
	kept, known := m.memory.Values[s.key].(*int64)
	last := int64(0)
	if known {
		last = *kept
	}
	k := n.pick(m.src)
	switch {
	case !known:
		if span := n.high - n.low; n.kind.Motion == fakedata.Rise && span > 64 {
			k = n.low + (k-n.low)%(span/2)
		}
	case n.kind.Motion == fakedata.Rise && last < n.high:
		k = last + 1
	case n.kind.Motion == fakedata.Walk:
		k = n.near(last, m.src)
	}
	if known {
		*kept = k
		return k
	}
	first := k
	m.remember(s.key, &first)
	return k
}

// remember keeps what a stream said.
func (m *making) remember(key string, value any) {
	if m.memory.Values == nil {
		m.memory.Values = map[string]any{}
	}
	m.memory.Values[key] = value
}

// appendText appends a text as a JSON string; most are plain.
func appendText(dst, text []byte) []byte {
	if !unescaped(text) {
		return spec.AppendQuoted(dst, string(text))
	}
	return append(append(append(dst, '"'), text...), '"')
}

// unescaped reports whether text stands in a JSON string as it is.
func unescaped(text []byte) bool {
	for _, c := range text {
		if c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

func jsonNumber(text string) json.Number { return json.Number(text) }
