package jsonschema

import (
	"slices"
	"strings"
	"testing"

	"asyncmock/generator/schema"
)

const newest = `$schema: 'https://json-schema.org/draft/2020-12/schema', `

// TestSCH_CAT_InvalidByKeyword: keywords that take more than a wrong value in
// one place. Each is broken once, with the finding that says so.
func TestSCH_CAT_InvalidByKeyword(t *testing.T) {
	for _, c := range []struct{ source, name, value, code, instance, summary string }{
		{`{type: object, propertyNames: {pattern: '^[a-z]+$'}, minProperties: 1, additionalProperties: {const: 1}}`,
			"propertyNames", "", "property-names", "/Unexpected Name", `the name "Unexpected Name" does not match pattern`},
		{`{type: object, propertyNames: {enum: [a, b]}, properties: {a: {const: 1}}}`,
			"propertyNames", `{"a":1,"unexpected":true}`, "property-names", "/unexpected", `the name "unexpected" value must be one of`},
		{`{type: object, propertyNames: false}`, "propertyNames", `{"unexpected":true}`, "property-names", "/unexpected", `the name "unexpected" is not allowed`},
		{`{type: object, properties: {a: {const: 1}, b: {const: 2}, c: {const: 3}}, dependencies: {a: [b, c]}}`,
			"dependencies: a without c", `{"a":1,"b":2}`, "dependent-required", "", `property "c" is missing, which "a" asks for`},
		{`{` + newest + `properties: {p: {type: object, properties: {a: {const: 1}, b: {const: 2}}, dependentRequired: {a: [b]}}}}`,
			"dependentRequired: p.a without b", `{"p":{"a":1}}`, "dependent-required", "/p", `property "b" is missing, which "a" asks for`},
		{`{type: object, required: [a], properties: {a: {const: 1}, b: {const: 2}}, dependencies: {a: {required: [b]}}}`,
			"required: b", `{"a":1}`, "required", "", `property "b" is missing`},
		{`{` + newest + `type: object, properties: {a: {const: 1}}, dependentSchemas: {a: true, d: false}}`,
			"dependentSchemas: d", "", "not-allowed", "", "is not allowed here"},
		{`{` + newest + `type: object, properties: {a: {const: 1}}, unevaluatedProperties: false}`,
			"unevaluatedProperties: unexpected", `{"a":1,"unexpected":true}`, "unevaluated-properties", "/unexpected", `property "unexpected" is not allowed`},
		{`{` + newest + `type: object, properties: {a: {const: 1}}, unevaluatedProperties: {type: string, maxLength: 3}}`,
			"maxLength: other", "", "max-length", "/other", "length must be <= 3, but got 4"},
		{`{` + newest + `type: array, prefixItems: [{const: 1}], unevaluatedItems: false}`,
			"unevaluatedItems", `[1,true]`, "unevaluated-items", "/1", "is one item too many"},
		{`{` + newest + `type: array, prefixItems: [{const: 1}, {const: 2}], items: false}`,
			"items", `[1,2,true]`, "items", "/2", "is one item too many"},
		{`{type: array, items: [{const: 1}], additionalItems: false}`,
			"additionalItems", `[1,true]`, "additional-items", "", "only 1 items are allowed, but found 2 items"},
		{`{type: array, items: [{const: 1}], additionalItems: {type: integer, maximum: 3}}`,
			"maximum: [1]", "", "maximum", "/1", "is 4, must be <= 3"},
		{`{type: array, maxItems: 1, items: {type: integer}, contains: {const: 5}}`,
			"contains", "", "contains", "", "has no item of the kind that it must contain"},
		{`{` + newest + `type: array, items: {enum: [5, 6]}, contains: {const: 5}, minContains: 2, maxContains: 3}`,
			"minContains", "", "min-contains", "", "has 1 items of the kind of which it must contain at least 2"},
		{`{` + newest + `type: array, items: {enum: [5, 6]}, contains: {const: 5}, minContains: 2, maxContains: 3}`,
			"maxContains", "", "max-contains", "", "has 4 items of the kind of which it may contain at most 3"},
		{`{type: array, items: {type: object, required: [id]}, contains: {required: [main]}}`,
			"required: [0].id", "", "required", "/0", `property "id" is missing`},
		{`{type: object, properties: {a: {const: 1}, b: {const: 2}}, not: {required: [a, b]}}`,
			"not", `{"a":1,"b":2}`, "not", "", `has the form that "not" forbids`},
		{`{type: string, minLength: 2, not: {pattern: '^a'}}`, "not", "", "not", "", `has the form that "not" forbids`},
		{`{type: object, required: [k], properties: {k: {enum: [x, y]}, v: {type: integer}}, if: {properties: {k: {const: x}}},
			then: {required: [v], properties: {v: {minimum: 5}}}, else: {properties: {v: {maximum: 3}}}}`,
			"required: v", `{"k":"x"}`, "required", "", `property "v" is missing`},
		{`{type: object, required: [k, v], properties: {k: {enum: [x, y]}, v: {type: integer}}, if: {properties: {k: {const: x}}},
			then: {properties: {v: {minimum: 5}}}, else: {properties: {v: {maximum: 3}}}}`,
			"maximum: v", `{"k":"y","v":4}`, "maximum", "/v", "is 4, must be <= 3"},
		{`{type: integer, if: {minimum: 10}, then: false}`, "then", "", "not-allowed", "", "is not allowed here"},
		{`{type: integer, if: {minimum: 10}, else: false}`, "else", "", "not-allowed", "", "is not allowed here"},
		{`{type: object, patternProperties: {'^x-': {type: integer, minimum: 2}}, properties: {a: {const: 1}}, additionalProperties: false}`,
			"minimum: x-", `{"a":1,"x-":1}`, "minimum", "/x-", "is 1, must be >= 2"},
		{`{type: object, patternProperties: {'^y$': false}, properties: {a: {const: 1}}}`,
			"false schema: y", `{"a":1,"y":true}`, "not-allowed", "/y", "is not allowed here"},
		{`{type: object, properties: {a: {const: 1}, gone: false}, additionalProperties: {type: integer, maximum: 9}}`,
			"false schema: gone", `{"a":1,"gone":true}`, "not-allowed", "/gone", "is not allowed here"},
		{`{type: object, properties: {a: {const: 1}}, additionalProperties: {type: integer, maximum: 9}}`,
			"maximum: other", `{"a":1,"other":10}`, "maximum", "/other", "is 10, must be <= 9"},
		{`{type: object, maxProperties: 2, additionalProperties: {const: 1}}`, "maxProperties", "", "max-properties", "", "has 3 properties, must have at most 2"},
		{`{type: array, minItems: 2, uniqueItems: true, items: {enum: [1, 2]}}`, "uniqueItems", "", "unique-items", "", "are equal"},
		{`{type: array, minItems: 2, maxItems: 3, items: {const: 1}}`, "minItems", "", "min-items", "", "has 1 item, must have at least 2"},
		{`{type: array, minItems: 2, maxItems: 3, items: {const: 1}}`, "maxItems", "", "max-items", "", "has 4 items, must have at most 3"},
		{`{type: object, minProperties: 1}`, "minProperties", "{}", "min-properties", "", "has 0 properties, must have at least 1"},
		{`{oneOf: [{type: integer, maximum: 9}, {type: integer, minimum: 3}]}`, "oneOf, two fit", "", "one-of", "", "fits more than one of the alternatives"},
		{`{allOf: [{type: object, required: [a]}, {properties: {a: {const: 1}, b: {const: 2}}}], required: [b], minProperties: 2}`,
			"required: a", "", "required", "", `property "a" is missing`},
		{`{type: string, format: regex}`, "format", `"("`, "format", "", "not a valid regex"},
		{`{type: string, minLength: 3, maxLength: 3, pattern: '^[A-Z]+$'}`, "maxLength", "", "max-length", "", "length must be <= 3, but got 4"},
	} {
		list := casesOf(t, c.source, schema.Invalid)
		i := slices.IndexFunc(list, func(one schema.Case) bool { return one.Name == c.name })
		if i < 0 {
			t.Errorf("%s: no %q among %q", c.source, c.name, names(list))
			continue
		}
		found := list[i].Violates.Finding
		if found.Code != "payload-"+c.code || found.Instance != c.instance || !strings.Contains(found.Summary, c.summary) {
			t.Errorf("%s: %q finds %s at %q: %s", c.source, c.name, found.Code, found.Instance, found.Summary)
		}
		if c.value != "" && string(list[i].Value) != c.value {
			t.Errorf("%s: %q is %s, want %s", c.source, c.name, list[i].Value, c.value)
		}
	}
}

// TestSCH_CAT_EnoughOfAMap: properties that nobody declares are all alike.
func TestSCH_CAT_EnoughOfAMap(t *testing.T) {
	sameNames(t, caseNames(casesOf(t, `{type: object, additionalProperties: {type: integer}}`, schema.Invalid)), []string{"type", "type: main"})
}

func caseNames(list []schema.Case) (out []string) {
	for _, c := range list {
		out = append(out, c.Name)
	}
	return out
}

// TestSCH_FINDINGS_PropertyNamedLikeAKeyword: a location names properties and
// keywords alike.
func TestSCH_FINDINGS_PropertyNamedLikeAKeyword(t *testing.T) {
	for location, want := range map[string]keywordPlace{
		"/properties/items/type":                     {keyword: "type"},
		"/properties/propertyNames/pattern":          {keyword: "pattern"},
		"/propertyNames/pattern":                     {keyword: "pattern", ofName: true},
		"/properties/dependentRequired":              {keyword: "properties"},
		"/dependentRequired/properties/0":            {keyword: "dependentRequired"},
		"/dependencies/a/properties/b/minimum":       {keyword: "minimum"},
		"/allOf/0/then":                              {keyword: "then"},
		"/items/0/additionalItems":                   {keyword: "additionalItems"},
		"/patternProperties/%5Ea/oneOf/1/properties": {keyword: "properties"},
		"": {},
	} {
		if got := placeOf(location); got != want {
			t.Errorf("%s: got %+v, want %+v", location, got, want)
		}
	}
}
