package generator

import (
	"math/bits"
	"slices"
)

// A set is a set of candidates by index.
type set []uint64

func newSet(n int) set       { return make(set, (n+63)/64) }
func (s set) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s set) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

func (s set) keep(other set) {
	for i := range s {
		s[i] &= other[i]
	}
}

func (s set) without(other set) set {
	if other.empty() {
		return s
	}
	s = slices.Clone(s)
	for i := range s {
		s[i] &^= other[i]
	}
	return s
}

func (s set) empty() bool { _, some := s.first(); return !some }

func (s set) first() (int, bool) {
	for i, word := range s {
		if word != 0 {
			return i*64 + bits.TrailingZeros64(word), true
		}
	}
	return 0, false
}

// each yields the members in order.
func (s set) each(yield func(int) bool) {
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			if !yield(i*64 + bits.TrailingZeros64(word)) {
				return
			}
		}
	}
}
