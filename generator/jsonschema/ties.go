package jsonschema

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"asyncmock/fakedata"
)

// A tie is a relation of numbers of one object. What it asks for is done
// where the properties' schemas take it.
type tie struct {
	kind  tieKind
	props []int // by rising rank; of a product: total, price, quantity
	ranks []int
	lead  int     // of prices: around which the others lie
	reach float64 // of prices: how far apart they are at least, as a share
}

type tieKind uint8

const (
	near    tieKind = iota // prices: each rank a little above the one below
	ordered                // no rank below the one before
	multiplied
)

// tiesOf finds the relations among the properties of an object.
func tiesOf(o *objectPlan) (ties []tie) {
	ties = append(ties, group(o, near, fakedata.PriceRoles)...)
	lead(ties)
	ties = append(ties, group(o, ordered, fakedata.SpanRoles)...)
	parts := map[fakedata.Sum]int{}
	for i := range o.props {
		part := fakedata.SumOf(o.props[i].name)
		if _, taken := parts[part]; !taken && o.props[i].shape.numeric() {
			parts[part] = i
		}
	}
	t, ok := parts[fakedata.Total]
	if !ok {
		t, ok = parts[fakedata.Subtotal]
	}
	p, priced := parts[fakedata.Price]
	q, counted := parts[fakedata.Quantity]
	if ok && priced && counted {
		ties = append(ties, tie{kind: multiplied, props: []int{t, p, q}})
	}
	return ties
}

// numeric reports whether s makes numbers, as such or as texts.
func (s *shape) numeric() bool {
	n, t := s.scalar()
	return n != nil || quotable(t)
}

// group ties the numbers whose names differ by their role only.
func group(o *objectPlan, kind tieKind, roles func(string) []fakedata.Role) (ties []tie) {
	type group struct{ family, rest string }
	at := map[group]int{}
	for i := range o.props {
		q := &o.props[i]
		if !q.shape.numeric() || q.shape.moment() {
			continue
		}
		for _, r := range roles(q.name) {
			g := group{r.Family, r.Rest}
			n, known := at[g]
			if !known {
				n = len(ties)
				at[g] = n
				ties = append(ties, tie{kind: kind, reach: fakedata.Spread(r.Family)})
			}
			t := &ties[n]
			t.props, t.ranks = append(t.props, i), append(t.ranks, r.Rank)
		}
	}
	return several(ties)
}

// lead chooses around which price of each tie the others lie: one that has
// been put in its place by a tie before, else one in the middle.
func lead(ties []tie) {
	placed := map[int]bool{}
	for n := range ties {
		t := &ties[n]
		for k, i := range t.props {
			if placed[i] || t.ranks[k] == 1 && t.ranks[t.lead] != 1 && !placed[t.props[t.lead]] {
				t.lead = k
			}
		}
		for _, i := range t.props {
			placed[i] = true
		}
	}
}

// several drops the ties of less than two ranks.
func several(ties []tie) (kept []tie) {
	for _, t := range ties {
		for _, rank := range t.ranks {
			if rank != t.ranks[0] {
				kept = append(kept, t)
				break
			}
		}
	}
	return kept
}

// tighten rewrites the values in dst where the relation does not hold yet.
func (t *tie) tighten(dst []byte, o *objectPlan, in []bool, spans []span, src *rand.Rand) []byte {
	switch t.kind {
	case multiplied:
		return t.multiply(dst, o, in, spans)
	case ordered:
		return t.order(dst, o, in, spans)
	}
	return t.gather(dst, o, in, spans, src)
}

// gather puts prices around the first of them.
func (t *tie) gather(dst []byte, o *objectPlan, in []bool, spans []span, src *rand.Rand) []byte {
	lead := t.lead
	if !in[t.props[lead]] {
		lead = slices.IndexFunc(t.props, func(i int) bool { return in[i] })
	}
	if lead < 0 {
		return dst
	}
	first, ok := numberAt(dst, spans[t.props[lead]])
	if !ok {
		return dst
	}
	for n, i := range t.props {
		if !in[i] || n == lead {
			continue
		}
		away := t.reach * (1 + 2*src.Float64()) * math.Abs(first)
		d := t.ranks[n] - t.ranks[lead]
		value := first + away*float64(2*d)
		if d == 0 {
			value = first + (away-2*t.reach*math.Abs(first))/2
		}
		least := o.props[i].shape.step()
		if d != 0 && math.Abs(value-first) < least {
			value = first + float64(d)*least
		}
		dst = put(dst, o, spans, i, value)
	}
	return t.order(dst, o, in, spans)
}

// order exchanges values until no rank is below the one before.
func (t *tie) order(dst []byte, o *objectPlan, in []bool, spans []span) []byte {
	for range t.props {
		for n, i := range t.props {
			for k, j := range t.props {
				if !in[i] || !in[j] || t.ranks[n] >= t.ranks[k] {
					continue
				}
				a, okA := numberAt(dst, spans[i])
				b, okB := numberAt(dst, spans[j])
				if okA && okB && a > b && o.props[i].shape.takes(b) && o.props[j].shape.takes(a) {
					dst = put(put(dst, o, spans, i, b), o, spans, j, a)
				}
			}
		}
	}
	return dst
}

// multiply makes the total the product of price and quantity.
func (t *tie) multiply(dst []byte, o *objectPlan, in []bool, spans []span) []byte {
	total, price, quantity := t.props[0], t.props[1], t.props[2]
	if !in[total] || !in[price] || !in[quantity] {
		return dst
	}
	a, okA := numberAt(dst, spans[price])
	b, okB := numberAt(dst, spans[quantity])
	if !okA || !okB {
		return dst
	}
	return put(dst, o, spans, total, a*b)
}

// numberAt reads a number, as such or as a text.
func numberAt(dst []byte, at span) (float64, bool) {
	text := dst[at.from:at.to]
	if len(text) > 2 && text[0] == '"' {
		text = text[1 : len(text)-1]
	}
	if v, ok := plainNumber(text); ok {
		return v, true
	}
	if len(text) == 0 || text[0] != '-' && (text[0] < '0' || text[0] > '9') {
		return 0, false
	}
	v, err := strconv.ParseFloat(string(text), 64)
	return v, err == nil
}

// plainNumber reads digits with a point at most, as many as a float64 holds
// exactly: a quotient of two such numbers is the nearest to what is written.
func plainNumber(text []byte) (v float64, ok bool) {
	digits, scale := 0, 0
	k := int64(0)
	for i, c := range text {
		switch {
		case '0' <= c && c <= '9':
			k = k*10 + int64(c-'0')
			digits++
		case c == '.' && digits == i && i > 0 && i < len(text)-1:
			scale = len(text) - 1 - i
		default:
			return 0, false
		}
	}
	if digits == 0 || digits > 15 {
		return 0, false
	}
	return float64(k) / math.Pow10(scale), true
}

// step is the least difference of the numbers that s makes.
func (s *shape) step() float64 {
	n, t := s.scalar()
	if t != nil && t.figure != nil {
		n = t.figure
	}
	if n != nil {
		return float64(n.unit) / math.Pow10(n.scale)
	}
	return 0.01
}

// takes reports whether s may be v.
func (s *shape) takes(v float64) bool {
	var room [32]byte
	return len(s.spell(room[:0], v)) > 0
}

// spell appends v as s writes it, nothing when s does not take it.
func (s *shape) spell(dst []byte, v float64) []byte {
	n, t := s.scalar()
	if t != nil {
		if t.figure == nil || v < 0 {
			return dst
		}
		k := math.Round(v * math.Pow10(t.figure.scale) / float64(t.figure.unit))
		if math.Abs(k) > 1<<53 {
			return dst
		}
		if text := t.figure.appendFixed(nil, int64(k)); t.takes(text) {
			return appendText(dst, text)
		}
		return dst
	}
	if n == nil { // a value that was put in the place of this one, for a catalog
		return dst
	}
	k := math.Round(v * math.Pow10(n.scale) / float64(n.unit))
	if !(float64(n.least) <= k && k <= float64(n.limit)) || math.Abs(k) > 1<<53 {
		return dst
	}
	start := len(dst)
	dst = n.appendK(dst, int64(k))
	if n.fits != nil && !n.fits(string(dst[start:])) {
		return dst[:start]
	}
	return dst
}

// put writes v as the i-th property where its schema takes it.
func put(dst []byte, o *objectPlan, spans []span, i int, v float64) []byte {
	var room [32]byte
	text := o.props[i].shape.spell(room[:0], v)
	if len(text) == 0 {
		return dst
	}
	return splice(dst, spans, i, text)
}
