package jsonschema

import (
	"math/rand/v2"
	"strings"
	"time"

	"asyncmock/fakedata"
)

// Bonds say how the properties of an object belong together. They only
// choose among values that the properties' own schemas take.
type bonds struct {
	ident   int    // the property that says which thing this is, -1: none
	salt    uint64 // of the things of that name
	joined  bool   // tells more of the person of the object around it
	persons bool
	places  bool
	keeps   []bool // properties that a thing keeps
	shifts  []int8 // moments: -1 before now, 1 after now
	ties    []tie
}

// strict is the number of attempts in which bonds count.
const strict = 6

// things is how many things of one name come up.
const things = 12

// A scene is what is being told of.
type scene struct {
	thing         uint64 // 0: none
	person, place uint32
}

// bind finds the bonds of an object's properties, nil: none.
func bind(o *objectPlan, name string) *bonds {
	b := &bonds{ident: -1, joined: fakedata.Joined(name), keeps: make([]bool, len(o.props)), shifts: make([]int8, len(o.props))}
	some := false
	for i := range o.props {
		q := &o.props[i]
		n, t := q.shape.scalar()
		if b.ident < 0 && (n != nil || t != nil || q.shape.listed()) && fakedata.Identifies(q.name, name) {
			b.ident, b.salt, some = i, hash(0, q.name), true
		}
		if t != nil && t.kind != nil {
			b.persons = b.persons || t.kind.Group == fakedata.OfPerson
			b.places = b.places || t.kind.Group == fakedata.OfPlace
			b.keeps[i] = t.kind.Stable
		}
		if n != nil && n.kind != nil {
			b.keeps[i] = n.kind.Motion == fakedata.Still && n.kind.Name != "quantity"
		}
	}
	b.shift(o)
	b.ties = tiesOf(o)
	for _, by := range b.shifts {
		some = some || by != 0
	}
	if some || b.persons || b.places || len(b.ties) > 0 {
		return b
	}
	return nil
}

// bind finds the bonds of all objects that s makes.
func (s *shape) bind() {
	for _, a := range s.alts {
		if a.object != nil {
			a.object.bonds = bind(a.object, s.name)
		}
	}
}

// context is what the i-th proposal of a text is drawn from.
func (m *making) context(i int) fakedata.Context {
	c := fakedata.Context{Rand: m.src, Now: m.now}
	if i == 0 {
		c.Person, c.Place = m.scene.person, m.scene.place
	}
	return c
}

// scalar returns the plan of the numbers or the texts that s makes when there is only one way.
func (s *shape) scalar() (*numberPlan, *textPlan) {
	if len(s.alts) != 1 || s.alts[0].values != nil || s.alts[0].object != nil || s.alts[0].array != nil {
		return nil, nil
	}
	a := s.alts[0]
	if a.number != nil && a.text != nil || a.number != nil && a.number.large != nil {
		return nil, nil
	}
	return a.number, a.text
}

// listed reports whether s is one of a list of values.
func (s *shape) listed() bool { return len(s.alts) == 1 && len(s.alts[0].values) > 1 }

// moment reports whether s makes moments.
func (s *shape) moment() bool {
	n, t := s.scalar()
	if n != nil && n.kind != nil {
		return n.kind.Motion >= fakedata.Seconds
	}
	return t != nil && t.kind != nil && (t.kind.Name == "date-time" || t.kind.Name == "date")
}

// shift moves the begin of a period before now and its end after it.
func (b *bonds) shift(o *objectPlan) {
	roles := make([]fakedata.Role, len(o.props))
	for i := range o.props {
		if r, ok := fakedata.TimeRole(o.props[i].name); ok && o.props[i].shape.moment() {
			roles[i] = r
		}
	}
	for i, r := range roles {
		for j, other := range roles {
			if i != j && r.Family != "" && r.Family == other.Family && r.Rank != other.Rank && (r.Rest == other.Rest || r.Family == "record") {
				b.shifts[i] = int8(r.Rank - 1)
			}
		}
	}
}

// enter begins to tell of what o is.
func (m *making) enter(b *bonds) {
	if b.persons && (m.scene.person == 0 || !b.joined) {
		m.scene.person = 1 + m.steady(0x9e37).Uint32N(1<<16)
	}
	if b.places && (m.scene.place == 0 || !b.joined) {
		m.scene.place = 1 + m.steady(0x79b9).Uint32N(1<<16)
	}
}

// steady is a source that draws the same for the same thing; without a thing
// it is the usual one.
func (m *making) steady(use uint64) *rand.Rand {
	if m.scene.thing == 0 {
		return m.src
	}
	return m.sourceOf(m.scene.thing, use)
}

func (m *making) sourceOf(a, b uint64) *rand.Rand {
	if m.own == nil {
		m.pcg = rand.NewPCG(a, b)
		m.own = rand.New(m.pcg)
	}
	m.pcg.Seed(a, b)
	return m.own
}

// bound makes the members of an object whose properties belong together.
func (m *making) bound(dst []byte, o *objectPlan, in []bool, depth int) ([]byte, error) {
	b, outer := o.bonds, m.scene
	defer func() { m.scene = outer }()
	var ident []byte
	if b.ident >= 0 && in[b.ident] {
		var err error
		if ident, err = m.identity(o, depth); err != nil {
			return dst, err
		}
		m.scene = scene{thing: hash(b.salt, string(m.pinned(o.props[b.ident].name, depth, ident))) | 1}
	}
	m.enter(b)
	spans := m.spans(len(in))
	first := true
	dst = append(dst, '{')
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
		start := len(dst)
		var err error
		switch {
		case ident != nil && i == b.ident:
			dst = append(dst, ident...)
		case q.fixed != nil:
			dst = append(dst, q.fixed...)
		case i < len(o.props):
			dst, err = m.member(dst, b, i, q, depth)
		default:
			dst, err = m.shape(dst, q.shape, depth+1)
		}
		if err != nil {
			return dst, err
		}
		spans[i] = span{start, len(dst)}
	}
	for i := range b.ties {
		dst = b.ties[i].tighten(dst, o, in, spans, m.src)
	}
	return append(dst, '}'), nil
}

// A span is where a member's value stands.
type span struct{ from, to int }

func (m *making) spans(n int) []span { return make([]span, n) }

// identity picks one of the things.
func (m *making) identity(o *objectPlan, depth int) ([]byte, error) {
	src, memory := m.src, m.memory
	m.src, m.memory = rand.New(rand.NewPCG(o.bonds.salt, m.src.Uint64N(things))), nil
	value, err := m.shape(nil, o.props[o.bonds.ident].shape, depth+1)
	m.src, m.memory = src, memory
	return value, err
}

// pinned is what will be written over the identity of a thing, else the
// identity: what is told of the thing belongs to that name. Places are told
// apart by name and depth.
func (m *making) pinned(name string, depth int, ident []byte) []byte {
	for _, p := range m.pins {
		if last := strings.LastIndexByte(p.Pointer, '/'); last >= 0 && p.Pointer[last+1:] == name && strings.Count(p.Pointer, "/") == depth+1 {
			return p.Value
		}
	}
	return ident
}

// member makes the value of the i-th property.
func (m *making) member(dst []byte, b *bonds, i int, q *propPlan, depth int) ([]byte, error) {
	src, now := m.src, m.now
	if b.keeps[i] && m.scene.thing != 0 {
		m.src = m.sourceOf(m.scene.thing, hash(0, q.name))
	}
	if b.shifts[i] != 0 {
		m.now = m.shifted(q, int(b.shifts[i]))
	}
	dst, err := m.shape(dst, q.shape, depth+1)
	m.src, m.now = src, now
	return dst, err
}

// shifted is a moment before (-1) or after (1) now, by days where a day is all that is said.
func (m *making) shifted(q *propPlan, sign int) time.Time {
	by := time.Duration(1+m.src.IntN(180)) * time.Minute
	if _, t := q.shape.scalar(); t != nil && t.kind.Name == "date" {
		by = time.Duration(1+m.src.IntN(14)) * 24 * time.Hour
	}
	return m.now.Add(time.Duration(sign) * by)
}

// hash is FNV-1a.
func hash(salt uint64, text string) uint64 {
	h := 14695981039346656037 ^ salt
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return h
}

// walkOf lets a measured value of a thing walk by itself.
func (m *making) walkOf(n *numberPlan, s *shape) int64 {
	if m.memory.Values == nil {
		m.memory.Values = map[string]any{}
	}
	lasts, _ := m.memory.Values[s.key+"@"].(map[uint64]int64)
	if lasts == nil {
		lasts = map[uint64]int64{}
		m.memory.Values[s.key+"@"] = lasts
	}
	k, known := lasts[m.scene.thing]
	if known {
		k = n.near(k, m.src)
	} else {
		k = n.pick(m.src)
	}
	if known || len(lasts) < 1000 {
		lasts[m.scene.thing] = k
	}
	return k
}

// near is a small step from last.
func (n *numberPlan) near(last int64, src *rand.Rand) int64 {
	return min(max(last-n.stride+src.Int64N(2*n.stride+1), n.low), n.high)
}

// quotable reports whether texts of a kind are numbers.
func quotable(t *textPlan) bool {
	return t != nil && t.figure != nil
}
