package schema

import (
	"iter"
	"slices"

	"asyncmock/spec"
)

// Sieve yields of the cases of another schema, which describes nearly the
// same values, those that s judges alike: the valid ones that it accepts, and
// the invalid ones that it refuses at the same place, with its own finding.
func Sieve(s Schema, maker Schema, kind CaseKind, d *Draw) iter.Seq[Case] {
	return func(yield func(Case) bool) {
		other, ok := maker.(Cases)
		if !ok {
			return
		}
		for c := range other.Cases(kind, d) {
			v, err := Decode(c.Value)
			if err != nil {
				continue
			}
			findings := s.Validate(v)
			if c.Violates == nil && len(findings) > 0 {
				continue
			}
			if c.Violates != nil {
				i := slices.IndexFunc(findings, func(d spec.Diagnostic) bool { return d.Instance == c.Violates.Instance })
				if i < 0 || len(findings) > 1 {
					continue
				}
				violation := *c.Violates
				violation.Finding = findings[i]
				c.Violates = &violation
			}
			if !yield(c) {
				return
			}
		}
	}
}
