package diff

import (
	"fmt"
	"strconv"

	"asyncmock/spec"
)

// effect is what a difference does to the set of what is accepted.
type effect uint8

const (
	neither effect = 0
	narrows effect = 1 // something is no longer accepted
	widens  effect = 2 // something more is accepted
	either         = narrows | widens
)

// A delta is one difference between two schemas.
type delta struct {
	kind     string
	effect   effect
	what     string
	old, new *spec.Node // the keyword that is different, nil where it is absent
	// within is the keyword that refuses, where that is not old or new.
	within *spec.Node
	// shows reports whether the value that is refused is about this delta;
	// nil: a refusal by the keyword is enough.
	shows func(local any) bool
	// anywhere: the refusal may be by any keyword, of what is inside: of any
	// part of the value.
	anywhere, inside bool
	// guarded: below a oneOf, where more may mean less.
	guarded bool
	// open: the witness may hold properties that nobody declares.
	open bool
}

// A pair is two schemas that differ in themselves, where they are.
type pair struct {
	old, new *spec.Node
	path     []string // in a payload; each is any item or property
	deltas   []delta
}

// each stands in a path for any item or property.
const each = "\x00"

// A walk finds the pairs that differ below two schemas.
type walk struct {
	pairs []*pair
	seen  map[[2]*spec.Node]bool
}

// differences returns the pairs of schemas that differ.
func differences(old, new *spec.Node) []*pair {
	w := &walk{seen: map[[2]*spec.Node]bool{}}
	w.schemas(old, new, nil, false)
	return w.pairs
}

// schemas compares two schemas. What is guarded stands below a oneOf, where
// more may mean less.
func (w *walk) schemas(old, new *spec.Node, path []string, guarded bool) {
	old, new = old.Deref(), new.Deref()
	key := [2]*spec.Node{old, new}
	if w.seen[key] || len(path) > maxDepth {
		return
	}
	w.seen[key] = true
	c := &comparison{walk: w, pair: &pair{old: old, new: new, path: path}, old: viewOf(old), new: viewOf(new), guarded: guarded}
	w.pairs = append(w.pairs, c.pair) // before what is below it
	if !old.Is(spec.Object) || !new.Is(spec.Object) {
		c.whole()
	} else {
		for _, compare := range keywords() {
			compare(c)
		}
	}
	if len(c.deltas) == 0 {
		w.pairs = remove(w.pairs, c.pair)
	}
}

func remove(list []*pair, p *pair) []*pair {
	for i := range list {
		if list[i] == p {
			return append(list[:i], list[i+1:]...)
		}
	}
	return list
}

// A comparison is of two schemas by their keywords.
type comparison struct {
	*walk
	*pair
	old, new *view // hide those of the pair
	guarded  bool
}

func (c *comparison) add(d delta) {
	d.guarded = d.guarded || c.guarded
	c.deltas = append(c.deltas, d)
}

// whole compares schemas of which one is a boolean or absent.
func (c *comparison) whole() {
	before, after := openness(c.old.node), openness(c.new.node)
	switch {
	case before == after && before != 0:
	case before == free:
		c.add(delta{kind: "schema-added", effect: narrows, what: "what was free has a schema now", anywhere: true, open: true})
	case after == free:
		c.add(delta{kind: "schema-removed", effect: widens, what: "what had a schema is free now", anywhere: true, open: true})
	case before == forbidden:
		c.add(delta{kind: "schema-allowed", effect: widens, what: "what was forbidden is allowed now", anywhere: true, open: true})
	case after == forbidden:
		c.add(delta{kind: "schema-forbidden", effect: narrows, what: "what was allowed is forbidden now", anywhere: true, open: true})
	}
}

const (
	free      = 1 // anything is accepted
	forbidden = 2 // nothing is
)

func openness(n *spec.Node) int {
	switch {
	case n == nil, n.Is(spec.Bool) && n.True(), n.Is(spec.Object) && n.Len() == 0:
		return free
	case n.Is(spec.Bool):
		return forbidden
	}
	return 0
}

// differ reports whether two schemas differ in anything.
func differ(old, new *spec.Node) bool { return len(differences(old, new)) > 0 }

// below returns a path one step longer.
func below(path []string, token string) []string {
	return append(append(make([]string, 0, len(path)+1), path...), token)
}

// written is a value of a document as people read it, shortened.
func written(n *spec.Node) string {
	text := []rune(string(n.AppendWritten(nil)))
	if len(text) > 60 {
		text = append(text[:59], '…')
	}
	return string(text)
}

func named(format, name string) string { return fmt.Sprintf(format, strconv.Quote(name)) }
