package jsonschema

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"
)

// Each schema with values that the quick check must take by itself, and
// values that are not valid. The validator is asked about all of them.
var quickCases = []struct{ schema, valid, invalid string }{
	{`true`, `[null,1,"a",[],{}]`, `[]`},
	{`{"not":{}}`, `[]`, `[null,1,"a"]`},
	{`{"type":"integer"}`, `[1,1.0,1e3,-0,10000000000000000000000000,2.5e1,0.0,100e-2]`, `[1.5,1e-1,"1",null,1e-400,2.55e1]`},
	{`{"type":["number","null"]}`, `[1.5,null,1e400]`, `["1",true]`},
	{`{"const":1}`, `[1,1.0,10e-1,0.1e1]`, `[1.1,"1",true,-1]`},
	{`{"enum":[1,"a",null,[1,{"b":2}],18446744073709551616]}`, `[1.0,"a",null,[1.0,{"b":2e0}],18446744073709551616.0]`, `[2,"b",false,[1],{"b":2},18446744073709551617]`},
	{`{"multipleOf":0.01}`, `[0.01,19.99,1e3,-4.35,0,123456789012345.67,1e300,"x"]`, `[0.001,19.995,1e-3,0.015]`},
	{`{"multipleOf":3e5}`, `[300000,3e5,9e5,0,3e20]`, `[3e4,1,400000]`},
	{`{"multipleOf":18446744073709551615}`, `[18446744073709551615,0,36893488147419103230]`, `[1,18446744073709551614]`},
	{`{"minimum":-1.5,"maximum":1e20}`, `[-1.5,0,1e20,100000000000000000000,-0.0]`, `[-1.50001,1.000001e20,100000000000000000001,-1e300,1e400]`},
	{`{"exclusiveMinimum":0,"exclusiveMaximum":0.3}`, `[0.1,1e-300,0.29999999999999999999999]`, `[0,-0,0.3,0.30,3e-1,-1e-300,1]`},
	{`{"minLength":2,"maxLength":3}`, `["ab","äöü","😀😀",1]`, `["a","abcd","😀"]`},
	{`{"pattern":"^\\+[1-9][0-9]{6,13}$"}`, `["+1234567","+12345678901234"]`, `["+123456","+0234567","1234567","+123456789012345","+1234567\n"]`},
	{`{"pattern":"^a*b?$"}`, `["","aab","b"]`, `["abb","ba"]`},
	{`{"pattern":"x"}`, `["axb"]`, `["abc"]`},
	{`{"pattern":"^[^a]$"}`, `["b","ä"]`, `["a","bb"]`},
	{`{"pattern":"^(?=.*x)[a-z]+$"}`, `["axb"]`, `["abc"]`},
	{`{"properties":{"a":{"type":"string"},"b":{"type":"integer"}},"required":["a","c"],"additionalProperties":{"type":"boolean"}}`,
		`[{"a":"x","c":true},{"c":false,"b":1,"a":"","d":true}]`, `[{"a":"x"},{"a":1,"c":true},{"a":"x","c":1},{"a":"x","c":true,"d":0}]`},
	{`{"properties":{"a":{}},"additionalProperties":false,"minProperties":1,"maxProperties":1}`, `[{"a":1}]`, `[{},{"b":1},{"a":1,"b":1}]`},
	{`{"patternProperties":{"^x":{"type":"integer"},"y$":{"minimum":5}},"additionalProperties":false}`, `[{"x":1,"xy":5,"y":6},{}]`, `[{"x":"a"},{"xy":4},{"z":1}]`},
	{`{"propertyNames":{"maxLength":2}}`, `[{"ab":1}]`, `[{"abc":1}]`},
	{`{"dependencies":{"a":["b"],"c":{"required":["d"]}}}`, `[{},{"a":1,"b":1},{"c":1,"d":1},{"b":1}]`, `[{"a":1},{"c":1}]`},
	{`{"items":{"type":"integer"},"minItems":1,"maxItems":2}`, `[[1],[1,2]]`, `[[],[1,2,3],["a"]]`},
	{`{"items":[{"type":"integer"},{"type":"string"}],"additionalItems":false}`, `[[],[1],[1,"a"]]`, `[["a"],[1,"a",2]]`},
	{`{"items":[true],"additionalItems":{"type":"null"}}`, `[[1,null]]`, `[[1,1]]`},
	{`{"uniqueItems":true}`, `[[],[1,2],[1,"1",true,null],["a","b"],[[1],[2]],[{"a":1},{"a":2}],[0,false]]`, `[[1,1.0],["a","b","a"],[[1],[1.0]],[{"a":1,"b":2},{"b":2,"a":1}],[null,null],[1000000000000000000000000,1e24],[1e400,10e399]]`},
	{`{"contains":{"const":1}}`, `[[1],[2,1.0]]`, `[[],[2]]`},
	{`{"anyOf":[{"type":"string"},{"minimum":5}]}`, `["a",5,null]`, `[4]`},
	{`{"oneOf":[{"multipleOf":2},{"multipleOf":3}]}`, `[2,3,9]`, `[6,0,1]`},
	{`{"if":{"properties":{"k":{"const":1}},"required":["k"]},"then":{"required":["v"]},"else":{"not":{"required":["v"]}}}`, `[{"k":1,"v":1},{"k":2},{}]`, `[{"k":1},{"v":1}]`},
	{`{"allOf":[{"required":["a"]},{"$ref":"#/definitions/n"}],"definitions":{"n":{"properties":{"a":{"type":"array","items":{"$ref":"#/definitions/n"}}},"type":"object"}}}`,
		`[{"a":[]},{"a":[{"a":[{}]}]}]`, `[{},{"a":1},{"a":[{"a":[1]}]}]`},
	{`{"format":"date-time"}`, `["2026-01-02T03:04:05Z","2024-02-29T23:59:60Z","2026-01-02t03:04:05.123+01:00",1]`, `["2026-02-30T00:00:00Z","2026-01-02","2026-01-02T24:00:00Z"]`},
	{`{"format":"made-up"}`, `["x"]`, `[]`},
	{`{"contentEncoding":"base64"}`, `["YQ==",1]`, `["?"]`},
}

// The quick check and jsonschema/v5 agree, on decoded values and on texts.
func TestQuick(t *testing.T) {
	for _, c := range quickCases {
		s, findings := compileText(t, "application/schema+json;version=draft-07", c.schema)
		if s == nil {
			t.Fatalf("%s: %v", c.schema, findings)
		}
		k := s.(*compiled)
		if k.quick == nil {
			t.Errorf("%s: no check", c.schema)
		}
		for list, want := range map[string]bool{c.valid: true, c.invalid: false} {
			for _, v := range tree(t, []byte(list)).([]any) {
				if got := validate(k.v5, v) == nil; got != want {
					t.Errorf("%s: %v: validator says %t", c.schema, v, got)
				}
				if got := k.quick.accepts(v); got != want {
					t.Errorf("%s: %v: got %t", c.schema, v, got)
				}
				text, err := json.Marshal(v)
				if err != nil {
					t.Fatal(err)
				}
				if got := k.quick.acceptsText(text); got && !want {
					t.Errorf("%s: %s: the text is accepted", c.schema, text)
				}
				if got := k.AcceptsText(text); got != want {
					t.Errorf("%s: %s: got %t for the text", c.schema, text, got)
				}
			}
		}
	}
}

// What a check cannot know has none, and the validator decides.
func TestQuickGivesUp(t *testing.T) {
	for _, text := range []string{
		`{"unevaluatedProperties":false,"properties":{"a":{}}}`, `{"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":"https://json-schema.org/draft/2020-12/schema"}`,
		`{"items":{"unevaluatedItems":false}}`,
	} {
		s, findings := compileText(t, "application/schema+json;version=2020-12", text)
		if s == nil {
			t.Fatalf("%s: %v", text, findings)
		}
		if s.(*compiled).quick != nil {
			t.Errorf("%s: has a check", text)
		}
	}
	var many []any
	for i := range maxDistinct + 1 {
		many = append(many, jsonNumber(strings.Repeat("1", i+1)))
	}
	s, _ := compileText(t, "", `{"uniqueItems":true}`)
	if c := s.(*compiled); c.quick.accepts(many) || !c.valid(schema.Value{Tree: many}) {
		t.Error("a long list of distinct items is for the validator")
	}
}

// Texts that are not JSON, or say a thing twice, are not for the quick check.
func TestQuickTexts(t *testing.T) {
	s, _ := compileText(t, "", `{"type":"object","properties":{"a":{"type":"integer"},"s":{"maxLength":1},"u":{"uniqueItems":true}},"not":{"required":["x"]},"additionalProperties":{"type":"integer"}}`)
	c := s.(*compiled)
	for _, text := range []string{`{}`, ` { "a" : 1 , "b":2, "u" : [ 1 , 2.5,"1",null ] } `, `{"s":"\u00e4"}`, `{"s":"ä","u":[true,false]}`} {
		if !c.quick.acceptsText([]byte(text)) {
			t.Errorf("%s: refused", text)
		}
	}
	for _, text := range []string{
		``, ` `, `{`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{,}`, `{"a" 1}`, `{"a":1}}`, `{"a":01}`, `{"a":1.}`, `{"a":-}`, `{"a":tru}`, "{\"s\":\"\n\"}", `{"s":"`, `{"s":"\x"}`,
		"{\"s\":\"\xff\"}", `{"u":[1,]}`, `{"u":[1`, `{"u":[,]}`, `{"u":[1 2]}`, `{"a":"x","a":1}`, `{"b":1,"b":2}`, `{"x":1}`, `{"\u0078":1}`, `{"s":"ab"}`, `{"s":"\u00e4\u00e4"}`, `{"u":["a","\u0061"]}`,
		`{"u":[1,1.0]}`, `{"a":1.5}`, `{"b":""}`, strings.Repeat(`{"u":[`, 300) + strings.Repeat(`]}`, 300),
	} {
		if c.quick.acceptsText([]byte(text)) {
			t.Errorf("%s: accepted", text)
		}
	}
}

// What is put together of plain parts is proven, what is chosen is not.
func TestProven(t *testing.T) {
	for text, want := range map[string]bool{
		benchSchema: true,
		`{"oneOf":[{"type":"integer"},{"type":"string"}]}`:                                                                                              true,
		`{"anyOf":[{"type":"integer","minimum":3},{"type":"string","format":"uuid"}]}`:                                                                  true,
		`{"type":"array","uniqueItems":true,"items":{"enum":["a","b","c"]}}`:                                                                            true,
		`{"allOf":[{"$ref":"#/d"}],"d":{"type":"object","required":["n"],"properties":{"n":{"type":"number","multipleOf":0.01,"exclusiveMinimum":0}}}}`: true,
		`{"type":"array","uniqueItems":true,"items":{"type":"object","properties":{"a":{"enum":[1,2]}}}}`:                                               false,
		`{"oneOf":[{"type":"integer","maximum":9},{"type":"integer","minimum":5}]}`:                                                                     false,
		`{"type":"object","properties":{"a":{"not":{"type":"string"}}}}`:                                                                                false,
		`{"type":"object","properties":{"a":{"pattern":"^(?=.*x)[a-z]+$"}}}`:                                                                            false,
		`{"type":"object","properties":{"a":{}},"maxProperties":0,"minProperties":0,"dependencies":{"a":["b"]}}`:                                        false,
		`{"contains":{"const":1}}`: false,
	} {
		s, findings := compileText(t, "", text)
		if s == nil {
			t.Fatalf("%s: %v", text, findings)
		}
		if got := s.(*compiled).plan.proven; got != want {
			t.Errorf("%s: proven is %t", text, got)
		}
	}
}

// A valid value costs no allocation.
func TestQuickAllocatesNothing(t *testing.T) {
	s, _ := compileText(t, "", benchSchema)
	v := decoded(t, benchValue)
	if n := testing.AllocsPerRun(100, func() { s.Validate(v) }); n != 0 {
		t.Errorf("got %v allocations", n)
	}
	if n := testing.AllocsPerRun(100, func() { s.(*compiled).quick.acceptsText(v.Raw) }); n != 0 || !s.(*compiled).quick.acceptsText(v.Raw) {
		t.Errorf("got %v allocations for the text", n)
	}
}

// agree holds the check against the validator.
func agree(t *testing.T, c *compiled, text []byte) {
	t.Helper()
	v, err := schema.Decode(text)
	asText := c.quick.acceptsText(text)
	if err != nil {
		if asText {
			t.Fatalf("%q is accepted quickly, but: %v", text, err)
		}
		return
	}
	if !asText && !c.quick.accepts(v.Tree) || c.costly && !c.affordable(v.Tree) {
		return
	}
	if err := validate(c.v5, v.Tree); err != nil {
		t.Fatalf("%s is accepted quickly, but: %#v", text, err)
	}
}

// seedSchemas are the schemas that fuzzing begins with.
func seedSchemas(f *testing.F) (list []string) {
	for _, c := range quickCases {
		list = append(list, c.schema)
	}
	list = append(list, benchSchema)
	dir := os.Getenv("ASYNCMOCK_CORPUS")
	if dir == "" {
		return list
	}
	var hard map[string]json.RawMessage
	if err := json.Unmarshal([]byte(readFile(f, dir, "schemas", "hard.json")), &hard); err != nil {
		f.Fatal(err)
	}
	for _, text := range hard {
		list = append(list, string(text))
	}
	for _, draft := range []string{"draft4", "draft6", "draft7", "draft2019-09", "draft2020-12"} {
		files, _ := filepath.Glob(filepath.Join(dir, "schemas", "JSON-Schema-Test-Suite", "tests", draft, "*.json"))
		for _, file := range files {
			var groups []suiteGroup
			if json.Unmarshal([]byte(readFile(f, file)), &groups) != nil {
				continue
			}
			for _, g := range groups {
				list = append(list, string(g.Schema))
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

var fuzzFormats = []string{
	"", "application/schema+json;version=draft-04", "application/schema+json;version=draft-06", "application/schema+json;version=draft-07",
	"application/schema+json;version=2019-09", "application/schema+json;version=2020-12",
}

// FuzzFastAgainstV5 looks for a value that the quick check takes and the
// validator refuses, among values that are made, that are changed by one
// mutation, and that the fuzzer gives.
func FuzzFastAgainstV5(f *testing.F) {
	for i, text := range seedSchemas(f) {
		f.Add([]byte(text), []byte(`{"a":1,"foo":"bar","b":[1,1.0,"x",null],"c":{"d":2.5e3}}`), uint64(i), uint8(i))
	}
	f.Fuzz(func(t *testing.T, text, value []byte, seed uint64, format uint8) {
		if len(text) > 20_000 || len(value) > 20_000 {
			return
		}
		n, findings := spec.Parse("fuzz.json", text)
		if n == nil || findings.HasErrors() {
			return
		}
		name := fuzzFormats[int(format)%len(fuzzFormats)]
		if name == "" {
			point(n, n)
		}
		s, _ := New(fakedata.New()).Compile(&spec.Schema{Format: name, Node: n})
		c, ok := s.(*compiled)
		if !ok || c.quick == nil {
			return
		}
		agree(t, c, value)
		d := newDraw(seed)
		for range 3 {
			out, err := c.Append(nil, d)
			if err != nil {
				break
			}
			v := tree(t, out)
			if c.costly && !c.affordable(v) {
				break
			}
			if err := validate(c.v5, v); err != nil {
				t.Fatalf("%s was made (proven: %t), but: %#v", out, c.plan.proven, err)
			}
			agree(t, c, out)
			for range 8 {
				agree(t, c, mutated(out, value, d.Source))
			}
		}
	})
}

// FuzzPlainFormats holds the glances at formats against the validator's.
func FuzzPlainFormats(f *testing.F) {
	for _, texts := range shortTexts {
		for _, text := range texts {
			f.Add(text)
		}
	}
	for _, text := range []string{"0000-01-01", "2026-12-28T23:59:59.123456Z", "a.b-c+d_e@x-y.example.org", "a..b@c", "https://a.b/c?d=e#f;g", "http://a-b.c:80/", "1.2.3", "00.1.2.3", "a-.b", "-a"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for name, judge := range v5.Formats {
			if c := newFormatCheck(name); c.plain != nil && c.plain(text) && !judge(text) {
				t.Errorf("%s: %q is not of it", name, text)
			}
		}
	})
}
