package schema

import (
	"encoding/json"
	"maps"
	"slices"

	"asyncmock/spec"
)

// Equal compares two values of a tree as JSON does: 1 and 1.0 are one number.
func Equal(a, b any) bool {
	switch a := a.(type) {
	case nil, bool, string:
		return a == b
	case json.Number:
		b, ok := b.(json.Number)
		return ok && (a == b || CanonicalNumber(string(a)) == CanonicalNumber(string(b)))
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, Equal)
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for key, v := range a {
			if w, ok := b[key]; !ok || !Equal(v, w) {
				return false
			}
		}
		return true
	}
	return false
}

// AppendKey appends a text that equal values share and no others, for sets of
// many values.
func AppendKey(dst []byte, v any) []byte {
	switch v := v.(type) {
	case bool:
		if v {
			return append(dst, 't')
		}
		return append(dst, 'f')
	case string:
		return spec.AppendQuoted(dst, v)
	case json.Number:
		return append(dst, CanonicalNumber(string(v))...)
	case []any:
		dst = append(dst, '[')
		for _, item := range v {
			dst = append(AppendKey(dst, item), ',')
		}
		return append(dst, ']')
	case map[string]any:
		dst = append(dst, '{')
		for _, key := range slices.Sorted(maps.Keys(v)) {
			dst = append(spec.AppendQuoted(dst, key), ':')
			dst = append(AppendKey(dst, v[key]), ',')
		}
		return append(dst, '}')
	}
	return append(dst, 'n')
}
