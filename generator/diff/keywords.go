package diff

import (
	"fmt"
	"slices"
	"strings"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// keywords is the table of what is compared, in the order of the report.
func keywords() []func(*comparison) {
	return []func(*comparison){
		types, values, limits, rules, required, properties, additional, items, alternatives, whole,
	}
}

// types compares the keyword type; integers are numbers.
func types(c *comparison) {
	old, new := c.old.keywords["type"], c.new.keywords["type"]
	if old == nil && new == nil {
		return
	}
	d := delta{old: old, new: new}
	switch {
	case old == nil:
		d.kind, d.effect, d.what = "type-added", narrows, fmt.Sprintf("the type must be %s now", written(new))
	case new == nil:
		d.kind, d.effect, d.what = "type-removed", widens, fmt.Sprintf("the type need not be %s any more", written(old))
	default:
		lost, won := missing(old.Strings(), new.Strings()), missing(new.Strings(), old.Strings())
		d.what = fmt.Sprintf("the type is %s now, it was %s", written(new), written(old))
		switch {
		case len(lost) == 0 && len(won) == 0:
			return
		case len(won) == 0:
			d.kind, d.effect = "type-narrowed", narrows
		case len(lost) == 0:
			d.kind, d.effect = "type-widened", widens
		default:
			d.kind, d.effect = "type-changed", either
		}
	}
	c.add(d)
}

// missing returns the types of list that others does not cover.
func missing(list, others []string) (out []string) {
	for _, t := range list {
		if !slices.Contains(others, t) && !(t == "integer" && slices.Contains(others, "number")) {
			out = append(out, t)
		}
	}
	return out
}

// values compares const and enum, which are lists of values.
func values(c *comparison) {
	old, kept, before := listed(c.old)
	new, now, after := listed(c.new)
	switch {
	case old == nil && new == nil:
	case old == nil:
		c.add(delta{kind: after + "-added", effect: narrows, new: new, what: fmt.Sprintf("only the value%s %s is accepted now", plural(now), written(new))})
	case new == nil:
		c.add(delta{kind: before + "-removed", effect: widens, old: old, what: fmt.Sprintf("other values than %s are accepted now", written(old))})
	case before == "const" && after == "const":
		if !contains(now, kept[0]) {
			c.add(delta{kind: "const-changed", effect: either, old: old, new: new, what: fmt.Sprintf("the value must be %s now, it was %s", written(new), written(old))})
		}
	default:
		for _, v := range kept {
			if !contains(now, v) {
				c.add(delta{kind: "enum-value-removed", effect: narrows, old: v, new: new, what: fmt.Sprintf("the value %s is gone", written(v)), shows: equals(v)})
			}
		}
		for _, v := range now {
			if !contains(kept, v) {
				c.add(delta{kind: "enum-value-added", effect: widens, old: old, new: v, what: fmt.Sprintf("there is a new value %s", written(v)), shows: equals(v)})
			}
		}
	}
}

func listed(v *view) (n *spec.Node, values []*spec.Node, keyword string) {
	if n := v.keywords["const"]; n != nil {
		return n, []*spec.Node{n}, "const"
	}
	if n := v.keywords["enum"]; n.Is(spec.Array) {
		return n, n.Items, "enum"
	}
	return nil, nil, ""
}

func plural(list []*spec.Node) string {
	if len(list) == 1 {
		return ""
	}
	return "s"
}

func equals(n *spec.Node) func(any) bool {
	want := n.Any()
	return func(v any) bool { return schema.Equal(v, want) }
}

func contains(list []*spec.Node, n *spec.Node) bool {
	return slices.ContainsFunc(list, func(m *spec.Node) bool { return equals(n)(m.Any()) })
}

// A limit is a keyword whose value is a bound.
type limit struct {
	keyword string
	upper   bool
}

var limitKeywords = []limit{
	{"maximum", true}, {"exclusiveMaximum", true}, {"maxLength", true}, {"maxItems", true}, {"maxProperties", true},
	{"minimum", false}, {"exclusiveMinimum", false}, {"minLength", false}, {"minItems", false}, {"minProperties", false},
}

func limits(c *comparison) {
	for _, l := range limitKeywords {
		old, new := c.old.keywords[l.keyword], c.new.keywords[l.keyword]
		if old == nil && new == nil {
			continue
		}
		d := delta{kind: kebab(l.keyword), old: old, new: new}
		from, known := old.AsFloat()
		to, also := new.AsFloat()
		switch {
		case old == nil:
			d.kind, d.effect, d.what = d.kind+"-added", narrows, fmt.Sprintf("%s %s is new", l.keyword, written(new))
		case new == nil:
			d.kind, d.effect, d.what = d.kind+"-removed", widens, fmt.Sprintf("%s %s is gone", l.keyword, written(old))
		case equals(old)(new.Any()):
			continue
		case !known || !also || from == to:
			d.kind, d.effect, d.what = d.kind+"-changed", either, changed(l.keyword, old, new)
		case to > from:
			d.kind, d.effect, d.what = d.kind+"-raised", narrows, changed(l.keyword, old, new)
			if l.upper {
				d.effect = widens
			}
		default:
			d.kind, d.effect, d.what = d.kind+"-lowered", widens, changed(l.keyword, old, new)
			if l.upper {
				d.effect = narrows
			}
		}
		c.add(d)
	}
}

func changed(keyword string, old, new *spec.Node) string {
	return fmt.Sprintf("%s is %s now, it was %s", keyword, written(new), written(old))
}

// ruleKeywords are compared as they are: with one less is accepted than without.
var ruleKeywords = []string{"multipleOf", "pattern", "format", "uniqueItems", "dependentRequired", "maxContains", "contentEncoding", "contentMediaType"}

func rules(c *comparison) {
	for _, k := range ruleKeywords {
		old, new := c.old.keywords[k], c.new.keywords[k]
		if k == "uniqueItems" {
			old, new = unlessFalse(old), unlessFalse(new)
		}
		switch {
		case old == nil && new == nil:
		case old == nil:
			c.add(delta{kind: kebab(k) + "-added", effect: narrows, new: new, what: fmt.Sprintf("%s %s is new", k, written(new))})
		case new == nil:
			c.add(delta{kind: kebab(k) + "-removed", effect: widens, old: old, what: fmt.Sprintf("%s %s is gone", k, written(old))})
		case !equals(old)(new.Any()):
			c.add(delta{kind: kebab(k) + "-changed", effect: either, old: old, new: new, what: changed(k, old, new)})
		}
	}
	nullable(c)
}

// nullable is OpenAPI's: with it more is accepted.
func nullable(c *comparison) {
	old, new := unlessFalse(c.old.keywords["nullable"]), unlessFalse(c.new.keywords["nullable"])
	switch {
	case old == nil && new != nil:
		c.add(delta{kind: "nullable-added", effect: widens, new: new, what: "null is accepted now", anywhere: true, shows: isNull})
	case old != nil && new == nil:
		c.add(delta{kind: "nullable-removed", effect: narrows, old: old, what: "null is not accepted any more", anywhere: true, shows: isNull})
	}
}

func isNull(v any) bool { return v == nil }

func unlessFalse(n *spec.Node) *spec.Node {
	if n.Is(spec.Bool) && !n.True() {
		return nil
	}
	return n
}

func kebab(keyword string) string {
	var b strings.Builder
	for _, r := range keyword {
		if 'A' <= r && r <= 'Z' {
			b.WriteByte('-')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
