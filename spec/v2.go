package spec

import (
	"slices"
	"strconv"
)

// channelsV2 converts the channels of a 2.x document. The key is the address,
// and the operations stand inside.
func (c *converter) channelsV2() {
	if c.root.Own("channels") == nil {
		c.f.at(c.root, codeRequired, "the document has no channels").Hint = "add channels"
	}
	for _, m := range c.entries(c.root, "channels") {
		if o := c.channelItem(m.Value); o != nil {
			c.channelV2(m, o)
		}
	}
}

// channelItem returns the fields of a Channel Item Object. Its $ref may have
// fields beside it; they win (the specification leaves it open).
func (c *converter) channelItem(n *Node) *Node {
	if n.Ref() == "" {
		return c.object(n, "a channel")
	}
	own := n.without("$ref")
	if n.Broken() || len(own.Members) == 0 {
		if n.Broken() && len(own.Members) > 0 {
			return own
		}
		return c.object(n, "a channel")
	}
	base := c.object(n, "a channel")
	if base == nil {
		return own
	}
	merged := &Node{Kind: Object, Pos: n.Pos, parent: n.parent, key: n.key, Members: slices.Clone(own.Members)}
	for _, m := range base.Members {
		if own.Own(m.Key) == nil {
			merged.Members = append(merged.Members, m)
			continue
		}
		i := slices.IndexFunc(own.Members, func(o Member) bool { return o.Key == m.Key })
		c.f.key(n, own.Members[i], codeItemConflict, "%q stands beside $ref and in what it refers to; the one here is used", shorten(m.Key))
	}
	return merged
}

func (c *converter) channelV2(m Member, o *Node) {
	ch := c.channelBase(m.Key, o)
	c.setAddress(ch, m.Value, m.KeyPos, m.Key)
	c.compareParameters(ch, o, m.Value, m.KeyPos)
	for _, name := range c.list(o, "servers") {
		if s := c.serverNamed(name); s != nil {
			ch.Servers = append(ch.Servers, s)
		}
	}
	c.doc.Channels = append(c.doc.Channels, ch)
	for _, field := range o.Members {
		switch field.Key {
		case "publish":
			c.operationV2(ch, field, Receive)
		case "subscribe":
			c.operationV2(ch, field, Send)
		}
	}
}

func (c *converter) serverNamed(name *Node) *Server {
	for _, s := range c.doc.Servers {
		if s.Name == name.Str() {
			return s
		}
	}
	d := c.f.at(name, codeServerUnknown, "there is no server %q", shorten(name.Scalar()))
	d.Hint = c.f.didYouMean(name.Scalar(), c.root.Own("servers").keys())
	return nil
}

// operationV2 converts publish or subscribe.
func (c *converter) operationV2(ch *Channel, field Member, action Action) {
	d := c.object(field.Value, field.Key)
	if d == nil {
		return
	}
	c.known(d, operationFields)
	o := c.withTraits(d, operationTraitFields)
	op := c.operationBase(o)
	op.Action, op.Channel = action, ch
	op.Name = c.text(o, "operationId")
	op.Named = op.Name != ""
	if !op.Named {
		op.Name = ch.Name + "." + field.Key
	}
	op.Messages = c.messagesV2(op, d, o.Own("message"))
	set := c.setOf(ch)
	set.add(op.Messages...)
	ch.Messages = set.list
	c.doc.Operations = append(c.doc.Operations, op)
}

// messagesV2 converts the field message: one, or oneOf several. Nothing or
// true is no contract at all.
func (c *converter) messagesV2(op *Operation, o, n *Node) []*Message {
	d := n.Deref()
	if n == nil || d.Kind == Bool {
		c.f.at(o, codeNoMessage, "the operation has no message; anything is accepted").Hint = "add message"
		return nil
	}
	if d.Kind != Object || d.Own("oneOf") == nil {
		return c.single(n, op.Name+"#1")
	}
	var set messageSet
	for i, item := range c.list(d, "oneOf") {
		set.add(c.message(item, "", op.Name+"#"+strconv.Itoa(i+1)))
	}
	return set.list
}

func (c *converter) single(n *Node, fallback string) []*Message {
	if msg := c.message(n, "", fallback); msg != nil {
		return []*Message{msg}
	}
	return nil
}
