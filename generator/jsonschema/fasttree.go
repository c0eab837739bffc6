package jsonschema

import (
	"encoding/json"
	"unicode/utf8"

	"asyncmock/generator/schema"
)

// maxQuick bounds the schemas that are tested in one quick check: a payload
// that takes more is counted first.
const maxQuick = 100_000

// A quick is one check of a value. It has given up when it cannot tell.
type quick struct {
	steps  int
	gaveUp bool
	src    string // when a text is checked
}

// accepts reports whether the check is sure that v is valid.
func (c *check) accepts(v any) bool {
	if c == nil {
		return false
	}
	var q quick
	return q.tree(c, v) && !q.gaveUp
}

// step counts, and reports whether the check goes on.
func (q *quick) step() bool {
	if q.steps++; q.steps > maxQuick {
		q.gaveUp = true
	}
	return !q.gaveUp
}

func (q *quick) tree(c *check, v any) bool {
	if c.always != nil {
		return *c.always
	}
	if !q.step() {
		return false
	}
	ok := false
	switch v := v.(type) {
	case nil:
		ok = (c.types == 0 || c.types&typeNull != 0) && (c.values == nil || c.values.other(nil))
	case bool:
		ok = (c.types == 0 || c.types&typeBoolean != 0) && (c.values == nil || c.values.other(v))
	case json.Number:
		ok = q.numeral(c, string(v))
	case string:
		ok = c.str(v)
	case []any:
		ok = (c.types == 0 || c.types&typeArray != 0) && (c.values == nil || c.values.other(v)) && (c.array == nil || q.items(c.array, v))
	case map[string]any:
		ok = (c.types == 0 || c.types&typeObject != 0) && (c.values == nil || c.values.other(v)) && (c.object == nil || q.members(c.object, v))
	default:
		q.gaveUp = true
	}
	return ok && (!c.inPlace || q.treeInPlace(c, v))
}

func (q *quick) numeral(c *check, text string) bool {
	if c.types&typeNumber != 0 && c.number == nil && c.values == nil || c.types == 0 && c.number == nil && c.values == nil {
		return true
	}
	if c.types != 0 && c.types&(typeNumber|typeInteger) == 0 {
		return false
	}
	n, ok := newNumeral(text)
	if !ok {
		q.gaveUp = true
		return false
	}
	if c.types != 0 && c.types&typeNumber == 0 && !n.whole() {
		return false
	}
	return (c.values == nil || c.values.number(n)) && (c.number == nil || c.number.accepts(n))
}

func (c *check) str(text string) bool {
	return (c.types == 0 || c.types&typeString != 0) && (c.values == nil || c.values.texts[text]) && (c.text == nil || c.text.accepts(text))
}

func (t *textCheck) accepts(text string) bool {
	if t.min > 0 || t.max >= 0 {
		if n := utf8.RuneCountInString(text); n < t.min || t.max >= 0 && n > t.max {
			return false
		}
	}
	if t.format != nil && !t.format.accepts(text) {
		return false
	}
	if t.pattern != nil && !(t.simple != nil && t.simple.matches(text)) && !t.pattern.MatchString(text) {
		return false
	}
	for _, p := range t.slow {
		if !p.matches(text) {
			return false
		}
	}
	return t.content == nil || t.content.accepts(text)
}

func (c *contentCheck) accepts(text string) bool {
	content := []byte(text)
	if c.decode != nil {
		var err error
		if content, err = c.decode(text); err != nil {
			return false
		}
	}
	return c.media == nil || c.media(content) == nil
}

func (c *valueCheck) number(n numeral) bool {
	for i := range c.numbers {
		if n.cmp(&c.numbers[i]) == 0 {
			return true
		}
	}
	return false
}

func (c *valueCheck) other(v any) bool {
	for _, o := range c.others {
		if schema.Equal(o, v) {
			return true
		}
	}
	return false
}

func (q *quick) members(o *objectCheck, v map[string]any) bool {
	if o.min >= 0 && len(v) < o.min || o.max >= 0 && len(v) > o.max {
		return false
	}
	declared := 0
	for i := range o.members {
		m := &o.members[i]
		if !m.declared && !m.required {
			continue
		}
		value, ok := v[m.name]
		if !ok {
			if m.required {
				return false
			}
			continue
		}
		if m.declared {
			declared++
			if !q.tree(m.check, value) {
				return false
			}
		}
	}
	if (len(o.patterns) > 0 || o.names != nil || o.additional != nil && declared < len(v)) && !q.others(o, v) {
		return false
	}
	return len(o.needs) == 0 || q.treeNeeds(o, v)
}

// others checks what does not go by declared names.
func (q *quick) others(o *objectCheck, v map[string]any) bool {
	for name, value := range v {
		if o.names != nil && !q.name(o.names, name) {
			return false
		}
		i, known := o.index[name]
		covered := known && o.members[i].declared
		for _, p := range o.patterns {
			if p.pattern.MatchString(name) {
				if covered = true; !q.tree(p.check, value) {
					return false
				}
			}
		}
		if !covered && o.additional != nil && !q.tree(o.additional, value) {
			return false
		}
	}
	return true
}

// name checks the name of a property.
func (q *quick) name(c *check, name string) bool {
	if c.always != nil || c.inPlace {
		return q.tree(c, name)
	}
	return q.step() && c.str(name)
}

func (q *quick) treeNeeds(o *objectCheck, v map[string]any) bool {
	for _, n := range o.needs {
		if _, ok := v[o.members[n.member].name]; !ok {
			continue
		}
		for _, i := range n.needs {
			if _, ok := v[o.members[i].name]; !ok {
				return false
			}
		}
		if n.check != nil && !q.tree(n.check, v) {
			return false
		}
	}
	return true
}

func (q *quick) items(a *arrayCheck, v []any) bool {
	if a.min >= 0 && len(v) < a.min || a.max >= 0 && len(v) > a.max {
		return false
	}
	found := 0
	for i, item := range v {
		if c := a.at(i); c != nil && !q.tree(c, item) {
			return false
		}
		if a.contains != nil && q.tree(a.contains, item) {
			found++
		}
	}
	return (a.contains == nil || a.enough(found)) && (!a.unique || q.distinct(v))
}

// at returns the check of an item.
func (a *arrayCheck) at(i int) *check {
	if i < len(a.tuple) {
		return a.tuple[i]
	}
	return a.rest
}

// enough compares the count of the items that contains asks for.
func (a *arrayCheck) enough(found int) bool {
	return found >= a.least && (a.most < 0 || found <= a.most)
}

// maxDistinct bounds the items that are compared each with each.
const maxDistinct = 64

func (q *quick) distinct(v []any) bool {
	if len(v) > maxDistinct {
		q.gaveUp = true
		return false
	}
	for i, item := range v {
		for _, other := range v[:i] {
			if q.equal(item, other) {
				return false
			}
		}
	}
	return true
}

// equal is like the function, at once for what is most common.
func (q *quick) equal(a, b any) bool {
	switch a := a.(type) {
	case string:
		b, ok := b.(string)
		return ok && a == b
	case json.Number:
		b, ok := b.(json.Number)
		return ok && q.sameNumber(string(a), string(b))
	}
	return schema.Equal(a, b)
}

func (q *quick) sameNumber(a, b string) bool {
	if a == b {
		return true
	}
	n, known := newNumeral(a)
	m, ok := newNumeral(b)
	q.gaveUp = q.gaveUp || !known || !ok
	return n.equal(m)
}

func (q *quick) treeInPlace(c *check, v any) bool {
	for _, sub := range c.all {
		if !q.tree(sub, v) {
			return false
		}
	}
	if len(c.any) > 0 {
		found := false
		for _, sub := range c.any {
			if found = q.tree(sub, v); found {
				break
			}
		}
		if !found {
			return false
		}
	}
	if len(c.one) > 0 {
		n := 0
		for _, sub := range c.one {
			if q.tree(sub, v) {
				n++
			}
		}
		if n != 1 {
			return false
		}
	}
	if c.not != nil && q.tree(c.not, v) {
		return false
	}
	if c.cond != nil {
		branch := c.els
		if q.tree(c.cond, v) {
			branch = c.then
		}
		return branch == nil || q.tree(branch, v)
	}
	return true
}
