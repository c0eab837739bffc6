package jsonschema

import (
	"encoding/json"
	"strings"
	"testing"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// verdicts checks payloads against an AsyncAPI schema.
func verdicts(t *testing.T, text string, valid map[string]bool) (schema.Schema, spec.Diagnostics) {
	t.Helper()
	s, findings := compileText(t, "", text)
	if s == nil {
		t.Fatalf("%s: %v", text, findings)
	}
	for payload, want := range valid {
		if got := s.Validate(decoded(t, payload)); (len(got) == 0) != want {
			t.Errorf("%s: %s: got %v, want valid %t", text, payload, got, want)
		}
	}
	return s, findings
}

func codes(findings spec.Diagnostics) string {
	var list []string
	for _, d := range findings {
		list = append(list, d.Code)
	}
	return strings.Join(list, " ")
}

// The discriminator is the name of the component schema, or a const.
func TestSCH_2_Discriminator(t *testing.T) {
	const components = `"components":{
		"Pet":{"type":"object","discriminator":"petType","required":["petType","name"],"properties":{"petType":{"type":"string"},"name":{"type":"string"}}},
		"Cat":{"allOf":[{"$ref":"#/components/Pet"},{"properties":{"claws":{"type":"integer"}},"required":["claws"]}]},
		"Stick":{"allOf":[{"$ref":"#/components/Pet"},{"properties":{"petType":{"const":"StickBug"}}}]},
		"Any":{"type":"object","discriminator":"petType","required":["petType"],"properties":{"petType":{"type":"string"}},"oneOf":[{"$ref":"#/components/Dog"},{"$ref":"#/components/Bird"}]},
		"Dog":{"type":"object","required":["bark"],"properties":{"bark":{"type":"boolean"}}},
		"Bird":{"type":"object","required":["wings"],"properties":{"wings":{"type":"integer"}}},
		"Base":{"type":"object","discriminator":"kind","required":["kind"],"properties":{"kind":{"type":"string"}},"oneOf":[{"$ref":"#/components/Car"}]},
		"Car":{"allOf":[{"$ref":"#/components/Base"},{"required":["doors"],"properties":{"doors":{"type":"integer"}}}]}}`
	for ref, want := range map[string][]string{"Cat": {"Cat"}, "Stick": {"StickBug"}, "Any": {"Dog", "Bird"}, "Pet": {"Pet"}, "Base": {"Car"}} {
		s, findings := compileText(t, "", `{"$ref":"#/components/`+ref+`",`+components+`}`)
		if s == nil || findings.HasErrors() {
			t.Fatalf("%s: %v", ref, findings)
		}
		seen := map[string]bool{}
		for seed := range uint64(40) {
			out, err := s.Append(nil, newDraw(seed))
			if err != nil {
				t.Fatal(err)
			}
			var made struct {
				PetType, Kind string
				Bark, Wings   any
			}
			if err := json.Unmarshal(out, &made); err != nil {
				t.Fatal(err)
			}
			seen[made.PetType+made.Kind] = true
			if made.PetType == "Dog" && made.Bark == nil || made.PetType == "Bird" && made.Wings == nil {
				t.Errorf("%s: the discriminator lies: %s", ref, out)
			}
		}
		if len(seen) != len(want) || !seen[want[0]] || !seen[want[len(want)-1]] {
			t.Errorf("%s: got %v, want %v", ref, seen, want)
		}
	}
}

func TestSCH_3_AlternativesMergeWithTheirParent(t *testing.T) {
	for _, text := range []string{
		`{"type":"object","properties":{"event":{"const":"status"},"channelID":{"type":"integer"},"errorMessage":{"type":"string"}},
			"required":["event"],"oneOf":[{"required":["errorMessage"]},{"required":["channelID"]}]}`,
		`{"oneOf":[{"allOf":[{"properties":{"type":{"const":"trade"}},"required":["type"]},{"type":"object","properties":{"price":{"type":"string"}},"required":["price"]}]},
			{"allOf":[{"properties":{"type":{"const":"change"}},"required":["type"]},{"type":"object","properties":{"side":{"type":"string"}},"required":["side"]}]}]}`,
	} {
		s, findings := verdicts(t, text, nil)
		if len(findings) > 0 {
			t.Error(findings)
		}
		seen := map[bool]bool{}
		for seed := range uint64(40) {
			out, err := s.Append(nil, newDraw(seed))
			if err != nil {
				t.Fatal(err)
			}
			seen[strings.Contains(string(out), "errorMessage") || strings.Contains(string(out), "trade")] = true
		}
		if len(seen) != 2 {
			t.Errorf("only one of the alternatives was made: %s", text)
		}
	}
}

func TestSCH_4_Formats(t *testing.T) {
	verdicts(t, `{"format":"email"}`, map[string]bool{`"a@b.co"`: true, `"nobody"`: false, `5`: true})
	verdicts(t, `{"type":"integer","format":"int32"}`, map[string]bool{`99999999999`: true})
	verdicts(t, `{"format":"of-our-own"}`, map[string]bool{`"x"`: true})
	s, _ := verdicts(t, `{"type":"object","required":["a","b"],"properties":{"a":{"type":"integer","format":"int32","minimum":2147483640},"b":{"type":"integer","format":"int64","minimum":9223372036854775800}}}`, nil)
	for seed := range uint64(50) {
		out, err := s.Append(nil, newDraw(seed))
		if err != nil {
			t.Fatal(err)
		}
		var made struct {
			A int32
			B int64
		}
		if err := json.Unmarshal(out, &made); err != nil {
			t.Fatalf("%s: %v", out, err)
		}
	}
}

func TestSCH_6_NewerAndForeignKeywords(t *testing.T) {
	for _, test := range []struct {
		schema string
		codes  string
		valid  map[string]bool
	}{
		{`{"type":"string","nullable":true}`, "schema-keyword-foreign", map[string]bool{`null`: true, `"x"`: true, `1`: false}},
		{`{"minimum":1,"exclusiveMinimum":true}`, "schema-keyword-foreign", map[string]bool{`1`: false, `1.1`: true}},
		{`{"type":"array","prefixItems":[{"type":"string"}]}`, "schema-keyword-ignored", map[string]bool{`[1]`: true}},
		{`{"dependentRequired":{"a":["b"]}}`, "schema-keyword-ignored", map[string]bool{`{"a":1}`: true}},
		{`{"unevaluatedProperties":false}`, "schema-keyword-ignored", map[string]bool{`{"a":1}`: true}},
		{`{"$ref":"#/$defs/a","$defs":{"a":{"type":"integer"}}}`, "", map[string]bool{`1`: true, `"x"`: false}},
		{`{"type":["string","null"]}`, "", map[string]bool{`null`: true, `1`: false}},
		{`{"properties":{"a":{"type":"string","required":true}},"required":["a"]}`, "schema-keyword-malformed", map[string]bool{`{}`: false, `{"a":1}`: false, `{"a":"x"}`: true}},
		{`{"properties":{"a":{"type":"any"},"b":{"type":"integer"}}}`, "schema-type-unknown", map[string]bool{`{"a":1}`: true, `{"b":"x"}`: false}},
		{`{"required":"a","type":"object"}`, "schema-keyword-malformed", map[string]bool{`{}`: true, `1`: false}},
		{`{"minLength":"3","maxLength":2}`, "schema-keyword-malformed", map[string]bool{`"abc"`: false, `"ab"`: true}},
		{`{"properties":[],"minimum":1}`, "schema-keyword-malformed", map[string]bool{`0`: false}},
		{`{"enum":"a"}`, "schema-keyword-malformed", map[string]bool{`1`: true}},
		{`{"$id":"http://example.com/a","properties":{"x":{"$id":"b","$ref":"#/definitions/y"}},"definitions":{"y":{"type":"integer"}}}`, "", map[string]bool{`{"x":"1"}`: false, `{"x":1}`: true}},
		{`{"allOf":[],"type":"integer"}`, "schema-keyword-malformed", map[string]bool{`1`: true, `"x"`: false}},
	} {
		_, findings := verdicts(t, test.schema, test.valid)
		if codes(findings) != test.codes {
			t.Errorf("%s: got %v, want %q", test.schema, findings, test.codes)
		}
	}
}

func TestFMT_3_Drafts(t *testing.T) {
	for _, test := range []struct {
		format, schema string
		valid          map[string]bool
	}{
		{"application/schema+json;version=draft-04", `{"minimum":1,"exclusiveMinimum":true,"const":5}`, map[string]bool{`1`: false, `2`: true}},
		{"application/schema+json;version=2020-12", `{"prefixItems":[{"type":"string"}],"items":false}`, map[string]bool{`["a"]`: true, `[1]`: false, `["a",1]`: false}},
		{"application/schema+json;version=2019-09", `{"$ref":"#/$defs/a","maximum":3,"$defs":{"a":{"type":"integer"}},"unevaluatedProperties":false}`, map[string]bool{`2`: true, `4`: false, `"x"`: false, `{"a":1}`: false}},
		{"application/schema+json;version=draft-07", `{"$ref":"#/definitions/a","maximum":3,"definitions":{"a":{"type":"integer"}}}`, map[string]bool{`4`: true}},
		{"application/schema+json", `{"$schema":"https://json-schema.org/draft/2020-12/schema","dependentRequired":{"a":["b"]}}`, map[string]bool{`{"a":1}`: false}},
		{"application/schema+json;version=draft-07", `{"$id":"http://example.com/root.json","properties":{"a":{"$ref":"b.json#/definitions/c"}},"definitions":{"x":{"$id":"b.json","definitions":{"c":{"type":"integer"}}}}}`, map[string]bool{`{"a":"x"}`: false, `{"a":1}`: true}},
	} {
		s, findings := compileText(t, test.format, test.schema)
		if s == nil || len(findings) > 0 {
			t.Errorf("%s %s: %v", test.format, test.schema, findings)
			continue
		}
		for payload, want := range test.valid {
			if got := s.Validate(decoded(t, payload)); (len(got) == 0) != want {
				t.Errorf("%s %s: %s: got %v", test.format, test.schema, payload, got)
			}
		}
	}
	if _, findings := compileText(t, "application/schema+json;version=draft-99", `{}`); codes(findings) != "schema-version-unknown" {
		t.Errorf("an unknown draft: %v", findings)
	}
}

// Findings are flat, sorted, each with its place, the same each time.
func TestFindings(t *testing.T) {
	s, _ := compileText(t, "", `{"type":"object","required":["id","to"],"additionalProperties":false,"properties":{
		"id":{"type":"integer","minimum":1},"to":{"type":"string","format":"email"},"a/b":{"type":"array","items":{"enum":["x","y"]}},"s":{"type":"string","maxLength":2,"pattern":"^a"},
		"kind":{"oneOf":[{"type":"object","required":["t"],"properties":{"t":{"const":"a"},"n":{"type":"integer"}}},{"type":"object","required":["t"],"properties":{"t":{"const":"b"}}}]}}}`)
	payload := `{"id":0,"a/b":["x","z"],"s":"bcd","more":1,"kind":{"t":"a","n":"x"}}`
	want := `/a~1b/1 payload-enum is "z", must be one of "x", "y"
/id payload-minimum is 0, must be >= 1
/kind/n payload-type is a string, must be an integer
/more payload-additional-properties property "more" is not allowed
/s payload-max-length length must be <= 2, but got 3
/s payload-pattern is "bcd", which does not match pattern '^a'
 payload-required property "to" is missing
`
	for range 20 {
		var got strings.Builder
		list := s.Validate(decoded(t, payload))
		for i, d := range list {
			if d.Code == "payload-required" && i > 0 {
				t.Fatalf("not sorted: %v", list)
			}
			if d.Code != "payload-required" {
				got.WriteString(d.Instance + " " + d.Code + " " + d.Summary + "\n")
			}
		}
		for _, d := range list {
			if d.Code == "payload-required" {
				got.WriteString(d.Instance + " " + d.Code + " " + d.Summary + "\n")
			}
		}
		if got.String() != want {
			t.Fatalf("got\n%s\nwant\n%s", got.String(), want)
		}
	}
}

func TestSCH_7_DefaultsFit(t *testing.T) {
	_, findings := compileText(t, "", `{"properties":{"a":{"type":"integer","default":"x"},"b":{"type":"string","default":"x","examples":["y",1]},"c":{"allOf":[{"minimum":3}],"default":2}}}`)
	if got := codes(findings); got != "schema-default schema-default schema-example" && got != "schema-default schema-example schema-default" && got != "schema-example schema-default schema-default" {
		t.Errorf("got %v", findings)
	}
}

// EXM-3: what the schema gives as examples is used, always within the schema.
func TestEXM_3_SchemaExamples(t *testing.T) {
	s, findings := compileText(t, "", `{"type":"object","required":["city","n"],"properties":{"city":{"type":"string","examples":["Lyon",5,"Oslo"]},"n":{"type":"integer","minimum":5,"example":3,"default":9}}}`)
	if s == nil || findings.HasErrors() {
		t.Fatal(findings)
	}
	seen := map[string]bool{}
	for seed := range uint64(100) {
		out, err := s.Append(nil, newDraw(seed))
		if err != nil {
			t.Fatal(err)
		}
		var made struct{ City string }
		if err := json.Unmarshal(out, &made); err != nil {
			t.Fatal(err)
		}
		seen[made.City] = true
	}
	if len(seen) != 2 || !seen["Lyon"] || !seen["Oslo"] {
		t.Errorf("got %v", seen)
	}
}

// Along a stream ids rise, times follow the clock, prices walk.
func TestStreamsAreCoherent(t *testing.T) {
	s, _ := compileText(t, "", `{"type":"object","required":["seq","price","ts"],"properties":{"seq":{"type":"integer"},"price":{"type":"number","minimum":0},"ts":{"type":"integer"}}}`)
	d := newDraw(1)
	var last struct {
		Seq, TS int64
		Price   float64
	}
	for i := range 1000 {
		d.Now = d.Now.Add(1e9)
		out, err := s.Append(nil, d)
		if err != nil {
			t.Fatal(err)
		}
		made := last
		if err := json.Unmarshal(out, &made); err != nil {
			t.Fatal(err)
		}
		if i > 0 && (made.Seq != last.Seq+1 || made.Price-last.Price > 10 || last.Price-made.Price > 10) || made.TS != d.Now.UnixMilli() {
			t.Fatalf("%d: %s after %+v", i, out, last)
		}
		last = made
	}
}

func BenchmarkValidate(b *testing.B) {
	s, _ := compileText(b, "", benchSchema)
	v := decoded(b, benchValue)
	b.ReportAllocs()
	for b.Loop() {
		if got := s.Validate(v); len(got) > 0 {
			b.Fatal(got)
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	s, _ := compileText(b, "", benchSchema)
	b.Run("checked", func(b *testing.B) {
		d := newDraw(1)
		var out []byte
		b.ReportAllocs()
		for b.Loop() {
			var err error
			if out, err = s.Append(out[:0], d); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("plan", func(b *testing.B) {
		d := newDraw(1)
		c := s.(*compiled)
		m := &making{src: d.Source, now: d.Now, memory: d.Memory}
		var out []byte
		b.ReportAllocs()
		for b.Loop() {
			m.nodes = 0
			var err error
			if out, err = m.shape(out[:0], c.plan.root, 0); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("marshal", func(b *testing.B) {
		var v map[string]any
		if err := json.Unmarshal([]byte(benchValue), &v); err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			if _, err := json.Marshal(v); err != nil {
				b.Fatal(err)
			}
		}
	})
}

const (
	benchSchema = `{"type":"object","additionalProperties":false,"required":["id","type","amount","active","createdAt"],"properties":{
		"id":{"type":"string","format":"uuid"},"type":{"type":"string","enum":["created","paid","shipped"]},"amount":{"type":"number","minimum":0,"maximum":1000},
		"active":{"type":"boolean"},"createdAt":{"type":"string","format":"date-time"}}}`
	benchValue = `{"id":"3c9c3a5e-6a3c-4a59-8c15-6a1bb7a1e0a1","type":"created","amount":512.25,"active":true,"createdAt":"2026-01-02T03:04:05Z"}`
)

// Expressions that are anchored at one side are met at any length.
func TestHalfAnchoredPatternsOfALength(t *testing.T) {
	for _, pattern := range []string{"^a", "a$", "a", "^a$|^b"} {
		s, findings := compileText(t, "", `{"type":"string","minLength":200,"maxLength":210,"pattern":"`+pattern+`"}`)
		if findings.HasErrors() {
			t.Errorf("%s: %v", pattern, findings)
			continue
		}
		if out, err := s.Append(nil, newDraw(1)); err != nil {
			t.Errorf("%s: %s, %v", pattern, out, err)
		}
	}
}
