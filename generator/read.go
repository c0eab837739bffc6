package generator

import (
	"errors"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// Decode reads what travels: JSON, or the encoding of the schema's format.
// JSON is understood in binary frames, too, where text is expected.
func (m *Message) Decode(payload []byte, binary bool) (schema.Value, error) {
	if !m.encoded {
		return schema.Decode(payload)
	}
	c, ok := m.schema().(schema.Codec)
	if !ok {
		return schema.Decode(payload)
	}
	if !binary || m.Binary() {
		return c.Decode(payload, binary)
	}
	if v, err := c.Decode(payload, false); err == nil {
		return v, nil
	}
	return c.Decode(payload, true)
}

// Read decodes a message and finds which of the candidates it is. Findings
// say that it cannot be decoded; the Match is about none then.
//
// Where candidates have encodings of their own, each of them decodes the
// message for itself, since bytes mean nothing without a schema.
func (m *Matcher) Read(payload []byte, binary bool) (schema.Value, Match, spec.Diagnostics) {
	if len(m.encoded) > 0 {
		return m.readEncoded(payload, binary)
	}
	v, findings := m.Decode(payload)
	if len(findings) > 0 {
		return v, Match{Index: -1}, findings
	}
	match := m.Match(v)
	if len(match.Findings) > 0 && m.raw > 0 && (binary || scalar(v.Tree)) {
		if raw := m.Match(Raw(payload)); len(raw.Findings) == 0 && raw.Message.raw() {
			return Raw(payload), raw, nil
		}
	}
	return v, match, nil
}

// Skim is Read without the Value for those who only ask which message a text
// is. It decodes nothing; ok is false where only Read can tell.
func (m *Matcher) Skim(text []byte) (match Match, ok bool) {
	if !m.single {
		return Match{Index: -1}, false
	}
	s, able := m.candidates[0].schema().(interface{ SurelyAcceptsText([]byte) bool })
	if !able || !s.SurelyAcceptsText(text) {
		return Match{Index: -1}, false
	}
	return Match{Message: m.candidates[0]}, true
}

// scalar reports whether a text that reads as this JSON value may as well be
// plain text: "31", "true".
func scalar(tree any) bool {
	switch tree.(type) {
	case map[string]any, []any:
		return false
	}
	return true
}

// A reading is a message as one candidate decodes it.
type reading struct {
	value schema.Value
	match Match
}

func (m *Matcher) readEncoded(payload []byte, binary bool) (schema.Value, Match, spec.Diagnostics) {
	best := reading{match: Match{Index: -1}}
	var undecodable spec.Diagnostics
	offer := func(r reading) {
		switch known := best.match; {
		case known.Index < 0, len(known.Findings) > 0 && (len(r.match.Findings) == 0 || distance(r.match.Findings) < distance(known.Findings)):
			best = r
		case len(known.Findings) == 0 && len(r.match.Findings) == 0 && m.twins[r.match.Index] != m.twins[known.Index]:
			best.match.Ambiguous = append(best.match.Ambiguous, r.match.Message)
		}
	}
	for _, i := range m.encoded {
		c := m.candidates[i]
		v, err := c.Decode(payload, binary)
		if err != nil {
			undecodable = append(undecodable, undecoded(err, payload))
			continue
		}
		offer(reading{v, Match{Message: c, Index: i, Findings: c.Validate(v)}})
	}
	if m.others != nil {
		v, findings := m.others.Decode(payload)
		if undecodable = append(undecodable, findings...); len(findings) == 0 {
			match := m.others.Match(v)
			match.Index = m.places[match.Index]
			offer(reading{v, match})
		}
	}
	if best.match.Index < 0 {
		return schema.Value{Raw: payload}, best.match, undecodable[:1]
	}
	return best.value, best.match, nil
}

// undecoded is the finding about bytes that are not what they should be.
func undecoded(err error, payload []byte) spec.Diagnostic {
	d := spec.Diagnostic{Code: "payload-undecodable", Severity: spec.SeverityError, Summary: err.Error()}
	switch {
	case errors.Is(err, schema.ErrNumber):
		d.Code = "payload-number-range"
	case errors.Is(err, schema.ErrDepth):
		d.Code = "payload-too-deep"
	case errors.Is(err, schema.ErrSyntax) && len(payload) == 0:
		d.Summary = "not JSON: the message is empty"
	}
	return d
}
