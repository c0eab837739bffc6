package spec

// channelsV3 converts the channels of a 3.x document.
func (c *converter) channelsV3() {
	for _, m := range c.entries(c.root, "channels") {
		if o := c.object(m.Value, "a channel"); o != nil {
			c.channelV3(m.Key, m.Value, o)
		}
	}
}

// channelV3 converts a Channel Object; n is where it stands or a reference to it.
func (c *converter) channelV3(name string, n, o *Node) *Channel {
	ch := c.channelBase(name, o)
	if address := o.Own("address"); address == nil || address.Is(Null) {
		ch.Unknown = true
	} else {
		c.setAddress(ch, address, address.Pos, c.text(o, "address"))
		c.compareParameters(ch, o, address, address.Pos)
	}
	for _, ref := range c.list(o, "servers") {
		if s := c.serverOf(ref); s != nil {
			ch.Servers = append(ch.Servers, s)
		}
	}
	set := c.setOf(ch)
	for _, m := range c.entries(o, "messages") {
		set.add(c.message(m.Value, m.Key, m.Key))
	}
	ch.Messages = set.list
	c.doc.Channels = append(c.doc.Channels, ch)
	c.channels[n] = ch
	if c.channels[o] == nil {
		c.channels[o] = ch
	}
	return ch
}

// serverOf returns the server a reference leads to, by identity.
func (c *converter) serverOf(ref *Node) *Server {
	for n := ref; n != nil; n = n.Target {
		if s := c.servers[n]; s != nil {
			if !standsIn(ref.Target, c.root.Get("servers").Deref()) {
				c.f.at(ref, codeRefPlacement, "a channel refers to its servers as #/servers/…")
			}
			return s
		}
	}
	if !ref.Broken() {
		d := c.f.at(ref, codeServerUnknown, "this is no server of the document")
		d.Hint = "write $ref: '#/servers/NAME'"
	}
	return nil
}

// channelOf returns the channel a reference leads to, by identity. One that
// stands only in components becomes a channel of the document.
func (c *converter) channelOf(ref *Node, what string) *Channel {
	for n := ref; n != nil; n = n.Target {
		if ch := c.channels[n]; ch != nil {
			if !standsIn(ref.Target, c.root.Get("channels").Deref()) {
				c.f.at(ref, codeRefPlacement, "%s refers to its channel as #/channels/…", what)
			}
			return ch
		}
	}
	o := c.object(ref, "a channel")
	if o == nil {
		return nil
	}
	c.f.at(ref, codeRefPlacement, "%s refers to its channel as #/channels/…; this one is added", what).Hint = "add it to channels"
	return c.channelV3(referredName(o), ref, o)
}

// operationsV3 converts the operations of a 3.x document.
func (c *converter) operationsV3() {
	for _, m := range c.entries(c.root, "operations") {
		if d := c.object(m.Value, "an operation"); d != nil {
			c.operationV3(m, d)
		}
	}
}

func (c *converter) operationV3(m Member, d *Node) {
	c.known(d, operationFields)
	o := c.withTraits(d, operationTraitFields)
	c.require(o, "an operation", "action", "channel")
	action, ok := c.action(o)
	ch := c.channelOf(o.Own("channel"), "an operation")
	if !ok || ch == nil {
		return
	}
	op := c.operationBase(o)
	op.Name, op.Named, op.Action, op.Channel = m.Key, true, action, ch
	op.Messages = ch.Messages
	if o.Own("messages") != nil {
		op.Messages = c.messagesOf(o, ch)
	}
	op.Reply = c.reply(o, op)
	c.doc.Operations = append(c.doc.Operations, op)
}

func (c *converter) action(o *Node) (Action, bool) {
	switch text := c.text(o, "action"); text {
	case "send":
		return Send, true
	case "receive":
		return Receive, true
	case "":
	default:
		d := c.f.at(o.Own("action"), codeValue, "action must be send or receive, this is %q", shorten(text))
		if text == "publish" || text == "subscribe" {
			d.Hint = "2.x publish is receive, subscribe is send"
		}
	}
	return 0, false
}

// messagesOf converts a list of references to messages of the channel.
func (c *converter) messagesOf(o *Node, ch *Channel) []*Message {
	var set messageSet
	for _, ref := range c.list(o, "messages") {
		msg := c.message(ref, "", referredName(ref.Deref()))
		if msg == nil {
			continue
		}
		set.add(msg)
		switch {
		case !c.setOf(ch).has(msg):
			c.f.at(ref, codeNotInChannel, "the channel %q has no such message", shorten(ch.Name)).Hint = "add it to the channel's messages and refer to it there"
		case !standsIn(ref.Target, ch.Node.Own("messages").Deref()):
			c.f.at(ref, codeRefPlacement, "messages are referred to within the channel").Hint = "write $ref: '#/channels/" + shorten(ch.Name) + "/messages/NAME'"
		}
	}
	return set.list
}

// standsIn reports whether n is a member of the map.
func standsIn(n, object *Node) bool {
	return n != nil && n.parent != nil && n.parent == object
}

// reply converts an Operation Reply Object.
func (c *converter) reply(o *Node, op *Operation) *Reply {
	n := c.object(o.Own("reply"), "a reply")
	if n == nil {
		return nil
	}
	c.known(n, replyFields)
	r := &Reply{Node: n}
	if address := c.object(n.Own("address"), "a reply address"); address != nil {
		c.known(address, replyAddressFields)
		c.require(address, "a reply address", "location")
		r.Address = c.expression(address, "location")
	}
	ch := op.Channel
	if ref := n.Own("channel"); ref != nil {
		if r.Channel = c.channelOf(ref, "a reply"); r.Channel != nil {
			ch = r.Channel
			c.replyAddress(n, r)
		}
	}
	if n.Own("messages") != nil {
		r.Messages = c.messagesOf(n, ch)
	} else {
		r.Messages = c.replies(ch, op)
	}
	return r
}

// replyAddress warns about a reply that has two addresses.
func (c *converter) replyAddress(n *Node, r *Reply) {
	if n.Own("address") != nil && !r.Channel.Unknown {
		c.f.at(n.Own("address"), codeReplyAddress, "the reply has an address, and its channel %q has one, too", shorten(r.Channel.Name)).Hint = "set the address of the channel to null"
	}
}

// replies returns all messages of the reply's channel. Where that is the
// operation's own channel, what the operation itself carries is no reply,
// unless there is nothing else.
func (c *converter) replies(ch *Channel, op *Operation) []*Message {
	if ch != op.Channel || len(op.Messages) == len(ch.Messages) || !c.spend(op.Node, len(ch.Messages)) {
		return ch.Messages
	}
	var own messageSet
	own.add(op.Messages...)
	var rest []*Message
	for _, msg := range ch.Messages {
		if !own.has(msg) {
			rest = append(rest, msg)
		}
	}
	if rest == nil {
		return ch.Messages
	}
	return rest
}
