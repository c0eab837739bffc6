package jsonschema

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// planned makes the plan and tries it once; the finding says why nothing can be made.
func (c *compiled) planned(fake *fakedata.Faker) spec.Diagnostics {
	c.plan = newPlan(fake, c.root, c.name)
	at, reason := c.plan.obstacle()
	if reason == "" {
		d := &schema.Draw{Source: rand.New(rand.NewPCG(5, 6)), Now: sampleTime}
		if _, err := c.Append(nil, d); err != nil {
			at, reason = c.root.src, err.Error()
		}
	}
	if reason == "" {
		return nil
	}
	c.broken = fmt.Errorf("%s cannot be satisfied: %s", cmp.Or(at.Pointer(), "the schema"), reason)
	d := spec.Diagnostic{
		Code: "schema-unsatisfiable", Severity: spec.SeverityError,
		Summary: "no payload can satisfy this schema: " + reason,
		Hint:    "loosen the schema, or give the message an example",
	}
	if at != nil {
		d.Pos, d.Pointer = at.Pos, at.Pointer()
	}
	return spec.Diagnostics{d}
}

// obstacle finds the place that makes the root impossible.
func (p *plan) obstacle() (*spec.Node, string) {
	s := p.root
	switch {
	case s.height <= maxMade:
		return nil, ""
	case s.height < unreachable:
		return s.at, errTooDeep.Error()
	}
	seen := map[*shape]bool{}
	for !seen[s] {
		seen[s] = true
		next := s.culprit()
		switch {
		case next != nil:
			s = next
		case len(s.alts) > 0: // its parts can be made, but not so many of them
			return s.at, errTooLarge.Error()
		default:
			return s.at, cmp.Or(s.reason, errNoWay.Error())
		}
	}
	return s.at, "the value must contain one of its own kind, without end"
}

// culprit returns the part that makes s impossible; nil: s itself.
func (s *shape) culprit() *shape {
	for _, a := range s.alts {
		if a.object != nil {
			for _, q := range a.object.props {
				if q.required && q.shape.height >= unreachable {
					return q.shape
				}
			}
		}
		if a.array != nil {
			parts := slices.Clone(a.array.tuple[:min(len(a.array.tuple), a.array.low)])
			for _, c := range a.array.contains {
				parts = append(parts, c.rest)
			}
			for _, part := range append(parts, a.array.rest) {
				if part != nil && part.height >= unreachable {
					return part
				}
			}
		}
	}
	return nil
}
