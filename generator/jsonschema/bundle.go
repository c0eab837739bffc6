package jsonschema

import (
	"encoding/json"
	"math/big"
	"strconv"

	"asyncmock/spec"
)

// patternKeyword carries a pattern that Go's engine cannot read.
const patternKeyword = "x-asyncmock-pattern"

// bundle writes all subschemas that references lead to, and the root, as the
// definitions of one document, which needs nothing outside of itself.
func (r *reader) bundle(root *subschema) []byte {
	shared := map[*subschema]bool{root: true}
	for _, s := range r.order {
		if s.ref != nil {
			shared[s.ref] = true
		}
	}
	w := &writer{dialect: r.dialect}
	w.raw(`{"definitions":{`)
	first := true
	for _, s := range r.order {
		if shared[s] {
			if !first {
				w.raw(",")
			}
			first = false
			w.str(definition(s))
			w.raw(":")
			w.schema(s)
		}
	}
	w.raw("}}")
	return w.buf
}

// definition is the key of s among the definitions.
func definition(s *subschema) string { return "s" + strconv.Itoa(s.index) }

// A writer writes subschemas as a JSON Schema of its dialect's draft.
type writer struct {
	dialect dialect
	buf     []byte
	comma   bool
}

func (w *writer) raw(text string) { w.buf = append(w.buf, text...) }
func (w *writer) str(text string) { w.buf = spec.AppendQuoted(w.buf, text) }

func (w *writer) key(name string) {
	if w.comma {
		w.raw(",")
	}
	w.comma = true
	w.str(name)
	w.raw(":")
}

func (w *writer) schema(s *subschema) {
	if s.always != nil {
		w.raw(strconv.FormatBool(*s.always))
		return
	}
	outer := w.comma
	w.comma = false
	w.raw("{")
	if s.meta != "" {
		w.key("$ref")
		w.str(s.meta)
	}
	if s.ref != nil {
		w.key("$ref")
		w.str("#/definitions/" + definition(s.ref))
	}
	if s.ref == nil || w.dialect.version >= 2019 {
		w.assertions(s)
		w.object(s)
		w.array(s)
		w.inPlace(s)
	}
	w.raw("}")
	w.comma = outer
}

func (w *writer) assertions(s *subschema) {
	if s.types != 0 {
		w.key("type")
		types := s.types
		if s.nullable {
			types |= typeNull
		}
		w.value(types.names())
	}
	if s.constant != nil {
		w.key("const")
		w.buf = append(w.buf, s.constant.raw...)
	}
	if s.hasEnum {
		w.key("enum")
		w.raw("[")
		for i, l := range s.enum {
			if i > 0 {
				w.raw(",")
			}
			w.buf = append(w.buf, l.raw...)
		}
		w.raw("]")
	}
	w.number("minimum", s.minimum)
	w.number("maximum", s.maximum)
	w.number("exclusiveMinimum", s.exMinimum)
	w.number("exclusiveMaximum", s.exMaximum)
	w.number("multipleOf", s.multiple)
	w.count("minLength", s.minLength)
	w.count("maxLength", s.maxLength)
	if p := s.pattern; p != nil && p.linear != nil {
		w.text("pattern", p.plain)
	} else if p != nil {
		w.text(patternKeyword, p.text)
	}
	w.text("format", s.format)
	w.text("contentEncoding", s.contentEncoding)
	w.text("contentMediaType", s.contentMediaType)
}

func (w *writer) object(s *subschema) {
	if len(s.properties) > 0 {
		w.key("properties")
		w.raw("{")
		w.comma = false
		for _, p := range s.properties {
			w.sub(p.name, p.schema)
		}
		w.raw("}")
		w.comma = true
	}
	lenient := w.patternProperties(s)
	if s.additional != nil && !lenient {
		w.sub("additionalProperties", s.additional)
	}
	w.sub("propertyNames", s.propertyNames)
	if len(s.required) > 0 {
		w.key("required")
		w.value(s.required)
	}
	w.count("minProperties", s.minProps)
	w.count("maxProperties", s.maxProps)
	w.sub("unevaluatedProperties", s.unevaluated)
	w.dependencies(s)
}

// patternProperties leaves out the patterns that Go's engine cannot read; it
// reports whether there were any, so that what they allow is not refused.
func (w *writer) patternProperties(s *subschema) (lenient bool) {
	if len(s.patternProps) == 0 {
		return false
	}
	w.key("patternProperties")
	w.raw("{")
	w.comma = false
	for _, p := range s.patternProps {
		if p.pattern.linear == nil {
			lenient = true
			continue
		}
		w.sub(p.pattern.plain, p.schema)
	}
	w.raw("}")
	w.comma = true
	return lenient
}

// dependencies writes each of the two kinds under the keyword it has in the draft.
func (w *writer) dependencies(s *subschema) {
	write := func(keyword string, wanted func(dependency) bool) {
		open := false
		for _, d := range s.dependencies {
			if !wanted(d) {
				continue
			}
			if !open {
				w.key(keyword)
				w.raw("{")
				w.comma, open = false, true
			}
			if d.schema != nil {
				w.sub(d.name, d.schema)
				continue
			}
			w.key(d.name)
			w.value(append([]string{}, d.required...))
		}
		if open {
			w.raw("}")
			w.comma = true
		}
	}
	if w.dialect.version < 2019 {
		write("dependencies", func(dependency) bool { return true })
		return
	}
	write("dependentRequired", func(d dependency) bool { return d.schema == nil })
	write("dependentSchemas", func(d dependency) bool { return d.schema != nil })
}

func (w *writer) array(s *subschema) {
	tuple, rest := "items", "additionalItems"
	if w.dialect.version >= 2020 {
		tuple, rest = "prefixItems", "items"
	}
	if len(s.tuple) > 0 {
		w.list(tuple, s.tuple)
		w.sub(rest, s.items)
	} else {
		w.sub("items", s.items)
	}
	w.count("minItems", s.minItems)
	w.count("maxItems", s.maxItems)
	if s.unique {
		w.key("uniqueItems")
		w.raw("true")
	}
	w.sub("contains", s.contains)
	w.count("minContains", s.minContains)
	w.count("maxContains", s.maxContains)
	w.sub("unevaluatedItems", s.unevalItems)
}

func (w *writer) inPlace(s *subschema) {
	w.list("allOf", s.allOf)
	w.list("anyOf", s.anyOf)
	w.list("oneOf", s.oneOf)
	w.sub("not", s.not)
	w.sub("if", s.cond)
	w.sub("then", s.then)
	w.sub("else", s.els)
}

func (w *writer) list(key string, list []*subschema) {
	if len(list) == 0 {
		return
	}
	w.key(key)
	w.raw("[")
	for i, s := range list {
		if i > 0 {
			w.raw(",")
		}
		w.schema(s)
	}
	w.raw("]")
}

func (w *writer) sub(key string, s *subschema) {
	if s != nil {
		w.key(key)
		w.schema(s)
	}
}

func (w *writer) text(key, text string) {
	if text != "" {
		w.key(key)
		w.str(text)
	}
}

func (w *writer) number(key string, v *big.Rat) {
	if v != nil {
		w.key(key)
		w.raw(decimal(v))
	}
}

// decimal writes a number that came from a decimal literal without rounding.
func decimal(v *big.Rat) string {
	places, _ := v.FloatPrec()
	return v.FloatString(places)
}

func (w *writer) count(key string, n int) {
	if n >= 0 {
		w.key(key)
		w.raw(strconv.Itoa(n))
	}
}

func (w *writer) value(v []string) {
	text, err := json.Marshal(v)
	if err == nil {
		w.buf = append(w.buf, text...)
	}
}
