package generator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// pin writes the pins into the payload at dst[start:]. If the payload is then
// invalid, they are tried one by one, and those that do not fit are undone
// and told; a forced one is told and stays.
func (m *Message) pin(dst []byte, start int, pins []schema.Pin) ([]byte, spec.Diagnostics) {
	if len(pins) == 0 || m.raw() {
		return dst, nil
	}
	if _, unvalidated := m.Unvalidated(); unvalidated && !json.Valid(dst[start:]) {
		return dst, nil
	}
	if m.surely(pins) {
		for _, p := range pins {
			dst = write(dst, start, p, p.Value)
		}
		return dst, nil
	}
	before := bytes.Clone(dst[start:])
	for _, p := range pins {
		dst = write(dst, start, p, p.Value)
	}
	if bytes.Equal(before, dst[start:]) || m.fits(dst[start:]) {
		return dst, nil
	}
	return m.pinEach(append(dst[:start], before...), start, pins)
}

// surely reports whether a valid payload stays valid with all of the pins: the
// schemas of their places take them, and nothing else speaks of those.
func (m *Message) surely(pins []schema.Pin) bool {
	s, ok := m.schema().(interface{ AcceptsAt(string, []byte) bool })
	if _, unvalidated := m.Unvalidated(); !ok || unvalidated {
		return false
	}
	for i, p := range pins {
		if !s.AcceptsAt(p.Pointer, p.Value) || slices.ContainsFunc(pins[:i], func(o schema.Pin) bool { return within(o.Pointer, p.Pointer) || within(p.Pointer, o.Pointer) }) {
			return false
		}
	}
	return true
}

// within reports whether one place is the other or lies in it.
func within(pointer, outer string) bool { return strings.HasPrefix(pointer, outer) }

// pinEach writes pins one by one and keeps those that fit; the forced ones
// come last, so that they do not make others seem wrong.
func (m *Message) pinEach(dst []byte, start int, pins []schema.Pin) (out []byte, conflicts spec.Diagnostics) {
	for _, p := range pins {
		if p.Force {
			continue
		}
		before := bytes.Clone(dst[start:])
		if dst = write(dst, start, p, p.Value); m.fits(dst[start:]) {
			continue
		}
		dst = append(dst[:start], before...)
		if other := respelled(p); other != nil {
			if dst = write(dst, start, p, other); m.fits(dst[start:]) {
				continue
			}
			dst = append(dst[:start], before...)
		}
		conflicts = append(conflicts, m.conflict(p))
	}
	for _, p := range pins {
		if !p.Force {
			continue
		}
		if dst = write(dst, start, p, p.Value); !m.fits(dst[start:]) {
			conflicts = append(conflicts, m.conflict(p))
		}
	}
	return dst, conflicts
}

// write puts a value at the pin's place, if the payload has it or may get it;
// a forced one gets the objects that it needs as well.
func write(dst []byte, start int, p schema.Pin, value []byte) []byte {
	switch at := locate(dst[start:], p.Pointer); {
	case at.found:
		return replace(dst, start, at.value, value)
	case at.open && p.Add && (at.rest == "" || p.Force):
		return insert(dst, start, at.within, at.key, nested(at.rest, value))
	}
	return dst
}

// respelled is the other JSON spelling of a value that came as text: 42 for
// "42" and the reverse; nil if there is none.
func respelled(p schema.Pin) []byte {
	if !p.Text || len(p.Value) == 0 {
		return nil
	}
	if p.Value[0] != '"' {
		return spec.AppendQuoted(nil, string(p.Value))
	}
	var text string
	if json.Unmarshal(p.Value, &text) != nil {
		return nil
	}
	v, err := schema.Decode([]byte(text))
	if err != nil {
		return nil
	}
	switch v.Tree.(type) {
	case json.Number, bool:
		return []byte(text)
	}
	return nil
}

// fits reports whether a payload keeps the contract.
func (m *Message) fits(payload []byte) bool {
	if s, ok := m.schema().(interface{ AcceptsText([]byte) bool }); ok {
		if _, unvalidated := m.Unvalidated(); !unvalidated {
			return s.AcceptsText(payload)
		}
	}
	v, err := schema.Decode(payload)
	return err == nil && len(m.Validate(v)) == 0
}

func (m *Message) conflict(p schema.Pin) spec.Diagnostic {
	d := spec.Diagnostic{
		Code: "pin-conflict", Severity: spec.SeverityInfo, Instance: p.Pointer,
		Summary: fmt.Sprintf("%s: %s does not fit message %q at %s", p.Why, p.Value, m.Name, p.Pointer),
		Detail:  "It was left out, so that the payload keeps its contract.",
	}
	if p.Force {
		d.Detail = "It was written all the same: the client waits for it."
	}
	return d
}
