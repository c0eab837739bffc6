package schema

import (
	"encoding/json"
	"math"
	"strconv"
)

// Named says what a value of a tree is: "a string".
func Named(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "a boolean"
	case json.Number:
		return "a number"
	case string:
		return "a string"
	case []any:
		return "an array"
	}
	return "an object"
}

// Float is the value of a floating-point number of 32 or 64 bits. Those that
// JSON cannot write are texts, as in ProtoJSON and Avro's JSON encoding.
func Float(f float64, bits int) any {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	}
	return json.Number(strconv.FormatFloat(f, 'g', -1, bits))
}
