package avro

import (
	"encoding/json"
	"fmt"
	"math/big"
)

// power is 10 to the n.
func power(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// unscaled returns the whole number that stands for a decimal, or why there is none.
func unscaled(t *typ, n json.Number) (*big.Int, string) {
	r, ok := new(big.Rat).SetString(string(n))
	if !ok {
		return nil, "which is no number"
	}
	r.Mul(r, new(big.Rat).SetInt(power(t.scale)))
	switch {
	case !r.IsInt():
		return nil, fmt.Sprintf("with more than %d decimals", t.scale)
	case r.Num().CmpAbs(power(t.digits)) >= 0:
		return nil, fmt.Sprintf("with more than %d digits", t.digits)
	}
	return r.Num(), ""
}

// scaled is the reverse of unscaled.
func scaled(t *typ, i *big.Int) json.Number {
	return json.Number(new(big.Rat).SetFrac(i, power(t.scale)).FloatString(t.scale))
}

// bigOf reads a two's complement of big-endian bytes.
func bigOf(b []byte) *big.Int {
	i := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0]&0x80 != 0 {
		i.Sub(i, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return i
}

// decimalBytes writes the shortest two's complement, or one of size bytes.
func decimalBytes(i *big.Int, size int) []byte {
	n := i.BitLen()/8 + 1
	if i.Sign() < 0 {
		n = new(big.Int).Not(i).BitLen()/8 + 1
	}
	n = max(n, size)
	if i.Sign() < 0 {
		i = new(big.Int).Add(i, new(big.Int).Lsh(big.NewInt(1), uint(8*n)))
	}
	return i.FillBytes(make([]byte, n))
}
