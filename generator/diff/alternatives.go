package diff

import (
	"fmt"

	"asyncmock/spec"
)

// combiners are the keywords with alternatives or parts, and what one more
// does. Of a oneOf exactly one must fit: another one can make two of them.
var combiners = []struct {
	keyword string
	added   effect
	guarded bool
}{
	{keyword: "oneOf", added: widens, guarded: true},
	{keyword: "anyOf", added: widens},
	{keyword: "allOf", added: narrows},
}

func alternatives(c *comparison) {
	for _, k := range combiners {
		old, new := c.old.keywords[k.keyword], c.new.keywords[k.keyword]
		switch {
		case old == nil && new == nil:
		case old == nil:
			c.add(delta{kind: kebab(k.keyword) + "-added", effect: narrows, new: new, what: k.keyword + " is new", anywhere: true})
		case new == nil:
			c.add(delta{kind: kebab(k.keyword) + "-removed", effect: widens, old: old, what: k.keyword + " is gone", anywhere: true})
		default:
			c.branches(k.keyword, k.added, c.guarded || k.guarded, old.List(), new.List())
		}
	}
}

func (c *comparison) branches(keyword string, added effect, guarded bool, old, new []*spec.Node) {
	pairs, gone, fresh := paired(old, new)
	for _, p := range pairs {
		c.schemas(p[0], p[1], c.path, guarded)
	}
	for _, n := range gone {
		c.add(delta{kind: kebab(keyword) + "-branch-removed", effect: opposite(added), old: n, anywhere: true, guarded: guarded,
			what: fmt.Sprintf("%s has one branch less: %s", keyword, branchName(n))})
	}
	for _, n := range fresh {
		c.add(delta{kind: kebab(keyword) + "-branch-added", effect: added, new: n, anywhere: true, guarded: guarded,
			what: fmt.Sprintf("%s has a new branch: %s", keyword, branchName(n))})
	}
}

func opposite(e effect) effect {
	if e == narrows || e == widens {
		return either - e
	}
	return e
}

// paired finds the branches that are the same: by reference or title, by
// being alike, then, where as many are left, by place.
func paired(old, new []*spec.Node) (pairs [][2]*spec.Node, gone, fresh []*spec.Node) {
	taken := map[*spec.Node]*spec.Node{}
	for _, same := range []func(a, b *spec.Node) bool{sameName, func(a, b *spec.Node) bool { return !differ(a, b) }} {
		for _, o := range old {
			for _, n := range new {
				if taken[o] == nil && taken[n] == nil && same(o, n) {
					taken[o], taken[n] = n, o
				}
			}
		}
	}
	for _, o := range old {
		if taken[o] == nil {
			gone = append(gone, o)
		}
	}
	for _, n := range new {
		if taken[n] == nil {
			fresh = append(fresh, n)
		}
	}
	if len(gone) == len(fresh) {
		for i := range gone {
			taken[gone[i]] = fresh[i]
		}
		gone, fresh = nil, nil
	}
	for _, o := range old {
		if taken[o] != nil {
			pairs = append(pairs, [2]*spec.Node{o, taken[o]})
		}
	}
	return pairs, gone, fresh
}

func sameName(a, b *spec.Node) bool {
	name := title(a)
	return name != "" && name == title(b)
}

func title(n *spec.Node) string {
	if t := n.Deref().Own("title").Str(); t != "" {
		return t
	}
	return n.Ref()
}

func branchName(n *spec.Node) string {
	if t := title(n); t != "" {
		return t
	}
	return written(n)
}
