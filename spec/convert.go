package spec

import "strings"

// A converter makes the one model of a resolved tree. What is common to all
// versions is here and in the files named after the objects; v2.go and v3.go
// hold what differs.
type converter struct {
	doc     *Document
	root    *Node
	version version
	opts    *LoadOptions
	f       *findings
	traits  merger

	checked map[*Node]bool       // objects whose keys were looked at
	allowed map[*fields][]string // of this version

	servers  map[*Node]*Server
	channels map[*Node]*Channel
	messages map[*Node]*Message // by the Message Object, before traits
	ids      map[string]*Node   // the messageIds of 2.x
	sets     map[*Channel]*messageSet
	work     int // members and items looked at
	schemes  map[*Node]*SecurityScheme
}

func newConverter(root *Node, v version, opts *LoadOptions, f *findings) *converter {
	return &converter{
		doc: &Document{AsyncAPI: v.text, Node: root}, root: root, version: v, opts: opts, f: f,
		checked: map[*Node]bool{}, allowed: map[*fields][]string{},
		servers: map[*Node]*Server{}, channels: map[*Node]*Channel{},
		messages: map[*Node]*Message{}, schemes: map[*Node]*SecurityScheme{},
		ids: map[string]*Node{}, sets: map[*Channel]*messageSet{},
	}
}

// document converts the root (AsyncAPI Object).
func (c *converter) document() {
	c.known(c.root, rootFields)
	c.info()
	c.doc.ID = c.text(c.root, "id")
	c.doc.DefaultContentType = c.text(c.root, "defaultContentType")
	c.doc.Extensions = extensions(c.root)
	components := c.object(c.root.Own("components"), "components")
	if components != nil {
		c.known(components, componentsFields)
	}
	c.securitySchemes(components)
	for _, m := range c.entries(c.root, "servers") {
		c.server(m)
	}
	if c.version.major == 2 {
		c.channelsV2()
	} else {
		c.channelsV3()
		c.operationsV3()
	}
	c.components(components)
	c.uniqueNames()
}

func (c *converter) info() {
	if c.root.Own("info") == nil {
		c.f.at(c.root, codeRequired, "the document has no info").Hint = "add info with a title and a version"
		return
	}
	info := c.object(c.root.Own("info"), "info")
	if info == nil {
		return
	}
	c.known(info, infoFields)
	c.require(info, "info", "title", "version")
	c.doc.Info = Info{Title: c.text(info, "title"), Version: c.text(info, "version"), Description: c.text(info, "description"), Node: info}
}

// components converts what is offered for reuse; nothing of it has an effect by itself.
func (c *converter) components(components *Node) {
	if components == nil {
		return
	}
	for _, m := range c.entries(components, "messages") {
		if msg := c.message(m.Value, m.Key, m.Key); msg != nil {
			c.doc.ComponentMessages = append(c.doc.ComponentMessages, msg)
		}
	}
	for _, m := range c.entries(components, "schemas") {
		if s := c.schema(m.Value, "", m.Key); s != nil {
			c.doc.ComponentSchemas = append(c.doc.ComponentSchemas, NamedSchema{m.Key, s})
		}
	}
}

// object returns the object that n is or refers to. It reports other types;
// an absent value and a reference that is reported already are nil.
func (c *converter) object(n *Node, what string) *Node {
	if n == nil || n.Broken() {
		return nil
	}
	d := n.Deref()
	if d.Kind != Object {
		code := codeType
		if n != d {
			code = codeRefKind
		}
		c.f.at(n, code, "%s must be an object, this is %s", what, d.Kind.named())
		return nil
	}
	if !c.spend(n, len(d.Members)) {
		return nil
	}
	return d
}

// maxWork bounds what references can multiply: a large object that many
// refer to is converted for each of them.
const maxWork = 2 * maxNodes

// spend counts work; when there is too much of it, the rest is left out.
func (c *converter) spend(n *Node, amount int) bool {
	before := c.work
	c.work += 1 + amount
	if c.work <= maxWork {
		return true
	}
	if before <= maxWork {
		c.f.at(n, codeTooManyNodes, "references multiply the document too much; the rest is left out")
	}
	return false
}

// entries returns the members of a map of named objects.
func (c *converter) entries(n *Node, key string) []Member {
	o := c.object(n.Get(key), key)
	if o == nil {
		return nil
	}
	return o.Members
}

// list returns the items of an array.
func (c *converter) list(n *Node, key string) []*Node {
	v := n.Get(key)
	if v == nil || v.Broken() {
		return nil
	}
	if d := v.Deref(); d.Kind != Array {
		c.f.at(v, codeType, "%s must be a list, this is %s", key, d.Kind.named())
		return nil
	}
	if !c.spend(v, v.Len()) {
		return nil
	}
	return v.Deref().Items
}

// text returns the text under a key; a number or boolean is taken as written.
func (c *converter) text(n *Node, key string) string {
	v := n.Get(key)
	if v == nil || v.Broken() {
		return ""
	}
	switch d := v.Deref(); d.Kind {
	case String:
		return d.Text
	case Number, Bool:
		c.f.at(v, codeUnquoted, "%s must be text, this is %s", key, d.Kind.named()).Hint = `write "` + shorten(d.Text) + `"`
		return d.Text
	case Null:
		c.f.at(v, codeType, "%s must be text, this is null", key).Severity = SeverityWarning
	default:
		c.f.at(v, codeType, "%s must be text, this is %s", key, d.Kind.named())
	}
	return ""
}

// require reports the fields that are missing.
func (c *converter) require(n *Node, what string, keys ...string) {
	for _, key := range keys {
		if n.Own(key) == nil {
			c.f.at(n, codeRequired, "%s has no %s", what, key).Hint = "add " + key
		}
	}
}

// expression reads the location of an object.
func (c *converter) expression(n *Node, key string) *Expression {
	text := c.text(n, key)
	if text == "" {
		return nil
	}
	e, err := ParseExpression(text)
	if err != nil {
		d := c.f.at(n.Get(key), codeExpression, "%q is not a runtime expression", shorten(text))
		d.Hint = "write $message.payload#/field or $message.header#/name"
		return nil
	}
	e.Node = n.Get(key).Deref()
	return e
}

// bindings converts a bindings object; what is in it belongs to the protocols.
func (c *converter) bindings(n *Node) Bindings {
	var list Bindings
	for _, m := range c.entries(n, "bindings") {
		if strings.HasPrefix(m.Key, "x-") {
			continue
		}
		if b := c.object(m.Value, "a binding"); b != nil {
			list = append(list, Binding{Protocol: m.Key, Node: b})
		}
	}
	return list
}

// tags returns the names of tags.
func (c *converter) tags(n *Node) []string {
	var names []string
	for _, t := range c.list(n, "tags") {
		if o := c.object(t, "a tag"); o != nil {
			if name := c.text(o, "name"); name != "" {
				names = append(names, name)
			}
		}
	}
	return names
}

// uniqueNames reports ids that are used twice.
func (c *converter) uniqueNames() {
	seen := map[string]*Operation{}
	for _, op := range c.doc.Operations {
		if first := seen[op.Name]; first != nil && op.Named {
			if first.Node.Pos == op.Node.Pos {
				continue // one object that two channels refer to
			}
			c.f.at(op.Node, codeDuplicateID, "the operation id %q is used in line %d already", shorten(op.Name), first.Node.Pos.Line).Hint = "operation ids are unique"
			continue
		}
		seen[op.Name] = op
	}
}
