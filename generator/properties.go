package generator

import (
	"slices"
	"strings"

	"asyncmock/spec"
)

// HasProperty reports whether the payload schema declares the place (through
// properties, items, allOf, oneOf, anyOf and references).
func (m *Message) HasProperty(pointer string) bool {
	found := false
	m.schemasAt(pointer, func(*spec.Node) { found = true })
	return found
}

// schemasAt calls f with the schemas that the payload schema declares for a place.
func (m *Message) schemasAt(pointer string, f func(*spec.Node)) {
	if !strings.HasPrefix(pointer, "/") {
		return
	}
	tokens := strings.Split(pointer[1:], "/")
	for i, token := range tokens {
		tokens[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
	}
	budget := constantBudget
	var look func(n *spec.Node, tokens []string)
	look = func(n *spec.Node, tokens []string) {
		if len(tokens) == 0 {
			f(n)
			return
		}
		inPlace(n, &budget, nil, func(n *spec.Node) {
			if sub := n.Own("properties").Own(tokens[0]); sub != nil {
				look(sub, tokens[1:])
			}
			if items := n.Own("items"); items != nil && isIndex(tokens[0]) {
				look(items, tokens[1:])
			}
		})
	}
	look(m.contract.form(), tokens)
}

// Properties returns the names of the declared top-level payload properties, in document order.
func (m *Message) Properties() (names []string) {
	budget := constantBudget
	inPlace(m.contract.form(), &budget, nil, func(n *spec.Node) {
		for _, p := range membersOf(n.Own("properties")) {
			if !slices.Contains(names, p.Key) {
				names = append(names, p.Key)
			}
		}
	})
	return names
}

// inPlace calls f with n and all schemas that apply to the same value.
func inPlace(n *spec.Node, budget *int, path []*spec.Node, f func(*spec.Node)) {
	n = n.Deref()
	if *budget--; n == nil || *budget < 0 || slices.Contains(path, n) {
		return
	}
	f(n)
	path = append(path, n)
	for _, key := range []string{"allOf", "oneOf", "anyOf"} {
		if list := n.Own(key); list != nil {
			for _, sub := range list.Items {
				inPlace(sub, budget, path, f)
			}
		}
	}
	for _, key := range []string{"then", "else"} {
		if sub := n.Own(key); sub != nil {
			inPlace(sub, budget, path, f)
		}
	}
}

func isIndex(token string) bool {
	return token != "" && strings.Trim(token, "0123456789") == ""
}
