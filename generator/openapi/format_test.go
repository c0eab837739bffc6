package openapi

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

func compile(t *testing.T, text string) (schema.Schema, spec.Diagnostics) {
	t.Helper()
	return compileAs(t, "application/vnd.oai.openapi;version=3.0.0", text)
}

func compileAs(t *testing.T, format, text string) (schema.Schema, spec.Diagnostics) {
	t.Helper()
	n, findings := spec.Parse("test.json", []byte(text))
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	return New(fakedata.New()).Compile(&spec.Schema{Format: format, Node: n})
}

func TestFMT_2_OpenAPI(t *testing.T) {
	s, findings := compile(t, `{"type":"object","required":["kind","n"],"discriminator":{"propertyName":"kind","mapping":{"x":"#/components/schemas/Thing"}},"properties":{
		"kind":{"type":"string"},"n":{"type":"number","minimum":0,"exclusiveMinimum":true,"maximum":1},"m":{"type":"string","nullable":true,"example":"an example"},"d":{"type":"string","format":"date-time"}}}`)
	if s == nil || len(findings) > 0 {
		t.Fatal(findings)
	}
	for text, valid := range map[string]bool{
		`{"kind":"a","n":0}`: false, `{"kind":"a","n":0.5,"m":null}`: true, `{"kind":null,"n":1}`: false, `{"kind":"a","n":1,"m":1}`: false,
		`{"kind":"a","n":1,"d":"yesterday"}`: false,
	} {
		v, err := schema.Decode([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := len(s.Validate(v)) == 0; got != valid {
			t.Errorf("%s: valid is %t", text, got)
		}
	}
	example := false
	for seed := range uint64(100) {
		out, err := s.Append(nil, &schema.Draw{Source: rand.New(rand.NewPCG(seed, 0)), Now: time.Unix(0, 0)})
		v, bad := schema.Decode(out)
		if err != nil || bad != nil || len(s.Validate(v)) > 0 || strings.Contains(string(out), "null") {
			t.Fatalf("made %s, %v", out, err)
		}
		example = example || strings.Contains(string(out), "an example")
	}
	if !example {
		t.Error("the example was never used")
	}
}

func TestFMT_2_Rules(t *testing.T) {
	for text, want := range map[string]string{
		`{"type":["string","null"]}`:                "type",
		`{"type":"number","exclusiveMinimum":5}`:    "exclusiveMinimum",
		`{"type":"array"}`:                          "items",
		`{"type":"object","properties":{"a":true}}`: "",
	} {
		s, findings := compile(t, text)
		if s == nil || len(findings) != 1 || findings[0].Severity != spec.SeverityWarning || !strings.Contains(findings[0].Summary, want) {
			t.Errorf("%s: got %v, want one warning about %q", text, findings, want)
		}
	}
}
