package diff_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/generator/diff"
)

// A row is a schema and a narrower one. Read the other way round it widens.
type row struct {
	narrows, widens string // kinds
	wide, narrow    string // schemas, JSON
}

var rows = []row{
	{"type-added", "type-removed", `{}`, `{"type":"string"}`},
	{"type-narrowed", "type-widened", `{"type":["string","null"]}`, `{"type":"string"}`},
	{"type-narrowed", "type-widened", `{"type":"number"}`, `{"type":"integer"}`},
	{"type-changed", "type-changed", `{"type":"string"}`, `{"type":"integer"}`},
	{"const-added", "const-removed", `{"type":"string"}`, `{"type":"string","const":"on"}`},
	{"const-changed", "const-changed", `{"const":"on"}`, `{"const":"off"}`},
	{"enum-added", "enum-removed", `{"type":"string"}`, `{"type":"string","enum":["on","off"]}`},
	{"enum-value-removed", "enum-value-added", `{"enum":["on","off",3]}`, `{"enum":["on",3]}`},
	{"enum-value-removed", "enum-value-added", `{"enum":["on","off"]}`, `{"const":"on"}`},
	{"maximum-added", "maximum-removed", `{"type":"integer"}`, `{"type":"integer","maximum":10}`},
	{"maximum-lowered", "maximum-raised", `{"type":"integer","maximum":20}`, `{"type":"integer","maximum":10}`},
	{"minimum-added", "minimum-removed", `{"type":"integer"}`, `{"type":"integer","minimum":1}`},
	{"minimum-raised", "minimum-lowered", `{"type":"integer","minimum":1}`, `{"type":"integer","minimum":2}`},
	{"exclusive-maximum-added", "exclusive-maximum-removed", `{"type":"number"}`, `{"type":"number","exclusiveMaximum":5}`},
	{"exclusive-maximum-lowered", "exclusive-maximum-raised", `{"type":"number","exclusiveMaximum":9}`, `{"type":"number","exclusiveMaximum":5}`},
	{"exclusive-minimum-added", "exclusive-minimum-removed", `{"type":"number"}`, `{"type":"number","exclusiveMinimum":5}`},
	{"exclusive-minimum-raised", "exclusive-minimum-lowered", `{"type":"number","exclusiveMinimum":1}`, `{"type":"number","exclusiveMinimum":5}`},
	{"multiple-of-added", "multiple-of-removed", `{"type":"integer"}`, `{"type":"integer","multipleOf":5}`},
	{"max-length-added", "max-length-removed", `{"type":"string"}`, `{"type":"string","maxLength":5}`},
	{"max-length-lowered", "max-length-raised", `{"type":"string","maxLength":9}`, `{"type":"string","maxLength":5}`},
	{"min-length-added", "min-length-removed", `{"type":"string"}`, `{"type":"string","minLength":5}`},
	{"min-length-raised", "min-length-lowered", `{"type":"string","minLength":2}`, `{"type":"string","minLength":5}`},
	{"pattern-added", "pattern-removed", `{"type":"string"}`, `{"type":"string","pattern":"^[A-Z]{3}$"}`},
	{"pattern-changed", "pattern-changed", `{"type":"string","pattern":"^[a-z]{3}$"}`, `{"type":"string","pattern":"^[A-Z]{3}$"}`},
	{"max-items-added", "max-items-removed", `{"type":"array","items":{"type":"integer"}}`, `{"type":"array","items":{"type":"integer"},"maxItems":2}`},
	{"max-items-lowered", "max-items-raised", `{"type":"array","items":{"type":"integer"},"maxItems":5}`, `{"type":"array","items":{"type":"integer"},"maxItems":2}`},
	{"min-items-added", "min-items-removed", `{"type":"array","items":{"type":"integer"}}`, `{"type":"array","items":{"type":"integer"},"minItems":2}`},
	{"min-items-raised", "min-items-lowered", `{"type":"array","items":{"type":"integer"},"minItems":1}`, `{"type":"array","items":{"type":"integer"},"minItems":2}`},
	{"unique-items-added", "unique-items-removed", `{"type":"array","items":{"type":"integer"}}`, `{"type":"array","items":{"type":"integer"},"uniqueItems":true}`},
	{"items-added", "items-removed", `{"type":"array"}`, `{"type":"array","items":{"type":"integer"}}`},
	{"required-added", "required-removed", `{"type":"object","properties":{"a":{"type":"string"}}}`, `{"type":"object","required":["a"],"properties":{"a":{"type":"string"}}}`},
	{"property-removed", "property-added", `{"type":"object","additionalProperties":false,"properties":{"a":{"type":"string"},"b":{"type":"string"}}}`, `{"type":"object","additionalProperties":false,"properties":{"a":{"type":"string"}}}`},
	{"additional-properties-forbidden", "additional-properties-allowed", `{"type":"object","properties":{"a":{"type":"string"}}}`, `{"type":"object","additionalProperties":false,"properties":{"a":{"type":"string"}}}`},
	{"additional-properties-restricted", "additional-properties-freed", `{"type":"object"}`, `{"type":"object","additionalProperties":{"type":"integer"}}`},
	{"max-properties-added", "max-properties-removed", `{"type":"object","additionalProperties":{"type":"integer"}}`, `{"type":"object","additionalProperties":{"type":"integer"},"maxProperties":2}`},
	{"min-properties-added", "min-properties-removed", `{"type":"object","additionalProperties":{"type":"integer"}}`, `{"type":"object","additionalProperties":{"type":"integer"},"minProperties":2}`},
	{"max-properties-lowered", "max-properties-raised", `{"type":"object","additionalProperties":{"type":"integer"},"maxProperties":4}`, `{"type":"object","additionalProperties":{"type":"integer"},"maxProperties":2}`},
	{"min-properties-raised", "min-properties-lowered", `{"type":"object","additionalProperties":{"type":"integer"},"minProperties":1}`, `{"type":"object","additionalProperties":{"type":"integer"},"minProperties":2}`},
	{"multiple-of-changed", "multiple-of-changed", `{"type":"integer","multipleOf":3}`, `{"type":"integer","multipleOf":5}`},
	{"format-added", "format-removed", `{"type":"string"}`, `{"type":"string","format":"date"}`},
	{"format-changed", "format-changed", `{"type":"string","format":"date"}`, `{"type":"string","format":"ipv4"}`},
	{"any-of-added", "any-of-removed", `{}`, `{"anyOf":[{"type":"string"},{"type":"integer"}]}`},
	{"any-of-branch-removed", "any-of-branch-added", `{"anyOf":[{"type":"string"},{"type":"integer"}]}`, `{"anyOf":[{"type":"string"}]}`},
	{"one-of-branch-removed", "one-of-branch-added", `{"oneOf":[{"type":"string"},{"type":"integer"}]}`, `{"oneOf":[{"type":"string"}]}`},
	{"one-of-added", "one-of-removed", `{}`, `{"oneOf":[{"type":"string"},{"type":"integer"}]}`},
	{"not-added", "not-removed", `{"type":"string"}`, `{"type":"string","not":{"maxLength":3}}`},
	{"not-changed", "not-changed", `{"type":"string","not":{"minLength":3}}`, `{"type":"string","not":{"maxLength":5}}`},
	{"property-names-added", "property-names-removed", `{"type":"object","additionalProperties":{"type":"integer"}}`, `{"type":"object","additionalProperties":{"type":"integer"},"propertyNames":{"maxLength":2}}`},
	{"contains-added", "contains-removed", `{"type":"array","items":{"type":"integer"}}`, `{"type":"array","items":{"type":"integer"},"contains":{"const":7}}`},
	{"contains-changed", "contains-changed", `{"type":"array","items":{"type":"integer"},"contains":{"const":7}}`, `{"type":"array","items":{"type":"integer"},"contains":{"const":8}}`},
	{"property-names-changed", "property-names-changed", `{"type":"object","minProperties":1,"additionalProperties":{"type":"integer"},"propertyNames":{"pattern":"^a+$"}}`, `{"type":"object","minProperties":1,"additionalProperties":{"type":"integer"},"propertyNames":{"pattern":"^b+$"}}`},
	{"dependencies-added", "dependencies-removed", `{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}}`, `{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"dependencies":{"a":["b"]}}`},
	{"if-added", "if-removed", `{"type":"integer","minimum":0,"maximum":20}`, `{"type":"integer","minimum":0,"maximum":20,"if":{"minimum":10},"then":{"const":15}}`},
}

// places are where a schema stands in a payload: what a row says is so everywhere.
var places = []struct{ name, around string }{
	{"whole", `%s`},
	{"property", `{"type":"object","required":["id"],"properties":{"id":{"type":"string"},"v":%s}}`},
	{"item", `{"type":"object","properties":{"list":{"type":"array","minItems":1,"items":%s}}}`},
	{"part", `{"allOf":[{"type":"object","required":["id"],"properties":{"id":{"type":"string"}}},{"type":"object","properties":{"v":%s}}]}`},
	{"branch", `{"oneOf":[{"type":"object","required":["k","v"],"properties":{"k":{"const":"x"},"v":%s}},{"type":"object","required":["k"],"properties":{"k":{"const":"y"}}}]}`},
}

func TestSchemas(t *testing.T) {
	checked := 0
	for _, r := range rows {
		for i, p := range places {
			if testing.Short() && i > 1 {
				continue
			}
			wide, narrow := fmt.Sprintf(p.around, r.wide), fmt.Sprintf(p.around, r.narrow)
			t.Run(strings.Join([]string{r.narrows, p.name}, "/"), func(t *testing.T) {
				checked += compare(t, "receive", wide, narrow, r.narrows, true)
				checked += compare(t, "send", wide, narrow, r.narrows, r.narrows == r.widens)
				checked += compare(t, "send", narrow, wide, r.widens, true)
				checked += compare(t, "receive", narrow, wide, r.widens, r.narrows == r.widens)
			})
		}
	}
	kinds := map[string]bool{}
	for _, r := range rows {
		kinds[r.narrows], kinds[r.widens] = true, true
	}
	t.Logf("%d kinds, both directions, in %d places, %d witnesses checked by jsonschema/v5", len(kinds), len(places), checked)
}

// compare checks the verdict on one difference and every witness; it returns
// how many there were.
func compare(t *testing.T, action, old, new, kind string, breaking bool) (witnesses int) {
	t.Helper()
	changes := diff.Compare(load(t, document(action, old)), load(t, document(action, new)))
	want := diff.NonBreaking
	if breaking {
		want = diff.Breaking
	}
	found := false
	for _, c := range changes {
		explained(t, c.Kind)
		if c.Kind == kind {
			found = true
			if c.Verdict != want {
				t.Errorf("%s %s\n  old %s\n  new %s\n  got %s (%s), want %s", action, kind, old, new, c.Verdict, c.Reason, want)
			}
		}
		if (c.Verdict == diff.Breaking) != (c.Witness != nil) {
			t.Errorf("%s: %s with witness %v", c.Kind, c.Verdict, c.Witness)
		}
		if c.Witness != nil {
			witnesses++
			checkWitness(t, c, action, old, new)
		}
	}
	if !found {
		t.Errorf("%s: no %s among %v\n  old %s\n  new %s", action, kind, changes, old, new)
	}
	return witnesses
}

// checkWitness asks jsonschema/v5 whether one version accepts the witness and
// the other refuses it, the way round that breaks the action.
func checkWitness(t *testing.T, c diff.Change, action, old, new string) {
	t.Helper()
	accepts, refuses, by := new, old, "new"
	if action == "receive" {
		accepts, refuses, by = old, new, "old"
	}
	if c.Witness.AcceptedBy != by {
		t.Errorf("%s: accepted by %s, want %s", c.Kind, c.Witness.AcceptedBy, by)
	}
	if err := valid(t, accepts, c.Witness.Payload); err != nil {
		t.Errorf("%s: %s does not accept %s: %v", c.Kind, accepts, c.Witness.Payload, err)
	}
	if err := valid(t, refuses, c.Witness.Payload); err == nil {
		t.Errorf("%s: %s does not refuse %s", c.Kind, refuses, c.Witness.Payload)
	}
}

func valid(t *testing.T, schema string, payload []byte) error {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.Draft = jsonschema.Draft7
	compiler.AssertFormat = true
	if err := compiler.AddResource("schema.json", strings.NewReader(schema)); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(payload))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", payload, err)
	}
	return compiled.Validate(v)
}
