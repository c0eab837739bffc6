package jsonschema

import (
	"slices"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// A breach is a value that breaks one constraint of a place.
type breach struct {
	keyword string
	how     string // when the keyword can be broken in several ways
	label   string // of what is broken, when it is not the place itself
	value   literal
	// plan makes values in place of value; it takes long, and is asked only
	// when no value did it.
	plan   func() []literal
	beside string // the token below the place that the finding is about, "" for the place
}

// name is what a breach is called in a catalog.
func (b breach) name(at *site, a *alt) string {
	name, label := b.keyword, at.label
	if b.how != "" {
		name += ", " + b.how
	}
	if b.label != "" {
		label = at.part(a, at.shape, 0, -1, b.label).label
	}
	return atLimit(&site{label: label}, name)
}

// violations yields, for every constraint of a place, a value that breaks it
// and nothing else. Several breaches of one keyword are tries: the first that
// the validator refuses for that reason alone is taken.
func (k *casing) violations(at *site) {
	for _, a := range at.shape.alts {
		sound, ok := k.sound(at, a)
		if !ok {
			continue
		}
		done := map[string]bool{}
		for b := range k.breaches(at, a, sound) {
			if k.done {
				return
			}
			name := b.name(at, a)
			if !done[name] && !k.told[name] && k.breaks(at, b, name) {
				done[name] = true
			}
		}
		for name := range done {
			k.told[name] = true
		}
	}
}

// sound makes a value of a place in one way, to be broken.
func (k *casing) sound(at *site, a *alt) (literal, bool) {
	for i := range caseAttempts {
		raw, ok := k.attempt(at.shape.only(a), k.around, i, at.depth)
		if !ok {
			continue
		}
		if v, err := schema.Decode(raw); err == nil && a.branch.accepts(v.Tree) {
			return literal{raw: raw, tree: v.Tree}, true
		}
	}
	return literal{}, false
}

// breaks yields the value with the breach in it, if the validator refuses it
// for the reason stated and for no other.
func (k *casing) breaks(at *site, b breach, name string) bool {
	if b.plan == nil {
		return k.breaksWith(at, b, b.value, name)
	}
	for _, value := range b.plan() {
		if k.breaksWith(at, b, value, name) {
			return true
		}
	}
	return false
}

func (k *casing) breaksWith(at *site, b breach, broken literal, name string) bool {
	if len(broken.raw) > maxCaseBytes {
		return false
	}
	root := at.with(at.shape.literally(broken))
	for i := range 3 {
		value, ok := k.attempt(root, k.around, i, 0)
		if !ok {
			continue
		}
		v, err := schema.Decode(value)
		if err != nil {
			return false
		}
		found := k.schema.Validate(v)
		if len(found) == 0 {
			return false
		}
		instance := at.pointer
		if b.beside != "" {
			instance = spec.JoinPointer(instance, b.beside)
		}
		if len(found) == 1 && reports(found[0].Code, b.keyword) && found[0].Instance == instance {
			violation := &schema.Violation{Keyword: b.keyword, Instance: at.pointer, Finding: found[0]}
			if b.keyword == falseSchema {
				violation.Instance = instance // it is the schema of that place
			}
			k.emit(schema.Case{Name: name, Value: value, Violates: violation})
			return true
		}
	}
	return false
}

// falseSchema names the constraint of a place that the schema false forbids.
const falseSchema = "false schema"

// reports reports whether a finding is about a keyword.
func reports(code, keyword string) bool {
	switch keyword {
	case "dependencies":
		return code == "payload-dependent-required" || code == "payload-not-allowed"
	case falseSchema, "then", "else", "dependentSchemas":
		return code == "payload-not-allowed"
	}
	return code == "payload-"+kebab(keyword)
}

// wrongTypes are values of other types than that of a value, the most likely
// mistakes first.
func wrongTypes(sound literal) []literal {
	text := func(s string) literal { return textLiteral(s) }
	number, object, array := numberOf("42"), jsonLiteral(`{}`), jsonLiteral(`[]`)
	null, yes := jsonLiteral(`null`), jsonLiteral(`true`)
	switch v := sound.tree.(type) {
	case string:
		return []literal{number, yes, null, object, array}
	case bool:
		return []literal{text(string(sound.raw)), numberOf("1"), null, object, array}
	case nil:
		return []literal{text("null"), numberOf("0"), jsonLiteral(`false`), object, array}
	case []any:
		list := []literal{text("text"), object, null, number, yes}
		if len(v) > 0 {
			if parts := items(sound.raw); len(parts) > 0 {
				list = append([]literal{parts[0]}, list...)
			}
		}
		return list
	case map[string]any:
		return []literal{text("text"), {raw: slices.Concat([]byte("["), sound.raw, []byte("]")), tree: []any{v}}, null, number, yes}
	}
	return []literal{text(string(sound.raw)), numberOf("0.5"), null, yes, object, array}
}

func jsonLiteral(text string) literal {
	v, _ := schema.Decode([]byte(text))
	return literal{raw: []byte(text), tree: v.Tree}
}
