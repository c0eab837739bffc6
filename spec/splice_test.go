package spec

import (
	"errors"
	"strings"
	"testing"
)

func TestSpliceKeepsTheRest(t *testing.T) {
	examples := Edit{Pointer: "/m", Key: "examples", Value: []byte("[{\"name\":\"one\",\"payload\":{\"a\":1,\"b\":[\"x: y\",true,null],\"c\":{}}}]\n")}
	for name, c := range map[string]struct{ file, source, want string }{
		"block": {"a.yaml", "m:\n  # about\n  payload:\n    a: 1 # one\n\n# next\nn: 2\n",
			"m:\n  # about\n  payload:\n    a: 1 # one\n  examples:\n    - name: one\n      payload:\n        a: 1\n        b:\n          - \"x: y\"\n          - true\n          - null\n        c: {}\n\n# next\nn: 2\n"},
		"last, without an end of line": {"a.yaml", "m:\n  p: 1", "m:\n  p: 1\n  examples:\n    - name: one\n      payload:\n        a: 1\n        b:\n          - \"x: y\"\n          - true\n          - null\n        c: {}"},
		"flow":                         {"a.yaml", "m: {payload: {a: 1}} # here\n", "m: {examples: [{\"name\":\"one\",\"payload\":{\"a\":1,\"b\":[\"x: y\",true,null],\"c\":{}}}], payload: {a: 1}} # here\n"},
		"empty":                        {"a.yaml", "m: {}\n", "m: {examples: [{\"name\":\"one\",\"payload\":{\"a\":1,\"b\":[\"x: y\",true,null],\"c\":{}}}]}\n"},
		"JSON, compact":                {"a.json", `{"m":{"p":1}}`, `{"m":{"examples": [{"name":"one","payload":{"a":1,"b":["x: y",true,null],"c":{}}}], "p":1}}`},
		"JSON, lines": {"a.json", "{\r\n  \"m\": {\r\n    \"p\": 1\r\n  }\r\n}\r\n",
			"{\r\n  \"m\": {\r\n    \"examples\": [\r\n      {\r\n        \"name\": \"one\",\r\n        \"payload\": {\r\n          \"a\": 1,\r\n          \"b\": [\r\n            \"x: y\",\r\n            true,\r\n            null\r\n          ],\r\n          \"c\": {}\r\n        }\r\n      }\r\n    ],\r\n    \"p\": 1\r\n  }\r\n}\r\n"},
		"block text, and a list that is not indented": {"a.yaml", "m:\n  l:\n  - 1\n  d: |\n    # no comment\nn: 2\n",
			"m:\n  l:\n  - 1\n  d: |\n    # no comment\n  examples:\n    - name: one\n      payload:\n        a: 1\n        b:\n          - \"x: y\"\n          - true\n          - null\n        c: {}\nn: 2\n"},
	} {
		out, refused, err := Splice(c.file, []byte(c.source), []Edit{examples})
		if err != nil || len(refused) > 0 || string(out) != c.want {
			t.Errorf("%s: %v, refused %v\n%s\nwant\n%s", name, err, refused, out, c.want)
		}
	}
}

func TestSpliceSeveral(t *testing.T) {
	source := "l:\n  - a: 1\n    b: 2\n  - &x {c: 3}\nm:\n    é: {d: 4}\n"
	out, refused, err := Splice("a.yaml", []byte(source), []Edit{
		{"/l/0", "e", []byte(`5`)}, {"/l/1", "e", []byte(`[6]`)}, {"/m", "e", []byte(`"7"`)}, {"/m/é", "e", []byte(`{"f":8}`)},
	})
	want := "l:\n  - a: 1\n    b: 2\n    e: 5\n  - &x {e: [6], c: 3}\nm:\n    é: {e: {\"f\":8}, d: 4}\n    e: \"7\"\n"
	if err != nil || len(refused) > 0 || string(out) != want {
		t.Errorf("%v, refused %v\n%s\nwant\n%s", err, refused, out, want)
	}
}

// TestSpliceRefuses: what would change something else, or what is there
// already, is refused; the others go in all the same.
func TestSpliceRefuses(t *testing.T) {
	source := "a: &a\n  x: 1\nb: *a\nc:\n  y: |+\n    text\n\nd: {e: 1}\n"
	out, refused, err := Splice("a.yaml", []byte(source), []Edit{
		{"/b", "z", []byte(`1`)}, {"/c", "z", []byte(`1`)}, {"/d", "e", []byte(`2`)}, {"/gone", "z", []byte(`1`)}, {"/d", "z", []byte(`1`)},
	})
	if err != nil || len(refused) != 4 || string(out) != strings.Replace(source, "{e: 1}", "{z: 1, e: 1}", 1) {
		t.Errorf("%v, refused %v\n%s", err, refused, out)
	}
	if _, _, err := Splice("a.yaml", []byte("a: ["), nil); !errors.Is(err, ErrUnusable) {
		t.Errorf("broken text: %v", err)
	}
}
