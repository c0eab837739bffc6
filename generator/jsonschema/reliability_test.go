package jsonschema

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

func decoded(t testing.TB, text string) schema.Value {
	t.Helper()
	v, err := schema.Decode([]byte(text))
	if err != nil {
		t.Fatalf("%.60s: %v", text, err)
	}
	return v
}

// The validator survives values that Decode would have refused.
func TestREL_VAL_1_NoPanic(t *testing.T) {
	for _, text := range []string{
		`{"type":"integer"}`, `{"minimum":1}`, `{"maximum":1}`, `{"multipleOf":2}`, `{"const":1}`, `{"enum":[1,2]}`, `{"uniqueItems":true}`, `{"items":{"type":"integer"}}`,
	} {
		s, findings := compileText(t, "", text)
		if s == nil {
			t.Fatal(findings)
		}
		for i, v := range []any{jsonNumber("1e9999999"), []any{jsonNumber("1e9999999"), jsonNumber("1e9999999")}, struct{}{}, map[any]any{}} {
			findings := s.Validate(schema.Value{Tree: v})
			if i == 0 && strings.Contains(text, "imum") && len(findings) == 0 {
				t.Errorf("%s: %v passes", text, v)
			}
		}
	}
}

func TestREL_VAL_3_Branches(t *testing.T) {
	doubling := `{"type":"integer"}`
	for range 20 {
		doubling = `{"anyOf":[` + doubling + `,` + doubling + `]}`
		if len(doubling) > 1<<20 {
			break
		}
	}
	byRef := `{"$ref":"#/definitions/d20","definitions":{"d0":{"type":"integer"}`
	for i := range 20 {
		byRef += fmt.Sprintf(`,"d%d":{"anyOf":[{"$ref":"#/definitions/d%d"},{"$ref":"#/definitions/d%d"}]}`, i+1, i, i)
	}
	for _, text := range []string{byRef + "}}", doubling} {
		start := time.Now()
		s, findings := compileText(t, "", text)
		if s != nil || len(findings) == 0 || findings[len(findings)-1].Code != "schema-too-complex" {
			t.Errorf("%.60s: got %v, %v", text, s != nil, findings)
		}
		if d := time.Since(start); d > 20*time.Second {
			t.Errorf("took %v", d)
		}
	}
	// The same through properties: it is the payload that makes it dear.
	tree := `{"$ref":"#/definitions/n","definitions":{"n":{"anyOf":[
		{"properties":{"x":{"$ref":"#/definitions/n"}},"required":["no"]},{"properties":{"x":{"$ref":"#/definitions/n"}},"required":["never"]},{"type":"integer"}]}}}`
	s, findings := compileText(t, "", tree)
	if s == nil {
		t.Fatal(findings)
	}
	deep := strings.Repeat(`{"x":`, 100) + "1" + strings.Repeat("}", 100)
	if got := s.Validate(decoded(t, deep)); len(got) != 1 || got[0].Code != "payload-too-complex" {
		t.Errorf("got %.200v", got)
	}
	if got := s.Validate(decoded(t, "1")); len(got) != 0 {
		t.Errorf("a small value: %v", got)
	}
}

func TestREL_VAL_5_Linear(t *testing.T) {
	s, findings := compileText(t, "", `{"pattern":"^(a+)+$"}`)
	if s == nil {
		t.Fatal(findings)
	}
	done := make(chan spec.Diagnostics)
	go func() { done <- s.Validate(decoded(t, `"`+strings.Repeat("a", 50_000)+`!"`)) }()
	select {
	case got := <-done:
		if len(got) != 1 || got[0].Code != "payload-pattern" {
			t.Errorf("got %v", got)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("takes too long")
	}
}

func TestREL_VAL_6_Patterns(t *testing.T) {
	for _, test := range []struct{ pattern, good, bad string }{
		{`^(?=.*[A-Z])(?=.*\\d).{8,}$`, `"Abcdefg1"`, `"abcdefg1"`},
		{`^(?!foo)[a-z]+$`, `"bar"`, `"foobar"`},
		{`^(a|b)\\1$`, `"aa"`, `"ab"`},
		{`^a{2000}$`, `"` + strings.Repeat("a", 2000) + `"`, `"a"`},
		{`^\\d{3}$`, `"123"`, `"12x"`},
		{`^\\u0041$`, `"A"`, `"B"`},
		{`^a\\/b$`, `"a/b"`, `"ab"`},
		{`^[^]$`, `"x"`, `"xx"`},
		{`^(?<year>\\d{4})$`, `"2026"`, `"26"`},
		{`^\\cA$`, `"\u0001"`, `"A"`},
		{`(?<=\\$)\\d+`, `"$5"`, `"5"`},
		{`^[\\w.-]+@x$`, `"a.b@x"`, `"a b@x"`},
	} {
		s, findings := compileText(t, "", `{"type":"object","required":["n"],"properties":{"n":{"type":"integer"},"p":{"pattern":"`+test.pattern+`"}}}`)
		if s == nil {
			t.Errorf("%s: %v", test.pattern, findings)
			continue
		}
		if got := s.Validate(decoded(t, `{"n":1,"p":`+test.good+`}`)); len(got) > 0 {
			t.Errorf("%s: refuses %s: %v", test.pattern, test.good, got)
		}
		if got := s.Validate(decoded(t, `{"n":1,"p":`+test.bad+`}`)); len(got) != 1 || got[0].Code != "payload-pattern" || got[0].Instance != "/p" {
			t.Errorf("%s: %s: got %v", test.pattern, test.bad, got)
		}
		if got := s.Validate(decoded(t, `{"n":"x"}`)); len(got) != 1 {
			t.Errorf("%s: the rest is not validated: %v", test.pattern, got)
		}
	}
	s, findings := compileText(t, "", `{"type":"object","properties":{"p":{"pattern":"(["},"n":{"type":"integer"}}}`)
	if s == nil || len(findings) != 1 || findings[0].Code != "schema-pattern" || findings[0].Severity != spec.SeverityWarning {
		t.Fatalf("a broken pattern: %v", findings)
	}
	if len(s.Validate(decoded(t, `{"p":"x","n":1}`))) != 0 || len(s.Validate(decoded(t, `{"n":"x"}`))) != 1 {
		t.Error("a broken pattern: the rest is not validated")
	}
}

func TestREL_VAL_7_Loops(t *testing.T) {
	for _, text := range []string{
		`{"$ref":"#"}`, `{"allOf":[{"$ref":"#"}]}`, `{"not":{"$ref":"#"}}`, `{"if":{"$ref":"#"},"then":true}`,
		`{"$ref":"#/definitions/a","definitions":{"a":{"$ref":"#/definitions/b"},"b":{"$ref":"#/definitions/a"}}}`,
	} {
		s, findings := compileText(t, "", text)
		if s != nil || len(findings) != 1 || findings[0].Code != "schema-loop" || findings[0].Severity != spec.SeverityError {
			t.Errorf("%s: got %v", text, findings)
		}
	}
	if s, findings := compileText(t, "", `{"properties":{"next":{"$ref":"#"}}}`); s == nil || len(findings) > 0 {
		t.Errorf("legal recursion: %v", findings)
	}
}

func TestREL_VAL_8_Unique(t *testing.T) {
	s, _ := compileText(t, "", `{"uniqueItems":true}`)
	list := make([]any, 20_000)
	for i := range list {
		list[i] = jsonNumber(fmt.Sprint(i))
	}
	if got := s.Validate(schema.Value{Tree: list}); len(got) != 0 {
		t.Errorf("got %v", got)
	}
	list[19_999] = jsonNumber("5.0")
	if got := s.Validate(schema.Value{Tree: list}); len(got) != 1 {
		t.Errorf("got %v", got)
	}
}

func TestREL_VAL_9_Precision(t *testing.T) {
	for _, test := range []struct {
		schema, value string
		valid         bool
	}{
		{`{"multipleOf":0.01}`, "19.99", true}, {`{"multipleOf":0.01}`, "0.07", true}, {`{"multipleOf":0.01}`, "0.075", false},
		{`{"const":9007199254740993}`, "9007199254740993", true}, {`{"const":9007199254740993}`, "9007199254740992", false},
		{`{"maximum":0.3}`, "0.30000000000000001", false},
	} {
		s, _ := compileText(t, "", test.schema)
		if got := len(s.Validate(decoded(t, test.value))) == 0; got != test.valid {
			t.Errorf("%s %s: valid is %t", test.schema, test.value, got)
		}
	}
	s, _ := compileText(t, "", `{"type":"integer","minimum":9007199254740993,"maximum":9007199254740993}`)
	if out, err := s.Append(nil, newDraw(1)); string(out) != "9007199254740993" {
		t.Errorf("made %s, %v", out, err)
	}
}

func TestREL_GEN_2_GreatestIsNoWish(t *testing.T) {
	for text, most := range map[string]int{
		`{"type":"string","maxLength":1000000000}`:                                               1 << 10,
		`{"type":"array","maxItems":1000000000,"items":{"type":"integer"}}`:                      40,
		`{"type":"string","pattern":"^[a-z]*$","maxLength":1000000000}`:                          1 << 10,
		`{"type":"object","maxProperties":1000000000,"additionalProperties":{"type":"integer"}}`: 200,
	} {
		s, _ := compileText(t, "", text)
		for seed := range uint64(50) {
			if out, err := s.Append(nil, newDraw(seed)); err != nil || len(out) > most {
				t.Fatalf("%s: %d bytes, %v", text, len(out), err)
			}
		}
	}
}

func TestREL_GEN_4_PatternsAreMet(t *testing.T) {
	for _, pattern := range []string{
		`^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$`, `^(0[1-9]|1[0-2])/[0-9]{2}$`, `^\\+[1-9][0-9]{6,13}$`, `[a-f]`, `^$`, `^(?=.*[A-Z])(?=.*\\d).{8,}$`, `^(?!x)[a-z]{3}$`,
		`^\\S+@\\S+\\.\\S+$`, `^[^@]+$`, `\\bword\\b`, `^(foo|bar|)$`, `^.{5}$`, `^(a{100}){9}$`, `^[\\u4e00-\\u9fa5]{2}$`, `^(\\d{1,3}\\.){3}\\d{1,3}$`, `^a.c$`, `^\\p{L}+$`, `^x?y*z+$`,
	} {
		s, findings := compileText(t, "", `{"type":"string","pattern":"`+pattern+`"}`)
		if s == nil || findings.HasErrors() {
			t.Errorf("%s: %v", pattern, findings)
			continue
		}
		seen := map[string]bool{}
		for seed := range uint64(100) {
			out, err := s.Append(nil, newDraw(seed))
			if err != nil || len(s.Validate(decoded(t, string(out)))) > 0 {
				t.Fatalf("%s: made %s, %v", pattern, out, err)
			}
			seen[string(out)] = true
		}
		t.Logf("%s: %d different", pattern, len(seen))
	}
}

// SCH-8: recursion ends.
func TestREL_GEN_6_Recursion(t *testing.T) {
	for _, text := range []string{
		`{"type":"object","required":["kids"],"properties":{"kids":{"type":"array","items":{"$ref":"#"}}}}`,
		`{"type":"object","required":["next"],"properties":{"next":{"oneOf":[{"$ref":"#"},{"type":"null"}]}}}`,
		`{"type":"object","properties":{"a":{"$ref":"#"},"b":{"$ref":"#"},"c":{"$ref":"#"},"d":{"$ref":"#"}}}`,
		`{"anyOf":[{"type":"integer"},{"type":"array","minItems":2,"items":{"$ref":"#"}}]}`,
		`{"type":"object","additionalProperties":{"$ref":"#"},"minProperties":0}`,
		`{"oneOf":[{"$ref":"#/definitions/a"},{"$ref":"#/definitions/b"}],"definitions":{"a":{"type":"object","required":["b"],"properties":{"b":{"$ref":"#/definitions/b"}},"additionalProperties":false},
			"b":{"type":"object","properties":{"a":{"$ref":"#/definitions/a"}},"required":["z"]}}}`,
	} {
		s, findings := compileText(t, "", text)
		if s == nil || findings.HasErrors() {
			t.Errorf("%s: %v", text, findings)
			continue
		}
		for seed := range uint64(100) {
			out, err := s.Append(nil, newDraw(seed))
			if err != nil || len(out) > 200_000 {
				t.Fatalf("%s: %d bytes, %v", text, len(out), err)
			}
		}
	}
}

// A schema must not make the compiler read files.
func TestREL_REF_1_NoLoading(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret.json")
	if err := os.WriteFile(secret, []byte(`{"type":"integer"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"", "application/schema+json;version=draft-07"} {
		s, findings := compileText(t, format, `{"properties":{"a":{"$ref":"file://`+secret+`"}}}`)
		if s == nil || len(findings) != 1 || findings[0].Code != "schema-ref-unresolved" {
			t.Errorf("%q: got %v", format, findings)
			continue
		}
		if got := s.Validate(decoded(t, `{"a":"x"}`)); len(got) > 0 {
			t.Errorf("%q: the file was read: %v", format, got)
		}
	}
}
