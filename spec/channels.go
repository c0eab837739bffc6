package spec

import (
	"strings"
)

// channelBase converts what channels of all versions have.
func (c *converter) channelBase(name string, o *Node) *Channel {
	c.known(o, channelFields)
	return &Channel{
		Name: name, Title: c.text(o, "title"), Summary: c.text(o, "summary"), Description: c.text(o, "description"),
		Deprecated: o.Own("deprecated").True() || o.Own("x-deprecated").True(),
		Parameters: c.parameters(o), Bindings: c.bindings(o), Extensions: extensions(o), Node: o,
	}
}

// setAddress takes an address apart: the path, and what stands behind "?".
func (c *converter) setAddress(ch *Channel, at *Node, pos Pos, address string) {
	report := func(code, format, hint string) {
		d := c.f.pos(pos, code, format, shorten(address))
		d.Pointer, d.Hint = at.Pointer(), hint
	}
	ch.Address = address
	if i := outsideBraces(ch.Address, "?#"); i >= 0 {
		path, rest := ch.Address[:i], ch.Address[i:]
		ch.Address = path
		if query, isQuery := strings.CutPrefix(rest, "?"); isQuery {
			ch.Query, _, _ = strings.Cut(query, "#")
		}
		report(codeAddressQuery, "the address %q has a query or a fragment; the path is used", "describe query parameters in the channel's ws binding")
	}
	scheme, rest, found := strings.Cut(ch.Address, "://")
	if found && isScheme(scheme) {
		ch.Address = "/"
		if i := outsideBraces(rest, "/"); i >= 0 {
			ch.Address = rest[i:]
		}
		report(codeAddressURL, "the address %q is a whole URL; its path is used", "move scheme and host to servers")
	}
}

// outsideBraces returns the index of the first of chars that is not inside {}.
func outsideBraces(s, chars string) int {
	depth := 0
	for i := range len(s) {
		switch {
		case s[i] == '{':
			depth++
		case s[i] == '}':
			depth = max(0, depth-1)
		case depth == 0 && strings.IndexByte(chars, s[i]) >= 0:
			return i
		}
	}
	return -1
}

func isScheme(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		if (c < 'a' || c > 'z') && (i == 0 || strings.IndexByte("0123456789+-.", s[i]) < 0) {
			return false
		}
	}
	return s != ""
}

// parameters converts the parameters of a channel.
func (c *converter) parameters(o *Node) []*Parameter {
	var list []*Parameter
	for _, m := range c.entries(o, "parameters") {
		n := c.object(m.Value, "a parameter")
		if n == nil {
			continue
		}
		c.known(n, parameterFields)
		p := &Parameter{Name: m.Key, Description: c.text(n, "description"), Location: c.expression(n, "location"), Node: n}
		if c.version.major == 2 {
			c.parameterV2(p, n)
		} else {
			c.parameterV3(p, n)
		}
		list = append(list, p)
	}
	return list
}

// parameterV2 reads the schema; what it says about values is kept as text, too.
func (c *converter) parameterV2(p *Parameter, n *Node) {
	p.Schema = c.schema(n.Own("schema"), "", p.Name)
	if p.Schema == nil {
		return
	}
	s := p.Schema.Node.Deref()
	p.setValues(s)
	if example := s.Own("example"); example != nil && len(p.Examples) == 0 {
		p.Examples = example.Strings()
	}
}

// parameterV3 reads the values, which are text, and makes a schema of them.
func (c *converter) parameterV3(p *Parameter, n *Node) {
	c.list(n, "enum")
	c.list(n, "examples")
	p.setValues(n)
	if len(p.Enum) == 0 {
		return
	}
	schema := &Node{Kind: Object, Pos: n.Pos, parent: n.parent, key: n.key}
	add := func(key string, v *Node) { schema.Members = append(schema.Members, Member{key, n.Pos, v}) }
	enum := &Node{Kind: Array, Pos: n.Own("enum").Pos, parent: n, key: "enum"}
	for i, value := range p.Enum {
		pos := enum.Pos
		if item := n.Own("enum").Index(i); item != nil {
			pos = item.Pos
		}
		enum.Items = append(enum.Items, &Node{Kind: String, Text: value, Pos: pos, parent: enum})
	}
	add("type", &Node{Kind: String, Text: "string", Pos: n.Pos, parent: n, key: "type"})
	add("enum", enum)
	if p.HasDefault {
		add("default", &Node{Kind: String, Text: p.Default, Pos: n.Own("default").Pos, parent: n, key: "default"})
	}
	p.Schema = &Schema{Node: schema, Name: p.Name}
}

// setValues reads enum, default and examples as texts.
func (p *Parameter) setValues(n *Node) {
	p.Enum = n.Own("enum").Strings()
	p.Examples = n.Own("examples").Strings()
	if d := n.Own("default").Deref(); d != nil && d.Kind != Object && d.Kind != Array && d.Kind != Null {
		p.Default, p.HasDefault = d.Text, true
	}
}

// addMessages appends those that are not in the list yet.
func addMessages(list []*Message, more ...*Message) []*Message {
	for _, msg := range more {
		if msg != nil && !hasMessage(list, msg) {
			list = append(list, msg)
		}
	}
	return list
}

func hasMessage(list []*Message, msg *Message) bool {
	for _, m := range list {
		if m == msg {
			return true
		}
	}
	return false
}
