package catalog

import (
	"fmt"
	"slices"
	"strings"

	"asyncmock/spec"
)

// A field is a line of a schema as people read it.
type field struct {
	Name        string
	Type        string
	Required    bool
	Facts       []string // constraints: "≥ 1", "one of buy, sell"
	Description string
	Fields      []field // what is in it
}

// The bounds of an outline.
const (
	maxOutlineDepth = 8
	maxOutlineLines = 2000
	maxOutlineWords = 12 // values of an enum
)

// outline returns the lines of a schema; nil when it is no JSON Schema.
func outline(s *spec.Schema) []field {
	if s == nil || s.Node == nil || strings.Contains(s.Format, "avro") || strings.Contains(s.Format, "proto") {
		return nil
	}
	o := outliner{}
	top := o.field("", s.Node, false, nil)
	if len(top.Fields) > 0 && top.Description == "" && len(top.Facts) == 0 {
		return top.Fields
	}
	top.Name = "payload"
	return []field{top}
}

type outliner struct{ lines int }

func (o *outliner) field(name string, n *spec.Node, required bool, around []*spec.Node) field {
	o.lines++
	d := n.Deref()
	f := field{Name: name, Required: required, Description: strings.TrimSpace(d.Get("description").Str()), Type: typeText(d), Facts: facts(d)}
	if d == nil || slices.Contains(around, d) || len(around) > maxOutlineDepth || o.lines > maxOutlineLines {
		if d != nil && len(d.Members) > 0 {
			f.Facts = append(f.Facts, "…")
		}
		return f
	}
	around = append(around, d)
	o.parts(&f, d, around)
	if item := d.Get("items"); item.Is(spec.Object) {
		inner := o.field("each", item, false, around)
		f.Type = strings.TrimSpace(typeText(d) + " of " + inner.Type)
		f.Facts = append(f.Facts, inner.Facts...)
		f.Fields = append(f.Fields, inner.Fields...)
	}
	return f
}

// parts adds properties, and the parts of what is combined.
func (o *outliner) parts(f *field, d *spec.Node, around []*spec.Node) {
	must := d.Get("required").Strings()
	if properties := d.Get("properties").Deref(); properties != nil {
		for _, m := range properties.Members {
			f.Fields = append(f.Fields, o.field(m.Key, m.Value, slices.Contains(must, m.Key), around))
		}
	}
	if all := d.Get("allOf").Deref(); all != nil {
		for _, part := range all.Items {
			inner := o.field("", part, false, around)
			f.Fields = append(f.Fields, inner.Fields...)
			f.Facts = append(f.Facts, inner.Facts...)
			if f.Type == "" {
				f.Type = inner.Type
			}
		}
	}
	for i := range f.Fields {
		f.Fields[i].Required = f.Fields[i].Required || slices.Contains(must, f.Fields[i].Name)
	}
	for _, key := range []string{"oneOf", "anyOf"} {
		list := d.Get(key).Deref()
		if list == nil {
			continue
		}
		for i, one := range list.Items {
			name := one.Get("title").Str()
			if ref := one.Ref(); name == "" && ref != "" {
				name = ref[strings.LastIndexByte(ref, '/')+1:]
			}
			inner := o.field(orElse(name, fmt.Sprintf("alternative %d", i+1)), one, false, around)
			inner.Facts = append([]string{map[string]string{"oneOf": "one of these", "anyOf": "any of these"}[key]}, inner.Facts...)
			f.Fields = append(f.Fields, inner)
		}
	}
	if more := d.Get("additionalProperties"); more.Is(spec.Object) {
		f.Fields = append(f.Fields, o.field("any other", more, false, around))
	}
}

func typeText(d *spec.Node) string {
	types := d.Get("type").Strings()
	switch {
	case len(types) > 0:
		return strings.Join(types, " | ")
	case d.Has("properties"):
		return "object"
	case d.Has("items"):
		return "array"
	}
	return ""
}

// facts words the constraints of a schema.
func facts(d *spec.Node) (list []string) {
	add := func(key, format string) {
		if v := d.Get(key); v != nil && v.Scalar() != "" {
			list = append(list, fmt.Sprintf(format, v.Scalar()))
		}
	}
	add("format", "%s")
	if v := d.Get("const"); v != nil {
		list = append(list, "always "+string(v.AppendJSON(nil)))
	}
	if values := d.Get("enum").Deref(); values != nil && len(values.Items) > 0 {
		var words []string
		for _, v := range values.Items[:min(len(values.Items), maxOutlineWords)] {
			words = append(words, orElse(v.Scalar(), string(v.AppendJSON(nil))))
		}
		if n := len(values.Items) - maxOutlineWords; n > 0 {
			words = append(words, fmt.Sprintf("and %d more", n))
		}
		list = append(list, "one of "+strings.Join(words, ", "))
	}
	add("minimum", "≥ %s")
	add("exclusiveMinimum", "> %s")
	add("maximum", "≤ %s")
	add("exclusiveMaximum", "< %s")
	add("multipleOf", "multiple of %s")
	add("minLength", "at least %s characters")
	add("maxLength", "at most %s characters")
	add("pattern", "matches %s")
	add("minItems", "at least %s items")
	add("maxItems", "at most %s items")
	if d.Get("uniqueItems").True() {
		list = append(list, "no item twice")
	}
	add("minProperties", "at least %s properties")
	add("maxProperties", "at most %s properties")
	if more := d.Get("additionalProperties"); more != nil && more.Kind == spec.Bool && !more.True() {
		list = append(list, "nothing else")
	}
	add("default", "default %s")
	return list
}
