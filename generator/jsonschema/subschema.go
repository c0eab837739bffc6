package jsonschema

import (
	"math/big"

	"asyncmock/spec"
)

// A subschema is a schema object as it was understood: malformed keywords are
// gone, references are pointers, and spellings of drafts are one. The
// validator and the generation plan are both made of it, so they cannot
// understand a schema in two ways.
type subschema struct {
	src    *spec.Node
	index  int    // order of discovery: identity that does not depend on addresses
	name   string // component key or the like, for the discriminator
	always *bool  // a boolean schema

	ref *subschema // draft 7 and before: everything else is ignored
	// meta is the address of a meta-schema, which the validator knows.
	meta string

	types     typeSet // 0: any
	nullable  bool    // null is accepted as well, and never made
	constant  *literal
	enum      []literal
	hasEnum   bool
	enumKeys  map[string]bool // of a long enum, see schema.AppendKey
	minimum   *big.Rat
	maximum   *big.Rat
	exMinimum *big.Rat
	exMaximum *big.Rat
	multiple  *big.Rat

	minLength, maxLength int // -1: none
	pattern              *pattern
	format               string
	contentEncoding      string
	contentMediaType     string

	properties    []property
	patternProps  []patternProperty
	additional    *subschema
	propertyNames *subschema
	required      []string
	minProps      int
	maxProps      int
	dependencies  []dependency // both kinds, of all drafts
	unevaluated   *subschema   // unevaluatedProperties
	unevalItems   *subschema

	tuple    []*subschema
	items    *subschema // what comes after the tuple
	minItems int
	maxItems int
	unique   bool
	contains *subschema
	// containsSees: for unevaluatedItems, contains has seen what it accepts.
	containsSees bool
	minContains  int // -1: 1 when contains is there
	maxContains  int

	allOf, anyOf, oneOf []*subschema
	tag                 string // see tagOf
	not                 *subschema
	cond, then, els     *subschema

	// What does not change validity.
	title, description string
	examples           []literal // examples, example
	defaultValue       *literal
	discriminator      *discriminator
	readOnly           bool
	writeOnly          bool
}

// A discriminator says which property holds the name of the schema.
type discriminator struct {
	property string
	mapping  []mapped
}

// mapped is an entry of a discriminator's mapping: the value that stands for a schema.
type mapped struct{ value, name string }

type property struct {
	name   string
	schema *subschema
}

type patternProperty struct {
	pattern *pattern
	schema  *subschema
}

// A dependency holds when the property name is present.
type dependency struct {
	name     string
	required []string
	schema   *subschema // nil: required counts
}

// A literal is a JSON value of the document: compact text and tree.
type literal struct {
	raw  []byte
	tree any
	node *spec.Node // where it stands, nil for one that stands nowhere
}

// A typeSet is a set of JSON types.
type typeSet uint8

const (
	typeNull typeSet = 1 << iota
	typeBoolean
	typeInteger
	typeNumber // the whole numbers too
	typeString
	typeArray
	typeObject
	typeAny = typeNull | typeBoolean | typeInteger | typeNumber | typeString | typeArray | typeObject
)

var typeNames = []string{"null", "boolean", "integer", "number", "string", "array", "object"}

func typeNamed(name string) typeSet {
	for i, n := range typeNames {
		if n == name {
			return 1 << i
		}
	}
	return 0
}

// names lists the set as a schema would.
func (t typeSet) names() (list []string) {
	for i, n := range typeNames {
		if t&(1<<i) != 0 && !(1<<i == typeInteger && t&typeNumber != 0) {
			list = append(list, n)
		}
	}
	return list
}

// inPlace calls f with every schema that is applied to the same instance.
func (s *subschema) inPlace(f func(*subschema)) {
	if s.ref != nil {
		f(s.ref)
	}
	for _, list := range [][]*subschema{s.allOf, s.anyOf, s.oneOf, {s.not, s.cond, s.then, s.els}} {
		for _, sub := range list {
			if sub != nil {
				f(sub)
			}
		}
	}
	for _, d := range s.dependencies {
		if d.schema != nil {
			f(d.schema)
		}
	}
}

// children calls f with every schema that is applied to a part of the instance.
func (s *subschema) children(f func(*subschema)) {
	for _, p := range s.properties {
		f(p.schema)
	}
	for _, p := range s.patternProps {
		f(p.schema)
	}
	for _, sub := range append([]*subschema{s.additional, s.propertyNames, s.items, s.contains, s.unevaluated, s.unevalItems}, s.tuple...) {
		if sub != nil {
			f(sub)
		}
	}
}
