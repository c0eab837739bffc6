package jsonschema

import (
	"math/rand/v2"
	"slices"
	"time"

	"asyncmock/fakedata"
)

// Bonds say how the properties of an object belong together. They only
// choose among values that the properties' own schemas take.
type bonds struct {
	ident   int    // the property that says which thing this is, -1: none
	salt    uint64 // of the things of that name
	traded  bool   // the things are traded
	joined  bool   // tells more of the person of the object around it
	persons bool
	places  bool
	towns   bool   // names of places, not only where they are
	keeps   []bool // properties that a thing keeps
	sides   []int8 // on which of two sides a property is
	shifts  []int8 // moments: -1 before now, 1 after now
	ties    []tie
	pairs   []pair
	book    *book
	bill    *bill
}

// strict is the number of attempts in which bonds count.
const strict = 6

// things is how many things of one name come up.
const things = 12

// A scene is what is being told of.
type scene struct {
	thing         uint64 // 0: none
	person, place uint32
	side          int
	anchor        float64 // what the thing costs, 0: not known
}

// bind finds the bonds of an object's properties, nil: none.
func bind(o *objectPlan, name string) *bonds {
	n := len(o.props)
	b := &bonds{ident: -1, joined: fakedata.Joined(name), keeps: make([]bool, n), sides: make([]int8, n), shifts: make([]int8, n)}
	some := false
	for i := range o.props {
		q := &o.props[i]
		n, t := q.shape.scalar()
		b.sides[i] = int8(fakedata.Side(q.name))
		if thing, ok := fakedata.Identifies(q.name, name); ok && b.ident < 0 && (n != nil || t != nil || q.shape.listed()) {
			b.ident, b.salt, some = i, hash(0, thing), true
			b.traded = thing == "instrument" || thing == "isin"
		}
		if t != nil && t.kind != nil {
			b.persons = b.persons || t.kind.Group == fakedata.OfPerson
			b.places = b.places || t.kind.Group == fakedata.OfPlace
			b.towns = b.towns || t.kind.Group == fakedata.OfPlace && t.figure == nil
			b.keeps[i] = t.kind.Stable
		}
		if n != nil && n.kind != nil {
			b.places = b.places || n.kind.Group == fakedata.OfPlace
			b.keeps[i] = n.kind.Motion == fakedata.Still && n.kind.Name != "quantity"
		}
	}
	if slices.Contains(b.sides, 1) && slices.Contains(b.sides, 2) {
		b.persons, b.places = true, true
	}
	b.shift(o)
	b.ties, b.pairs = tiesOf(o), pairsOf(o)
	b.book, b.bill = bookOf(o), billOf(o)
	for _, by := range b.shifts {
		some = some || by != 0
	}
	if some || b.persons || b.places || len(b.ties)+len(b.pairs) > 0 || b.book != nil || b.bill != nil {
		return b
	}
	return nil
}

// bind finds the bonds of all objects that s makes.
func (s *shape) bind() {
	for _, a := range s.alts {
		if a.array != nil && a.array.rest != nil {
			a.array.timed = a.array.rest.timed()
		}
		if a.object != nil {
			a.object.bonds = bind(a.object, s.name)
		}
	}
}

// context is what the i-th proposal of a text is drawn from.
func (m *making) context(i int) fakedata.Context {
	c := fakedata.Context{Rand: m.src, Now: m.now}
	if i == 0 {
		c.Person, c.Place, c.Side = m.scene.person, m.scene.place, m.scene.side
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

// timed reports whether s makes moments or objects with moments in them.
func (s *shape) timed() bool {
	if s.moment() {
		return true
	}
	if len(s.alts) != 1 || s.alts[0].object == nil {
		return false
	}
	return slices.ContainsFunc(s.alts[0].object.props, func(q propPlan) bool { return q.shape.moment() })
}

// shift moves the begin of a period before now and its end after it, and
// after now what has not come yet.
func (b *bonds) shift(o *objectPlan) {
	roles := make([]fakedata.Role, len(o.props))
	for i := range o.props {
		if !o.props[i].shape.timed() {
			continue
		}
		if fakedata.Ahead(o.props[i].name) {
			b.shifts[i] = 1
		}
		if r, ok := fakedata.TimeRole(o.props[i].name); ok {
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
	joined := b.joined || m.scene.side != 0
	if b.persons && (m.scene.person == 0 || !joined) {
		m.scene.person = 1 + m.steady(0x9e37).Uint32N(1<<16)
	}
	if b.places && (m.scene.place == 0 || !joined) {
		m.scene.place = m.placeOf(b)
	}
}

// placeOf chooses where something is; what only says where it is, without
// the name of a place or of a thing, goes on from where it was.
func (m *making) placeOf(b *bonds) uint32 {
	if b.towns || m.scene.thing != 0 || m.memory == nil {
		return 1 + m.steady(0x79b9).Uint32N(1<<16)
	}
	place, known := m.memory.Values["place"].(uint32)
	if !known {
		place = 1 + m.src.Uint32N(1<<16)
		m.remember("place", place)
	}
	return place
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
	b, outer, told := o.bonds, m.scene, len(m.idents)
	defer func() { m.scene, m.idents = outer, m.idents[:told] }()
	var ident []byte
	if b.ident >= 0 {
		ident = m.pinned(&o.props[b.ident], depth)
		if ident == nil && in[b.ident] {
			var err error
			if ident, err = m.identity(o, depth); err != nil {
				return dst, err
			}
		}
	}
	item := m.ordinal
	m.ordinal = 0
	defer func() { m.ordinal = item }()
	if ident != nil {
		m.scene = scene{thing: hash(b.salt, string(ident)) | 1, side: m.scene.side}
		if b.traded {
			m.scene.anchor = fakedata.Anchor(ident)
		}
	}
	m.enter(b)
	outside := len(m.stack)
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
	for _, p := range b.pairs {
		dst = m.differ(dst, o, p, in, spans, depth)
	}
	for i := range b.ties {
		dst = b.ties[i].tighten(dst, o, in, spans, m.src)
	}
	if b.book != nil {
		dst = m.settle(dst, b.book, in, spans)
	}
	if b.bill != nil {
		dst = b.bill.settle(dst, o, in, spans)
	}
	m.stack = m.stack[:outside]
	return append(dst, '}'), nil
}

// A span is where a member's value stands.
type span struct{ from, to int }

// spans returns room for n spans on the stack.
func (m *making) spans(n int) []span {
	from := len(m.stack)
	m.stack = slices.Grow(m.stack, n)[:from+n]
	clear(m.stack[from:])
	return m.stack[from : from+n : from+n]
}

// identity picks one of the things.
func (m *making) identity(o *objectPlan, depth int) ([]byte, error) {
	src, memory := m.src, m.memory
	if m.which == nil {
		m.chooser = rand.NewPCG(0, 0)
		m.which = rand.New(m.chooser)
	}
	thing := m.src.Uint64N(things)
	if m.ordinal > 0 { // another for each item of a list
		if m.ordinal == 1 {
			m.first = thing
		}
		thing = (m.first + uint64(m.ordinal)) % things
	}
	m.chooser.Seed(o.bonds.salt, thing)
	m.src, m.memory = m.which, nil
	from := len(m.idents)
	value, err := m.shape(m.idents, o.props[o.bonds.ident].shape, depth+1)
	m.src, m.memory = src, memory
	if err != nil {
		return nil, err
	}
	m.idents = value
	return value[from:], nil
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
	side := m.scene.side
	if b.sides[i] != 0 {
		m.scene.side = int(b.sides[i])
	}
	dst, err := m.shape(dst, q.shape, depth+1)
	m.src, m.now, m.scene.side = src, now, side
	return dst, err
}

// shifted is a moment before (-1) or after (1) now, by days where a day is all that is said.
func (m *making) shifted(q *propPlan, sign int) time.Time {
	by := time.Duration(1+m.src.IntN(180)) * time.Minute
	if _, t := q.shape.scalar(); t != nil && t.kind != nil && t.kind.Name == "date" {
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

// quotable reports whether texts of a kind are numbers.
func quotable(t *textPlan) bool {
	return t != nil && t.figure != nil
}
