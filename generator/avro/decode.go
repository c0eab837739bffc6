package avro

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	codec "github.com/twmb/avro"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// ErrBinary says that bytes are not the binary encoding of the schema.
var ErrBinary = errors.New("not Avro")

// Decode implements schema.Codec. Text that does not fit is left as it came,
// so that findings name places in it.
func (c *compiled) Decode(payload []byte, binary bool) (schema.Value, error) {
	if binary {
		return c.decodeBinary(payload)
	}
	v, err := schema.Decode(payload)
	if err != nil {
		return v, err
	}
	k := &check{limit: 1, steps: budget(payload)}
	if k.fits(c.root, v.Tree) {
		if plain := k.plain(c.root, v.Tree); !k.failed {
			v.Tree = plain
		}
	}
	return v, nil
}

func (c *compiled) decodeBinary(payload []byte) (v schema.Value, err error) {
	v.Raw = payload
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrBinary, r)
		}
	}()
	var native any
	rest, err := c.wire.Decode(payload, &native, codec.TaggedUnions())
	if err != nil {
		return v, fmt.Errorf("%w: %w", ErrBinary, err)
	}
	if len(rest) > 0 {
		return v, fmt.Errorf("%w: %d bytes follow the value", ErrBinary, len(rest))
	}
	v.Tree = tree(c.root, native)
	return v, nil
}

// tree turns what the codec read into the plain form.
func tree(t *typ, native any) any {
	switch v := native.(type) {
	case int32:
		return json.Number(strconv.FormatInt(int64(v), 10))
	case int64:
		return json.Number(strconv.FormatInt(v, 10))
	case float32:
		return schema.Float(float64(v), 32)
	case float64:
		return schema.Float(v, 64)
	case []byte:
		if t.logical == "decimal" && len(v) > 0 && len(v) <= maxDigits {
			return scaled(t, bigOf(v))
		}
		return latin1Text(v)
	case []any:
		for i := range v {
			v[i] = tree(t.of, v[i])
		}
	case map[string]any:
		return object(t, v)
	}
	return native
}

func object(t *typ, m map[string]any) any {
	switch t.kind {
	case record:
		for i := range t.fields {
			m[t.fields[i].name] = tree(t.fields[i].typ, m[t.fields[i].name])
		}
	case mapping:
		for key, v := range m {
			m[key] = tree(t.of, v)
		}
	case union:
		for i, b := range t.branches {
			native, ok := m[wireName(b)]
			if !ok || b.kind == null {
				continue
			}
			v := tree(t.branches[i], native)
			if t.tagged {
				return map[string]any{b.branch(): v}
			}
			return v
		}
	}
	return m
}

// wireName is the name of a branch in the schema that the codec has.
func wireName(t *typ) string {
	if t.name != "" {
		return t.wire
	}
	return t.kind.String()
}

// A writer writes a schema for the codec: what matters for the encoding, no
// namespaces, no logical types.
type writer struct{ known map[*typ]bool }

func newWriter() *writer { return &writer{map[*typ]bool{}} }

func (w *writer) schema(dst []byte, t *typ) []byte {
	if t.name == "" {
		return w.unnamed(dst, t)
	}
	if w.known[t] {
		return spec.AppendQuoted(dst, t.wire)
	}
	w.known[t] = true
	dst = fmt.Appendf(dst, `{"name":%q,"type":%q`, t.wire, t.kind)
	switch t.kind {
	case record:
		dst = append(dst, `,"fields":[`...)
		for i, f := range t.fields {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = fmt.Appendf(dst, `{"name":%q,"type":`, f.name)
			dst = append(w.schema(dst, f.typ), '}')
		}
		return append(dst, "]}"...)
	case enum:
		symbols, _ := json.Marshal(t.symbols)
		return fmt.Appendf(dst, `,"symbols":%s}`, symbols)
	}
	return fmt.Appendf(dst, `,"size":%d}`, t.size)
}

func (w *writer) unnamed(dst []byte, t *typ) []byte {
	switch t.kind {
	case array:
		return append(w.schema(append(dst, `{"type":"array","items":`...), t.of), '}')
	case mapping:
		return append(w.schema(append(dst, `{"type":"map","values":`...), t.of), '}')
	case union:
		dst = append(dst, '[')
		for i, b := range t.branches {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = w.schema(dst, b)
		}
		return append(dst, ']')
	}
	return spec.AppendQuoted(dst, t.kind.String())
}
