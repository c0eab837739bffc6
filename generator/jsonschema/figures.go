package jsonschema

import (
	"math/big"
	"math/rand/v2"
	"strconv"

	"asyncmock/fakedata"
)

// figureOf plans the numbers that texts of a kind hold.
func figureOf(kind *fakedata.Kind) *numberPlan {
	n := &numberPlan{kind: kind}
	low, high := kind.Range.Rats()
	step := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(kind.Range.Decimals)), nil))
	if n.fill(low, high, bounds{}, step) != "" {
		return nil
	}
	return n
}

// appendFixed appends the number of k with all its decimals.
func (n *numberPlan) appendFixed(dst []byte, k int64) []byte {
	v := k * n.unit
	if v < 0 {
		dst, v = append(dst, '-'), -v
	}
	pow := int64(1)
	for range n.scale {
		pow *= 10
	}
	dst = strconv.AppendInt(dst, v/pow, 10)
	if n.scale == 0 {
		return dst
	}
	dst = append(dst, '.')
	var digits [24]byte
	frac := strconv.AppendInt(digits[:0], pow+v%pow, 10)
	return append(dst, frac[1:]...)
}

// figureFits finds the number of decimals that the schema takes.
func (t *textPlan) figureFits(src *rand.Rand) bool {
	for _, places := range []int{t.figure.scale, 0, 1, 2, 3, 4, 6, 8} {
		t.figure.rescale(places)
		fits := 0
		for range 12 {
			if t.accepts(string(t.figure.appendFixed(nil, t.figure.pick(src)))) {
				fits++
			}
		}
		if fits >= 4 {
			return true
		}
	}
	return false
}
