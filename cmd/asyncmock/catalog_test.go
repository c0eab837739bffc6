package main_test

import (
	"bytes"
	"slices"
	"testing"

	"asyncmock/generator/catalog"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// everyKeyword are the constraints that a catalog breaks.
var everyKeyword = []string{
	"additionalItems", "additionalProperties", "anyOf", "const", "contains", "dependencies", "dependentRequired",
	"dependentSchemas", "enum", "exclusiveMaximum", "exclusiveMinimum", "false schema", "format", "items", "maxContains",
	"maxItems", "maxLength", "maxProperties", "maximum", "minContains", "minItems", "minLength", "minimum", "multipleOf",
	"not", "oneOf", "pattern", "propertyNames", "required", "then", "type", "unevaluatedItems", "unevaluatedProperties",
	"uniqueItems",
}

// TestGEN_EveryKeywordIsBroken has every constraint of JSON Schema broken, and
// lets jsonschema/v5 judge entry by entry.
func TestGEN_EveryKeywordIsBroken(t *testing.T) {
	seen := map[string]bool{}
	err := catalog.New(keywords(t), catalog.Options{Kinds: schema.CaseKinds(), Seed: 1}).Entries(t.Context(), func(x *catalog.Entry) error {
		s, value := judged(x)
		judge, err := newOracle(s, false)
		if err != nil {
			return err
		}
		if wrong := judge.contradicts(x); wrong != "" {
			t.Errorf("%s, %s %q: %s\n%s", x.Message.Name, x.Kind, x.Name, wrong, value)
		}
		if x.Violates != nil {
			seen[x.Violates.Keyword] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, keyword := range everyKeyword {
		if !seen[keyword] {
			t.Errorf("%s is not broken", keyword)
		}
		delete(seen, keyword)
	}
	for keyword := range seen {
		t.Errorf("%s is broken; add it to the list", keyword)
	}
}

// TestGEN_AjvRefusesEveryKeyword lets the npm package ajv judge the same.
func TestGEN_AjvRefusesEveryKeyword(t *testing.T) {
	var questions bytes.Buffer
	total := tally{payloads: askAboutInvalid(t, &questions, "keywords.yaml", keywords(t))}
	refusedByAjv(t, &questions, &total)
	if len(total.skipped) > 0 {
		t.Errorf("%d disagreements", len(total.skipped))
	}
}

func keywords(t *testing.T) *spec.Document {
	t.Helper()
	if !slices.IsSorted(everyKeyword) {
		t.Error("the keywords are not in order")
	}
	doc, findings, err := spec.Load(t.Context(), "testdata/e2e/keywords.yaml", nil)
	if err != nil {
		t.Fatal(err, findings)
	}
	return doc
}
