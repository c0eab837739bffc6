package behavior

import (
	"encoding/base64"
	"encoding/hex"
	"strings"

	"asyncmock/server"
	"asyncmock/spec"
)

// A body is what an action says; make fills in what depends on the moment.
type body struct {
	fixed  server.Body // what does not
	value  *template   // of json
	text   []textPart
	fields []field
	// missing: its file could not be read.
	missing bool
}

// A field is a value written into a message.
type field struct {
	pointer string
	value   *template
}

// A said is a body in the file, to be checked against the contract of the
// routes it is said on.
type said struct {
	node  *spec.Node
	body  *body
	route string // of a broadcast to another route
}

// body compiles what is said.
func (c *compiler) body(n *spec.Node, route string) *body {
	b := &body{}
	if n.Kind != spec.Object {
		b.fixed.Text, b.text = true, c.text(n)
	} else {
		c.bodyKeys(b, n)
	}
	b.fixed.Unchecked = b.fixed.Unchecked || c.rule.unchecked
	b.settle()
	c.rule.says = append(c.rule.says, said{n, b, route})
	return b
}

func (c *compiler) bodyKeys(b *body, n *spec.Node) {
	for _, m := range n.Members {
		v := m.Value
		switch m.Key {
		case "json":
			b.value = c.template(v)
		case "message":
			b.fixed.Message = v.Str()
		case "text":
			b.fixed.Text, b.text = true, c.text(v)
		case "base64":
			b.fixed.Data, _ = base64.StdEncoding.DecodeString(v.Str())
			b.fixed.Binary = true
		case "hex":
			b.fixed.Data, _ = hex.DecodeString(strings.ReplaceAll(v.Str(), " ", ""))
			b.fixed.Binary = true
		case "file":
			b.fixed.Data = c.file(v)
			b.missing = b.fixed.Data == nil
		case "example":
			b.fixed.Example = v.Str()
		case "set":
			for _, f := range v.Members {
				b.fields = append(b.fields, field{f.Key, c.template(f.Value)})
			}
		case "binary":
			b.fixed.Binary = v.True()
		case "validate":
			b.fixed.Unchecked = wordOf(v) == "off"
		}
	}
	for _, key := range []string{"set", "example"} {
		if n.Has(key) && b.fixed.Message == "" {
			c.wrong(n.Get(key), "behavior-key", key+" goes with message, and there is none", "write message: and the name of one")
		}
	}
}

// settle makes what does not depend on the moment.
func (b *body) settle() {
	switch {
	case b.value != nil && b.value.fixed != nil:
		b.fixed.Data, b.value = b.value.fixed, nil
	case b.fixed.Text && isLiteral(b.text):
		b.fixed.Data, b.text = []byte(literalOf(b.text)), nil
	}
}

// foreseen is what is known of it before there is a moment; nil: too little.
func (b *body) foreseen() *server.Body {
	if b.value != nil || b.text != nil || b.missing {
		return nil
	}
	known := b.fixed
	for _, f := range b.fields {
		known.Fields = append(known.Fields, server.Set{Pointer: f.pointer, Value: f.value.fixed})
	}
	return &known
}

// make is what is said at a moment.
func (b *body) make(m *server.Moment) (*server.Body, error) {
	if b.value == nil && b.text == nil && b.fields == nil {
		return &b.fixed, nil
	}
	made := b.fixed
	var err error
	if b.value != nil {
		made.Data, err = b.value.append(nil, m)
	} else if b.text != nil {
		var text string
		text, err = textOf(b.text, m)
		made.Data = []byte(text)
	}
	for _, f := range b.fields {
		value, err := f.value.append(nil, m)
		if err != nil {
			return nil, err
		}
		made.Fields = append(made.Fields, server.Set{Pointer: f.pointer, Value: value})
	}
	return &made, err
}
