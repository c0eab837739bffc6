package diff

import (
	"slices"

	"asyncmock/spec"
)

// maxDepth bounds how deep allOf may nest and schemas are followed.
const maxDepth = 100

// A view is a schema as its keywords, with those of allOf among them where
// each stands once: a schema that was split into parts is the same schema.
type view struct {
	node       *spec.Node
	keywords   map[string]*spec.Node
	properties []spec.Member
	required   []*spec.Node // the names, where they are written
}

func viewOf(n *spec.Node) *view {
	v := &view{node: n.Deref(), keywords: map[string]*spec.Node{}}
	if !v.add(v.node, 0) {
		// Keywords that stand twice: allOf stays what it is.
		v.keywords, v.properties, v.required = map[string]*spec.Node{}, nil, nil
		v.take(v.node, func(string) bool { return true })
	}
	return v
}

// add takes the keywords of n and of its allOf, false if one stands twice.
func (v *view) add(n *spec.Node, depth int) bool {
	if n = n.Deref(); depth > maxDepth || !n.Is(spec.Object) {
		return depth == 0
	}
	once := true
	v.take(n, func(key string) bool {
		if key == "allOf" {
			return false
		}
		_, taken := v.keywords[key]
		once = once && !(taken && compared(key))
		return true
	})
	for _, part := range n.Own("allOf").List() {
		once = once && v.add(part, depth+1)
	}
	return once
}

func (v *view) take(n *spec.Node, wanted func(string) bool) {
	if !n.Is(spec.Object) {
		return
	}
	for _, m := range n.Members {
		switch {
		case !wanted(m.Key):
		case m.Key == "properties":
			v.properties = append(v.properties, m.Value.Deref().Members...)
		case m.Key == "required" && m.Value.Is(spec.Array):
			v.require(m.Value.Items)
		default:
			v.keywords[m.Key] = m.Value
		}
	}
}

func (v *view) require(names []*spec.Node) {
	for _, name := range names {
		if v.requires(name.Str()) == nil {
			v.required = append(v.required, name)
		}
	}
}

func (v *view) requires(name string) *spec.Node {
	i := slices.IndexFunc(v.required, func(n *spec.Node) bool { return n.Str() == name })
	if i < 0 {
		return nil
	}
	return v.required[i]
}

func (v *view) property(name string) *spec.Node {
	i := slices.IndexFunc(v.properties, func(m spec.Member) bool { return m.Key == name })
	if i < 0 {
		return nil
	}
	return v.properties[i].Value
}

// closed reports whether properties that are not declared are forbidden.
func (v *view) closed() bool {
	extra := v.keywords["additionalProperties"].Deref()
	return extra.Is(spec.Bool) && !extra.True()
}

// annotation are keywords that say nothing about what is valid.
var annotation = []string{"title", "description", "examples", "example", "deprecated", "readOnly", "writeOnly",
	"$schema", "$id", "$comment", "$anchor", "definitions", "$defs", "externalDocs", "xml"}

// compared reports whether a keyword can make a difference.
func compared(key string) bool {
	return !slices.Contains(annotation, key) && (len(key) < 2 || key[:2] != "x-")
}
