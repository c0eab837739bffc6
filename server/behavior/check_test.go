package behavior

import (
	"strings"
	"testing"
)

// TestCheck: mistakes that need no document are found without one, and what
// needs one is left alone.
func TestCheck(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"rules: [{then: [{reply: '{{ payload. }}'}]}]", "behavior-expression"},
		{"rules: [{then: [{reply: '{{ payload.id'}]}]", "behavior-expression"},
		{"rules: [{then: [{reply: {json: {a: ['{{ foo }}']}}}]}]", "unknown name foo"},
		{"rules: [{when: {if: foo > 1}, then: [{reply: x}]}]", "unknown name foo"},
		{"rules: [{on: time, then: [{reply: x}]}]", "has no every"},
		{"rules: [{per: room, then: [{reply: x}]}]", "per goes with on: time"},
		{"rules: [{then: [{reply: {file: none.json}}]}]", "none.json"},
		{"scenarios: [{steps: [{if: vars.x = 1, then: [{note: x}]}]}]", "behavior-expression"},
		{"routes: {/nowhere: {interval: 1s}}\nfaults: ['drop,route=/nowhere']\nrules: [{route: /x, when: {message: nope}, then: [{reply: {message: ghost}}, {broadcast: {text: x, route: /y}}]}]", ""},
		{"auth: [{route: /x, query: token}]\nrules: [{when: {message: nope}, then: [{reply: {message: ghost, example: e, set: {/a: 1}}}]}]", ""},
	} {
		file, findings := Parse("behavior.yaml", []byte(c.text))
		if file == nil {
			t.Fatalf("%s: %v", c.text, findings)
		}
		var got strings.Builder
		for _, d := range file.Check() {
			got.WriteString(d.Code + ": " + d.Summary + "\n")
		}
		if !strings.Contains(got.String(), c.want) || c.want == "" && got.Len() > 0 {
			t.Errorf("%s\ngot %q, want %q", c.text, got.String(), c.want)
		}
	}
}
