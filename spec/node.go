package spec

// Kind is the JSON type of a Node.
type Kind uint8

// The kinds of Node.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// A Node is one value of a document with its place. Nodes are read-only once
// Load has returned and are safe for concurrent use. A nil *Node is an absent
// value: every method may be called on it.
//
// A Node stays where it was written: an object that is a Reference Object
// keeps its $ref and knows its Target; Deref follows it. Recursion in a
// document is therefore a cycle through Deref, never through Members.
type Node struct {
	Kind    Kind
	Text    string   // String: the value; Number: the literal, valid JSON; Bool: "true" or "false"
	Members []Member // Object, in document order, keys unique
	Items   []*Node  // Array
	Pos     Pos

	// Target is what $ref of this object points at, nil when this is no
	// Reference Object or when the reference could not be resolved.
	Target *Node

	parent *Node
	key    string // key or index in parent
}

// A Member is a key of an object with its value.
type Member struct {
	Key    string
	KeyPos Pos
	Value  *Node
}
