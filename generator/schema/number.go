package schema

import "math/big"

// CanonicalNumber returns one spelling for all literals of the same number.
// The literal is within the limits of Decode.
func CanonicalNumber(literal string) string {
	if digits(literal) {
		return literal
	}
	v, ok := new(big.Rat).SetString(literal)
	if !ok {
		return literal
	}
	return v.RatString()
}

// digits reports whether a literal is a whole number in its usual spelling.
func digits(literal string) bool {
	if len(literal) > 1 && literal[0] == '-' {
		if literal = literal[1:]; literal[0] == '0' {
			return false
		}
	}
	for i := range len(literal) {
		if literal[i] < '0' || literal[i] > '9' {
			return false
		}
	}
	return literal != ""
}
