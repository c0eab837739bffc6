package jsonschema

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// maxCaseBytes bounds the size of a value that is broken on purpose.
const maxCaseBytes = 256 << 10

// breakItems takes items away, adds and repeats some.
func (k *casing) breakItems(a *alt, s *subschema, sound literal) (list []breach) {
	parts := items(sound.raw)
	if _, ok := sound.tree.([]any); !ok {
		return nil
	}
	if s.minItems > 0 {
		list = append(list, k.ofItems("minItems", a, parts, s.minItems-1)...)
	}
	if s.maxItems >= 0 && s.maxItems < maxCaseMember {
		list = append(list, k.ofItems("maxItems", a, parts, s.maxItems+1)...)
	}
	if s.unique && len(parts) > 0 {
		list = append(list, tries("uniqueItems", arrayOf(append(slices.Clone(parts), parts[0])))...)
		if len(parts) > 1 {
			list = append(list, tries("uniqueItems", arrayOf(append(slices.Clone(parts[:len(parts)-1]), parts[0])))...)
		}
	}
	return list
}

// ofItems proposes arrays of n items: those there are, cut or made anew.
func (k *casing) ofItems(keyword string, a *alt, parts []literal, n int) (list []breach) {
	if len(parts) >= n {
		return tries(keyword, arrayOf(parts[:n]))
	}
	if a.array != nil {
		longer := a.ofLength(n)
		if raw, ok := k.attempt((&shape{}).only(longer), usual, 0, 0); ok {
			if made := items(raw); len(made) == n {
				list = append(list, tries(keyword, arrayOf(made))...)
			}
		}
	}
	if len(parts) > 0 {
		for len(parts) < n {
			parts = append(parts, parts[len(parts)-1])
		}
		list = append(list, tries(keyword, arrayOf(parts))...)
	}
	return list
}

// breakObject takes required properties away and adds some that may not be.
func breakObject(_ *alt, s *subschema, sound literal) (list []breach) {
	if _, ok := sound.tree.(map[string]any); !ok {
		return nil
	}
	parts := members(sound.raw)
	for _, name := range s.required {
		rest := slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return p.name == name })
		list = append(list, breach{keyword: "required", label: name, value: objectOf(rest)})
	}
	more := append(slices.Clone(parts), part{"unexpected", []byte("true")})
	if s.additional != nil && s.additional.always != nil && !*s.additional.always {
		list = append(list, breach{keyword: "additionalProperties", label: "unexpected", value: objectOf(more), beside: "unexpected"})
	}
	if s.unevaluated != nil && s.unevaluated.always != nil && !*s.unevaluated.always {
		list = append(list, breach{keyword: "unevaluatedProperties", label: "unexpected", value: objectOf(more), beside: "unexpected"})
	}
	for n := len(parts) - 1; s.minProps > 0 && n >= 0; n-- {
		if n < s.minProps {
			list = append(list, breach{keyword: "minProperties", value: objectOf(parts[:n])})
		}
	}
	if s.maxProps >= 0 && s.maxProps < maxCaseMember {
		for i := 1; len(parts) <= s.maxProps; i++ {
			parts = append(parts, part{"extra" + strconv.Itoa(i), []byte("true")})
		}
		list = append(list, breach{keyword: "maxProperties", value: objectOf(parts)})
	}
	return list
}

// A part is a member of an object, in the order it was made.
type part struct {
	name string
	raw  []byte
}

// members splits an object, items an array; nothing of anything else.
func members(raw []byte) (parts []part) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	for d.More() {
		name, err := d.Token()
		var value json.RawMessage
		if err != nil || d.Decode(&value) != nil {
			return nil
		}
		parts = append(parts, part{name.(string), value})
	}
	return parts
}

func items(raw []byte) (parts []literal) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return nil
	}
	for d.More() {
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return nil
		}
		v, err := schema.Decode(value)
		if err != nil {
			return nil
		}
		parts = append(parts, literal{raw: value, tree: v.Tree})
	}
	return parts
}

func objectOf(parts []part) literal {
	raw, tree := []byte{'{'}, map[string]any{}
	for i, p := range parts {
		if i > 0 {
			raw = append(raw, ',')
		}
		raw = append(append(spec.AppendQuoted(raw, p.name), ':'), p.raw...)
		tree[p.name] = true // nobody looks deeper
	}
	return literal{raw: append(raw, '}'), tree: tree}
}

func arrayOf(parts []literal) literal {
	raw, tree := []byte{'['}, []any{}
	for i, p := range parts {
		if i > 0 {
			raw = append(raw, ',')
		}
		raw = append(raw, p.raw...)
		tree = append(tree, p.tree)
	}
	return literal{raw: append(raw, ']'), tree: tree}
}
