package jsonschema

import (
	"net/url"
	"strconv"
	"strings"

	"asyncmock/spec"
)

// A resolver finds what a reference points at that the loader left alone:
// by JSON pointer within the schema, and where the dialect has identifiers
// by $id and $anchor. It knows nothing outside of the schema.
type resolver struct {
	root  *spec.Node
	named map[string]*spec.Node     // absolute URI, with the anchor behind #
	bases map[*spec.Node]*url.URL   // of every object of the schema
	roots map[*spec.Node]*spec.Node // of every object: its resource
}

// nowhere is the base of a schema without an identifier.
const nowhere = "schema:///"

func newResolver(d dialect, root *spec.Node) *resolver {
	r := &resolver{root: root, named: map[string]*spec.Node{}, bases: map[*spec.Node]*url.URL{}, roots: map[*spec.Node]*spec.Node{}}
	if d.ids {
		base, _ := url.Parse(nowhere)
		r.index(d, root, base, root, 0)
	}
	return r
}

// index walks the whole schema once; values of enum and const hold no schemas.
func (r *resolver) index(d dialect, n *spec.Node, base *url.URL, root *spec.Node, depth int) {
	if n == nil || depth > maxDepth {
		return
	}
	if n.Kind == spec.Object {
		base, root = r.identify(d, n, base, root)
		r.bases[n], r.roots[n] = base, root
	}
	for _, m := range n.Members {
		if m.Key != "enum" && m.Key != "const" {
			r.index(d, m.Value, base, root, depth+1)
		}
	}
	for _, item := range n.Items {
		r.index(d, item, base, root, depth+1)
	}
}

func (r *resolver) identify(d dialect, n *spec.Node, base *url.URL, root *spec.Node) (*url.URL, *spec.Node) {
	key := "$id"
	if d.version < 6 {
		key = "id"
	}
	if n.Own("$ref") != nil && d.version < 2019 {
		return base, root
	}
	if id := text(n.Own(key)); id != "" {
		if u, err := base.Parse(id); err == nil {
			fragment := u.Fragment
			u.Fragment = ""
			if fragment != "" && !strings.HasPrefix(fragment, "/") {
				r.name(u.String()+"#"+fragment, n)
			}
			if !strings.HasPrefix(id, "#") {
				base, root = u, n
				r.name(u.String(), n)
			}
		}
	}
	for _, key := range []string{"$anchor", "$dynamicAnchor"} {
		if anchor := text(n.Own(key)); anchor != "" && d.version >= 2019 {
			r.name(base.String()+"#"+anchor, n)
		}
	}
	return base, root
}

func (r *resolver) name(uri string, n *spec.Node) {
	if _, taken := r.named[uri]; !taken {
		r.named[uri] = n
	}
}

// find returns the Node that ref, written in the object at, points at.
func (r *resolver) find(at *spec.Node, ref string) *spec.Node {
	base, root := r.bases[at], r.roots[at]
	if base == nil {
		if !strings.HasPrefix(ref, "#") {
			return nil
		}
		return pointTo(r.root, strings.TrimPrefix(ref, "#"))
	}
	u, err := base.Parse(ref)
	if err != nil {
		return nil
	}
	fragment := u.Fragment
	u.Fragment, u.RawFragment = "", ""
	if u.String() != base.String() {
		root = r.named[u.String()]
	}
	if fragment == "" || strings.HasPrefix(fragment, "/") {
		return pointTo(root, fragment)
	}
	return r.named[u.String()+"#"+fragment]
}

// pointTo follows a JSON pointer, percent-decoded or not.
func pointTo(n *spec.Node, pointer string) *spec.Node {
	if plain, err := url.PathUnescape(pointer); err == nil {
		pointer = plain
	}
	if pointer == "" {
		return n
	}
	for _, token := range strings.Split(pointer, "/")[1:] {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		switch {
		case n == nil:
			return nil
		case n.Kind == spec.Array:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(n.Items) {
				return nil
			}
			n = n.Items[i]
		default:
			n = n.Own(token)
		}
	}
	return n
}
