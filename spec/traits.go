package spec

import (
	"slices"
	"strings"
)

// A merger applies JSON Merge Patches (RFC 7396) to Nodes. The values keep
// their places: what a trait brings is found where the trait defines it.
type merger struct {
	done  map[[2]*Node]*Node // merged objects, also unfinished ones: recursion stays a loop
	count int                // members looked at
}

// maxMerged bounds the work of merging.
const maxMerged = maxNodes

// withTraits returns the object with its traits applied: in 2.x the trait
// wins over the object's own field (AsyncAPI 2.6.0, Operation Trait Object),
// in 3.x the object wins (AsyncAPI 3.0.0, Traits Merge Mechanism).
func (c *converter) withTraits(o *Node, fs *fields) *Node {
	list := c.list(o, "traits")
	if len(list) == 0 {
		return o
	}
	own := o.without("traits")
	result := own
	if c.version.major != 2 {
		result = &Node{Kind: Object, Pos: o.Pos, parent: o.parent, key: o.key}
	}
	for _, t := range list {
		trait := c.trait(t, fs)
		if trait == nil || !c.spend(t, len(result.Members)+len(trait.Members)) {
			continue
		}
		result = c.traits.object(result, trait, 0)
	}
	if c.version.major != 2 {
		result = c.traits.object(result, own, 0)
	}
	return result
}

// trait returns what a trait may define.
func (c *converter) trait(n *Node, fs *fields) *Node {
	t := c.object(n, "a trait")
	if t == nil {
		return nil
	}
	allowed := fs.keys(c.version.major)
	var drop []string
	for _, m := range t.Members {
		switch {
		case strings.HasPrefix(m.Key, "x-") || slices.Contains(allowed, m.Key):
		case slices.Contains([]string{"payload", "action", "channel", "messages", "message", "traits", "reply"}, m.Key):
			drop = append(drop, m.Key)
			c.f.key(t, m, codeTraitKey, "%s may not define %q; it is ignored", fs.what, m.Key).Hint = "define it in the object itself"
		}
	}
	c.checked[t] = c.checked[t] || len(drop) > 0
	c.known(t, fs)
	return t.without(drop...)
}

// without returns the object without some keys; it is a copy if there are any.
func (n *Node) without(keys ...string) *Node {
	if !slices.ContainsFunc(n.Members, func(m Member) bool { return slices.Contains(keys, m.Key) }) {
		return n
	}
	short := &Node{Kind: Object, Pos: n.Pos, parent: n.parent, key: n.key}
	for _, m := range n.Members {
		if !slices.Contains(keys, m.Key) {
			short.Members = append(short.Members, m)
		}
	}
	return short
}

// object merges patch into target; both are objects and stay as they are.
func (m *merger) object(target, patch *Node, depth int) *Node {
	pair := [2]*Node{target, patch}
	if done := m.done[pair]; done != nil {
		return done
	}
	result := &Node{Kind: Object, Pos: target.Pos, parent: target.parent, key: target.key}
	if m.done == nil {
		m.done = map[[2]*Node]*Node{}
	}
	m.done[pair] = result
	m.count += len(target.Members) + len(patch.Members)
	changes := make(map[string]Member, len(patch.Members))
	for _, p := range patch.Members {
		changes[p.Key] = p
	}
	own := make(map[string]bool, len(target.Members))
	for _, t := range target.Members {
		own[t.Key] = true
		if p, changed := changes[t.Key]; changed {
			if p.Value.Is(Null) {
				continue
			}
			t.Value, t.KeyPos = m.value(t.Value, p.Value, depth+1), p.KeyPos
		}
		result.Members = append(result.Members, t)
	}
	for _, p := range patch.Members {
		if !own[p.Key] && !p.Value.Is(Null) {
			result.Members = append(result.Members, p)
		}
	}
	return result
}

// value merges two values of any type.
func (m *merger) value(target, patch *Node, depth int) *Node {
	t, p := target.Deref(), patch.Deref()
	if t == p || t.Kind != Object || p.Kind != Object || t.Broken() || p.Broken() || depth > maxDepth || m.count > maxMerged {
		return patch
	}
	return m.object(t, p, depth)
}
