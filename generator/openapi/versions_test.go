package openapi

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	v5 "github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// A judge is another validator of the same schema.
type judge func(v any) error

// kin is kin-openapi's own reading of a schema of 3.0.
func kin(t *testing.T, text string) judge {
	t.Helper()
	var s openapi3.Schema
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		t.Fatal(err)
	}
	return func(v any) error { return s.VisitJSON(v) }
}

// draft2020 is jsonschema/v5's reading of a schema of 3.1.
func draft2020(t *testing.T, text string) judge {
	t.Helper()
	c := v5.NewCompiler()
	c.Draft = v5.Draft2020
	if err := c.AddResource("schema.json", strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate
}

// agrees compares verdicts on values, and has the other judge what is made.
func agrees(t *testing.T, format, text string, other judge, values ...string) {
	t.Helper()
	s, findings := compileAs(t, format, text)
	if s == nil || len(findings) > 0 {
		t.Fatalf("%s: %v", text, findings)
	}
	verdict := func(text []byte) error {
		var v any
		if err := json.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		return other(v)
	}
	good, bad := 0, 0
	for _, value := range values {
		v, err := schema.Decode([]byte(value))
		if err != nil {
			t.Fatal(err)
		}
		found, want := s.Validate(v), verdict([]byte(value))
		if (len(found) == 0) != (want == nil) {
			t.Errorf("%s: %s: got %v, the other says %v", text, value, found, want)
		}
		if want == nil {
			good++
		} else {
			bad++
		}
	}
	if good == 0 || bad == 0 {
		t.Errorf("%s: %d good and %d bad values show little", text, good, bad)
	}
	for seed := range uint64(100) {
		out, err := s.Append(nil, &schema.Draw{Source: rand.New(rand.NewPCG(seed, 0)), Now: time.Unix(0, 0)})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if err := verdict(out); err != nil {
			t.Errorf("%s: made %s: %v", text, out, err)
		}
	}
}

func TestFMT_2_AsKinOpenAPI(t *testing.T) {
	for _, test := range []struct {
		text   string
		values []string
	}{
		{`{"type":"string","nullable":true,"minLength":2}`, []string{`null`, `"ab"`, `"a"`, `1`}},
		{`{"type":"object","nullable":true,"properties":{"a":{"type":"integer"}},"required":["a"]}`, []string{`null`, `{"a":1}`, `{}`, `{"a":null}`, `[]`}},
		{`{"type":"number","minimum":0,"exclusiveMinimum":true,"maximum":1,"exclusiveMaximum":true}`, []string{`0`, `0.5`, `1`, `"x"`}},
		{`{"type":"number","minimum":0,"exclusiveMinimum":false,"maximum":1}`, []string{`0`, `1`, `-0.1`, `1.1`}},
		{`{"type":"integer","multipleOf":5}`, []string{`10`, `11`, `10.5`}},
		{`{"type":"object","required":["id"],"properties":{"id":{"type":"integer","readOnly":true},"secret":{"type":"string","writeOnly":true}}}`, []string{`{"id":1}`, `{"id":1,"secret":"x"}`, `{}`, `{"id":1,"secret":2}`}},
		{`{"oneOf":[{"type":"object","required":["kind","bark"],"properties":{"kind":{"type":"string","enum":["dog"]},"bark":{"type":"boolean"}}},
			{"type":"object","required":["kind","lives"],"properties":{"kind":{"type":"string","enum":["cat"]},"lives":{"type":"integer","minimum":0}}}]}`,
			[]string{`{"kind":"dog","bark":true}`, `{"kind":"cat","lives":9}`, `{"kind":"cat","bark":true}`, `{"kind":"cat","lives":-1}`, `{}`}},
		{`{"anyOf":[{"type":"string","maxLength":3},{"type":"array","items":{"type":"string"},"minItems":1}]}`, []string{`"abc"`, `["a"]`, `"abcd"`, `[]`, `[1]`}},
		{`{"allOf":[{"type":"object","required":["a"],"properties":{"a":{"type":"string"}}},{"type":"object","properties":{"b":{"type":"string"}},"additionalProperties":true}]}`, []string{`{"a":"x"}`, `{"b":"x"}`, `{"a":"x","b":1}`}},
		{`{"type":"object","additionalProperties":{"type":"integer"},"minProperties":1,"maxProperties":2}`, []string{`{"a":1}`, `{}`, `{"a":"x"}`, `{"a":1,"b":2,"c":3}`}},
		{`{"type":"array","items":{"type":"integer"},"uniqueItems":true,"maxItems":3}`, []string{`[1,2]`, `[1,1]`, `[1,2,3,4]`, `["x"]`}},
		{`{"type":"string","enum":["a","b"],"default":"a","example":"b","externalDocs":{"url":"https://example.com"},"xml":{"name":"x"},"deprecated":true}`, []string{`"a"`, `"c"`}},
		{`{"type":"string","pattern":"^[A-Z]{3}$"}`, []string{`"EUR"`, `"eur"`}},
		{`{"type":"object","properties":{"a":{"not":{"type":"string"}}},"required":["a"]}`, []string{`{"a":1}`, `{"a":"x"}`}},
		{`{"type":"integer","format":"int32","minimum":-5}`, []string{`7`, `-6`, `1.5`}},
	} {
		for _, format := range []string{"application/vnd.oai.openapi;version=3.0.0", "application/vnd.oai.openapi+json;version=3.0.3", "application/vnd.oai.openapi+yaml;version=3.0.1"} {
			agrees(t, format, test.text, kin(t, test.text), test.values...)
		}
	}
}

func TestFMT_2_AsDraft2020(t *testing.T) {
	for _, test := range []struct {
		text   string
		values []string
	}{
		{`{"type":["string","null"],"minLength":2}`, []string{`null`, `"ab"`, `"a"`, `1`}},
		{`{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1}`, []string{`0`, `0.5`, `1`}},
		{`{"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}],"items":false,"minItems":2}`, []string{`["a",1]`, `["a"]`, `[1,"a"]`, `["a",1,2]`}},
		{`{"type":"object","properties":{"a":{"type":"integer"},"b":true},"required":["a"],"unevaluatedProperties":false}`, []string{`{"a":1}`, `{"a":1,"b":2}`, `{"a":1,"c":2}`, `{}`}},
		{`{"type":"object","properties":{"card":{"type":"string"}},"dependentRequired":{"card":["name"]},"required":["id"]}`, []string{`{"id":1}`, `{"id":1,"card":"x"}`, `{"id":1,"card":"x","name":"y"}`}},
		{`{"type":"array","contains":{"type":"string"},"minContains":2,"maxContains":3}`, []string{`["a","b"]`, `["a"]`, `["a","b","c","d"]`}},
		{`{"$ref":"#/$defs/n","$defs":{"n":{"type":"object","required":["v"],"properties":{"v":{"const":1},"next":{"$ref":"#/$defs/n"}}}}}`, []string{`{"v":1}`, `{"v":1,"next":{"v":1}}`, `{"v":1,"next":{}}`}},
		{`{"$ref":"#/$defs/s","minLength":3,"$defs":{"s":{"type":"string"}}}`, []string{`"abc"`, `"ab"`, `1`}},
		{`{"oneOf":[{"type":"object","required":["kind"],"properties":{"kind":{"const":"dog"}}},{"type":"object","required":["kind"],"properties":{"kind":{"const":"cat"}}}],
			"discriminator":{"propertyName":"kind"},"xml":{"name":"pet"},"externalDocs":{"url":"https://example.com"},"example":{"kind":"cat"}}`, []string{`{"kind":"dog"}`, `{"kind":"cow"}`, `{}`}},
		{`{"if":{"properties":{"k":{"const":1}},"required":["k"]},"then":{"required":["v"]},"type":"object"}`, []string{`{"k":1,"v":2}`, `{"k":1}`, `{"k":2}`}},
	} {
		for _, format := range []string{"application/vnd.oai.openapi;version=3.1.0", "application/vnd.oai.openapi+json;version=3.1.1", "application/vnd.oai.openapi+yaml;version=3.1.0"} {
			agrees(t, format, test.text, draft2020(t, test.text), test.values...)
		}
	}
}

// What belongs to the other version is said, where it stands.
func TestFMT_2_Versions(t *testing.T) {
	for _, test := range []struct{ version, text, code, pointer string }{
		{"3.1.0", `{"type":"object","properties":{"a":{"type":"string","nullable":true}}}`, "schema-keyword-foreign", "/properties/a/nullable"},
		{"3.1.0", `{"type":"object","properties":{"a":{"type":"number","minimum":1,"exclusiveMinimum":true}}}`, "schema-keyword-foreign", "/properties/a/exclusiveMinimum"},
		{"3.0.0", `{"type":"object","properties":{"a":{"type":"array","items":{},"prefixItems":[{}]}}}`, "schema-keyword-ignored", "/properties/a/prefixItems"},
		{"2.0", `{"type":"string"}`, "schema-version-unknown", ""},
	} {
		s, findings := compileAs(t, "application/vnd.oai.openapi;version="+test.version, test.text)
		if s == nil || len(findings) == 0 || findings[0].Code != test.code || findings[0].Pointer != test.pointer || findings[0].Pos.Line == 0 || findings[0].Severity != spec.SeverityWarning {
			t.Errorf("%s: %s: got %v", test.version, test.text, findings)
		}
	}
	s, _ := compileAs(t, "application/vnd.oai.openapi;version=3.1.0", `{"type":"string","nullable":true}`)
	if v, _ := schema.Decode([]byte("null")); len(s.Validate(v)) != 1 {
		t.Error("3.1: nullable has an effect")
	}
}
