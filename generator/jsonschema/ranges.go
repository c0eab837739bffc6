package jsonschema

import (
	"math/big"

	"asyncmock/fakedata"
)

// A reach is a range that numbers are drawn from.
type reach struct{ low, high *big.Rat }

// ranges lists where numbers may be drawn from, the likeliest first: where
// numbers of the kind lie, where a person would look, all that is allowed.
func (l *bounds) ranges(kind *fakedata.Kind, of typeSet) (list []reach) {
	if r, ok := l.meant(kind, of); ok {
		list = append(list, r)
	}
	if kind != nil && kind.Motion >= fakedata.Seconds { // in another unit than the usual one
		for _, most := range []int64{century * 1e3, century} {
			if r, ok := l.clip(reach{new(big.Rat), big.NewRat(most, 1)}); ok && r.high.Cmp(big.NewRat(1e9, 1)) > 0 {
				list = append(list, r)
			}
		}
	}
	list = append(list, l.likely(big.NewRat(100, 1)))
	far := big.NewRat(1_000_000, 1)
	switch {
	case l.low != nil && l.high != nil:
		return append(list, reach{l.low, l.high})
	case l.high != nil:
		return append(list, reach{new(big.Rat).Sub(l.high, far), l.high})
	}
	return append(list, l.likely(far))
}

// century is the year 2100 in Unix seconds.
const century = 4_102_444_800

// meant is where numbers of the kind lie, ok is false where the limits are
// hardly about such numbers.
func (l *bounds) meant(kind *fakedata.Kind, of typeSet) (r reach, ok bool) {
	if kind == nil || kind.Range == nil {
		return r, false
	}
	r.low, r.high = kind.Range.Rats()
	if kind.Range.Whole && of == typeInteger && kind.Range.Decimals == 2 {
		hundred := big.NewRat(100, 1)
		r = reach{new(big.Rat).Mul(r.low, hundred), new(big.Rat).Mul(r.high, hundred)}
	}
	if kind.Range.Whole && l.low != nil && l.high != nil {
		tenth := new(big.Rat).Mul(new(big.Rat).Sub(l.high, l.low), big.NewRat(1, 10))
		inside := r.low.Cmp(l.low) >= 0 && r.high.Cmp(l.high) <= 0
		return r, inside && new(big.Rat).Sub(r.high, r.low).Cmp(tenth) >= 0
	}
	in, ok := l.clip(r)
	if !ok {
		return r, false
	}
	if l.low != nil && in.low.Cmp(l.low) == 0 && l.high != nil && in.high.Cmp(l.high) == 0 {
		return in, true
	}
	fifth := new(big.Rat).Mul(new(big.Rat).Sub(r.high, r.low), big.NewRat(1, 5))
	return in, new(big.Rat).Sub(in.high, in.low).Cmp(fifth) >= 0
}

// clip cuts off what is outside of the limits.
func (l *bounds) clip(r reach) (reach, bool) {
	if l.low != nil && l.low.Cmp(r.low) > 0 {
		r.low = l.low
	}
	if l.high != nil && l.high.Cmp(r.high) < 0 {
		r.high = l.high
	}
	return r, r.low.Cmp(r.high) <= 0
}

// likely is a range of about room steps that a person would find likely.
func (l *bounds) likely(room *big.Rat) reach {
	span := room
	if l.step != nil {
		span = new(big.Rat).Mul(room, l.step)
		if span.Cmp(room) < 0 {
			span = room
		}
	}
	zero := new(big.Rat)
	switch {
	case l.low != nil && l.high != nil:
		ten := new(big.Rat).Mul(span, big.NewRat(100, 1))
		if new(big.Rat).Sub(l.high, l.low).Cmp(ten) <= 0 {
			return reach{l.low, l.high}
		}
		low := l.low
		if low.Sign() < 0 && l.high.Sign() > 0 {
			low = zero
		}
		r, _ := l.clip(reach{low, new(big.Rat).Add(low, span)})
		return r
	case l.low != nil:
		low := l.low
		if low.Sign() < 0 {
			low = zero
		}
		return reach{low, new(big.Rat).Add(low, span)}
	case l.high != nil && l.high.Sign() > 0 && l.high.Cmp(span) < 0:
		return reach{zero, l.high}
	case l.high != nil && l.high.Cmp(span) < 0:
		return reach{new(big.Rat).Sub(l.high, span), l.high}
	}
	return reach{zero, span}
}
