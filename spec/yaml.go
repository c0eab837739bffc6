package spec

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"gopkg.in/yaml.v3"
)

// Budgets of one Load, over all its files.
const (
	maxDepth      = 200
	maxNodes      = 1_000_000
	maxAliasNodes = 250_000
)

// budget counts the values made.
type budget struct {
	nodes, aliased int
}

// builder turns the text of one file into Nodes.
type builder struct {
	file   string
	f      *findings
	budget *budget
	slab   []Node
	failed bool // nothing of the file is usable

	inAlias int                 // how many aliases are being expanded
	active  map[*yaml.Node]bool // the anchored values being built
}

// node takes the next Node from the slab.
func (b *builder) node(parent *Node, key string, pos Pos) *Node {
	if len(b.slab) == 0 {
		b.slab = make([]Node, 256)
	}
	n := &b.slab[0]
	b.slab = b.slab[1:]
	n.parent, n.key, n.Pos = parent, key, pos
	return n
}

// spend counts one value; when the budget is used up it says so once and the file fails.
func (b *builder) spend(pos Pos) bool {
	b.budget.nodes++
	if b.inAlias > 0 {
		b.budget.aliased++
	}
	if b.budget.nodes <= maxNodes && b.budget.aliased <= maxAliasNodes {
		return true
	}
	if !b.failed {
		b.failed = true
		b.f.pos(pos, codeTooManyNodes, "the document holds too many values").Hint = "YAML aliases multiply what they name; use $ref"
	}
	return false
}

// buildYAML parses YAML. It returns nil when nothing is usable.
func (b *builder) buildYAML(source []byte) *Node {
	dec := yaml.NewDecoder(bytes.NewReader(source))
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			b.f.pos(Pos{File: b.file}, codeEmpty, "empty document")
			return nil
		}
		b.yamlError(err, source)
		return nil
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		return nil
	}
	root := b.build(doc.Content[0], nil, "", 0)
	b.more(dec)
	if b.failed {
		return nil
	}
	return root
}

// more reports what follows the first document of a stream.
func (b *builder) more(dec *yaml.Decoder) {
	var next yaml.Node
	err := dec.Decode(&next)
	if errors.Is(err, io.EOF) {
		return
	}
	pos := Pos{File: b.file}
	if err == nil {
		if len(next.Content) == 1 && next.Content[0].ShortTag() == "!!null" {
			return // a --- at the end
		}
		pos.Line, pos.Column = next.Line, next.Column
		if len(next.Content) == 1 {
			pos.Line, pos.Column = next.Content[0].Line, next.Content[0].Column
		}
	}
	b.f.pos(pos, codeMultipleDocuments, "the file holds several YAML documents; only the first is read").Hint = "keep one document per file"
}

// build makes the Node of a YAML value.
func (b *builder) build(y *yaml.Node, parent *Node, key string, depth int) *Node {
	pos := Pos{b.file, y.Line, y.Column}
	if y.Kind == yaml.AliasNode {
		return b.alias(y, parent, key, depth)
	}
	n := b.node(parent, key, pos)
	if b.failed || !b.spend(pos) {
		return n
	}
	if depth > maxDepth {
		b.f.at(n, codeTooDeep, "the value is nested more than %d levels deep", maxDepth)
		return n
	}
	if y.Anchor != "" {
		if b.active == nil {
			b.active = map[*yaml.Node]bool{}
		}
		b.active[y] = true
		defer delete(b.active, y)
	}
	switch y.Kind {
	case yaml.MappingNode:
		b.collectionTag(n, y)
		b.mapping(n, y, depth)
	case yaml.SequenceNode:
		b.collectionTag(n, y)
		n.Kind, n.Items = Array, make([]*Node, len(y.Content))
		for i, item := range y.Content {
			n.Items[i] = b.build(item, n, strconv.Itoa(i), depth+1)
		}
	case yaml.ScalarNode:
		b.scalar(n, y)
	}
	return n
}

func (b *builder) collectionTag(n *Node, y *yaml.Node) {
	if y.Style&yaml.TaggedStyle == 0 {
		return
	}
	if tag := y.ShortTag(); tag != "!!map" && tag != "!!seq" {
		b.f.at(n, codeTag, "the tag %s is ignored", shorten(tag))
	}
}

// alias builds a copy of what the alias names, at the place of the anchor.
func (b *builder) alias(y *yaml.Node, parent *Node, key string, depth int) *Node {
	if y.Alias == nil || b.active[y.Alias] {
		n := b.node(parent, key, Pos{b.file, y.Line, y.Column})
		b.f.at(n, codeAliasCycle, "the anchor %q contains itself", shorten(y.Value)).Hint = "use $ref for recursion"
		return n
	}
	b.inAlias++
	defer func() { b.inAlias-- }()
	return b.build(y.Alias, parent, key, depth)
}
