package jsonschema

import (
	"encoding/json"
	"math/big"
	"slices"
	"unicode/utf8"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/generator/schema"
)

// accepts judges a value by the subschema itself. It serves in planning: which
// values of an enum are possible, whether an example can be used. It knows
// all keywords but the unevaluated ones, which it lets pass. The verdict that
// counts is jsonschema/v5's.
func (s *subschema) accepts(v any) bool {
	if s.always != nil {
		return *s.always
	}
	if s.ref != nil && !s.ref.accepts(v) {
		return false
	}
	if s.types != 0 && s.types&typeOf(v) == 0 {
		return false
	}
	if (s.constant != nil || s.hasEnum) && !s.lists(v) {
		return false
	}
	return s.acceptsKind(v) && s.acceptsInPlace(v)
}

// fewValues is how many values of an enum are compared one by one.
const fewValues = 16

// lists reports whether v is a value of const and enum.
func (s *subschema) lists(v any) bool {
	if s.constant != nil && !schema.Equal(s.constant.tree, v) {
		return false
	}
	switch {
	case !s.hasEnum:
		return true
	case s.enumKeys != nil:
		return s.enumKeys[string(schema.AppendKey(nil, v))]
	}
	return slices.ContainsFunc(s.enum, func(l literal) bool { return schema.Equal(l.tree, v) })
}

func (s *subschema) acceptsKind(v any) bool {
	switch v := v.(type) {
	case json.Number:
		return s.minimum == nil && s.maximum == nil && s.exMinimum == nil && s.exMaximum == nil && s.multiple == nil || s.acceptsNumber(rational(v))
	case string:
		return s.acceptsText(v)
	case []any:
		return s.acceptsArray(v)
	case map[string]any:
		return s.acceptsObject(v)
	}
	return true
}

func (s *subschema) acceptsNumber(v *big.Rat) bool {
	return !(s.minimum != nil && v.Cmp(s.minimum) < 0 ||
		s.maximum != nil && v.Cmp(s.maximum) > 0 ||
		s.exMinimum != nil && v.Cmp(s.exMinimum) <= 0 ||
		s.exMaximum != nil && v.Cmp(s.exMaximum) >= 0 ||
		s.multiple != nil && !new(big.Rat).Quo(v, s.multiple).IsInt())
}

func (s *subschema) acceptsText(v string) bool {
	if n := utf8.RuneCountInString(v); s.minLength >= 0 && n < s.minLength || s.maxLength >= 0 && n > s.maxLength {
		return false
	}
	if s.pattern != nil && !s.pattern.matches(v) {
		return false
	}
	return s.format == "" || formatAccepts(s.format, v)
}

// formatAccepts checks a format as the validator does.
func formatAccepts(format, v string) bool {
	check := v5.Formats[format]
	return check == nil || check(v)
}

func (s *subschema) acceptsArray(v []any) bool {
	if s.minItems >= 0 && len(v) < s.minItems || s.maxItems >= 0 && len(v) > s.maxItems {
		return false
	}
	if s.unique && !distinctItems(v) {
		return false
	}
	found := 0
	for i, item := range v {
		if i < len(s.tuple) {
			if !s.tuple[i].accepts(item) {
				return false
			}
		} else if s.items != nil && !s.items.accepts(item) {
			return false
		}
		if s.contains != nil && s.contains.accepts(item) {
			found++
		}
	}
	if s.contains == nil {
		return true
	}
	return found >= s.containsAtLeast() && (s.maxContains < 0 || found <= s.maxContains)
}

func distinctItems(v []any) bool {
	seen := make(map[string]bool, len(v))
	var key []byte
	for _, item := range v {
		if key = schema.AppendKey(key[:0], item); seen[string(key)] {
			return false
		}
		seen[string(key)] = true
	}
	return true
}

func (s *subschema) containsAtLeast() int {
	if s.minContains < 0 {
		return 1
	}
	return s.minContains
}

func (s *subschema) acceptsObject(v map[string]any) bool {
	if s.minProps >= 0 && len(v) < s.minProps || s.maxProps >= 0 && len(v) > s.maxProps {
		return false
	}
	for _, name := range s.required {
		if _, ok := v[name]; !ok {
			return false
		}
	}
	for name, value := range v {
		for _, sub := range s.about(name) {
			if !sub.accepts(value) {
				return false
			}
		}
		if s.propertyNames != nil && !s.propertyNames.accepts(name) {
			return false
		}
	}
	for _, d := range s.dependencies {
		if _, ok := v[d.name]; !ok {
			continue
		}
		if d.schema != nil && !d.schema.accepts(v) {
			return false
		}
		for _, name := range d.required {
			if _, ok := v[name]; !ok {
				return false
			}
		}
	}
	return true
}

// about returns the schemas that this one applies to a property of that name.
func (s *subschema) about(name string) (list []*subschema) {
	for _, p := range s.properties {
		if p.name == name {
			list = append(list, p.schema)
		}
	}
	for _, p := range s.patternProps {
		if p.pattern.matches(name) {
			list = append(list, p.schema)
		}
	}
	if len(list) == 0 && s.additional != nil {
		list = append(list, s.additional)
	}
	return list
}

func (s *subschema) acceptsInPlace(v any) bool {
	for _, sub := range s.allOf {
		if !sub.accepts(v) {
			return false
		}
	}
	fits := func(sub *subschema) bool { return sub.accepts(v) }
	if len(s.anyOf) > 0 && !slices.ContainsFunc(s.anyOf, fits) {
		return false
	}
	if len(s.oneOf) > 0 {
		n := 0
		for _, sub := range s.oneOf {
			if sub.accepts(v) {
				n++
			}
		}
		if n != 1 {
			return false
		}
	}
	if s.not != nil && s.not.accepts(v) {
		return false
	}
	if s.cond != nil {
		branch := s.els
		if s.cond.accepts(v) {
			branch = s.then
		}
		return branch == nil || branch.accepts(v)
	}
	return true
}

func typeOf(v any) typeSet {
	switch v := v.(type) {
	case nil:
		return typeNull
	case bool:
		return typeBoolean
	case string:
		return typeString
	case []any:
		return typeArray
	case map[string]any:
		return typeObject
	case json.Number:
		if n, ok := newNumeral(string(v)); ok && n.whole() {
			return typeInteger | typeNumber
		}
		return typeNumber
	}
	return 0
}

func rational(v json.Number) *big.Rat {
	if n, ok := newNumeral(string(v)); ok {
		return n.rat()
	}
	return new(big.Rat)
}
