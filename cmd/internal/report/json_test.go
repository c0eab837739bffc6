package report_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/cmd/internal/report"
)

func compile(t *testing.T, schema []byte) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	if err := c.AddResource("mem:schema", bytes.NewReader(schema)); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("mem:schema")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func decode(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// closed is a JSON Schema that allows no property that it does not describe.
func closed(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, child := range v {
			v[k] = closed(child)
		}
		if v["type"] == "object" {
			v["additionalProperties"] = false
		}
	case []any:
		for i, child := range v {
			v[i] = closed(child)
		}
	}
	return v
}

// The schema allows additions; what is written has to be described in it.
func TestJSONHoldsBeforeItsSchema(t *testing.T) {
	strict, err := json.Marshal(closed(decode(t, report.JSONSchema())))
	if err != nil {
		t.Fatal(err)
	}
	schema := compile(t, strict)
	for name, r := range results() {
		if err := schema.Validate(decode(t, write(t, "json", r))); err != nil {
			t.Errorf("%s: %#v", name, err)
		}
	}
	if schema.Validate(decode(t, []byte(`{"documents":[{"path":"a","valid":true,"findings":[{}]}]}`))) == nil {
		t.Error("the schema accepts a finding without fields")
	}
}
