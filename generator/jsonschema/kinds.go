package jsonschema

import (
	"slices"
	"strings"
)

// accepts judges a value by all that the branch asks for.
func (b *branch) accepts(v any) bool {
	for _, atom := range b.atoms {
		if !atom.accepts(v) {
			return false
		}
	}
	object, isObject := v.(map[string]any)
	for _, name := range b.demanded {
		if _, has := object[name]; isObject && !has {
			return false
		}
	}
	for _, name := range b.forbidden {
		if _, has := object[name]; isObject && has {
			return false
		}
	}
	for _, n := range b.notProps {
		if value, has := object[n.name]; has && n.schema.accepts(value) {
			return false
		}
	}
	return b.acceptsScalar(v)
}

// acceptsScalar judges a value by what negations ask for.
func (b *branch) acceptsScalar(v any) bool {
	of := typeOf(v)
	if of == typeInteger|typeNumber {
		of = typeInteger
	}
	if of&b.types == 0 || slices.ContainsFunc(b.notValues, func(s *subschema) bool { return s.lists(v) }) {
		return false
	}
	if text, ok := v.(string); ok {
		for _, p := range b.notText {
			if p.matches(text) {
				return false
			}
		}
	}
	for _, l := range b.limits {
		if !l.accepts(v) {
			return false
		}
	}
	return !slices.ContainsFunc(b.hopes, func(s *subschema) bool { return s.accepts(v) })
}

// kinds returns the types worth making: those that are declared, or else
// those that the keywords speak about, or else one that does little harm; and
// the others that are left, in case none of those can be made.
func (b *branch) kinds() (kinds, others []typeSet) {
	left := b.typesLeft()
	worth := left
	if !slices.ContainsFunc(b.atoms, func(a *subschema) bool { return a.types != 0 }) {
		if meant := b.meant() & left; meant != 0 {
			worth = meant
		} else if left&typeString != 0 {
			worth = typeString
		} else if left&typeObject != 0 {
			worth = typeObject
		}
	}
	for _, kind := range []typeSet{typeObject, typeArray, typeString, typeNumber, typeInteger, typeBoolean, typeNull} {
		switch {
		case kind == typeInteger && left&typeNumber != 0: // numbers of both kinds come from one plan
		case worth&kind != 0:
			kinds = append(kinds, kind)
		case left&kind != 0:
			others = append(others, kind)
		}
	}
	return kinds, others
}

// meant returns the types that the keywords speak about.
func (b *branch) meant() (types typeSet) {
	if len(b.demanded)+len(b.forbidden)+len(b.notProps)+len(b.strays) > 0 {
		types |= typeObject
	}
	for _, list := range [][]*subschema{b.atoms, b.limits} {
		for _, a := range list {
			if len(a.properties)+len(a.patternProps)+len(a.required)+len(a.dependencies) > 0 || a.additional != nil ||
				a.propertyNames != nil || a.minProps > 0 || a.maxProps >= 0 || a.discriminator != nil || a.unevaluated != nil {
				types |= typeObject
			}
			if a.items != nil || len(a.tuple) > 0 || a.contains != nil || a.minItems > 0 || a.maxItems >= 0 || a.unique {
				types |= typeArray
			}
			if a.pattern != nil || a.format != "" && !numeric(a.format) || a.minLength > 0 || a.maxLength >= 0 || a.contentEncoding != "" {
				types |= typeString
			}
			if a.minimum != nil || a.maximum != nil || a.exMinimum != nil || a.exMaximum != nil || a.multiple != nil || numeric(a.format) {
				types |= typeNumber | typeInteger
			}
			for _, l := range a.examples {
				types |= typeOf(l.tree)
			}
		}
	}
	return types
}

func numeric(format string) bool {
	return wholeFormats[strings.TrimPrefix(format, "u")] > 0 || slices.Contains([]string{"float", "double", "integer", "number", "long", "int"}, format)
}
