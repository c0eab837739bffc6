package spec

import (
	"encoding/json"
	"reflect"
	"testing"
)

// TestAppendYAML: what is written is read as what it was.
func TestAppendYAML(t *testing.T) {
	for _, text := range []string{
		`null`, `true`, `-1.50e3`, `"x"`, `""`, `"no"`, `"1"`, `"a: b"`, `"- a"`, `" a"`, `"a #b"`, `"é\u0001\n\"\\"`, `"2026-01-01"`, `"~"`,
		`{}`, `[]`, `{"a":{}}`, `{"a":[]}`, `[[]]`, `[{}]`, `{"a":{"b":1}}`, `{"a":{"b":{"c":[1]}}}`, `[[1,[2]],{"a":[{"b":1,"c":2}]}]`,
		`{"on":1,"y":2,"1":3,"a b":4,"":5,"a: b":6,"- c":7}`, `{"a":"b: c"}`, `{"a":"\"b\": c"}`, `[["a"]]`, `12345678901234567890`,
	} {
		for _, indent := range []int{0, 4} {
			out := AppendYAML([]byte("at: \n"+"    "[:indent]+"  "), []byte(text), indent+2)
			root, findings := Parse("a.yaml", out)
			want, _ := Parse("a.json", []byte(text))
			if root == nil || !reflect.DeepEqual(root.Get("at").Any(), want.Any()) {
				t.Errorf("%s became\n%s\n%v", text, out, findings)
			}
		}
	}
}

// FuzzAppendYAML: of all JSON.
func FuzzAppendYAML(f *testing.F) {
	f.Add([]byte(`{"a":[{"b":"c: d"},[1]],"e":"yes"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		want, found := Parse("a.json", text)
		if want == nil || len(found) > 0 || !json.Valid(text) || want.Kind != Object {
			return
		}
		out := AppendYAML(nil, text, 0)
		if root, _ := Parse("a.yaml", out); root == nil || !reflect.DeepEqual(root.Any(), want.Any()) {
			t.Errorf("%s became\n%s", text, out)
		}
	})
}
