package jsonschema

import (
	"math/big"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// keyword reads one member of a schema object into s. What is malformed is
// said and left out; the rest of the schema stays.
func (r *reader) keyword(s *subschema, key string, n *spec.Node) {
	switch key {
	case "type":
		s.types = r.typeSet(n)
	case "nullable":
		s.nullable = r.dialect.nullable && n.Kind == spec.Bool && n.Text == "true" && s.src.Own("type") != nil
		switch {
		case s.nullable && !r.dialect.openAPI:
			r.warn(n, "schema-keyword-foreign", `nullable is OpenAPI 3.0; read as "or null", write type: […, "null"]`)
		case !r.dialect.nullable:
			r.warn(n, "schema-keyword-foreign", `nullable is OpenAPI 3.0 and unknown to %s; it is not used, write type: […, "null"]`, r.dialect.name)
		}
	case "enum":
		if n.Kind != spec.Array {
			r.malformed(n, key, "a list")
			return
		}
		s.enum, s.hasEnum = r.literals(key, n), true
		s.enumKeys = keysOf(s.enum)
	case "const":
		if l, ok := r.literal(key, n); ok && r.dialect.version >= 6 {
			s.constant = &l
		}
	case "minimum":
		s.minimum = r.number(key, n)
	case "maximum":
		s.maximum = r.number(key, n)
	case "exclusiveMinimum":
		s.exMinimum = r.exclusive(key, n)
	case "exclusiveMaximum":
		s.exMaximum = r.exclusive(key, n)
	case "multipleOf":
		if s.multiple = r.number(key, n); s.multiple != nil && s.multiple.Sign() <= 0 {
			r.malformed(n, key, "greater than 0")
			s.multiple = nil
		}
	case "minLength":
		s.minLength = r.count(key, n)
	case "maxLength":
		s.maxLength = r.count(key, n)
	case "minItems":
		s.minItems = r.count(key, n)
	case "maxItems":
		s.maxItems = r.count(key, n)
	case "minProperties":
		s.minProps = r.count(key, n)
	case "maxProperties":
		s.maxProps = r.count(key, n)
	case "minContains", "maxContains":
		r.containsCount(s, key, n)
	case "pattern":
		if n.Kind != spec.String {
			r.malformed(n, key, "a string")
			return
		}
		s.pattern = r.pattern(n, n.Text)
	case "format":
		if n.Kind != spec.String {
			r.malformed(n, key, "a string")
			return
		}
		s.format = r.format(n)
	case "uniqueItems":
		if n.Kind != spec.Bool {
			r.malformed(n, key, "true or false")
			return
		}
		s.unique = n.Text == "true"
	case "required":
		s.required = r.strings(key, n)
	default:
		r.applicator(s, key, n)
	}
}

// applicator reads the keywords that hold schemas.
func (r *reader) applicator(s *subschema, key string, n *spec.Node) {
	v := r.dialect.version
	switch key {
	case "properties":
		for _, m := range r.members(key, n) {
			s.properties = append(s.properties, property{m.Key, r.get(m.Value)})
		}
	case "patternProperties":
		for _, m := range r.members(key, n) {
			if p := r.pattern(m.Value, m.Key); p != nil {
				s.patternProps = append(s.patternProps, patternProperty{p, r.get(m.Value)})
			}
		}
	case "additionalProperties":
		s.additional = r.get(n)
	case "propertyNames":
		if v >= 6 {
			s.propertyNames = r.get(n)
		}
	case "dependencies":
		r.dependencies(s, key, n)
	case "dependentRequired", "dependentSchemas":
		if v < 2019 {
			r.ignored(n, key)
			return
		}
		r.dependencies(s, key, n)
	case "items":
		if n.Kind == spec.Array {
			s.tuple = r.schemas(key, n)
			return
		}
		s.items = r.get(n)
	case "prefixItems":
		if v < 2020 {
			r.ignored(n, key)
			return
		}
		s.tuple = r.schemas(key, n)
	case "contains":
		if v >= 6 {
			s.contains, s.containsSees = r.get(n), v >= 2020
		}
	case "unevaluatedProperties", "unevaluatedItems":
		if v < 2019 {
			r.ignored(n, key)
			return
		}
		if key == "unevaluatedItems" {
			s.unevalItems = r.get(n)
			return
		}
		s.unevaluated = r.get(n)
	case "allOf":
		s.allOf = r.schemas(key, n)
	case "anyOf":
		s.anyOf = r.schemas(key, n)
	case "oneOf":
		s.oneOf = r.schemas(key, n)
	case "not":
		s.not = r.get(n)
	case "if", "then", "else":
		r.conditional(s, key, n)
	default:
		r.annotation(s, key, n)
	}
}

func (r *reader) conditional(s *subschema, key string, n *spec.Node) {
	switch {
	case r.dialect.version < 7:
	case key == "if":
		s.cond = r.get(n)
	case key == "then":
		s.then = r.get(n)
	default:
		s.els = r.get(n)
	}
}

// annotation reads what changes the values that are made, not which are valid.
func (r *reader) annotation(s *subschema, key string, n *spec.Node) {
	switch key {
	case "title":
		s.title = n.Text
	case "description":
		s.description = n.Text
	case "default":
		if l, ok := r.literal(key, n); ok {
			s.defaultValue = &l
		}
	case "example":
		if l, ok := r.literal(key, n); ok {
			s.examples = append(s.examples, l)
		}
	case "examples":
		if n.Kind == spec.Array {
			s.examples = append(s.examples, r.literals(key, n)...)
		}
	case "readOnly":
		s.readOnly = n.Text == "true"
	case "writeOnly":
		s.writeOnly = n.Text == "true"
	case "contentEncoding":
		s.contentEncoding = n.Text
	case "contentMediaType":
		s.contentMediaType = n.Text
	case "discriminator":
		s.discriminator = readDiscriminator(n)
	default:
		r.stranger(n, key)
	}
}

// readDiscriminator reads AsyncAPI's string and OpenAPI's object.
func readDiscriminator(n *spec.Node) *discriminator {
	if n.Kind == spec.String {
		return &discriminator{property: n.Text}
	}
	name := n.Own("propertyName")
	if name == nil {
		return nil
	}
	d := &discriminator{property: name.Text}
	if mapping := n.Own("mapping"); mapping != nil {
		for _, m := range mapping.Members {
			d.mapping = append(d.mapping, mapped{m.Key, lastToken(m.Value.Text)})
		}
	}
	return d
}

func (r *reader) typeSet(n *spec.Node) (set typeSet) {
	names := []*spec.Node{n}
	if n.Kind == spec.Array {
		names = n.Items
	}
	for _, name := range names {
		t := typeNamed(name.Text)
		if name.Kind == spec.Null {
			t = typeNull
		}
		if t == 0 || name.Kind != spec.String && name.Kind != spec.Null {
			r.warn(name, "schema-type-unknown", "%q is not a type of JSON Schema; the type is not checked", name.Text)
			return 0
		}
		set |= t
	}
	return set
}

// exclusive reads a bound; the boolean of draft 4 and OpenAPI is combined later.
func (r *reader) exclusive(key string, n *spec.Node) *big.Rat {
	if n.Kind != spec.Bool {
		return r.number(key, n)
	}
	if r.dialect.version > 4 && !r.dialect.openAPI {
		r.warn(n, "schema-keyword-foreign", "%s is a number since draft 6 of JSON Schema; true is read as draft 4 and OpenAPI 3.0 mean it", key)
	}
	return nil
}

func (r *reader) number(key string, n *spec.Node) *big.Rat {
	if n.Kind == spec.Number {
		if _, err := schema.Decode([]byte(n.Text)); err == nil {
			v, _ := new(big.Rat).SetString(n.Text)
			return v
		}
	}
	r.malformed(n, key, "a number")
	return nil
}

// maxCount is more than any count that matters.
const maxCount = 1 << 40

// count reads a number of letters, items or properties.
func (r *reader) count(key string, n *spec.Node) int {
	v := r.number(key, n)
	if v == nil {
		return -1
	}
	if !v.IsInt() || v.Sign() < 0 {
		r.malformed(n, key, "a whole number, 0 or more")
		return -1
	}
	if v.Cmp(big.NewRat(maxCount, 1)) > 0 {
		return maxCount
	}
	return int(v.Num().Int64())
}

func (r *reader) containsCount(s *subschema, key string, n *spec.Node) {
	if r.dialect.version < 2019 {
		r.ignored(n, key)
		return
	}
	if key == "minContains" {
		s.minContains = r.count(key, n)
		return
	}
	s.maxContains = r.count(key, n)
}

// members returns the members of an object of schemas.
func (r *reader) members(key string, n *spec.Node) []spec.Member {
	if n.Kind != spec.Object {
		r.malformed(n, key, "an object")
		return nil
	}
	return n.Members
}

func (r *reader) dependencies(s *subschema, key string, n *spec.Node) {
	for _, m := range r.members(key, n) {
		d := dependency{name: m.Key}
		if m.Value.Kind == spec.Array {
			d.required = r.strings(key, m.Value)
		} else {
			d.schema = r.get(m.Value)
		}
		s.dependencies = append(s.dependencies, d)
	}
}
