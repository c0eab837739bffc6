package spec

// Parent returns the object or array that n was written in, nil for a root.
func (n *Node) Parent() *Node {
	if n == nil {
		return nil
	}
	return n.parent
}

// Key returns the key or index of n in its parent, "" for a root.
func (n *Node) Key() string {
	if n == nil {
		return ""
	}
	return n.key
}

// Pointer returns the JSON pointer of n in the file it was written in.
func (n *Node) Pointer() string {
	if n == nil {
		return ""
	}
	var tokens []string
	for ; n.parent != nil; n = n.parent {
		tokens = append(tokens, n.key)
	}
	var pointer []byte
	for i := len(tokens) - 1; i >= 0; i-- {
		pointer = AppendPointer(pointer, tokens[i])
	}
	return string(pointer)
}

// Place returns the position of n, the zero Pos when it is absent.
func (n *Node) Place() Pos {
	if n == nil {
		return Pos{}
	}
	return n.Pos
}
