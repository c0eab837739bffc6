package jsonschema

import (
	"encoding/json"
	"testing"

	"asyncmock/generator/schema"
)

// What AcceptsAt says yes to is valid by jsonschema/v5 as a whole; whatever
// else speaks of the member or of the object makes it say nothing.
func TestAcceptsAt(t *testing.T) {
	const member = `"properties":{"a":{"type":"string","maxLength":3}}`
	for _, c := range []struct {
		name, schema, pointer, value string
		want                         bool
	}{
		{"a member", `{` + member + `}`, "/a", `"abc"`, true},
		{"required elsewhere", `{` + member + `,"required":["b"],"additionalProperties":false}`, "/a", `"abc"`, true},
		{"nested", `{"properties":{"o/p":{"type":"object",` + member + `}}}`, "/o~1p/a", `"abc"`, true},
		{"too long", `{` + member + `}`, "/a", `"abcd"`, false},
		{"a blank behind", `{` + member + `}`, "/a", `"abc" `, true},
		{"broken", `{` + member + `}`, "/a", `"abc`, false},
		{"unknown", `{` + member + `}`, "/b", `1`, false},
		{"unknown and forbidden", `{` + member + `,"additionalProperties":false}`, "/b", `1`, false},
		{"the whole", `{` + member + `}`, "", `{}`, false},
		{"no pointer", `{` + member + `}`, "a", `"abc"`, false},
		{"inside a text", `{` + member + `}`, "/a/b", `1`, false},
		{"patternProperties", `{` + member + `,"patternProperties":{"^a":{"minLength":4}}}`, "/a", `"abc"`, false},
		{"maxProperties", `{` + member + `,"maxProperties":1}`, "/a", `"abc"`, false},
		{"propertyNames", `{` + member + `,"propertyNames":{"minLength":2}}`, "/a", `"abc"`, false},
		{"dependencies", `{` + member + `,"dependencies":{"a":["b"]}}`, "/a", `"abc"`, false},
		{"not", `{` + member + `,"not":{"properties":{"a":{"const":"abc"}}}}`, "/a", `"abc"`, false},
		{"allOf", `{` + member + `,"allOf":[{"properties":{"a":{"minLength":4}}}]}`, "/a", `"abc"`, false},
		{"oneOf", `{` + member + `,"oneOf":[{"required":["a"]},{"required":["b"]}]}`, "/a", `"abc"`, false},
		{"if", `{` + member + `,"if":{"required":["a"]},"then":{"required":["b"]}}`, "/a", `"abc"`, false},
		{"enum", `{` + member + `,"enum":[{"a":"x"},{"b":1}]}`, "/a", `"abc"`, false},
		{"const", `{` + member + `,"const":{"a":"x"}}`, "/a", `"abc"`, false},
	} {
		s, findings := compileText(t, "", c.schema)
		if findings.HasErrors() {
			t.Fatal(c.name, findings)
		}
		got := s.(*compiled).AcceptsAt(c.pointer, []byte(c.value))
		if got != c.want {
			t.Errorf("%s: got %t, want %t", c.name, got, c.want)
		}
		if !got || c.name == "nested" {
			continue
		}
		for _, object := range []string{`{"b":1}`, `{"b":1,"c":2}`, `{"b":1,"a":"x"}`} {
			before, _ := schema.Decode([]byte(object))
			if len(s.Validate(before)) > 0 {
				continue
			}
			tree := before.Tree.(map[string]any)
			value, _ := schema.Decode([]byte(c.value))
			tree["a"] = value.Tree
			raw, _ := json.Marshal(tree)
			if found := s.Validate(schema.Value{Raw: raw, Tree: tree}); len(found) > 0 {
				t.Errorf("%s: %s is not valid: %v", c.name, raw, found)
			}
		}
	}
}
