package diff

import (
	"fmt"
	"slices"
	"strconv"

	"asyncmock/spec"
)

func required(c *comparison) {
	for _, n := range c.new.required {
		if c.old.requires(n.Str()) == nil {
			c.add(delta{kind: "required-added", effect: narrows, new: n, what: named("property %s is required now", n.Str()), shows: lacks(n.Str()), within: n.Parent()})
		}
	}
	for _, n := range c.old.required {
		if c.new.requires(n.Str()) == nil {
			c.add(delta{kind: "required-removed", effect: widens, old: n, what: named("property %s is not required any more", n.Str()), shows: lacks(n.Str()), within: n.Parent()})
		}
	}
}

func lacks(name string) func(any) bool {
	return func(v any) bool {
		object, ok := v.(map[string]any)
		_, has := object[name]
		return ok && !has
	}
}

func has(name string) func(any) bool {
	return func(v any) bool {
		object, _ := v.(map[string]any)
		_, has := object[name]
		return has
	}
}

// properties compares those that both declare. One that only one declares
// makes a difference where the other forbids what it does not declare.
func properties(c *comparison) {
	for _, m := range c.old.properties {
		if n := c.new.property(m.Key); n != nil {
			c.schemas(m.Value, n, below(c.path, m.Key), c.guarded)
			continue
		}
		d := delta{kind: "property-removed", old: m.Value, what: named("property %s is gone", m.Key), shows: has(m.Key), anywhere: true}
		if c.new.closed() {
			d.effect = narrows
		}
		c.add(d)
	}
	for _, m := range c.new.properties {
		if c.old.property(m.Key) != nil {
			continue
		}
		d := delta{kind: "property-added", new: m.Value, what: named("there is a new property %s", m.Key), shows: has(m.Key), anywhere: true}
		if c.old.closed() {
			d.effect = widens
		}
		c.add(d)
	}
}

// additional compares what is said about properties that are not declared.
func additional(c *comparison) {
	old, new := c.old.keywords["additionalProperties"], c.new.keywords["additionalProperties"]
	before, after := openness(old.Deref()), openness(new.Deref())
	d := delta{old: old, new: new, open: true}
	switch {
	case before == after && before != 0:
		return
	case after == forbidden:
		d.kind, d.effect, d.what = "additional-properties-forbidden", narrows, "properties that are not declared are forbidden now"
	case before == forbidden:
		d.kind, d.effect, d.what = "additional-properties-allowed", widens, "properties that are not declared are allowed now"
	case before == free:
		d.kind, d.effect, d.what = "additional-properties-restricted", narrows, "properties that are not declared have a schema now"
		d.inside = true
	case after == free:
		d.kind, d.effect, d.what = "additional-properties-freed", widens, "properties that are not declared have no schema any more"
		d.inside = true
	default:
		c.schemas(old, new, below(c.path, each), c.guarded)
		return
	}
	c.add(d)
}

// itemKeywords hold the schemas of items.
var itemKeywords = []string{"items", "additionalItems", "prefixItems"}

// items compares the schemas of items, for all or by place.
func items(c *comparison) {
	for _, k := range itemKeywords {
		old, new := c.old.keywords[k].Deref(), c.new.keywords[k].Deref()
		switch {
		case old == nil && new == nil:
		case old == nil:
			c.add(delta{kind: kebab(k) + "-added", effect: narrows, new: new, what: k + " is new", open: true, inside: true})
		case new == nil:
			c.add(delta{kind: kebab(k) + "-removed", effect: widens, old: old, what: k + " is gone", open: true, inside: true})
		case old.Is(spec.Array) && new.Is(spec.Array):
			c.tuple(k, old, new)
		case old.Is(spec.Array) || new.Is(spec.Array):
			c.add(delta{kind: kebab(k) + "-changed", effect: either, old: old, new: new, what: k + " has another form", anywhere: true})
		default:
			c.schemas(old, new, below(c.path, each), c.guarded)
		}
	}
}

func (c *comparison) tuple(keyword string, old, new *spec.Node) {
	for i := range min(old.Len(), new.Len()) {
		c.schemas(old.Index(i), new.Index(i), below(c.path, strconv.Itoa(i)), c.guarded)
	}
	if old.Len() != new.Len() {
		c.add(delta{kind: kebab(keyword) + "-changed", effect: either, old: old, new: new, anywhere: true,
			what: fmt.Sprintf("%s are %d now, they were %d", keyword, new.Len(), old.Len())})
	}
}

// wholeKeywords hold schemas that count as one thing.
var wholeKeywords = []string{"not", "if", "then", "else", "contains", "propertyNames", "unevaluatedProperties", "unevaluatedItems"}

// mapKeywords hold schemas by name that count as one thing.
var mapKeywords = []string{"patternProperties", "dependentSchemas", "dependencies"}

func whole(c *comparison) {
	if old, new := c.old.keywords["minContains"], c.new.keywords["minContains"]; !equals(old)(new.Any()) {
		c.add(delta{kind: "min-contains-changed", effect: either, old: old, new: new, what: changed("minContains", old, new), anywhere: true})
	}
	for _, k := range wholeKeywords {
		c.one(k, func(old, new *spec.Node) bool { return differ(old, new) })
	}
	for _, k := range mapKeywords {
		c.one(k, mapsDiffer)
	}
}

func (c *comparison) one(keyword string, differ func(old, new *spec.Node) bool) {
	old, new := c.old.keywords[keyword], c.new.keywords[keyword]
	d := delta{kind: kebab(keyword), effect: either, old: old, new: new, anywhere: true}
	switch {
	case old == nil && new == nil:
		return
	case old == nil:
		d.kind, d.what = d.kind+"-added", keyword+" is new"
		d.effect = narrows
	case new == nil:
		d.kind, d.what = d.kind+"-removed", keyword+" is gone"
		d.effect = widens
	case differ(old, new):
		d.kind, d.what = d.kind+"-changed", keyword+" is different"
	default:
		return
	}
	if keyword == "patternProperties" {
		d.effect = either // with additionalProperties: false they allow, else they restrict
	}
	c.add(d)
}

func mapsDiffer(old, new *spec.Node) bool {
	old, new = old.Deref(), new.Deref()
	if old.Len() != new.Len() {
		return true
	}
	return slices.ContainsFunc(old.Members, func(m spec.Member) bool {
		other := new.Own(m.Key)
		if m.Value.Is(spec.Array) || other == nil {
			return other == nil || !equals(m.Value)(other.Any())
		}
		return differ(m.Value, other)
	})
}
