package jsonschema

import (
	"math/rand/v2"
	"slices"
	"strconv"
)

// breakFurtherItems adds an item where the schema false says that there are
// no more.
func breakFurtherItems(_ *alt, s *subschema, sound literal) (list []breach) {
	if _, ok := sound.tree.([]any); !ok {
		return nil
	}
	parts := items(sound.raw)
	n := max(len(parts), len(s.tuple))
	if len(parts) < len(s.tuple) {
		return nil // what comes next is one of the tuple
	}
	for _, c := range []struct {
		keyword string
		forbids *subschema
	}{{"items", s.items}, {"unevaluatedItems", s.unevalItems}} {
		if !c.forbids.nothing() {
			continue
		}
		for _, text := range []string{"true", "42", `"unexpected"`, "null", "{}"} {
			value := arrayOf(append(slices.Clone(parts), jsonLiteral(text)))
			if c.keyword == "items" && s.src.Own("additionalItems") != nil { // drafts before 2020-12
				list = append(list, breach{keyword: "additionalItems", value: value})
			}
			list = append(list, breach{keyword: c.keyword, value: value, beside: strconv.Itoa(n)})
		}
	}
	return list
}

// breakNames adds properties under names that may not be.
func breakNames(_ *alt, s *subschema, sound literal) (list []breach) {
	if _, ok := sound.tree.(map[string]any); !ok {
		return nil
	}
	parts := members(sound.raw)
	values := [][]byte{[]byte("true"), []byte(`"text"`), []byte("1"), []byte("{}"), []byte("[]")}
	for _, p := range parts {
		values = append(values, p.raw)
	}
	add := func(b breach, name string) {
		for _, value := range values {
			b.value, b.beside = objectOf(append(slices.Clone(parts), part{name, value})), name
			list = append(list, b)
		}
	}
	if s.propertyNames != nil {
		for _, name := range []string{"unexpected", "Unexpected Name", "x", "0", "", "?", "an-unexpected-name-that-goes-on-and-on-and-on-and-on-and-on-and-on"} {
			if !s.propertyNames.accepts(name) {
				add(breach{keyword: "propertyNames"}, name)
			}
		}
	}
	for _, p := range s.properties {
		if p.schema.nothing() {
			add(breach{keyword: falseSchema, label: p.name}, p.name)
		}
	}
	for _, p := range s.patternProps {
		if name := p.pattern.example(); name != "" && p.schema.nothing() {
			add(breach{keyword: falseSchema, label: name}, name)
		}
	}
	return list
}

// nothing reports whether the schema is false.
func (s *subschema) nothing() bool { return s != nil && s.always != nil && !*s.always }

// example returns a text that the pattern matches, always the same; "" where
// none is found.
func (p *pattern) example() string {
	m := newMaker(p)
	if m == nil {
		return ""
	}
	src := rand.New(rand.NewPCG(3, 4))
	for range 40 {
		if text := string(m.text(nil, src, 1, 8)); text != "" && p.matches(text) {
			return text
		}
	}
	return ""
}
