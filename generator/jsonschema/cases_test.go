package jsonschema

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// casesOf lists the cases of a schema; all that are valid were judged.
func casesOf(t *testing.T, source string, kind schema.CaseKind) []schema.Case {
	t.Helper()
	s := compiledOf(t, source)
	var list []schema.Case
	for c := range s.Cases(kind, &schema.Draw{Source: rand.New(rand.NewPCG(1, 0)), Now: time.Date(2026, 1, 15, 9, 30, 0, 0, time.UTC)}) {
		list = append(list, c)
	}
	for _, c := range list {
		v, err := schema.Decode(c.Value)
		if err != nil {
			t.Fatalf("%s: %v: %s", c.Name, err, c.Value)
		}
		if found := s.Validate(v); len(found) > 0 != (kind == schema.Invalid) {
			t.Errorf("%s %q: %s: %v", kind, c.Name, c.Value, found)
		}
	}
	return list
}

func compiledOf(t *testing.T, source string) *compiled {
	t.Helper()
	n, findings := spec.Parse("schema.yaml", []byte(source))
	if n == nil {
		t.Fatal(findings)
	}
	format := ""
	if n.Own("$schema") != nil {
		format = "application/schema+json"
	}
	s, findings := New(fakedata.New()).Compile(&spec.Schema{Node: n, Name: "payload", Format: format})
	if s == nil {
		t.Fatal(findings)
	}
	return s.(*compiled)
}

func TestSCH_CAT_MinimalAndFull(t *testing.T) {
	source := `{type: object, required: [id], properties: {id: {const: 1}, a: {const: 2}, b: {type: object, properties: {c: {const: 3}}}},
		examples: [{id: 1, a: 2}]}`
	for kind, want := range map[schema.CaseKind]string{
		schema.Minimal: `{"id":1}`,
		schema.Full:    `{"id":1,"a":2,"b":{"c":3}}`,
	} {
		list := casesOf(t, source, kind)
		if len(list) != 1 || string(list[0].Value) != want || list[0].Kind != kind {
			t.Errorf("%s: got %v, want %s", kind, list, want)
		}
	}
}

// names lists the cases as "name value".
func names(list []schema.Case) (out []string) {
	for _, c := range list {
		out = append(out, c.Name+" "+string(c.Value))
	}
	return out
}

func sameNames(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestSCH_CAT_Branches(t *testing.T) {
	sameNames(t, names(casesOf(t, `{type: object, required: [side], properties: {side: {enum: [buy, sell]}}}`, schema.Branch)), []string{
		`side: buy {"side":"buy"}`, `side: sell {"side":"sell"}`,
	})
	sameNames(t, names(casesOf(t, `{oneOf: [
		{title: Circle, type: object, required: [r], properties: {r: {const: 1}}},
		{type: object, required: [type], properties: {type: {const: square}}, not: {required: [r]}},
		{type: "null"}]}`, schema.Branch)), []string{
		`Circle {"r":1}`, `square {"type":"square"}`, `null null`,
	})
	sameNames(t, names(casesOf(t, `{type: array, minItems: 1, maxItems: 1, items: {type: object, properties: {n: {type: [string, "null"], const: null}, k: {anyOf: [{const: 1}, {const: 2}]}}, required: [n]}}`, schema.Branch)), []string{
		`[0].k: 1 [{"n":null,"k":1}]`, `[0].k: 2 [{"n":null,"k":2}]`,
	})
}

func TestSCH_CAT_Boundaries(t *testing.T) {
	list := casesOf(t, `{type: object, required: [n], properties: {n: {type: number, exclusiveMinimum: 0, maximum: 9, multipleOf: 0.5}}}`, schema.Boundary)
	sameNames(t, names(list), []string{`exclusiveMinimum: n {"n":0.5}`, `maximum: n {"n":9}`})
	list = casesOf(t, `{type: object, required: [s], properties: {s: {type: string, minLength: 2, maxLength: 4, pattern: '^a+$'}}}`, schema.Boundary)
	sameNames(t, names(list), []string{`minLength: s {"s":"aa"}`, `maxLength: s {"s":"aaaa"}`})
	list = casesOf(t, `{type: array, minItems: 1, maxItems: 3, items: {const: 1}}`, schema.Boundary)
	sameNames(t, names(list), []string{`minItems [1]`, `maxItems [1,1,1]`})
	list = casesOf(t, `{type: object, minProperties: 1, maxProperties: 2, properties: {a: {const: 1}, b: {const: 2}, c: {const: 3}}}`, schema.Boundary)
	if len(list) != 2 {
		t.Errorf("minProperties and maxProperties: got %q", names(list))
	}
	list = casesOf(t, `{`+newest+`type: array, items: {enum: [5, 6]}, contains: {const: 5}, minContains: 2, maxContains: 4}`, schema.Boundary)
	for i, n := range []int{2, 4} {
		if len(list) != 2 || strings.Count(string(list[i].Value), "5") != n {
			t.Errorf("minContains and maxContains: got %q", names(list))
		}
	}
	// Deep down and in recursion the places are found, too.
	list = casesOf(t, `{definitions: {node: {type: object, required: [v], properties: {v: {type: integer, minimum: 3}, next: {$ref: '#/definitions/node'}}}}, $ref: '#/definitions/node'}`, schema.Boundary)
	if len(list) == 0 || !strings.Contains(string(list[0].Value), `"v":3`) {
		t.Errorf("recursion: got %q", names(list))
	}
}

// TestSCH_CAT_Invalid: each constraint is broken once, and for that alone.
func TestSCH_CAT_Invalid(t *testing.T) {
	for source, want := range map[string][]string{
		`{type: integer, minimum: 5}`:                                        {"type", "minimum 4"},
		`{type: integer, exclusiveMaximum: 5}`:                               {"type", "exclusiveMaximum 5"},
		`{type: integer, allOf: [{minimum: 10}, {multipleOf: 3}]}`:           {"type", "minimum 9", "multipleOf"},
		`{type: number, maximum: 1.5}`:                                       {"type", "maximum 2.5"},
		`{type: integer, multipleOf: 4, minimum: 0, maximum: 100}`:           {"type", "multipleOf", "minimum -4", "maximum 104"},
		`{type: string, minLength: 3, maxLength: 5}`:                         {"type", "minLength", "maxLength"},
		`{type: string, pattern: '^[A-Z]{3}$'}`:                              {"type", "pattern"},
		`{type: string, format: date-time}`:                                  {"type", "format"},
		`{enum: [a, b]}`:                                                     {"enum"},
		`{const: 7}`:                                                         {"const"},
		`{type: array, minItems: 2, maxItems: 3, items: {type: integer}}`:    {"type", "minItems", "maxItems", "type: [0]"},
		`{type: array, uniqueItems: true, items: {type: string}}`:            {"type", "uniqueItems", "type: [0]"},
		`{type: array, contains: {const: 5}}`:                                {"type", "contains"},
		`{type: object, required: [a], properties: {a: true}}`:               {"type", "required: a"},
		`{type: object, additionalProperties: false, properties: {a: true}}`: {"type", "additionalProperties: unexpected"},
		`{type: object, minProperties: 2, properties: {a: true, b: true}}`:   {"type", "minProperties"},
		`{type: object, maxProperties: 1, properties: {a: true, b: true}}`:   {"type", "maxProperties"},
		`{oneOf: [{type: string}, {type: integer}]}`:                         {"oneOf"},
		`{type: string, not: {const: no}}`:                                   {"type", "not"},
	} {
		var got []string
		for _, c := range casesOf(t, source, schema.Invalid) {
			got = append(got, c.Name+" "+string(c.Value))
			if c.Violates == nil || c.Violates.Finding.Summary == "" || !strings.HasPrefix(c.Name, c.Violates.Keyword) {
				t.Errorf("%s: %q violates %v", source, c.Name, c.Violates)
			}
		}
		for _, w := range want {
			if !slices.ContainsFunc(got, func(g string) bool { return g == w || strings.HasPrefix(g, w+" ") }) {
				t.Errorf("%s: no %q among %q", source, w, got)
			}
		}
	}
}

// TestSCH_CAT_SameSeedSameCases also shows that an early end is heeded.
func TestSCH_CAT_SameSeedSameCases(t *testing.T) {
	source := `{type: object, properties: {a: {type: integer, minimum: 0}, b: {type: string, format: uuid}, c: {enum: [x, y, z]}}}`
	for _, kind := range schema.CaseKinds() {
		sameNames(t, names(casesOf(t, source, kind)), names(casesOf(t, source, kind)))
	}
	n := 0
	for range compiledOf(t, source).Cases(schema.Invalid, &schema.Draw{Source: rand.New(rand.NewPCG(1, 0))}) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d cases after a break", n)
	}
}

// A case puts a value in the place of a property that is tied to others.
func TestSCH_CAT_TiedProperties(t *testing.T) {
	source := `{type: object, required: [bid, ask], properties: {bid: {type: number}, ask: {type: number}, start: {type: integer}, end: {type: integer},
		price: {type: number}, quantity: {type: integer}, total: {type: number}}}`
	for _, kind := range schema.CaseKinds() {
		casesOf(t, source, kind)
	}
	if got := names(casesOf(t, source, schema.Invalid)); !slices.ContainsFunc(got, func(g string) bool { return strings.HasPrefix(g, "type: ask ") }) {
		t.Errorf("no wrong type of ask among %q", got)
	}
}
