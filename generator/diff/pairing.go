package diff

// A match is what stands for the same thing in both versions. What was added
// has no Old, what was removed no New.
type match[T any] struct{ Old, New *T }

// matched pairs two lists by the tests of sameness, the surest first. The
// order is that of the old list, then what was added.
func matched[T any](old, new []*T, tests ...func(old, new *T) bool) (out []match[T]) {
	partner, taken := map[*T]*T{}, map[*T]bool{}
	for _, same := range tests {
		for _, o := range old {
			for _, n := range new {
				if partner[o] == nil && !taken[n] && same(o, n) {
					partner[o], taken[n] = n, true
				}
			}
		}
	}
	for _, o := range old {
		out = append(out, match[T]{o, partner[o]})
	}
	for _, n := range new {
		if !taken[n] {
			out = append(out, match[T]{New: n})
		}
	}
	return out
}
