package generator

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// Append makes the next payload of this message by the Compiler's Prefer and
// appends it to dst. Pins that fit are in it; conflicts are returned as
// findings of severity Info and do not make the payload invalid. err says
// why nothing can be made.
func (m *Message) Append(dst []byte, d *schema.Draw) (out []byte, conflicts spec.Diagnostics, err error) {
	start := len(dst)
	d.Example = nil
	if dst, err = m.fresh(dst, d); err != nil {
		return dst[:start], nil, err
	}
	out, conflicts = m.pin(dst, start, d.Pins)
	if out, err = m.encode(out, start); err != nil {
		return out[:start], nil, fmt.Errorf("message %q: %w", m.Name, err)
	}
	return out, conflicts, nil
}

// encode replaces the plain form of a payload at dst[start:] by what travels.
func (m *Message) encode(dst []byte, start int) ([]byte, error) {
	if !m.encoded {
		return dst, nil
	}
	c, ok := m.schema().(schema.Codec)
	if !ok {
		return dst, errUnusable
	}
	plain := dst[start:]
	end := len(dst)
	dst, err := c.Encode(dst, plain, m.medium == binary)
	if err != nil {
		return dst[:start], err
	}
	return append(dst[:start], dst[end:]...), nil
}

// errUnusable says that a schema could not be compiled.
var errUnusable = errors.New("its schema cannot be used")

// fresh appends the next payload, without pins.
func (m *Message) fresh(dst []byte, d *schema.Draw) ([]byte, error) {
	start := len(dst)
	_, unvalidated := m.Unvalidated()
	if m.prefer != PreferGenerated || unvalidated {
		if examples := m.valid(); len(examples) > 0 {
			return m.appendTurn(dst, examples, d), nil
		}
	}
	if unvalidated {
		return dst, fmt.Errorf("message %q has no example, and nothing can be generated for its format", m.Name)
	}
	if m.contract == nil {
		return append(dst, "{}"...), nil
	}
	s := m.schema()
	if s == nil {
		return dst, fmt.Errorf("message %q: %w", m.Name, errUnusable)
	}
	dst, err := s.Append(dst, d)
	if err != nil {
		return dst[:start], fmt.Errorf("message %q: %w", m.Name, err)
	}
	if m.raw() {
		return unquote(dst, start), nil
	}
	return dst, nil
}

// unquote replaces a JSON string by its text.
func unquote(dst []byte, start int) []byte {
	v, err := schema.Decode(dst[start:])
	if text, ok := v.Tree.(string); ok && err == nil {
		return append(dst[:start], text...)
	}
	return dst
}

// appendTurn appends the example whose turn it is: verbatim the first time,
// and always by PreferExact. Where some examples have what is asked for, only
// those take turns.
func (m *Message) appendTurn(dst []byte, examples []example, d *schema.Draw) []byte {
	asked := ""
	if !m.raw() && m.opaque == "" {
		examples, asked = asking(examples, d.Pins)
	}
	turn := d.Memory.Turn(m.key + asked)
	e := &examples[turn%len(examples)]
	d.Example = m.Message.Examples[e.index]
	moved := m.key + " moved"
	if m.prefer == PreferExact || turn < len(examples) && !d.Memory.Turned(moved) {
		m.told(e, d)
		return append(dst, e.raw...)
	}
	return m.appendMoved(dst, e, m.key+"#"+strconv.Itoa(e.index), d.Memory.Turn(moved)+1, d)
}

// asking returns the examples that have a pinned value at its place, and which
// one that is; all of them where none has.
func asking(examples []example, pins []schema.Pin) (fitting []example, asked string) {
	for _, p := range pins {
		has := func(e example) bool {
			at := locate(e.raw, p.Pointer)
			return at.found && bytes.Equal(e.raw[at.value.from:at.value.to], p.Value)
		}
		if p.Force || !slices.ContainsFunc(examples, has) {
			continue
		}
		examples = slices.DeleteFunc(slices.Clone(examples), func(e example) bool { return !has(e) })
		asked += " " + string(p.Value)
	}
	return examples, asked
}

// AppendExample appends the example of that name verbatim (with pins), ok is
// false when there is no valid example of that name.
func (m *Message) AppendExample(dst []byte, name string, d *schema.Draw) (out []byte, ok bool) {
	for _, e := range m.valid() {
		if e.name == name {
			d.Example = m.Message.Examples[e.index]
			out, _ = m.pin(append(dst, e.raw...), len(dst), d.Pins)
			out, err := m.encode(out, len(dst))
			return out, err == nil
		}
	}
	return dst, false
}
