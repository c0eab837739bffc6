package lint

import (
	"slices"

	"asyncmock/spec"
)

// usedComponents tells what components offer and nobody refers to.
func usedComponents(d *document) {
	components := d.root.Own("components")
	if components == nil {
		return
	}
	targets := map[*spec.Node]bool{}
	references(d.root, targets, map[*spec.Node]bool{})
	for _, kind := range components.Members {
		if kind.Key == "securitySchemes" && d.v2() {
			continue // named, not referred to
		}
		if kind.Value.Kind != spec.Object || kind.Value.Target != nil {
			continue
		}
		for _, m := range kind.Value.Members {
			if m.Value.Kind == spec.Object && !targets[m.Value] {
				d.addKey(kind.Value, m, "unused-component", "refer to it, or remove it", "nothing refers to %q in components", shorten(m.Key))
			}
		}
	}
}

// references collects what is referred to, and what that stands in: a
// reference may lead into a component.
func references(n *spec.Node, targets, seen map[*spec.Node]bool) {
	if n == nil || n.Kind < spec.Array || seen[n] {
		return
	}
	seen[n] = true
	for t := n.Target; t != nil && !targets[t]; t = t.Parent() {
		targets[t] = true
	}
	references(n.Target, targets, seen)
	for _, item := range n.Items {
		references(item, targets, seen)
	}
	for _, m := range n.Members {
		references(m.Value, targets, seen)
	}
}

// usedSchemes tells security schemes of 2.x that no requirement names.
func usedSchemes(d *document) {
	if !d.v2() {
		return
	}
	var names []string
	d.requirements(func(_ *spec.Node, m spec.Member, _ *spec.Node) { names = append(names, m.Key) })
	for _, e := range entriesOf(d.root.At("components", "securitySchemes")) {
		if !slices.Contains(names, e.Key) {
			d.addKey(e.in, e.Member, "unused-security-scheme", "require it, or remove it", "no server and no operation requires %q", shorten(e.Key))
		}
	}
}
