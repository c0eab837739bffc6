package server

import (
	"slices"
	"strings"

	"asyncmock/spec"
)

// An addressTable finds the Route of a path. Literal segments beat
// parameters; of two templates that both fit otherwise, the first in the
// document wins. It is read-only and safe for concurrent use.
type addressTable struct {
	root    addressNode
	entries []*addressEntry // in document order
	params  *paramChecks
}

// An addressEntry is one template that leads to a route.
type addressEntry struct {
	route    *Route
	path     string
	template template
	names    []string // of all parameters, in order
	alias    bool
	empty    string // name of the optional last parameter that is left out, "" none
	index    int    // in document order
	rank     int    // the lowest rank that matches wins
}

// An addressNode is a node of the tree of segments. Every node has one path
// from the root, so that a look-up visits each at most once.
type addressNode struct {
	literals map[string]*addressNode
	patterns []addressBranch
	entry    *addressEntry
}

// An addressBranch leads on through a segment with parameters.
type addressBranch struct {
	segment segment
	next    *addressNode
}

// newAddressTable builds the table of all routes, with the warnings about
// templates that get in each other's way.
func newAddressTable(routes []*Route, checks *paramChecks) (*addressTable, spec.Diagnostics) {
	t := &addressTable{params: checks}
	for _, r := range routes {
		t.add(r, r.Path, false)
	}
	for _, r := range routes {
		for _, alias := range r.Aliases {
			t.add(r, alias, true)
		}
	}
	t.rank()
	var diagnostics spec.Diagnostics
	for i, e := range t.entries {
		e.index = i
		if !e.alias && !e.template.literal() {
			diagnostics = append(diagnostics, t.crossings(e)...)
		}
		t.root.insert(e.template, e)
	}
	return t, diagnostics
}

// add adds a template, and once more without its last parameter when that is
// optional (an empty default).
func (t *addressTable) add(r *Route, path string, alias bool) {
	tpl := parseTemplate(path)
	t.entries = append(t.entries, &addressEntry{route: r, path: path, template: tpl, names: tpl.names(), alias: alias})
	if name, ok := optionalLast(tpl, r.Parameters); ok {
		t.entries = append(t.entries, &addressEntry{route: r, path: path, template: tpl[:len(tpl)-1], names: tpl.names(), alias: true, empty: name})
	}
}

// optionalLast returns the name of the last parameter when it is a segment of
// its own and may be left out (CHN-7).
func optionalLast(tpl template, params []*spec.Parameter) (string, bool) {
	if len(tpl) == 0 || !tpl[len(tpl)-1].whole() {
		return "", false
	}
	name := tpl[len(tpl)-1].names[0]
	for _, p := range params {
		if p.Name == name {
			return name, p.HasDefault && p.Default == ""
		}
	}
	return "", false
}

// rank orders the entries: what is covered by another comes before it, real
// paths before aliases, the document's order otherwise.
func (t *addressTable) rank() {
	order := slices.Clone(t.entries)
	slices.SortStableFunc(order, func(a, b *addressEntry) int { return a.specificity() - b.specificity() })
	for i, e := range order {
		e.rank = i
	}
}

// specificity is the lower the fewer paths the entry matches: what covers
// another has the same or more segments with parameters, and fewer literal
// characters in them.
func (e *addressEntry) specificity() int {
	n := 0
	for _, s := range e.template {
		switch {
		case s.literal():
		case s.whole():
			n += 1 << 20
		default:
			n += 1<<20 - len(s.key())
		}
	}
	n *= 2
	if e.alias {
		n++
	}
	return n
}

// node returns the place of the route's first channel.
func (r *Route) node() *spec.Node {
	if len(r.Channels) == 0 {
		return nil
	}
	return r.Channels[0].Node
}

// insert adds an entry below the node; the first of the same template wins.
func (n *addressNode) insert(tpl template, e *addressEntry) {
	for _, s := range tpl {
		n = n.child(s)
	}
	if n.entry == nil || e.rank < n.entry.rank {
		n.entry = e
	}
}

// child returns the node behind a segment and makes it if need be.
func (n *addressNode) child(s segment) *addressNode {
	if s.literal() {
		if n.literals == nil {
			n.literals = map[string]*addressNode{}
		}
		if n.literals[s.lits[0]] == nil {
			n.literals[s.lits[0]] = &addressNode{}
		}
		return n.literals[s.lits[0]]
	}
	for _, b := range n.patterns {
		if b.segment.key() == s.key() {
			return b.next
		}
	}
	next := &addressNode{}
	n.patterns = append(n.patterns, addressBranch{s, next})
	return next
}

// best returns the entry of the lowest rank below n that matches the parts.
func (n *addressNode) best(parts []string, found *addressEntry) *addressEntry {
	if len(parts) == 0 {
		if n.entry != nil && (found == nil || n.entry.rank < found.rank) {
			return n.entry
		}
		return found
	}
	if next := n.literals[parts[0]]; next != nil {
		found = next.best(parts[1:], found)
	}
	for _, b := range n.patterns {
		if _, ok := b.segment.match(parts[0], nil); ok {
			found = b.next.best(parts[1:], found)
		}
	}
	return found
}

// find returns the route of a path as sent and the values of its parameters.
// The refusal is not nil when there is no route (404), or a parameter is
// wrong (400; the route is then returned as well).
func (t *addressTable) find(path string) (*Route, []Param, *Refusal) {
	if cut := strings.IndexAny(path, "?#"); cut >= 0 {
		path = path[:cut]
	}
	parts := decodePath(path)
	e := t.root.best(parts, nil)
	if e == nil {
		return nil, nil, t.unknown(path)
	}
	values, _ := e.template.match(parts)
	if e.empty != "" {
		values = append(values, "")
	}
	params, findings := t.params.bind(e.route, e.names, values)
	if len(findings) > 0 {
		return e.route, nil, parameterRefusal(e.route, findings)
	}
	return e.route, params, nil
}
