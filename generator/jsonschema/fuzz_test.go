package jsonschema

import (
	"os"
	"path/filepath"
	"testing"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// FuzzGenerate compiles any schema: nothing panics, and whatever is made is
// accepted by a plain compile of the same text, where that works.
func FuzzGenerate(f *testing.F) {
	for _, test := range hostile {
		f.Add([]byte(test.text), uint64(1))
	}
	for _, text := range []string{
		benchSchema, `{"oneOf":[{"required":["a"]},{"required":["b"]}],"properties":{"a":{"type":"string"},"b":{"$ref":"#"}}}`,
		`{"type":"array","items":[{"type":"string"}],"additionalItems":false,"contains":{"const":"x"},"uniqueItems":true}`,
		`{"if":{"properties":{"k":{"const":1}}},"then":{"required":["v"]},"else":{"not":{"required":["v"]}}}`,
		`{"type":"number","multipleOf":0.05,"minimum":0.05,"exclusiveMaximum":1}`, `{"pattern":"^(?=.*x)[a-z]{3,5}$","format":"email"}`,
		`{"dependencies":{"a":["b"],"b":{"minProperties":3}},"propertyNames":{"pattern":"^[a-z]$"},"patternProperties":{"^x":false}}`,
	} {
		f.Add([]byte(text), uint64(2))
	}
	dir := os.Getenv("ASYNCMOCK_CORPUS")
	files, _ := filepath.Glob(filepath.Join(dir, "schemas", "*.json"))
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil && dir != "" && len(text) < 40_000 {
			f.Add(text, uint64(3))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte, seed uint64) {
		if len(text) > 50_000 {
			return
		}
		n, findings := spec.Parse("fuzz.json", text)
		if n == nil || findings.HasErrors() {
			return
		}
		point(n, n)
		s, _ := New(fakedata.New()).Compile(&spec.Schema{Node: n})
		if s == nil {
			return
		}
		out, err := s.Append(nil, newDraw(seed))
		if err != nil {
			return
		}
		v, err := schema.Decode(out)
		if err != nil {
			t.Fatalf("%s made %s: %v", text, out, err)
		}
		if findings := s.Validate(v); len(findings) > 0 {
			t.Fatalf("%s made %s: %v", text, out, findings)
		}
	})
}
