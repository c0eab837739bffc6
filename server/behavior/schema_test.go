package behavior_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/server/behavior"
	"asyncmock/spec"
)

var update = flag.Bool("update", false, "rewrite the schema of the examples")

func schemaOf(t *testing.T) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.CompileString("behavior.schema.json", string(behavior.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// bySchema validates a file by the schema alone.
func bySchema(t *testing.T, s *jsonschema.Schema, source string) error {
	t.Helper()
	root, findings := spec.Parse("behavior.yaml", []byte(source))
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	return s.Validate(root.Any())
}

// TestExamplesFitTheSchema looks at every behavior file of the examples.
func TestExamplesFitTheSchema(t *testing.T) {
	files, err := filepath.Glob("../../examples/*/behavior*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	s := schemaOf(t)
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := bySchema(t, s, string(source)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		if _, findings := behavior.Parse(file, source); findings.HasErrors() {
			t.Errorf("%s: %v", file, findings)
		}
	}
}

// TestSchemaAndLoadAgree gives both the same files: what one refuses, the
// other refuses.
func TestSchemaAndLoadAgree(t *testing.T) {
	s := schemaOf(t)
	for source, fits := range map[string]bool{
		"rules: []":                         true,
		"rules: [{then: [{reply: hello}]}]": true,
		"rules: [{then: [{reply: {json: {a: [1, {}]}}}]}]":                           true,
		"rules: [{when: {all: [{text: a}], not: {if: 'n > 1'}}, then: []}]":          true,
		"rules: [{then: [{if: 'n > 1', then: [{close: 4001}], else: [{note: x}]}]}]": true,
		"rules: [{nth: {every: 2}, delay: 1ms..2s, then: []}]":                       true,
		"rules: [{validate: off, then: []}]":                                         true,
		"rule: []":                                                                   false,
		"rules: {}":                                                                  false,
		"rules: [{}]":                                                                false,
		"rules: [{then: [{}]}]":                                                      false,
		"rules: [{then: [{reply: a, close: 1000}]}]":                                 false,
		"rules: [{then: [{reply: {json: 1, text: a}}]}]":                             false,
		"rules: [{then: [{reply: {}}]}]":                                             false,
		"rules: [{then: [{close: 999}]}]":                                            false,
		"rules: [{then: [{wait: soon}]}]":                                            false,
		"rules: [{then: [{fault: corrupt}]}]":                                        true,
		"faults: [delay:1s@5%, 'close:1012,route=/desk']":                            true,
		"faults: corrupt":                                                            false,
		"rules: [{on: never, then: []}]":                                             false,
		"rules: [{when: {json: {/a: {abov: 1}}}, then: []}]":                         false,
		"rules: [{when: {nth: 1}, then: []}]":                                        false,
		"scenarios: [{steps: [{expect: {message: a, within: 1s}}]}]":                 true,
		"scenarios: [{steps: [{expect: {mesage: a}}]}]":                              false,
	} {
		_, findings := behavior.Parse("behavior.yaml", []byte(source))
		if err := bySchema(t, s, source); (err == nil) != fits {
			t.Errorf("%s: the schema says %v, want fits %v", source, err, fits)
		}
		if findings.HasErrors() == fits {
			t.Errorf("%s: Parse says %v, want fits %v", source, findings, fits)
		}
	}
}

// TestWrongFilesAreLocated: every mistake at its place, with a hint.
func TestWrongFilesAreLocated(t *testing.T) {
	_, findings := behavior.Parse("b.yaml", []byte(`rules:
  - whenn: {}
    then:
      - rply: {text: hi}
      - wait: soon
      - reply: {json: 1, txt: a}
  - on: conect
    then: {}
  - when: ping
    then: [{set: {n: 1}}, {reply: {message: a, set: {b: 1}}}]
`))
	var got []string
	for _, d := range findings {
		got = append(got, d.Pos.String()+" "+d.Code+" "+d.Summary+" | "+d.Hint)
	}
	want := []string{
		`b.yaml:2:5 behavior-key a rule has no key "whenn" | did you mean "when"?`,
		`b.yaml:4:9 behavior-key an action has no key "rply" | did you mean "reply"?`,
		`b.yaml:5:15 behavior-value "soon" is no duration | write a duration such as 500ms, or a range such as 50ms..2s`,
		`b.yaml:6:26 behavior-key a body has no key "txt" | did you mean "text"?`,
		`b.yaml:7:9 behavior-value "conect" is none of message, connect, disconnect, idle, time | did you mean "connect"?`,
		`b.yaml:8:11 behavior-type a mapping stands where a list of actions is expected | begin it with "- ", or put it into [ ]`,
		`b.yaml:9:11 behavior-type text stands where a mapping with the keys of a condition is expected | its keys are message, valid, text, json, path, query, header, cookie, vars, global, if, all, any, not`,
		`b.yaml:10:19 behavior-key "n" is no variable: write vars.NAME of the connection, or global.NAME or data.NAME of all | `,
		`b.yaml:10:54 behavior-key "b" is no JSON pointer: write /b | `,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestSchemaOfExamples: what the examples refer to is the schema as it is now.
func TestSchemaOfExamples(t *testing.T) {
	const file = "../../examples/behavior.schema.json"
	if *update {
		if err := os.WriteFile(file, behavior.Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile(file); err != nil || !bytes.Equal(kept, behavior.Schema()) {
		t.Errorf("%s is not the schema (%v): go test ./server/behavior -update", file, err)
	}
}

// TestFaultsThatAreWrong: found with their place, and nothing is served.
func TestFaultsThatAreWrong(t *testing.T) {
	for text, want := range map[string]string{
		"faults: [close:999]":                    "column 7: close: CODE must be",
		"rules: [{then: [{fault: corupt}]}]":     "there is no fault",
		"rules: [{then: [{fault: refuse:503}]}]": "before there is a connection",
	} {
		_, found := behavior.Parse("behavior.yaml", []byte(text))
		if len(found) != 1 || !strings.Contains(found[0].Summary, want) || found[0].Pos.Line != 1 || found[0].Pos.Column < 9 {
			t.Errorf("%s: got %v, want …%s… at its place", text, found, want)
		}
	}
}
