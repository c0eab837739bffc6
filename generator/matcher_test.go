package generator

import (
	"fmt"
	"strings"
	"testing"
)

func matcher(t testing.TB, schemas ...string) *Matcher {
	t.Helper()
	c := NewCompiler(nil, Options{})
	var list []*Message
	for i, s := range schemas {
		list = append(list, c.Message(message(t, fmt.Sprintf("m%d", i), s)))
	}
	return NewMatcher(list)
}

func TestIDN_1_Matching(t *testing.T) {
	m := matcher(t,
		`{"type":"object","required":["type"],"properties":{"type":{"const":"ping"},"id":{"type":"integer"}}}`,
		`{"type":"object","required":["type","x"],"properties":{"type":{"enum":["sub","unsub"]},"x":{"type":"string"}}}`,
		`{"allOf":[{"type":"object","required":["type"]},{"properties":{"type":{"const":"sub"},"y":{"type":"string"}},"required":["y"]}]}`,
		`{"type":"object","required":["code"],"properties":{"code":{"enum":[1,2.0,null,true]}}}`,
		`{"type":"array","items":{"type":"integer"}}`,
		`{"oneOf":[{"type":"object","required":["op"],"properties":{"op":{"const":"a"}}},{"type":"object","required":["op"],"properties":{"op":{"const":"b"}}}]}`,
	)
	for _, test := range []struct {
		payload string
		index   int
		codes   string
	}{
		{`{"type":"ping"}`, 0, ""},
		{`{"type":"ping","id":"x"}`, 0, "payload-type /id"},
		{`{"type":"sub","x":"1"}`, 1, ""},
		{`{"type":"sub","y":"1"}`, 2, ""},
		{`{"type":"unsub"}`, 1, "payload-required "},
		{`{"code":1.0}`, 3, ""},
		{`{"code":2}`, 3, ""},
		{`{"code":null}`, 3, ""},
		{`[1,2]`, 4, ""},
		{`[1,"x"]`, 4, "payload-type /1"},
		{`{"op":"b"}`, 5, ""},
	} {
		got := m.Match(value(t, test.payload))
		var codes []string
		for _, d := range got.Findings {
			codes = append(codes, d.Code+" "+d.Instance)
		}
		if got.Index != test.index || strings.Join(codes, ",") != test.codes || len(got.Ambiguous) > 0 || got.Message != m.candidates[got.Index] {
			t.Errorf("%s: got %d %v %v, want %d %q", test.payload, got.Index, codes, got.Ambiguous, test.index, test.codes)
		}
	}
	if got := m.Match(value(t, `{"type":"nothing"}`)); len(got.Findings) == 0 || got.Message == nil {
		t.Errorf("unknown type: got %+v", got)
	}
	if got := NewMatcher(nil).Match(value(t, `1`)); got.Index != -1 || got.Message != nil {
		t.Errorf("no candidates: got %+v", got)
	}
}

// Only the candidates that the table leaves are validated.
// TestIDN_1_NearestByWhatIsThere: a constant that the payload lacks, and may
// lack, makes a candidate no nearer than one whose constant it has.
func TestIDN_1_NearestByWhatIsThere(t *testing.T) {
	m := matcher(t,
		`{"type":"object","required":["event"],"properties":{"event":{"const":"status"},"channel":{"enum":["a","b"]}}}`,
		`{"type":"object","required":["event","symbol","price","time"],"properties":{"event":{"const":"trade"},"symbol":{"enum":["X","Y"]}}}`,
	)
	_, got, _ := m.Read([]byte(`{"event":"trade","symbol":7}`), false)
	if got.Index != 1 || len(got.Findings) == 0 {
		t.Errorf("the nearest is %d with %v, want 1", got.Index, got.Findings)
	}
}

func TestIDN_1_OneValidation(t *testing.T) {
	var schemas []string
	for i := range 45 {
		schemas = append(schemas, fmt.Sprintf(`{"type":"object","required":["type"],"properties":{"type":{"enum":["event_%d"]}}}`, i))
	}
	m := matcher(t, schemas...)
	possible := m.possible(value(t, `{"type":"event_17"}`).Tree)
	n := 0
	for i := range possible.each {
		n++
		if i != 17 {
			t.Errorf("candidate %d is left", i)
		}
	}
	if n != 1 {
		t.Errorf("%d candidates are left, want 1", n)
	}
	m.Match(value(t, `{"type":"event_17"}`))
	for i, c := range m.candidates {
		if _, compiled := c.contract.schema, c.contract.schema != nil; compiled != (i == 17) {
			t.Errorf("candidate %d: compiled is %t", i, compiled)
		}
	}
}

func TestCHN_10_Ambiguity(t *testing.T) {
	for _, test := range []struct {
		name      string
		schemas   []string
		payload   string
		index     int
		ambiguous int
	}{
		{"document order", []string{`{"type":"object"}`, `{"type":"object","properties":{"a":{}}}`}, `{"a":1}`, 0, 1},
		{"by default", []string{`{"type":"object","properties":{"kind":{"type":"string","default":"x"}}}`, `{"type":"object","properties":{"kind":{"type":"string","default":"y"}}}`}, `{"kind":"y"}`, 1, 1},
		{"equivalent are one", []string{`{"type":"object","properties":{"a":{}}}`, `{"type":"object","properties":{"a":{}}}`}, `{"a":1}`, 0, 0},
		{"same constant twice", []string{
			`{"type":"object","required":["type"],"properties":{"type":{"enum":["hello"]},"a":{"type":"string"}}}`,
			`{"type":"object","required":["type","b"],"properties":{"type":{"enum":["hello"]},"b":{"type":"string"}}}`}, `{"type":"hello"}`, 0, 0},
	} {
		m := matcher(t, test.schemas...)
		got := m.Match(value(t, test.payload))
		if got.Index != test.index || len(got.Ambiguous) != test.ambiguous || len(got.Findings) > 0 {
			t.Errorf("%s: got %d, %d ambiguous, %v", test.name, got.Index, len(got.Ambiguous), got.Findings)
		}
	}
}

// What accepts anything is the last resort, wherever it stands.
func TestMSG_3_NoPayloadSchema(t *testing.T) {
	m := matcher(t, "", `{"type":"object","required":["a"]}`)
	if got := m.Match(value(t, `{"a":1}`)); got.Index != 1 || len(got.Ambiguous) > 0 {
		t.Errorf("got %+v, want the one with a schema", got)
	}
	if got := m.Match(value(t, `5`)); got.Index != 0 || len(got.Findings) > 0 {
		t.Errorf("got %+v, want the one without", got)
	}
}

func TestIDN_2_Undecodable(t *testing.T) {
	for payload, code := range map[string]string{
		"": "payload-undecodable", "hello": "payload-undecodable", `{"a":}`: "payload-undecodable", "\xff": "payload-undecodable",
		"1e9999999": "payload-number-range", strings.Repeat("[", 600) + strings.Repeat("]", 600): "payload-too-deep",
	} {
		if _, findings := Decode([]byte(payload)); len(findings) != 1 || findings[0].Code != code {
			t.Errorf("Decode(%.20q) = %v, want %s", payload, findings, code)
		}
	}
	c := NewCompiler(nil, Options{})
	text := message(t, "text", `{"type":"string","enum":["ping"]}`)
	text.ContentType = "text/plain"
	m := NewMatcher([]*Message{c.Message(text), c.Message(message(t, "json", `{"type":"object"}`))})
	for payload, index := range map[string]int{"ping": 0, "{}": 1} {
		v, findings := m.Decode([]byte(payload))
		if len(findings) > 0 {
			t.Fatal(findings)
		}
		if got := m.Match(v); got.Index != index || len(got.Findings) > 0 {
			t.Errorf("%s: got %+v", payload, got)
		}
	}
}

// The constants of a schema are found without compiling it.
func TestConstants(t *testing.T) {
	c := NewCompiler(nil, Options{})
	for payload, want := range map[string]string{
		`{"properties":{"a":{"const":1}},"required":["a"]}`:                                                               `[{/a [1] true}]`,
		`{"properties":{"a":{"enum":["x","y"]}}}`:                                                                         `[{/a ["x" "y"] false}]`,
		`{"allOf":[{"properties":{"a":{"const":"x"}}},{"required":["a"]}]}`:                                               `[{/a ["x"] true}]`,
		`{"properties":{"h":{"required":["t"],"properties":{"t":{"const":"x"}}}},"required":["h"]}`:                       `[{/h/t ["x"] true}]`,
		`{"oneOf":[{"properties":{"a":{"const":1}}},{"properties":{"a":{"const":2}}}]}`:                                   `[{/a [1 2] false}]`,
		`{"oneOf":[{"properties":{"a":{"const":1}}},{"properties":{"b":{"const":2}}}]}`:                                   `[]`,
		`{"properties":{"a":{"enum":[{}]}}}`:                                                                              `[]`,
		`{"const":"ping"}`:                                                                                                `[{ ["ping"] true}]`,
		`{"properties":{"a":{"$ref":"#/definitions/x"}},"definitions":{"x":{"const":1,"properties":{"r":{"$ref":"#"}}}}}`: `[{/a [1] false}]`,
	} {
		var got []string
		for _, k := range c.Message(message(t, "m", payload)).Constants {
			got = append(got, fmt.Sprintf("{%s %s %t}", k.Pointer, k.Values, k.Required))
		}
		if text := "[" + strings.Join(got, " ") + "]"; text != want {
			t.Errorf("%s: got %s, want %s", payload, text, want)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	var schemas []string
	for i := range 45 {
		schemas = append(schemas, fmt.Sprintf(`{"type":"object","required":["type"],"properties":{"type":{"enum":["event_%d"]},"user":{"type":"string"}}}`, i))
	}
	m := matcher(b, schemas...)
	v := value(b, `{"type":"event_17","user":"U1"}`)
	m.Match(v)
	b.ReportAllocs()
	for b.Loop() {
		if got := m.Match(v); got.Index != 17 {
			b.Fatal(got)
		}
	}
}
