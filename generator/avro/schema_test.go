package avro

import (
	"strings"
	"testing"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// TestFMT2_AvroBrokenSchemas wants one error, at its place, for each.
func TestFMT2_AvroBrokenSchemas(t *testing.T) {
	for _, c := range []struct{ text, pointer, summary string }{
		{`7`, "", "a type is a name"},
		{`{}`, "", "needs the key type"},
		{`"strnig"`, "", `no type "strnig"`},
		{`{"type":"object"}`, "/type", `no type "object"`},
		{`[]`, "", "needs alternatives"},
		{`["null",["int"]]`, "/1", "may not hold a union"},
		{`["int","int"]`, "/1", "has int twice"},
		{`{"type":"array"}`, "", "needs the key items"},
		{`{"type":"map","values":"nothing"}`, "/values", `no type "nothing"`},
		{`{"type":"record","name":"A"}`, "", "needs a list of fields"},
		{`{"type":"record","fields":[]}`, "", "needs a name"},
		{`{"type":"record","name":"1st","fields":[]}`, "/name", "needs a name"},
		{`{"type":"record","name":"string","fields":[]}`, "/name", "primitive type"},
		{`{"type":"record","name":"A","namespace":"a..b","fields":[]}`, "/name", "namespace"},
		{`{"type":"record","name":"A","fields":[{"type":"int"}]}`, "/fields/0", "needs a name"},
		{`{"type":"record","name":"A","fields":[{"name":"x"}]}`, "/fields/0", "has no type"},
		{`{"type":"record","name":"A","fields":[{"name":"x","type":"int"},{"name":"x","type":"int"}]}`, "/fields/1", "twice"},
		{`{"type":"record","name":"A","fields":[{"name":"x","type":"A"}]}`, "", "contains itself"},
		{`{"type":"record","name":"A","fields":[{"name":"x","type":[{"type":"record","name":"B","fields":[{"name":"y","type":"A"}]}]}]}`, "", "contains itself"},
		{`[{"type":"enum","name":"E","symbols":["A"]},{"type":"fixed","name":"E","size":1}]`, "/1/name", "defined twice"},
		{`{"type":"enum","name":"E","symbols":[]}`, "", "needs symbols"},
		{`{"type":"enum","name":"E","symbols":["A","A"]}`, "/symbols/1", "twice"},
		{`{"type":"enum","name":"E","symbols":["a b"]}`, "/symbols/0", "a symbol is made of"},
		{`{"type":"fixed","name":"F","size":-1}`, "", "needs a size"},
		{`{"type":"fixed","name":"F","size":1000000000}`, "", "needs a size"},
	} {
		s, findings := New(fakedata.New()).Compile(schemaOf(t, c.text))
		if s != nil || !findings.HasErrors() {
			t.Errorf("%s: compiled, %v", c.text, findings)
			continue
		}
		d := findings[0]
		if d.Code != "avro-schema" || d.Pointer != c.pointer || !strings.Contains(d.Summary, c.summary) || d.Pos.Line != 1 {
			t.Errorf("%s: got %v at %q, want %q at %q", c.text, d, d.Pointer, c.summary, c.pointer)
		}
	}
}

// TestFMT2_AvroNotices wants a warning, and a schema that works all the same.
func TestFMT2_AvroNotices(t *testing.T) {
	for text, summary := range map[string]string{
		`{"type":"string","logicalType":"date"}`:                                                                     "cannot stand on string",
		`{"type":"bytes","logicalType":"decimal"}`:                                                                   "a decimal needs",
		`{"type":"bytes","logicalType":"decimal","precision":2,"scale":3}`:                                           "a decimal needs",
		`{"type":"fixed","name":"F","size":1,"logicalType":"decimal","precision":9}`:                                 "a decimal needs",
		`{"type":"fixed","name":"F","size":11,"logicalType":"duration"}`:                                             "cannot be a duration",
		`{"type":"enum","name":"E","symbols":["A"],"default":"B"}`:                                                   "none of its symbols",
		`{"type":"record","name":"A","fields":[{"name":"x","type":"int","default":"one"}]}`:                          "does not fit",
		`{"type":"record","name":"A","fields":[{"name":"x","type":"array","items":"int"}]}`:                          "belongs into the type",
		`{"type":"record","name":"A","fields":[{"name":"x","type":"enum","symbols":["B"]}]}`:                         "belongs into the type",
		`{"type":"record","name":"A","fields":[{"name":"x","type":["null","int"],"default":{"never":"an object"}}]}`: "does not fit",
	} {
		s, findings := New(fakedata.New()).Compile(schemaOf(t, text))
		if s == nil || len(findings) != 1 || findings[0].Severity != spec.SeverityWarning || !strings.Contains(findings[0].Summary, summary) {
			t.Errorf("%s: got %v, want %q", text, findings, summary)
			continue
		}
		if _, err := s.Append(nil, draw(1)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestFMT2_AvroNamespaces resolves names as the specification does.
func TestFMT2_AvroNamespaces(t *testing.T) {
	c := compile(t, `{"type":"record","name":"a.b.Outer","fields":[
		{"name":"one","type":{"type":"enum","name":"E","symbols":["X"]}},
		{"name":"two","type":{"type":"record","name":"Inner","namespace":"c","fields":[
			{"name":"far","type":"a.b.E"},
			{"name":"near","type":{"type":"enum","name":"E","symbols":["Y"],"aliases":["Old"]}},
			{"name":"again","type":"E"},
			{"name":"alias","type":"Old"}]}},
		{"name":"three","type":"E"},
		{"name":"bare","type":{"type":"enum","name":"G","namespace":"","symbols":["Z"]}},
		{"name":"four","type":["c.E","a.b.E"]}]}`)
	text := `{"one":"X","two":{"far":"X","near":"Y","again":"Y","alias":"Y"},"three":"X","bare":"Z","four":{"c.E":"Y"}}`
	v, err := schema.Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if findings := c.Validate(v); len(findings) > 0 {
		t.Error(findings)
	}
}

// TestFMT2_AvroValues judges payloads in JSON.
func TestFMT2_AvroValues(t *testing.T) {
	const rec = `{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":["null","string"],"default":null}]}`
	for _, c := range []struct{ schema, value, code, instance string }{
		{`"int"`, `2147483647`, "", ""},
		{`"int"`, `2147483648`, "payload-range", ""},
		{`"int"`, `-2147483648`, "", ""},
		{`"int"`, `-2147483649`, "payload-range", ""},
		{`"int"`, `5.0`, "", ""},
		{`"int"`, `5.5`, "payload-type", ""},
		{`"int"`, `"5"`, "payload-type", ""},
		{`"long"`, `9223372036854775807`, "", ""},
		{`"long"`, `9223372036854775808`, "payload-type", ""},
		{`"float"`, `1e39`, "payload-range", ""},
		{`"double"`, `1e39`, "", ""},
		{`"double"`, `"NaN"`, "", ""},
		{`"double"`, `"nan"`, "payload-type", ""},
		{`"boolean"`, `0`, "payload-type", ""},
		{`"null"`, `null`, "", ""},
		{`"null"`, `false`, "payload-type", ""},
		{`"bytes"`, `"\u00ff\u0000"`, "", ""},
		{`"bytes"`, `"\u0100"`, "payload-bytes", ""},
		{`{"type":"fixed","name":"F","size":2}`, `"ab"`, "", ""},
		{`{"type":"fixed","name":"F","size":2}`, `"abc"`, "payload-size", ""},
		{`{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}`, `99.99`, "", ""},
		{`{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}`, `-0.01`, "", ""},
		{`{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}`, `100`, "payload-decimal", ""},
		{`{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}`, `1.001`, "payload-decimal", ""},
		{`{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}`, `"\u00ff"`, "", ""},
		{`{"type":"bytes","logicalType":"decimal","precision":2}`, `"\u0001\u0000"`, "payload-decimal", ""},
		{`{"type":"string","logicalType":"uuid"}`, `"6f1b3a0e-9d59-4d1f-8c2e-1f0a5b6c7d8e"`, "", ""},
		{`{"type":"string","logicalType":"uuid"}`, `"6f1b3a0e"`, "payload-format", ""},
		{`{"type":"enum","name":"E","symbols":["A"]}`, `"B"`, "payload-enum", ""},
		{`{"type":"array","items":"int"}`, `[1,"x"]`, "payload-type", "/1"},
		{`{"type":"array","items":"int"}`, `{}`, "payload-type", ""},
		{`{"type":"map","values":"int"}`, `{"a/b":"x"}`, "payload-type", "/a~1b"},
		{`["null","string"]`, `"x"`, "", ""},
		{`["null","string"]`, `{"string":"x"}`, "", ""},
		{`["null","string"]`, `{"string":1}`, "payload-type", "/string"},
		{`["null","string"]`, `1`, "payload-any-of", ""},
		{`["int","long"]`, `{"long":1}`, "", ""},
		{rec, `{"a":1}`, "", ""},
		{rec, `{"a":1,"b":null}`, "", ""},
		{rec, `{"b":null}`, "payload-required", ""},
		{rec, `{"a":1,"c":2}`, "payload-additional-properties", ""},
		{`[` + rec + `,"null"]`, `{"a":"x"}`, "payload-type", "/a"},
	} {
		got := ""
		v, err := schema.Decode([]byte(c.value))
		if err != nil {
			t.Fatal(err)
		}
		findings := compile(t, c.schema).Validate(v)
		if len(findings) > 0 {
			got = findings[0].Code
		}
		if got != c.code || len(findings) > 0 && findings[0].Instance != c.instance {
			t.Errorf("%s: %s: got %v, want %q at %q", c.schema, c.value, findings, c.code, c.instance)
		}
	}
}

// TestFMT2_AvroWire writes the encodings as the specification's examples do.
func TestFMT2_AvroWire(t *testing.T) {
	for _, c := range []struct{ schema, value, binary, text string }{
		{`"long"`, `-64`, "\x7f", `-64`},
		{`"long"`, `64`, "\x80\x01", `64`},
		{`"string"`, `"foo"`, "\x06foo", `"foo"`},
		{`"boolean"`, `true`, "\x01", `true`},
		{`"null"`, `null`, "", `null`},
		{`"float"`, `1`, "\x00\x00\x80\x3f", `1`},
		{`"bytes"`, `"\u00ff"`, "\x02\xff", "\"\u00ff\""},
		{`{"type":"array","items":"long"}`, `[3,27]`, "\x04\x06\x36\x00", `[3,27]`},
		{`{"type":"array","items":"long"}`, `[]`, "\x00", `[]`},
		{`{"type":"map","values":"int"}`, `{"b":2,"a":1}`, "\x04\x02a\x02\x02b\x04\x00", `{"a":1,"b":2}`},
		{`["null","string"]`, `null`, "\x00", `null`},
		{`["null","string"]`, `"a"`, "\x02\x02a", `{"string":"a"}`},
		{`{"type":"record","name":"T","fields":[{"name":"a","type":"long","default":27},{"name":"b","type":"string"}]}`, `{"b":"foo"}`, "\x36\x06foo", `{"a":27,"b":"foo"}`},
		{`{"type":"enum","name":"E","symbols":["A","B","C","D"]}`, `"D"`, "\x06", `"D"`},
		{`{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}`, `-1.28`, "\x02\x80", "\"\u0080\""},
		{`{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}`, `1.28`, "\x04\x00\x80", "\"\\u0000\u0080\""},
		{`{"type":"fixed","name":"F","size":4,"logicalType":"decimal","precision":9,"scale":0}`, `-2`, "\xff\xff\xff\xfe", "\"\u00ff\u00ff\u00ff\u00fe\""},
		{`{"type":"record","name":"L","fields":[{"name":"n","type":["null","L"]}]}`, `{"n":{"n":null}}`, "\x02\x00", `{"n":{"L":{"n":null}}}`},
	} {
		codec := compile(t, c.schema)
		for binary, want := range map[bool]string{true: c.binary, false: c.text} {
			got, err := codec.Encode([]byte("+"), []byte(c.value), binary)
			if err != nil || string(got) != "+"+want {
				t.Errorf("%s: %s: binary %v: got %q, %v, want %q", c.schema, c.value, binary, got, err, want)
			}
		}
	}
}

// TestFMT2_AvroHostileBytes refuses what is no message, and what would cost
// more than its size.
func TestFMT2_AvroHostileBytes(t *testing.T) {
	for _, c := range []struct{ schema, payload string }{
		{`"string"`, "\x06fo"},
		{`"string"`, "\x06fooo"},
		{`"string"`, "\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01"},
		{`"boolean"`, ""},
		{`["null","int"]`, "\x04"},
		{`{"type":"enum","name":"E","symbols":["A"]}`, "\x02"},
		{`{"type":"array","items":"null"}`, "\xfe\xff\xff\xff\x0f\x00"},
		{`{"type":"record","name":"L","fields":[{"name":"n","type":["null","L"]}]}`, strings.Repeat("\x02", 1<<20)},
	} {
		if v, err := compile(t, c.schema).Decode([]byte(c.payload), true); err == nil {
			t.Errorf("%s: %.20q: got %v, want an error", c.schema, c.payload, v.Tree)
		}
	}
}

// FuzzDecode never panics, and what it reads can be written and read again.
func FuzzDecode(f *testing.F) {
	c := compile(f, order)
	for seed := range 3 {
		plain, _ := c.Append(nil, draw(seed))
		for _, binary := range []bool{true, false} {
			wire, err := c.Encode(nil, plain, binary)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(wire, binary)
		}
	}
	f.Fuzz(func(t *testing.T, payload []byte, binary bool) {
		v, err := c.Decode(payload, binary)
		if err != nil || len(c.Validate(v)) > 0 {
			return
		}
		again, err := c.Encode(nil, marshal(t, v.Tree), binary)
		if err != nil {
			t.Fatalf("%v: %q", err, payload)
		}
		w, err := c.Decode(again, binary)
		if err != nil || !same(w.Tree, v.Tree) {
			t.Errorf("got %v, %v, want %v", w.Tree, err, v.Tree)
		}
	})
}

func BenchmarkDecodeBinary(b *testing.B) {
	c := compile(b, order)
	plain, _ := c.Append(nil, draw(1))
	wire, _ := c.Encode(nil, plain, true)
	b.ReportAllocs()
	for b.Loop() {
		v, err := c.Decode(wire, true)
		if err != nil || len(c.Validate(v)) > 0 {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeBinary(b *testing.B) {
	c := compile(b, order)
	plain, _ := c.Append(nil, draw(1))
	var wire []byte
	b.ReportAllocs()
	for b.Loop() {
		wire, _ = c.Encode(wire[:0], plain, true)
	}
}
