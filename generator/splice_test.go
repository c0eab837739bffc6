package generator

import (
	"encoding/json"
	"reflect"
	"testing"
	"unicode/utf8"

	"asyncmock/generator/schema"
)

func TestPins_WriteAtAPointer(t *testing.T) {
	text := ` { "a" : 1 , "b":{"c/d":[ true,{"x":"y,]}\"" } , null],"e~f":{}},"\u0067":"z", "a":2} `
	tests := []struct {
		pointer, value string
		add, force     bool
		want           string // of the payload, "" unchanged
	}{
		{"/a", `3`, false, false, ` { "a" : 1 , "b":{"c/d":[ true,{"x":"y,]}\"" } , null],"e~f":{}},"\u0067":"z", "a":3} `},
		{"/b/c~1d/0", `"long text"`, false, false, ` { "a" : 1 , "b":{"c/d":[ "long text",{"x":"y,]}\"" } , null],"e~f":{}},"\u0067":"z", "a":2} `},
		{"/b/c~1d/1/x", `0`, false, false, ` { "a" : 1 , "b":{"c/d":[ true,{"x":0 } , null],"e~f":{}},"\u0067":"z", "a":2} `},
		{"/b/c~1d/2", `[]`, false, false, ` { "a" : 1 , "b":{"c/d":[ true,{"x":"y,]}\"" } , []],"e~f":{}},"\u0067":"z", "a":2} `},
		{"/g", `1`, false, false, ` { "a" : 1 , "b":{"c/d":[ true,{"x":"y,]}\"" } , null],"e~f":{}},"\u0067":1, "a":2} `},
		{"/b/e~0f/new", `1`, true, false, ` { "a" : 1 , "b":{"c/d":[ true,{"x":"y,]}\"" } , null],"e~f":{"new":1}},"\u0067":"z", "a":2} `},
		{"/b/new", `1`, true, false, ` { "a" : 1 , "b":{"c/d":[ true,{"x":"y,]}\"" } , null],"e~f":{},"new":1},"\u0067":"z", "a":2} `},
		{"", `7`, false, false, ` 7 `},
		{"/b/new", `1`, false, false, ""},
		{"/a/new", `1`, true, false, ""},
		{"/b/c~1d/3", `1`, true, false, ""},
		{"/b/c~1d/01", `1`, true, false, ""},
		{"/none/new", `1`, true, false, ""},
		{"a", `1`, true, false, ""},
		{"/b/n/~1w/x", `1`, true, true, ` { "a" : 1 , "b":{"c/d":[ true,{"x":"y,]}\"" } , null],"e~f":{},"n":{"/w":{"x":1}}},"\u0067":"z", "a":2} `},
		{"/a/new/x", `1`, true, true, ""},
		{"/b/c~1d/3/x", `1`, true, true, ""},
	}
	for _, test := range tests {
		if test.want == "" {
			test.want = text
		}
		got := write([]byte("head"+text), 4, schema.Pin{Pointer: test.pointer, Add: test.add, Force: test.force}, []byte(test.value))
		if string(got) != "head"+test.want {
			t.Errorf("%s=%s: got %s, want %s", test.pointer, test.value, got[4:], test.want)
		}
	}
}

// FuzzPins writes into any JSON object and finds there what was written.
func FuzzPins(f *testing.F) {
	f.Add(`{"a":{"b":[1,2]}}`, "/a/b/1", false)
	f.Add(`{"a b":"\"}","c":[{},[]]}`, "/c/0/new/deep", true)
	f.Add(`[ "x" , {"y":-1e5}]`, "/1/y", false)
	f.Fuzz(func(t *testing.T, text, pointer string, force bool) {
		if !utf8.ValidString(pointer) {
			return
		}
		before, err := schema.Decode([]byte(text))
		if err != nil {
			return
		}
		out := write([]byte(text), 0, schema.Pin{Pointer: pointer, Add: true, Force: force}, []byte(`"pinned"`))
		after, err := schema.Decode(out)
		if err != nil {
			t.Fatalf("%s at %q became %s: %v", text, pointer, out, err)
		}
		at := locate(out, pointer)
		switch {
		case at.found && string(out[at.value.from:at.value.to]) != `"pinned"`:
			t.Fatalf("%s at %q became %s", text, pointer, out)
		case !at.found && !reflect.DeepEqual(before.Tree, after.Tree):
			t.Fatalf("%s at %q became %s", text, pointer, out)
		}
		if !json.Valid(out) {
			t.Fatalf("%s at %q became %s", text, pointer, out)
		}
	})
}
