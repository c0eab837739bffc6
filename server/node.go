package server

import (
	"strings"

	"asyncmock/spec"
)

// maxDepth is the deepest schema that planning looks into. What lies deeper
// decides nothing about routes.
const maxDepth = 12

// schemaTypes returns the type keyword as a list, also through allOf.
func schemaTypes(n *spec.Node) []string { return typesWithin(n, maxDepth) }

func typesWithin(n *spec.Node, depth int) []string {
	if n.Has("type") || depth == 0 {
		return n.Get("type").Strings()
	}
	for _, part := range n.Get("allOf").List() {
		if types := typesWithin(part, depth-1); types != nil {
			return types
		}
	}
	return nil
}

// listText is a value as it is written in a query: items with commas.
func listText(n *spec.Node) string { return strings.Join(n.Strings(), ",") }

// objectNode makes an object.
func objectNode(members ...spec.Member) *spec.Node {
	return &spec.Node{Kind: spec.Object, Members: members}
}

// member makes a member of an object.
func member(key string, value *spec.Node) spec.Member { return spec.Member{Key: key, Value: value} }

// arrayNode makes an array.
func arrayNode(items ...*spec.Node) *spec.Node { return &spec.Node{Kind: spec.Array, Items: items} }

// stringNode makes a string.
func stringNode(s string) *spec.Node { return &spec.Node{Kind: spec.String, Text: s} }
