package server

import (
	"fmt"
	"slices"
	"strings"

	"asyncmock/spec"
)

// unknown is the refusal of a path that no route has.
func (t *addressTable) unknown(path string) *Refusal {
	r := &Refusal{
		Status: 404, Code: "path-unknown", Title: "No channel has this path",
		Detail: fmt.Sprintf("The document has no channel at %s.", clip(path, 200)),
		Near:   t.near(path),
	}
	if len(r.Near) > 0 {
		r.Hint = "try " + strings.Join(r.Near, " or ")
	}
	return r
}

// near returns up to three sample paths that resemble a path, nearest first.
func (t *addressTable) near(path string) []string {
	type scored struct {
		sample string
		cost   int
	}
	parts := decodePath(clip(path, 512))
	if len(parts) > 32 {
		parts = parts[:32]
	}
	var all []scored
	for _, e := range t.entries {
		if !e.alias {
			all = append(all, scored{e.route.Sample, e.template.distance(parts)})
		}
	}
	slices.SortStableFunc(all, func(a, b scored) int { return a.cost - b.cost })
	var near []string
	for _, s := range all {
		if len(near) < 3 && !slices.Contains(near, s.sample) {
			near = append(near, s.sample)
		}
	}
	return near
}

// distance says how far a path is from the template: the edits of each
// segment, and the length of missing or superfluous ones.
func (t template) distance(parts []string) int {
	cost := 0
	for i := range max(len(t), len(parts)) {
		switch {
		case i >= len(t):
			cost += 2 + len(parts[i])
		case i >= len(parts):
			cost += 2 + len(t[i].key())
		default:
			if _, ok := t[i].match(parts[i], nil); !ok {
				cost += spec.EditDistance(strings.ToLower(t[i].key()), strings.ToLower(clip(parts[i], 64)))
			}
		}
	}
	return cost
}

// clip shortens text for messages to people.
func clip(text string, n int) string {
	if len(text) <= n {
		return text
	}
	return strings.ToValidUTF8(text[:n], "") + "…"
}
