package schema

import "math/big"

// CanonicalNumber returns one spelling for all literals of the same number.
// The literal is within the limits of Decode.
func CanonicalNumber(literal string) string {
	v, ok := new(big.Rat).SetString(literal)
	if !ok {
		return literal
	}
	return v.RatString()
}
