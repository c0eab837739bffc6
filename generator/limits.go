package generator

import (
	"encoding/json"
	"math"

	"asyncmock/spec"
)

// A limit is what a schema says of the numbers at a place.
type limit struct{ unit, low, high float64 } // unit 0: none

// limitsOf finds the limits of the numbers in the examples, so that what
// walks stays within them. What it overlooks the validator sees.
func (m *Message) limitsOf(examples []example) map[string]limit {
	limits := map[string]limit{}
	for _, e := range examples {
		eachLeaf(e.tree, "", func(pointer string, v any) {
			if _, ok := v.(json.Number); ok {
				limits[pointer] = m.limitAt(pointer)
			}
		})
	}
	return limits
}

// limitAt reads multipleOf, minimum and maximum.
func (m *Message) limitAt(pointer string) limit {
	l := limit{low: math.Inf(-1), high: math.Inf(1)}
	budget := constantBudget
	m.schemasAt(pointer, func(n *spec.Node) {
		inPlace(n, &budget, nil, func(n *spec.Node) {
			for _, key := range []string{"minimum", "exclusiveMinimum"} {
				if v, ok := n.Own(key).AsFloat(); ok {
					l.low = max(l.low, v)
				}
			}
			for _, key := range []string{"maximum", "exclusiveMaximum"} {
				if v, ok := n.Own(key).AsFloat(); ok {
					l.high = min(l.high, v)
				}
			}
			if v, ok := n.Own("multipleOf").AsFloat(); ok {
				l.unit = max(l.unit, v)
			}
		})
	})
	return l
}
