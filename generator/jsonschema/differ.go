package jsonschema

import (
	"bytes"
	"slices"

	"asyncmock/fakedata"
)

// A pair are two properties whose values differ: where something goes from
// and where to, what was and what is.
type pair struct{ one, other int }

// pairsOf finds the pairs among the properties of an object.
func pairsOf(o *objectPlan) (pairs []pair) {
	for i := range o.props {
		if fakedata.Side(o.props[i].name) != 1 {
			continue
		}
		for j := range o.props {
			if o.props[j].shape.varies() && fakedata.Opposite(o.props[i].name, o.props[j].name) {
				pairs = append(pairs, pair{i, j})
			}
		}
	}
	return pairs
}

// varies reports whether another value of s can be made alone.
func (s *shape) varies() bool {
	n, t := s.scalar()
	return n != nil || t != nil || s.listed()
}

// differ makes the second of a pair anew while it is equal to the first.
func (m *making) differ(dst []byte, o *objectPlan, p pair, in []bool, spans []span, depth int) []byte {
	if !in[p.one] || !in[p.other] || o.props[p.other].fixed != nil {
		return dst
	}
	for range 8 {
		one, other := spans[p.one], spans[p.other]
		if !bytes.Equal(dst[one.from:one.to], dst[other.from:other.to]) {
			return dst
		}
		place := m.scene.place
		m.scene.place += 1 + m.src.Uint32N(16)
		value, err := m.member(nil, o.bonds, p.other, &o.props[p.other], depth)
		m.scene.place = place
		if err != nil {
			return dst
		}
		dst = splice(dst, spans, p.other, value)
	}
	return dst
}

// splice writes text in the place of the i-th member.
func splice(dst []byte, spans []span, i int, text []byte) []byte {
	at := spans[i]
	by := len(text) - (at.to - at.from)
	dst = slices.Replace(dst, at.from, at.to, text...)
	for j := range spans {
		if spans[j].from > at.from {
			spans[j].from += by
		}
		if spans[j].to > at.from {
			spans[j].to += by
		}
	}
	return dst
}
