package generator

import (
	"strings"
	"testing"

	"asyncmock/spec"
)

// Check finds what keeps a message from being made without compiling it.
func TestMessageCheck(t *testing.T) {
	for payload, want := range map[string]string{
		`{"type":"object","properties":{"a":{"type":"string"}}}`: "",
		`{"$ref":"#"}`: "error schema-loop",
		`{"type":"integer","minimum":5,"maximum":4}`:                                                          "error schema-unsatisfiable",
		`{"type":"object","required":["a"],"properties":{"a":{"type":"string","minLength":5,"maxLength":4}}}`: "error schema-unsatisfiable",
		`{"type":"object","properties":{"a":{"type":"string","minLength":5,"maxLength":4}}}`:                  "warning schema-unsatisfiable",
		`{"type":"array","minItems":1000000000}`:                                                              "error schema-unsatisfiable",
		`{"type":"object","properties":{"a":{"pattern":"(["}}}`:                                               "warning schema-pattern",
		`{"type":"object","properties":{"a":{"type":"integer","required":true}}}`:                             "warning schema-keyword-malformed",
	} {
		msg := NewCompiler(nil, Options{}).Message(message(t, "m", payload))
		var got []string
		for _, d := range msg.Check() {
			got = append(got, d.Severity.String()+" "+d.Code)
			if d.Pos.Line == 0 {
				t.Errorf("%s: no place: %+v", payload, d)
			}
		}
		if strings.Join(got, ",") != want {
			t.Errorf("%s: got %q, want %q", payload, got, want)
		}
		if msg.contract.schema != nil {
			t.Errorf("%s: was compiled", payload)
		}
		if msg.Usable() == strings.HasPrefix(want, "error") {
			t.Errorf("%s: Usable is %t", payload, msg.Usable())
		}
		if again := msg.Compile(); len(again) != len(got) {
			t.Errorf("%s: Compile says %v", payload, again)
		}
	}
}

// Messages that share a schema compile it once.
func TestSharedSchemasCompileOnce(t *testing.T) {
	c := NewCompiler(nil, Options{})
	root := node(t, `{"a":{"$ref":"#/shared"},"b":{"$ref":"#/shared"},"shared":{"type":"object"}}`)
	a := c.Message(&spec.Message{Name: "a", Payload: &spec.Schema{Node: root.Own("a")}})
	b := c.Message(&spec.Message{Name: "b", Payload: &spec.Schema{Node: root.Own("b")}})
	if a.contract != b.contract || c.Message(a.Message) != a {
		t.Error("one schema has two contracts")
	}
}
