package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"asyncmock/generator"
	"asyncmock/spec"
	"asyncmock/spec/lint"
)

// payloadFixtures are a payload that breaks a schema and one that keeps it.
var payloadFixtures = []struct{ code, schema, wrong, right string }{
	{"payload-undecodable", "{type: object}", `{"a":`, `{}`},
	{"payload-number-range", "{type: number}", "1" + strings.Repeat("0", 2000), `1`},
	{"payload-too-deep", "{type: array}", strings.Repeat("[", 2000) + strings.Repeat("]", 2000), `[[]]`},
	{"payload-type", "{type: integer}", `"three"`, `3`},
	{"payload-enum", "{enum: [a, b]}", `"c"`, `"a"`},
	{"payload-const", "{const: a}", `"c"`, `"a"`},
	{"payload-required", "{required: [a]}", `{}`, `{"a":1}`},
	{"payload-additional-properties", "{additionalProperties: false}", `{"a":1}`, `{}`},
	{"payload-unevaluated-properties", newer("{allOf: [{properties: {a: {}}}], unevaluatedProperties: false}"), `{"b":1}`, `{"a":1}`},
	{"payload-property-names", "{propertyNames: {maxLength: 1}}", `{"ab":1}`, `{"a":1}`},
	{"payload-dependent-required", "{dependencies: {a: [b]}}", `{"a":1}`, `{"a":1,"b":2}`},
	{"payload-min-properties", "{minProperties: 1}", `{}`, `{"a":1}`},
	{"payload-max-properties", "{maxProperties: 0}", `{"a":1}`, `{}`},
	{"payload-min-length", "{minLength: 1}", `""`, `"a"`},
	{"payload-max-length", "{maxLength: 1}", `"ab"`, `"a"`},
	{"payload-pattern", "{pattern: ^a}", `"b"`, `"a"`},
	{"payload-format", "{type: string, format: date}", `"today"`, `"2026-01-02"`},
	{"payload-minimum", "{minimum: 1}", `0`, `1`},
	{"payload-maximum", "{maximum: 1}", `2`, `1`},
	{"payload-exclusive-minimum", "{exclusiveMinimum: 1}", `1`, `2`},
	{"payload-exclusive-maximum", "{exclusiveMaximum: 1}", `1`, `0`},
	{"payload-multiple-of", "{multipleOf: 2}", `1`, `2`},
	{"payload-min-items", "{minItems: 1}", `[]`, `[1]`},
	{"payload-max-items", "{maxItems: 1}", `[1,2]`, `[1]`},
	{"payload-unique-items", "{uniqueItems: true}", `[1,1]`, `[1,2]`},
	{"payload-items", "{items: false}", `[1]`, `[]`},
	{"payload-additional-items", "{items: [{}], additionalItems: false}", `[1,2]`, `[1]`},
	{"payload-unevaluated-items", newer("{prefixItems: [{}], unevaluatedItems: false}"), `[1,2]`, `[1]`},
	{"payload-contains", "{contains: {const: 1}}", `[2]`, `[1]`},
	{"payload-min-contains", newer("{contains: {const: 1}, minContains: 2}"), `[1]`, `[1,1]`},
	{"payload-max-contains", newer("{contains: {const: 1}, maxContains: 1}"), `[1,1]`, `[1]`},
	{"payload-any-of", "{anyOf: [{type: string}, {type: integer}]}", `[]`, `1`},
	{"payload-one-of", "{oneOf: [{type: integer}, {minimum: 1}]}", `2`, `0`},
	{"payload-not", "{not: {type: string}}", `"a"`, `1`},
	{"payload-not-allowed", "{properties: {a: false}}", `{"a":1}`, `{}`},
	{"payload-range", avro("int"), `3000000000`, `3`},
	{"payload-decimal", avro("{type: bytes, logicalType: decimal, precision: 2, scale: 1}"), `123.4`, `3.4`},
	{"payload-bytes", avro("bytes"), `"€"`, `"a"`},
	{"payload-size", avro("{type: fixed, name: F, size: 2}"), `"a"`, `"ab"`},
	{"payload-duplicate", "{schemaFormat: application/vnd.google.protobuf;version=3, schema: 'syntax = \"proto3\"; message Sail { int32 wind_speed = 1; }'}", `{"windSpeed":1,"wind_speed":1}`, `{"windSpeed":1}`},
}

func newer(schema string) string {
	return "{schemaFormat: application/schema+json;version=2020-12, schema: {$schema: 'https://json-schema.org/draft/2020-12/schema', " + schema[1:] + "}"
}

func avro(schema string) string {
	return "{schemaFormat: application/vnd.apache.avro;version=1.9.0, schema: " + schema + "}"
}

// beyondPayloads are the codes that need more than a schema and a payload to
// come about: the tests of server, generator and check hold them.
var beyondPayloads = []string{
	"payload-uncheckable", "payload-unvalidatable", "payload-too-complex", "headers-invalid", "message-unexpected", "message-direction",
	"reply-late", "reply-correlation", "reply-unasked", "invalid-accepted", "message-refused", "message-unsent", "message-too-large",
	"http-status", "connect-failed", "connection-closed", "subprotocol",
	"reply-missing", "recording-unreadable", "check-failed", "handshake-refused", "connection-broken", "channel-undocumented", "frame-type", "parameter-mismatch", "pin-conflict", "reply-undeliverable",
}

// TestMessageCodes walks the table of findings about messages.
func TestMessageCodes(t *testing.T) {
	for _, r := range messageCodes() {
		if len(r.Help) < 20 || !strings.HasSuffix(r.Help, ".") {
			t.Errorf("%s: the help is %q", r.Code, r.Help)
		}
		if slices.Contains(beyondPayloads, r.Code) {
			continue
		}
		found := false
		for _, f := range payloadFixtures {
			if f.code != r.Code {
				continue
			}
			found = true
			if got := wrongWith(t, f.schema, f.wrong); !slices.Contains(got, f.code) {
				t.Errorf("%s: %.60s gets %q", f.code, f.wrong, got)
			}
			if got := wrongWith(t, f.schema, f.right); len(got) > 0 {
				t.Errorf("%s: %s gets %q", f.code, f.right, got)
			}
		}
		if !found {
			t.Errorf("%s has no fixture", r.Code)
		}
	}
}

// wrongWith returns the codes of what is wrong with a payload.
func wrongWith(t *testing.T, schema, payload string) (codes []string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "asyncapi.yaml")
	writeFile(t, path, withPayload(schema))
	doc, findings, err := spec.Load(t.Context(), path, nil)
	if err != nil || findings.HasErrors() {
		t.Fatalf("%s: %v %v", schema, err, findings)
	}
	m := generator.NewCompiler(doc, generator.Options{}).Message(doc.Channels[0].Messages[0])
	if ds := m.Compile(); ds.HasErrors() {
		t.Fatalf("%s: %v", schema, ds)
	}
	_, match, findings := generator.NewMatcher([]*generator.Message{m}).Read([]byte(payload), false)
	for _, d := range append(findings, match.Findings...) {
		codes = append(codes, d.Code)
	}
	return codes
}

var literalCode = regexp.MustCompile(`Code:\s*"([a-z0-9-]+)",\s*Severity:`)

// ofCommands are findings about other files than documents and messages,
// which their command explains itself.
var ofCommands = []string{"behavior-empty", "settings-file", "schema-required", "place-unknown", "message-unmakeable"}

// TestCodes_AllKnown looks through the source for findings that nothing explains.
func TestCodes_AllKnown(t *testing.T) {
	known := append(knownRules(), messageCodes()...)
	for _, room := range []string{"spec", "generator", "server", "cmd"} {
		err := filepath.WalkDir(filepath.Join("../../..", room), func(path string, _ os.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			for _, m := range literalCode.FindAllSubmatch(text, -1) {
				code := string(m[1])
				if !slices.ContainsFunc(known, func(r lint.Rule) bool { return r.Code == code }) && !slices.Contains(ofCommands, code) {
					t.Errorf("%s: asyncmock help %s says nothing; messageCodes lacks it", path, code)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(fmt.Errorf("%s: %w", room, err))
		}
	}
}
