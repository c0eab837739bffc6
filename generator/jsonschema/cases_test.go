package jsonschema

import (
	"math/rand/v2"
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
	s, findings := New(fakedata.New()).Compile(&spec.Schema{Node: n, Name: "payload"})
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
