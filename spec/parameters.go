package spec

import "strings"

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

// compareParameters reports where address and parameters do not agree.
func (c *converter) compareParameters(ch *Channel, o, at *Node, pos Pos) {
	if ch.Unknown {
		return
	}
	names := expressions(ch.Address)
	described, used := map[string]bool{}, map[string]bool{}
	for _, p := range ch.Parameters {
		described[p.Name] = true
	}
	for _, name := range names {
		used[name] = true
		if !described[name] {
			d := c.f.pos(pos, codeParameterMissing, "the parameter %q of the address is not described", shorten(name))
			d.Pointer, d.Hint = at.Pointer(), "add it to parameters"
		}
	}
	parameters := o.Get("parameters").Deref()
	if parameters == nil {
		return
	}
	for _, m := range parameters.Members {
		if !used[m.Key] {
			d := c.f.key(parameters, m, codeParameterUnused, "the address %q has no parameter %q", shorten(ch.Address), shorten(m.Key))
			if d.Hint = c.f.didYouMean(m.Key, names); d.Hint == "" {
				d.Hint = "it is read as an optional query parameter; describe those in the channel's ws binding"
			}
		}
	}
}

// expressions returns the names in braces of an address.
func expressions(address string) []string {
	var names []string
	for {
		_, rest, found := strings.Cut(address, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			return names
		}
		name = strings.TrimLeft(name, "+#./;?&") // RFC 6570, 2.2
		for _, variable := range strings.Split(name, ",") {
			variable, _, _ = strings.Cut(variable, ":")
			names = append(names, strings.TrimSuffix(variable, "*"))
		}
		address = after
	}
}
