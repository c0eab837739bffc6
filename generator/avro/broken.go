package avro

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// EncodeBroken implements schema.Breaker.
func (c *compiled) EncodeBroken(dst, plain []byte, instance string) []byte {
	v, err := schema.Decode(plain)
	path, wrong := spec.SplitPointer(instance)
	if err != nil || wrong != nil {
		return append(dst, plain...)
	}
	e := brokenEncoder{encoder{check{limit: 1, steps: budget(plain)}}}
	return e.at(dst, c.root, v.Tree, path)
}

// A brokenEncoder writes the JSON encoding of a value that is wrong at the end
// of a path: what is wrong is written as it is, all else as it should be.
type brokenEncoder struct{ encoder }

func (e *brokenEncoder) at(dst []byte, t *typ, v any, path []string) []byte {
	if t.kind == union {
		return e.union(dst, t, v, path)
	}
	switch v := v.(type) {
	case map[string]any:
		if t.kind == record || t.kind == mapping && len(path) > 0 {
			return e.members(dst, t, v, path)
		}
	case []any:
		if t.kind == array && len(path) > 0 {
			dst = append(dst, '[')
			for i, item := range v {
				if i > 0 {
					dst = append(dst, ',')
				}
				dst = e.part(dst, t.of, item, strconv.Itoa(i), path)
			}
			return append(dst, ']')
		}
	}
	return asItIs(dst, v)
}

// part writes what is in a value: all is well beside the path.
func (e *brokenEncoder) part(dst []byte, t *typ, v any, token string, path []string) []byte {
	if len(path) == 0 || path[0] != token {
		return e.json(dst, t, v)
	}
	return e.at(dst, t, v, path[1:])
}

// members writes the fields that are there, and then what is no field.
func (e *brokenEncoder) members(dst []byte, t *typ, m map[string]any, path []string) []byte {
	dst = append(dst, '{')
	n := 0
	for _, f := range t.fields {
		if v, ok := m[f.name]; ok {
			dst = e.part(appendKey(dst, n, f.name), f.typ, v, f.name, path)
			n++
		}
	}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		switch {
		case t.kind == mapping:
			dst = e.part(appendKey(dst, n, key), t.of, m[key], key, path)
		case slices.ContainsFunc(t.fields, func(f field) bool { return f.name == key }):
			continue
		default:
			dst = asItIs(appendKey(dst, n, key), m[key])
		}
		n++
	}
	return append(dst, '}')
}

// union names the one alternative that has parts: in it something is wrong.
func (e *brokenEncoder) union(dst []byte, t *typ, v any, path []string) []byte {
	if m, ok := v.(map[string]any); ok && t.tagged && len(path) > 0 {
		if i := slices.IndexFunc(t.branches, func(b *typ) bool { return b.branch() == path[0] }); i >= 0 && len(m) == 1 {
			dst = append(spec.AppendQuoted(append(dst, '{'), path[0]), ':')
			return append(e.at(dst, t.branches[i], m[path[0]], path[1:]), '}')
		}
	}
	for _, b := range t.branches {
		if !t.tagged && b.holds(v) {
			dst = append(spec.AppendQuoted(append(dst, '{'), b.branch()), ':')
			return append(e.at(dst, b, v, path), '}')
		}
	}
	return asItIs(dst, v)
}

// holds reports whether values of a type have parts as v has them.
func (t *typ) holds(v any) bool {
	switch v.(type) {
	case map[string]any:
		return t.kind == record || t.kind == mapping
	case []any:
		return t.kind == array
	}
	return false
}

// asItIs appends a JSON value, keys in order.
func asItIs(dst []byte, v any) []byte {
	b := bytes.NewBuffer(dst)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if enc.Encode(v) != nil {
		return append(dst, "null"...) // it was decoded from JSON
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
