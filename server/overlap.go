package server

import (
	"fmt"
	"slices"

	"asyncmock/spec"
)

// crossings returns warnings about the entries so far that match some of the
// paths of e.
func (t *addressTable) crossings(e *addressEntry) (diagnostics spec.Diagnostics) {
	others := t.root.overlapping(e.template, nil)
	slices.SortFunc(others, func(a, b *addressEntry) int { return a.index - b.index })
	for _, o := range others {
		if d, ok := crossing(o, e); ok {
			diagnostics = append(diagnostics, d)
		}
	}
	return diagnostics
}

// overlapping adds the entries below n that match some paths of the template,
// in no order.
func (n *addressNode) overlapping(tpl template, found []*addressEntry) []*addressEntry {
	if len(tpl) == 0 {
		if n.entry != nil {
			found = append(found, n.entry)
		}
		return found
	}
	if tpl[0].literal() {
		if next := n.literals[tpl[0].lits[0]]; next != nil {
			found = next.overlapping(tpl[1:], found)
		}
	} else {
		for text, next := range n.literals {
			if _, ok := tpl[0].match(text, nil); ok {
				found = next.overlapping(tpl[1:], found)
			}
		}
	}
	for _, b := range n.patterns {
		if b.segment.overlaps(tpl[0]) {
			found = b.next.overlapping(tpl[1:], found)
		}
	}
	return found
}

// crossing returns a warning when both match some paths and neither is the
// special case of the other.
func crossing(first, second *addressEntry) (spec.Diagnostic, bool) {
	if first.route == second.route || first.alias || !first.template.overlaps(second.template) {
		return spec.Diagnostic{}, false
	}
	if first.template.covers(second.template) != second.template.covers(first.template) {
		return spec.Diagnostic{}, false
	}
	d := spec.Diagnostic{
		Code:     "address-overlap",
		Severity: spec.SeverityWarning,
		Summary:  fmt.Sprintf("%s and %s match the same paths; the more literal one wins, else the first", first.path, second.path),
		Hint:     "give one of the channels another literal segment",
	}
	if node := second.route.node(); node != nil {
		d.Pos, d.Pointer = node.Place(), node.Pointer()
	}
	return d, true
}
