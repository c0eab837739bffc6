package spec

import "slices"

// message converts a Message Object, each once, however many references lead
// to it. The key is its id in 3.x; fallback is its name when it has no other.
func (c *converter) message(n *Node, key, fallback string) *Message {
	d := c.object(n, "a message")
	if d == nil {
		return nil
	}
	if known := c.messages[d]; known != nil {
		return known
	}
	msg := &Message{}
	c.messages[d] = msg
	c.known(d, messageFields)
	o := c.withTraits(d, messageTraitFields)
	msg.Node = o
	msg.WrittenName = c.text(o, "name")
	msg.Name = c.messageName(n, d, o, key, fallback)
	msg.Title, msg.Summary, msg.Description = c.text(o, "title"), c.text(o, "summary"), c.text(o, "description")
	msg.ContentType = c.text(o, "contentType")
	if msg.ContentType == "" {
		msg.ContentType = c.doc.DefaultContentType
	}
	format := ""
	if c.version.major == 2 {
		format = c.text(o, "schemaFormat")
	}
	if msg.Payload = c.schema(o.Own("payload"), format, msg.Name); msg.Payload != nil {
		msg.Payload.Owner = msg.Name
	}
	msg.Headers = c.headers(o, msg.Name)
	msg.CorrelationID = c.correlation(o)
	msg.Examples = c.examples(o)
	msg.Bindings = c.bindings(o)
	msg.Tags = c.tags(o)
	msg.Deprecated = o.Own("deprecated").True() || o.Own("x-deprecated").True()
	msg.Extensions = extensions(o)
	return msg
}

// headers converts the schema of the headers, which describes an object.
func (c *converter) headers(o *Node, name string) *Schema {
	s := c.schema(o.Own("headers"), "", name+" headers")
	if s == nil || s.Format != "" {
		return s
	}
	if t := s.Node.Get("type"); t != nil && !slices.Contains(t.Strings(), "object") {
		c.f.at(t, codeValue, "headers must be described as an object, the type is %q", shorten(t.Scalar())).Hint = "write type: object and the headers under properties"
		return nil
	}
	return s
}

// messageName chooses what a message is called: messageId or key, name,
// component key, fallback.
func (c *converter) messageName(n, d, o *Node, key, fallback string) string {
	if c.version.major == 2 {
		key = c.messageID(o)
	}
	for _, name := range []string{key, o.Own("name").Scalar(), componentKey(n, d)} {
		if name != "" {
			return name
		}
	}
	return fallback
}

// messageID returns the messageId of a 2.x message, which is unique.
func (c *converter) messageID(o *Node) string {
	id := c.text(o, "messageId")
	if id == "" {
		return ""
	}
	if first := c.ids[id]; first != nil {
		c.f.at(o.Own("messageId"), codeDuplicateID, "the message id %q is used in line %d already", shorten(id), first.Pos.Line).Hint = "message ids are unique"
	} else {
		c.ids[id] = o.Own("messageId")
	}
	return id
}

// componentKey returns the name under which d is defined for others.
func componentKey(n, d *Node) string {
	if n.Deref() != n || d.parent != nil && d.parent.key == "messages" {
		return referredName(d)
	}
	return ""
}

func (c *converter) correlation(o *Node) *Expression {
	id := c.object(o.Own("correlationId"), "correlationId")
	if id == nil {
		return nil
	}
	c.known(id, correlationFields)
	c.require(id, "correlationId", "location")
	return c.expression(id, "location")
}

// examples converts Message Example Objects. One with neither payload nor
// headers is the free form of 2.0 and read as a payload.
func (c *converter) examples(o *Node) []*Example {
	var list []*Example
	for _, item := range c.list(o, "examples") {
		if item.Broken() {
			continue
		}
		d := item.Deref()
		if d.Kind != Object || !d.Has("payload") && !d.Has("headers") {
			c.f.at(item, codeExampleBare, "the example has neither payload nor headers; all of it is taken for the payload").Hint = "write payload: above it"
			list = append(list, &Example{Payload: item, Node: item})
			continue
		}
		c.known(d, exampleFields)
		list = append(list, &Example{
			Name: c.text(d, "name"), Summary: c.text(d, "summary"),
			Headers: d.Own("headers"), Payload: d.Own("payload"), Node: d,
		})
	}
	return list
}
