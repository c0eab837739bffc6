package generator

import (
	"encoding/json"
	"math"
	"strconv"

	"asyncmock/spec"
)

// A limit is what a schema says of the numbers at a place.
type limit struct{ unit, low, high float64 } // unit 0: none

// limitsOf finds the limits of the numbers in the examples, so that what
// walks stays within them. What it overlooks the validator sees.
func (m *Message) limitsOf(examples []example) map[string]limit {
	limits := map[string]limit{}
	var look func(v any, pointer string)
	look = func(v any, pointer string) {
		switch v := v.(type) {
		case map[string]any:
			for key, member := range v {
				look(member, pointer+"/"+key)
			}
		case []any:
			for i, item := range v {
				look(item, pointer+"/"+strconv.Itoa(i))
			}
		case json.Number:
			limits[pointer] = m.limitAt(pointer)
		}
	}
	for _, e := range examples {
		look(e.tree, "")
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
