package behavior

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"asyncmock/server"
	"asyncmock/spec"
)

// A template is a value with expressions in its strings: "{{ payload.id }}"
// alone keeps the type of the value, inside a text it becomes text.
type template struct {
	fixed    []byte // JSON, when there is no expression in it; else nil
	constant any    // what fixed says
	// One of these, when there is.
	parts  []textPart // a string
	items  []*template
	keys   []string // with items: an object
	object bool
}

// A textPart is a piece of a string: literal, or an expression.
type textPart struct {
	literal string
	value   *expression
}

// template compiles a value. What is wrong is reported at its strings.
func (c *checker) template(n *spec.Node) *template {
	t := &template{}
	switch n.Kind {
	case spec.String:
		if t.parts = c.text(n); isLiteral(t.parts) {
			return fixed(spec.AppendQuoted(nil, literalOf(t.parts)))
		}
		return t
	case spec.Array:
		for _, item := range n.Items {
			t.items = append(t.items, c.template(item))
		}
	case spec.Object:
		t.object = true
		for _, m := range n.Members {
			t.keys, t.items = append(t.keys, m.Key), append(t.items, c.template(m.Value))
		}
	}
	for _, item := range t.items {
		if item.fixed == nil {
			return t
		}
	}
	return fixed(n.AppendWritten(nil))
}

// fixed is a template without expressions.
func fixed(text []byte) *template {
	value, err := decode(text)
	if err != nil {
		value = string(text)
	}
	return &template{fixed: text, constant: value}
}

// decode reads JSON as expressions see values.
func decode(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return plain(v), nil
}

// expression reports what is wrong with an expression.
func (c *checker) expression(n *spec.Node, err error) {
	hint := ""
	switch text := err.Error(); {
	case strings.HasPrefix(text, unknownName):
		name, _, _ := strings.Cut(text[len(unknownName):], " ")
		hint = c.meant(name)
	case strings.Contains(text, `Operator("=")`):
		hint = "== compares"
	case strings.Contains(text, "token EOF"):
		hint = "something is missing at its end"
	}
	c.wrong(n, "behavior-expression", err.Error(), hint)
}

// unknownName begins what the library says about a name that there is not.
const unknownName = "unknown name "

// meant is the hint about an unknown name: the variable of that name, the name
// most like it, or all.
func (c *checker) meant(name string) string {
	for _, variable := range c.variables {
		if _, own, _ := strings.Cut(variable, "."); own == name {
			return fmt.Sprintf("did you mean %s?", variable)
		}
	}
	return near(name, known())
}

// text compiles a string for where text is wanted.
func (c *checker) text(n *spec.Node) []textPart {
	parts, err := parseText(n.Scalar(), c.expressions)
	if err != nil {
		c.expression(n, err)
		return []textPart{{value: &expression{}}} // nobody knows what it says
	}
	return parts
}

func isLiteral(parts []textPart) bool {
	for _, p := range parts {
		if p.value != nil {
			return false
		}
	}
	return true
}

func literalOf(parts []textPart) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.literal)
	}
	return b.String()
}

// parseText splits a string into literals and expressions.
func parseText(text string, expressions *dictionary) ([]textPart, error) {
	var parts []textPart
	for {
		before, rest, found := strings.Cut(text, "{{")
		if before != "" {
			parts = append(parts, textPart{literal: before})
		}
		if !found {
			return parts, nil
		}
		end := endOf(rest)
		if end < 0 {
			return parts, errors.New(`"{{" without "}}"`)
		}
		x, err := expressions.look(strings.TrimSpace(rest[:end]))
		if err != nil {
			return parts, err
		}
		parts = append(parts, textPart{value: x})
		text = rest[end+2:]
	}
}

// endOf returns where an expression ends: at "}}" outside of its own braces
// and strings; -1 if it does not.
func endOf(text string) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"', '\'', '`':
			for i++; i < len(text) && text[i] != c; i++ {
				if text[i] == '\\' && c != '`' {
					i++
				}
			}
		case '{':
			depth++
		case '}':
			if depth == 0 && i+1 < len(text) && text[i+1] == '}' {
				return i
			}
			depth--
		}
	}
	return -1
}

// maxBody is the longest text that a template makes.
const maxBody = 4 << 20

// append appends the value at a moment as JSON.
func (t *template) append(dst []byte, m *server.Moment) (_ []byte, err error) {
	switch {
	case t.fixed != nil:
		return append(dst, t.fixed...), nil
	case t.parts != nil:
		value, err := valueOf(t.parts, m)
		if err != nil {
			return dst, err
		}
		return server.AppendValue(dst, value, maxBody)
	}
	open, shut := byte('['), byte(']')
	if t.object {
		open, shut = '{', '}'
	}
	dst = append(dst, open)
	for i, item := range t.items {
		if i > 0 {
			dst = append(dst, ',')
		}
		if t.object {
			dst = append(spec.AppendQuoted(dst, t.keys[i]), ':')
		}
		if dst, err = item.append(dst, m); err != nil {
			return dst, err
		}
	}
	return append(dst, shut), nil
}

// valueOf is the value of a string: of its only expression, else a text.
func valueOf(parts []textPart, m *server.Moment) (any, error) {
	if len(parts) == 1 && parts[0].value != nil {
		return parts[0].value.run(m)
	}
	return textOf(parts, m)
}

// textOf is the text of a string.
func textOf(parts []textPart, m *server.Moment) (string, error) {
	var b strings.Builder
	for _, p := range parts {
		if p.value == nil {
			b.WriteString(p.literal)
			continue
		}
		value, err := p.value.run(m)
		if err != nil {
			return "", err
		}
		text, err := plainText(value)
		if err != nil {
			return "", err
		}
		if b.WriteString(text); b.Len() > maxBody {
			return "", errLong
		}
	}
	return b.String(), nil
}

// value returns the value at a moment, as expressions see values.
func (t *template) value(m *server.Moment) (any, error) {
	if t.fixed != nil {
		return t.constant, nil
	}
	if t.parts != nil {
		return valueOf(t.parts, m)
	}
	text, err := t.append(nil, m)
	if err != nil {
		return nil, err
	}
	return decode(text)
}
