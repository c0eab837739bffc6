package generator

import (
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// Decode reads the bytes of one inbound JSON message. Findings say why it
// could not be decoded: not JSON, too deep, a number out of range; duplicate
// keys are allowed, the last counts.
func Decode(payload []byte) (schema.Value, spec.Diagnostics) {
	v, err := schema.Decode(payload)
	if err == nil {
		return v, nil
	}
	return v, spec.Diagnostics{undecoded(err, payload)}
}

// Raw is the Value of a payload that is no JSON: text or bytes as they are.
func Raw(payload []byte) schema.Value {
	return schema.Value{Raw: payload, Tree: string(payload)}
}

// Decode reads an inbound payload as the candidates want it: as JSON, or as
// it is where all of them, or all that are left when it is no JSON, are raw.
func (m *Matcher) Decode(payload []byte) (schema.Value, spec.Diagnostics) {
	if m.raw == len(m.candidates) && m.raw > 0 {
		return Raw(payload), nil
	}
	v, findings := Decode(payload)
	if len(findings) > 0 && m.raw > 0 {
		return Raw(payload), nil
	}
	return v, findings
}
