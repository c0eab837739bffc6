package spec

// operationBase converts what operations of all versions have. The object has
// its traits applied.
func (c *converter) operationBase(o *Node) *Operation {
	return &Operation{
		Title: c.text(o, "title"), Summary: c.text(o, "summary"), Description: c.text(o, "description"),
		Security: c.security(o), Bindings: c.bindings(o), Tags: c.tags(o), Extensions: extensions(o), Node: o,
	}
}
