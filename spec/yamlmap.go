package spec

import "gopkg.in/yaml.v3"

// mapping fills an object; the first of equal keys counts.
func (b *builder) mapping(n *Node, y *yaml.Node, depth int) {
	n.Kind, n.Members = Object, make([]Member, 0, len(y.Content)/2)
	seen := keySet{}
	var merges []*yaml.Node
	for i := 0; i+1 < len(y.Content); i += 2 {
		k, v := y.Content[i], y.Content[i+1]
		if isMergeKey(k) {
			merges = append(merges, k, v)
			continue
		}
		m := Member{KeyPos: Pos{b.file, k.Line, k.Column}}
		var ok bool
		if m.Key, ok = b.mapKey(n, k); !ok {
			continue
		}
		if first, dup := seen.add(n.Members, m); dup {
			b.duplicate(n, m, first)
			continue
		}
		m.Value = b.build(v, n, m.Key, depth+1)
		n.Members = append(n.Members, m)
	}
	for i := 0; i < len(merges); i += 2 {
		b.merge(n, merges[i], merges[i+1], &seen, depth)
	}
}

func (b *builder) duplicate(n *Node, m Member, first Pos) {
	d := b.f.key(n, m, codeDuplicateKey, "the key %q stands here and in line %d", shorten(m.Key), first.Line)
	d.Hint = "the first is used; remove or rename the other"
}

// mapKey returns the text of a key; not ok when it has none.
func (b *builder) mapKey(n *Node, k *yaml.Node) (string, bool) {
	if k.Kind == yaml.AliasNode && k.Alias != nil {
		k = k.Alias
	}
	pos := Pos{b.file, k.Line, k.Column}
	if k.Kind != yaml.ScalarNode {
		d := b.f.pos(pos, codeKeyNotString, "a key is a list or an object; it is dropped")
		d.Severity, d.Pointer = SeverityError, n.Pointer()
		d.Hint = "quote a text that begins with a brace or a bracket"
		return "", false
	}
	if k.Style&(quotedStyle|yaml.TaggedStyle) == 0 {
		if kind, _, _ := plainScalar(k.Value); kind != String {
			d := b.f.pos(pos, codeKeyNotString, "the key %s is %s; it is read as text", shorten(k.Value), kind.named())
			d.Pointer, d.Hint = JoinPointer(n.Pointer(), k.Value), "quote it"
		}
	}
	return k.Value, true
}

func isMergeKey(k *yaml.Node) bool {
	return k.Kind == yaml.ScalarNode && k.Value == "<<" && k.Style&quotedStyle == 0
}

// merge adds what << names; the object's own keys and earlier merges win.
func (b *builder) merge(n *Node, k, v *yaml.Node, seen *keySet, depth int) {
	m := Member{Key: "<<", KeyPos: Pos{b.file, k.Line, k.Column}}
	d := b.f.key(n, m, codeMergeKey, "the merge key << is not YAML 1.2")
	d.Hint = "it is applied; use $ref instead"
	sources := []*yaml.Node{v}
	if v.Kind == yaml.SequenceNode {
		sources = v.Content
	}
	for _, source := range sources {
		from := b.build(source, n, "<<", depth+1)
		if from.Kind != Object {
			if !b.failed {
				b.f.at(from, codeType, "<< wants an object, this is %s", from.Kind.named())
			}
			continue
		}
		for _, member := range from.Members {
			if _, dup := seen.add(n.Members, member); dup {
				continue
			}
			member.Value.parent = n
			n.Members = append(n.Members, member)
		}
	}
}

// keySet finds equal keys of one object: by looking through the members while
// they are few, by a map after that.
type keySet struct {
	large map[string]Pos
}

// add returns the place of an earlier equal key.
func (s *keySet) add(members []Member, m Member) (Pos, bool) {
	const few = 12
	if s.large == nil {
		for i := range members {
			if members[i].Key == m.Key {
				return members[i].KeyPos, true
			}
		}
		if len(members) < few {
			return Pos{}, false
		}
		s.large = make(map[string]Pos, 4*few)
		for i := range members {
			s.large[members[i].Key] = members[i].KeyPos
		}
	}
	if first, dup := s.large[m.Key]; dup {
		return first, true
	}
	s.large[m.Key] = m.KeyPos
	return Pos{}, false
}
