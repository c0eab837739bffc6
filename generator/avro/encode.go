package avro

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"

	"asyncmock/spec"
)

// An encoder writes a checked tree, keys of maps in order, so that the same
// tree is always the same bytes.
type encoder struct {
	check check // for the alternatives of unions
}

// binary appends the binary encoding (Apache Avro 1.12.0, Binary Encoding).
func (e *encoder) binary(dst []byte, t *typ, v any) []byte {
	switch t.kind {
	case boolean:
		if v == true {
			return append(dst, 1)
		}
		return append(dst, 0)
	case integer, long:
		n, _ := v.(json.Number)
		i, _ := wholeOf(n)
		return binary.AppendVarint(dst, i)
	case float:
		f, _ := floatOf(t, v)
		return binary.LittleEndian.AppendUint32(dst, math.Float32bits(float32(f)))
	case double:
		f, _ := floatOf(t, v)
		return binary.LittleEndian.AppendUint64(dst, math.Float64bits(f))
	case bytesKind:
		b := bytesOf(t, v)
		return append(binary.AppendVarint(dst, int64(len(b))), b...)
	case fixed:
		return append(dst, bytesOf(t, v)...)
	case text:
		s, _ := v.(string)
		return append(binary.AppendVarint(dst, int64(len(s))), s...)
	case enum:
		s, _ := v.(string)
		return binary.AppendVarint(dst, int64(slices.Index(t.symbols, s)))
	case record:
		m, _ := v.(map[string]any)
		for i := range t.fields {
			dst = e.binary(dst, t.fields[i].typ, t.fields[i].of(m))
		}
	case array:
		list, _ := v.([]any)
		if len(list) > 0 {
			dst = binary.AppendVarint(dst, int64(len(list)))
		}
		for _, item := range list {
			dst = e.binary(dst, t.of, item)
		}
		return append(dst, 0)
	case mapping:
		m, _ := v.(map[string]any)
		if len(m) > 0 {
			dst = binary.AppendVarint(dst, int64(len(m)))
		}
		for _, key := range slices.Sorted(maps.Keys(m)) {
			dst = append(binary.AppendVarint(dst, int64(len(key))), key...)
			dst = e.binary(dst, t.of, m[key])
		}
		return append(dst, 0)
	case union:
		b, inner := e.check.choose(t, v)
		if b == nil {
			return dst
		}
		return e.binary(binary.AppendVarint(dst, int64(slices.Index(t.branches, b))), b, inner)
	}
	return dst
}

// of returns the value of the field in a record, its default where it is left out.
func (f *field) of(m map[string]any) any {
	if v, ok := m[f.name]; ok {
		return v
	}
	return f.initial
}

// bytesOf returns what stands for a bytes or fixed value.
func bytesOf(t *typ, v any) []byte {
	if n, ok := v.(json.Number); ok {
		size := 0
		if t.kind == fixed {
			size = t.size
		}
		i, _ := unscaled(t, n)
		return decimalBytes(i, size)
	}
	s, _ := v.(string)
	b, _ := latin1(s)
	return b
}

// json appends the JSON encoding, in the order of the schema.
func (e *encoder) json(dst []byte, t *typ, v any) []byte {
	switch t.kind {
	case boolean:
		return fmt.Append(dst, v == true)
	case integer, long:
		n, _ := v.(json.Number)
		i, _ := wholeOf(n)
		return fmt.Append(dst, i)
	case float, double:
		if n, ok := v.(json.Number); ok {
			return append(dst, n...)
		}
		s, _ := v.(string)
		return spec.AppendQuoted(dst, s)
	case bytesKind, fixed:
		return spec.AppendQuoted(dst, latin1Text(bytesOf(t, v)))
	case text, enum:
		s, _ := v.(string)
		return spec.AppendQuoted(dst, s)
	case record:
		m, _ := v.(map[string]any)
		dst = append(dst, '{')
		for i := range t.fields {
			dst = appendKey(dst, i, t.fields[i].name)
			dst = e.json(dst, t.fields[i].typ, t.fields[i].of(m))
		}
		return append(dst, '}')
	case array:
		list, _ := v.([]any)
		dst = append(dst, '[')
		for i, item := range list {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = e.json(dst, t.of, item)
		}
		return append(dst, ']')
	case mapping:
		m, _ := v.(map[string]any)
		dst = append(dst, '{')
		for i, key := range slices.Sorted(maps.Keys(m)) {
			dst = appendKey(dst, i, key)
			dst = e.json(dst, t.of, m[key])
		}
		return append(dst, '}')
	case union:
		b, inner := e.check.choose(t, v)
		if b == nil || b.kind == null {
			break
		}
		dst = append(spec.AppendQuoted(append(dst, '{'), b.branch()), ':')
		return append(e.json(dst, b, inner), '}')
	}
	return append(dst, "null"...)
}

func appendKey(dst []byte, i int, key string) []byte {
	if i > 0 {
		dst = append(dst, ',')
	}
	return append(spec.AppendQuoted(dst, key), ':')
}

// plain returns the plain form of a checked tree: all fields, alternatives
// without their name where the value tells them apart, decimals as numbers.
func (c *check) plain(t *typ, v any) any {
	switch t.kind {
	case bytesKind, fixed:
		if s, ok := v.(string); ok && t.logical == "decimal" {
			b, _ := latin1(s)
			return scaled(t, bigOf(b))
		}
	case record:
		m, _ := v.(map[string]any)
		all := make(map[string]any, len(t.fields))
		for i := range t.fields {
			all[t.fields[i].name] = c.plain(t.fields[i].typ, t.fields[i].of(m))
		}
		return all
	case array:
		list, _ := v.([]any)
		all := make([]any, len(list))
		for i, item := range list {
			all[i] = c.plain(t.of, item)
		}
		return all
	case mapping:
		m, _ := v.(map[string]any)
		all := make(map[string]any, len(m))
		for key, item := range m {
			all[key] = c.plain(t.of, item)
		}
		return all
	case union:
		b, inner := c.choose(t, v)
		if b == nil || b.kind == null {
			c.failed = c.failed || b == nil
			return nil
		}
		if inner = c.plain(b, inner); t.tagged {
			return map[string]any{b.branch(): inner}
		}
		return inner
	}
	return v
}
