package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"asyncmock/spec"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// bundle writes a schema as one JSON Schema without references to elsewhere,
// straight from the document. What AsyncAPI and OpenAPI say otherwise than
// JSON Schema is translated. A portable schema has no pattern that Go's
// regular expressions cannot read.
func bundle(s *spec.Schema, portable bool) ([]byte, *jsonschema.Draft) {
	b := &bundler{portable: portable, ids: map[*spec.Node]int{}}
	var body bytes.Buffer
	b.schema(&body, s.Node)
	var out bytes.Buffer
	fmt.Fprintf(&out, `{"allOf":[%s],"definitions":{`, body.Bytes())
	for i := 0; i < len(b.order); i++ { // grows while it is written
		if i > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(&out, `"%d":`, i)
		b.schema(&out, b.order[i])
	}
	out.WriteString(`}}`)
	draft := jsonschema.Draft7
	switch {
	case strings.Contains(s.Format, "2020-12"):
		draft = jsonschema.Draft2020
	case strings.Contains(s.Format, "2019-09"):
		draft = jsonschema.Draft2019
	}
	return out.Bytes(), draft
}

type bundler struct {
	portable bool
	ids      map[*spec.Node]int
	order    []*spec.Node
}

// What a keyword holds.
var (
	oneSchema     = []string{"additionalProperties", "additionalItems", "not", "if", "then", "else", "contains", "propertyNames", "unevaluatedProperties", "unevaluatedItems"}
	manySchemas   = []string{"allOf", "anyOf", "oneOf", "prefixItems"}
	namedSchemas  = []string{"properties", "patternProperties", "definitions", "$defs", "dependencies", "dependentSchemas"}
	withoutEffect = []string{"$id", "$schema", "$anchor", "$comment", "example", "examples", "default", "title", "description", "discriminator", "externalDocs", "deprecated", "readOnly", "writeOnly", "nullable", "xml"}
)

func (b *bundler) schema(out *bytes.Buffer, n *spec.Node) {
	switch {
	case n == nil:
		out.WriteString("{}")
		return
	case n.Kind != spec.Object:
		b.value(out, n)
		return
	case n.Target != nil:
		id, known := b.ids[n.Target]
		if !known {
			id = len(b.order)
			b.ids[n.Target] = id
			b.order = append(b.order, n.Target)
		}
		fmt.Fprintf(out, `{"$ref":"#/definitions/%d"}`, id)
		return
	}
	out.WriteByte('{')
	first := true
	key := func(name string) {
		if !first {
			out.WriteByte(',')
		}
		first = false
		quote(out, name)
		out.WriteByte(':')
	}
	for _, m := range n.Members {
		v := m.Value
		switch {
		case slices.Contains(withoutEffect, m.Key), strings.HasPrefix(m.Key, "x-"), m.Key == "$ref":
		case m.Key == "pattern" && b.portable && !readable(v.Text):
		case m.Key == "required" && v.Kind != spec.Array: // of older drafts
		case (m.Key == "exclusiveMinimum" || m.Key == "exclusiveMaximum") && v.Kind == spec.Bool: // of OpenAPI 3.0 and draft 04
			if limit := n.Own(strings.ToLower(m.Key[9:])); v.Text == "true" && limit != nil {
				key(m.Key)
				b.value(out, limit)
			}
		case m.Key == "type" && n.Own("nullable").True() && v.Kind == spec.String:
			key("type")
			fmt.Fprintf(out, `[%q,"null"]`, v.Text)
		case slices.Contains(oneSchema, m.Key), m.Key == "items" && v.Kind != spec.Array:
			key(m.Key)
			b.schema(out, v)
		case slices.Contains(manySchemas, m.Key), m.Key == "items":
			key(m.Key)
			b.list(out, v)
		case slices.Contains(namedSchemas, m.Key):
			key(m.Key)
			b.named(out, v, m.Key == "patternProperties")
		default:
			key(m.Key)
			b.value(out, v)
		}
	}
	out.WriteByte('}')
}

func (b *bundler) list(out *bytes.Buffer, n *spec.Node) {
	out.WriteByte('[')
	for i, item := range n.Items {
		if i > 0 {
			out.WriteByte(',')
		}
		b.schema(out, item)
	}
	out.WriteByte(']')
}

func (b *bundler) named(out *bytes.Buffer, n *spec.Node, patterns bool) {
	out.WriteByte('{')
	first := true
	for _, m := range n.Members {
		if patterns && b.portable && !readable(m.Key) {
			continue
		}
		if !first {
			out.WriteByte(',')
		}
		first = false
		quote(out, m.Key)
		out.WriteByte(':')
		if m.Value.Kind == spec.Array { // a dependency
			b.value(out, m.Value)
		} else {
			b.schema(out, m.Value)
		}
	}
	out.WriteByte('}')
}

// value writes n as it stands.
func (b *bundler) value(out *bytes.Buffer, n *spec.Node) { out.Write(n.AppendWritten(nil)) }

func quote(out *bytes.Buffer, text string) {
	quoted, _ := json.Marshal(text)
	out.Write(quoted)
}

func readable(pattern string) bool {
	_, err := regexp.Compile(pattern)
	return err == nil
}
