package spec

import "strconv"

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

// String returns the JSON name of the kind: "null", "boolean", "number", "string", "array" or "object".
func (k Kind) String() string {
	return [...]string{"null", "boolean", "number", "string", "array", "object"}[min(k, Object)]
}

// named returns the kind with its article, for messages.
func (k Kind) named() string {
	switch k {
	case Null:
		return "null"
	case Array, Object:
		return "an " + k.String()
	default:
		return "a " + k.String()
	}
}

// A Node is one value of a document with its place. Nodes are read-only once
// Load has returned and are safe for concurrent use. A nil *Node is an absent
// value: every method may be called on it.
//
// A Node stays where it was written: an object that is a Reference Object
// keeps its $ref and knows its Target; Deref follows it. Recursion in a
// document is therefore a cycle through Deref, never through Members.
//
// The fields are as written. The methods follow references: n.Get("type")
// looks into what n refers to.
type Node struct {
	Kind    Kind
	state   refState // of a Reference Object, see refs.go
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

// refState says how far the reference of a Node is resolved.
type refState uint8

const (
	refNone     refState = iota // not looked at, or no Reference Object
	refActive                   // being resolved
	refResolved                 // Target is set
	refBroken                   // a Reference Object without Target
	refWalked                   // no Reference Object; all below it was looked at
)

// maxRefChain is the longest chain of references that is followed.
const maxRefChain = 100

// Deref follows references to the value itself. A reference that could not be
// resolved is returned as it is; see Broken.
func (n *Node) Deref() *Node {
	for range maxRefChain {
		if n == nil || n.Target == nil {
			return n
		}
		n = n.Target
	}
	return n
}

// Ref returns the text of $ref when n is a Reference Object, else "".
func (n *Node) Ref() string {
	if ref := n.Own("$ref"); ref != nil && ref.Kind == String {
		return ref.Text
	}
	return ""
}

// Broken reports whether n is, or leads to, a reference that could not be resolved.
func (n *Node) Broken() bool {
	n = n.Deref()
	return n != nil && n.state == refBroken
}

// Own returns the value of an object's own key as written, nil if it is
// absent or n is no object. It follows no reference.
func (n *Node) Own(key string) *Node {
	if n == nil {
		return nil
	}
	for i := range n.Members {
		if n.Members[i].Key == key {
			return n.Members[i].Value
		}
	}
	return nil
}

// Get returns the value of an object's key, nil if it is absent or n is no
// object. References from n are followed; the value is as written.
func (n *Node) Get(key string) *Node { return n.Deref().Own(key) }

// Has reports whether the object has the key.
func (n *Node) Has(key string) bool { return n.Get(key) != nil }

// At returns the value that successive keys and indexes lead to, nil where
// one is absent: n.At("components", "schemas", "User").
func (n *Node) At(path ...string) *Node {
	for _, token := range path {
		d := n.Deref()
		if d == nil {
			return nil
		}
		if d.Kind != Array {
			n = d.Own(token)
			continue
		}
		i, ok := arrayIndex(token)
		if !ok {
			return nil
		}
		n = d.Index(i)
	}
	return n
}

// Index returns the item of an array, nil if there is none.
func (n *Node) Index(i int) *Node {
	n = n.Deref()
	if n == nil || i < 0 || i >= len(n.Items) {
		return nil
	}
	return n.Items[i]
}

// List returns the items of an array, none of anything else.
func (n *Node) List() []*Node {
	if n = n.Deref(); n != nil {
		return n.Items
	}
	return nil
}

// Len returns the number of items or members.
func (n *Node) Len() int {
	n = n.Deref()
	if n == nil {
		return 0
	}
	return len(n.Items) + len(n.Members)
}

// Is reports whether the value is present and of the kind.
func (n *Node) Is(k Kind) bool {
	n = n.Deref()
	return n != nil && n.Kind == k
}

// Str returns the text of a string, "" of anything else.
func (n *Node) Str() string {
	if n = n.Deref(); n != nil && n.Kind == String {
		return n.Text
	}
	return ""
}

// Scalar returns the text of a string, number or boolean, "" of anything else.
func (n *Node) Scalar() string {
	if n = n.Deref(); n != nil {
		return n.Text
	}
	return ""
}

// True reports whether the value is the boolean true.
func (n *Node) True() bool {
	n = n.Deref()
	return n != nil && n.Kind == Bool && n.Text == "true"
}

// AsInt returns a number that is an integer, also when written 5.0 or 5e2.
func (n *Node) AsInt() (int, bool) {
	f, ok := n.AsFloat()
	if !ok || f != float64(int(f)) {
		return 0, false
	}
	if i, err := strconv.Atoi(n.Deref().Text); err == nil {
		return i, true
	}
	return int(f), true
}

// AsFloat returns the nearest float64 of a number; not ok for numbers beyond it.
func (n *Node) AsFloat() (float64, bool) {
	n = n.Deref()
	if n == nil || n.Kind != Number {
		return 0, false
	}
	f, err := strconv.ParseFloat(n.Text, 64)
	return f, err == nil
}

// Strings returns the texts of an array's scalars, or of n itself when it is one.
func (n *Node) Strings() []string {
	n = n.Deref()
	if n == nil || n.Kind == Object || n.Kind == Null {
		return nil
	}
	if n.Kind != Array {
		return []string{n.Text}
	}
	var texts []string
	for _, item := range n.Items {
		if d := item.Deref(); d != nil && d.Kind != Object && d.Kind != Array && d.Kind != Null {
			texts = append(texts, d.Text)
		}
	}
	return texts
}
