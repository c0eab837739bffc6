package generator

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

const (
	avroFormat     = "application/vnd.apache.avro;version=1.9.0"
	protobufFormat = "application/vnd.google.protobuf;version=3"
)

// encoded makes a message of another schema format.
func encoded(t testing.TB, name, format, contentType, payload string, examples ...string) *spec.Message {
	t.Helper()
	m := message(t, name, "", examples...)
	m.ContentType = contentType
	m.Payload = &spec.Schema{Name: name, Format: format}
	if format == protobufFormat {
		m.Payload.Node = &spec.Node{Kind: spec.String, Text: payload}
	} else {
		m.Payload.Node = node(t, payload)
	}
	return m
}

const (
	avroPing     = `{"type":"record","name":"Ping","fields":[{"name":"reqid","type":["null","long"]},{"name":"side","type":{"type":"enum","name":"S","symbols":["BUY","SELL"]}}]}`
	protobufPing = `syntax = "proto3"; message Ping { int64 reqid = 1; Side side = 2; enum Side { BUY = 0; SELL = 1; } }`
)

// TestFMT2_ContentTypes says what travels in binary frames.
func TestFMT2_ContentTypes(t *testing.T) {
	c := NewCompiler(nil, Options{})
	for _, test := range []struct {
		contentType    string
		avro, protobuf bool
	}{
		{"", false, true},
		{"application/json", false, false},
		{"application/json; charset=utf-8", false, false},
		{"application/vnd.apache.avro+json", false, false},
		{"text/plain", false, false},
		{"avro/binary", true, true},
		{"application/vnd.apache.avro+binary", true, true},
		{"application/octet-stream", true, true},
		{"application/x-protobuf", true, true},
		{"Application/Avro", true, true},
	} {
		a := c.Message(encoded(t, "a", avroFormat, test.contentType, avroPing))
		p := c.Message(encoded(t, "p", protobufFormat, test.contentType, protobufPing))
		if a.Binary() != test.avro || p.Binary() != test.protobuf {
			t.Errorf("%q: got Avro %v and Protobuf %v, want %v and %v", test.contentType, a.Binary(), p.Binary(), test.avro, test.protobuf)
		}
		for _, m := range []*Message{a, p} {
			if format, yes := m.Unvalidated(); yes || m.Text() || len(m.Compile()) > 0 {
				t.Errorf("%q: %s is unvalidated (%s) or text, %v", test.contentType, m.Name, format, m.Compile())
			}
		}
	}
}

// TestFMT2_Pins writes values into the plain form before it is encoded.
func TestFMT2_Pins(t *testing.T) {
	for _, m := range []*spec.Message{
		encoded(t, "a", avroFormat, "avro/binary", avroPing),
		encoded(t, "a", avroFormat, "application/json", avroPing, `{"reqid":{"long":5},"side":"SELL"}`),
		encoded(t, "p", protobufFormat, "", protobufPing),
		encoded(t, "p", protobufFormat, "application/json", protobufPing, `{"reqid":"7"}`),
	} {
		msg := NewCompiler(nil, Options{}).Message(m)
		d := draw(1, &schema.Memory{})
		d.Pins = []schema.Pin{
			{Pointer: "/reqid", Value: json.RawMessage(`9007199254740993`), Add: true, Why: "correlationId"},
			{Pointer: "/side", Value: json.RawMessage(`"NONE"`), Add: true, Why: "parameter side"},
		}
		wire, conflicts, err := msg.Append([]byte("+"), d)
		if err != nil || len(conflicts) != 1 || conflicts[0].Instance != "/side" {
			t.Errorf("%s: got conflicts %v, %v, want one about side", m.ContentType, conflicts, err)
			continue
		}
		v, err := msg.Decode(wire[1:], msg.Binary())
		if err != nil || v.Tree.(map[string]any)["reqid"] != json.Number("9007199254740993") {
			t.Errorf("%s: got %v, %v from %q", m.ContentType, v.Tree, err, wire)
		}
		if !msg.HasProperty("/reqid") || fmt.Sprint(msg.Properties()) != "[reqid side]" || len(msg.Constants) != 1 {
			t.Errorf("%s: got properties %v, constants %v", m.ContentType, msg.Properties(), msg.Constants)
		}
	}
}

// TestFMT2_Examples reads examples as JSON, whatever travels.
func TestFMT2_Examples(t *testing.T) {
	msg := NewCompiler(nil, Options{Prefer: PreferExact}).Message(encoded(t, "a", avroFormat, "avro/binary", avroPing,
		`{"reqid":1,"side":"SELL"}`, `{"reqid":{"long":2},"side":"BUY"}`, `{"reqid":3,"side":"HOLD"}`))
	if findings := msg.Compile(); len(findings) != 1 || findings[0].Code != "example-invalid" || findings[0].Instance != "/side" {
		t.Errorf("got %v, want one finding about /side", findings)
	}
	d := draw(1, &schema.Memory{})
	for _, want := range []string{"\x02\x02\x02", "\x02\x04\x00", "\x02\x02\x02"} {
		if got, _, err := msg.Append(nil, d); err != nil || string(got) != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	if got, ok := msg.AppendExample(nil, "a1", d); !ok || string(got) != "\x02\x04\x00" {
		t.Errorf("got %q, %v", got, ok)
	}
	v, err := msg.Decode([]byte("\x02\x04\x00"), true)
	if name := msg.ExampleNamed(v); err != nil || name != "a1" {
		t.Errorf("got %q, %v, want a1", name, err)
	}
}

// TestFMT2_Reading lets every candidate decode for itself.
func TestFMT2_Reading(t *testing.T) {
	c := NewCompiler(nil, Options{})
	m := NewMatcher([]*Message{
		c.Message(encoded(t, "bin", avroFormat, "avro/binary", avroPing)),
		c.Message(encoded(t, "text", avroFormat, "", `{"type":"record","name":"T","fields":[{"name":"text","type":"string"}]}`)),
		c.Message(message(t, "json", `{"type":"object","required":["op"],"properties":{"op":{"const":"x"}}}`)),
		c.Message(encoded(t, "proto", protobufFormat, "", `syntax = "proto3"; message P { string a = 15; }`)),
		c.Message(encoded(t, "proto2", protobufFormat, "", `syntax = "proto3"; message P { string a = 15; }`)),
	})
	for _, test := range []struct {
		payload string
		binary  bool
		name    string
		outcome string // ambiguous, a code and place, or undecodable
	}{
		{"\x02\x02\x02", true, "bin", ""},
		{"\x02\x02\x06", true, "", "payload-undecodable"},
		{`{"reqid":null,"side":"BUY"}`, false, "bin", ""},
		{`{"text":"hello"}`, false, "text", ""},
		{`{"text":"hello"}`, true, "text", ""},
		{"\x0ahello", true, "text", ""},
		{`{"op":"x"}`, false, "json", ""},
		{`{"op":"x"}`, true, "json", ""},
		{"\x7a\x01b", true, "proto", "ambiguous proto2"},
		{`{"reqid":null,"side":"BUY"}`, true, "json", "payload-required "},
		{`{"reqid":1,"side":"HOLD"}`, false, "bin", "payload-enum /side"},
		{`{"text":1}`, false, "text", "payload-type /text"},
		{`{"text":`, false, "", "payload-undecodable"},
		{``, false, "", "payload-undecodable"},
	} {
		_, match, findings := m.Read([]byte(test.payload), test.binary)
		name, outcome := "", ""
		if match.Message != nil {
			name = match.Message.Name
		}
		switch {
		case len(findings) > 0:
			outcome = findings[0].Code
		case len(match.Findings) > 0:
			outcome = match.Findings[0].Code + " " + match.Findings[0].Instance
		case len(match.Ambiguous) > 0:
			outcome = "ambiguous " + match.Ambiguous[0].Name
		}
		if name != test.name || outcome != test.outcome {
			t.Errorf("%q: got %q, %q, want %q, %q", test.payload, name, outcome, test.name, test.outcome)
		}
	}
}

// TestFMT2_OneTextManyMessages tells the messages of one text apart by name.
func TestFMT2_OneTextManyMessages(t *testing.T) {
	text := &spec.Node{Kind: spec.String, Text: `syntax = "proto3"; message First { string a = 1; } message Second { string b = 1; }`}
	c := NewCompiler(nil, Options{})
	var list []*Message
	for _, name := range []string{"First", "second"} {
		m := &spec.Message{Name: name, ContentType: "application/json"}
		m.Payload = &spec.Schema{Name: "file", Owner: name, Format: protobufFormat, Node: text}
		list = append(list, c.Message(m))
	}
	m := NewMatcher(list)
	for payload, want := range map[string]string{`{"a":"x"}`: "First", `{"b":"x"}`: "second"} {
		if _, match, findings := m.Read([]byte(payload), false); len(findings)+len(match.Findings) > 0 || match.Message.Name != want {
			t.Errorf("%s: got %+v, %v, want %s", payload, match, findings, want)
		}
	}
}

// TestFMT2_BrokenSchema leaves one message out, says why and where, and never
// accepts what it cannot check.
func TestFMT2_BrokenSchema(t *testing.T) {
	for _, m := range []*spec.Message{
		encoded(t, "a", avroFormat, "", `{"type":"record","name":"A","fields":[{"name":"x","type":"nothing"}]}`, `{"x":1}`),
		encoded(t, "p", protobufFormat, "", `syntax = "proto3"; message A { Nothing x = 1; }`, `{"x":1}`),
	} {
		msg := NewCompiler(nil, Options{}).Message(m)
		if !msg.Check().HasErrors() || !msg.Compile().HasErrors() {
			t.Errorf("%s: no error: %v", m.Name, msg.Compile())
		}
		if out, _, err := msg.Append(nil, draw(1, nil)); err == nil {
			t.Errorf("%s: made %q", m.Name, out)
		}
		if findings := msg.Validate(value(t, `{}`)); !findings.HasErrors() {
			t.Errorf("%s: accepted what cannot be checked", m.Name)
		}
		if _, match, findings := NewMatcher([]*Message{msg}).Read([]byte(`{}`), false); len(findings)+len(match.Findings) == 0 {
			t.Errorf("%s: a match", m.Name)
		}
	}
}

// TestREL_GEN_HostileEncodings bounds what schemas and payloads may cost.
func TestREL_GEN_HostileEncodings(t *testing.T) {
	deepAvro := strings.Repeat(`{"type":"array","items":`, 150) + `"int"` + strings.Repeat("}", 150)
	var wide strings.Builder
	wide.WriteString(`syntax = "proto3";`)
	for i := range 300 {
		fmt.Fprintf(&wide, "message M%d { M%d a = 1; M%d b = 2; M%d c = 3; }\n", i, (i+1)%300, (i+7)%300, (i+13)%300)
	}
	twins := `{"type":"record","name":"A","fields":[{"name":"n","type":["null","A",{"type":"record","name":"B","fields":[{"name":"n","type":["null","A","B"]}]}]}]}`
	for name, m := range map[string]*spec.Message{
		"deep":  encoded(t, "deep", avroFormat, "avro/binary", deepAvro),
		"wide":  encoded(t, "M0", protobufFormat, "", wide.String()),
		"twins": encoded(t, "twins", avroFormat, "", twins),
	} {
		start := time.Now()
		msg := NewCompiler(nil, Options{Prefer: PreferGenerated}).Message(m)
		_, _, err := msg.Append(nil, draw(1, &schema.Memory{}))
		nested := strings.Repeat(`{"n":`, 400) + "7" + strings.Repeat("}", 400)
		if v, err := msg.Decode([]byte(nested), false); err == nil && len(msg.Validate(v)) == 0 {
			t.Errorf("%s: accepted", name)
		}
		t.Logf("%s: %v, %v, %v", name, time.Since(start), msg.Check(), err)
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}
