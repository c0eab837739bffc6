package protobuf

import (
	"strings"
	"testing"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

func located(format, name, owner, text string) *spec.Schema {
	s := schemaOf(text)
	s.Format, s.Name, s.Owner = "application/vnd.google.protobuf"+format, name, owner
	return s
}

// TestFMT2_ProtobufBrokenSchemas wants an error at its place for each.
func TestFMT2_ProtobufBrokenSchemas(t *testing.T) {
	for _, c := range []struct {
		text, summary string
		line          int
	}{
		{"", "there is no message", 1},
		{"syntax = \"proto3\";\nenum E { A = 0; }", "there is no message", 1},
		{"syntax = \"proto3\";\nmessage A {\n  string x = ;\n}", "syntax error", 3},
		{"syntax = \"proto3\";\nmessage A {\n  Nothing x = 1;\n}", "Nothing", 3},
		{"syntax = \"proto3\";\nmessage A {\n  string x = 1;\n  string y = 1;\n}", "tag 1", 4},
		{"syntax = \"proto3\";\nmessage A {\n  required string x = 1;\n}", "required", 3},
		{"syntax = \"proto3\";\nimport \"other.proto\";\nmessage A {\n  other.B x = 1;\n}", "other.B", 4},
		{"syntax = \"proto3\";\nimport \"google/protobuf/nothing.proto\";\nmessage A {}", "nothing.proto", 2},
		{"syntax = \"proto3\";\nmessage A {}\nmessage B {}", "any of the messages A, B", 1},
		{"syntax = \"proto2\";\nmessage A {\n  required A x = 1;\n}", "", 1},
	} {
		s, findings := New(fakedata.New()).Compile(located(";version=3", "", "", c.text))
		if s != nil && c.summary == "" {
			if _, err := s.Append(nil, draw(1)); err == nil {
				t.Errorf("%q: a value was made", c.text)
			}
			continue
		}
		if s != nil || !findings.HasErrors() {
			t.Errorf("%q: compiled, %v", c.text, findings)
			continue
		}
		if d := findings[0]; !strings.Contains(d.Summary, c.summary) || d.Pos.Line != c.line {
			t.Errorf("%q: got %v, want %q in line %d", c.text, d, c.summary, c.line)
		}
	}
	if _, findings := New(fakedata.New()).Compile(&spec.Schema{Node: &spec.Node{Kind: spec.Object}}); !findings.HasErrors() {
		t.Error("an object compiled as Protobuf")
	}
}

// TestFMT2_ProtobufRoot finds the message that payloads are.
func TestFMT2_ProtobufRoot(t *testing.T) {
	const several = `syntax = "proto3"; message OrderPlaced { Item item = 1; } message Item { string sku = 1; } message Other { string x = 1; }`
	for _, c := range []struct{ name, owner, text, want string }{
		{"", "", `syntax = "proto3"; message A {}`, "A"},
		{"", "", `syntax = "proto3"; message A { B b = 1; } message B {}`, "A"},
		{"", "", `syntax = "proto3"; message B { B b = 1; } message A { B b = 1; }`, "A"},
		{"order-placed", "", several, "OrderPlaced"},
		{"harbour", "order_placed", several, "OrderPlaced"},
		{"item", "", several, "Item"},
		{"", "", strings.Replace(several, "message Other", "\n// The payload. @RootNode\nmessage Other", 1), "Other"},
		{"Item", "", strings.Replace(several, "message Other", "\n/* @RootNode */\nmessage Other", 1), "Other"},
	} {
		m, _, findings := parse(located(";version=3", c.name, c.owner, c.text))
		if m == nil || string(m.Name()) != c.want {
			t.Errorf("%q %q %q: got %v, %v, want %s", c.name, c.owner, c.text, m, findings, c.want)
		}
	}
}

// TestFMT2_ProtobufVersions reads texts that do not say their syntax.
func TestFMT2_ProtobufVersions(t *testing.T) {
	for _, c := range []struct {
		format, text, want string
		warnings           int
	}{
		{";version=3", `message A { string x = 1; }`, "proto3", 0},
		{"; version=proto3", `message A { string x = 1; }`, "proto3", 0},
		{";version=3.0.0", `message A { string x = 1; }`, "proto3", 0},
		{";version=2", `message A { required string x = 1; }`, "proto2", 0},
		{"", `message A { required string x = 1; }`, "proto2", 0},
		{";version=3", `message A { required string x = 1; }`, "proto2", 1},
		{";version=3", `syntax = "proto2"; message A { required string x = 1; }`, "proto2", 1},
		{"", `edition = "2023"; message A { string x = 1; }`, "editions", 0},
	} {
		m, _, findings := parse(located(c.format, "", "", c.text))
		if m == nil || m.ParentFile().Syntax().String() != c.want || len(findings) != c.warnings || findings.HasErrors() {
			t.Errorf("%q %s: got %v, %v, want %s", c.format, c.text, m, findings, c.want)
		}
	}
}

// TestFMT2_ProtobufImports leaves options of files aside that are not at hand.
func TestFMT2_ProtobufImports(t *testing.T) {
	s := located(";version=3", "", "", `syntax = "proto3";
		import "buf/validate/validate.proto";
		import "google/type/money.proto";
		option java_package = "x"; option (their.file) = 1;
		message A {
			option (their.message) = true;
			string email = 1 [(buf.validate.field).string.email = true, deprecated = true];
			google.type.Money price = 2;
			oneof o { option (their.oneof) = 1; string b = 3; int32 c = 4; }
			enum E { option (their.enum) = 1; E0 = 0 [(their.value) = 1]; }
		}
		service S { rpc Do(A) returns (A) { option (their.method) = 1; } }`)
	m, findings := New(fakedata.New()).Compile(s)
	if m == nil || len(findings) != 1 || findings[0].Severity != spec.SeverityInfo || !strings.Contains(findings[0].Summary, "validate.proto") {
		t.Fatal(findings)
	}
	for seed := range 20 {
		roundTrip(t, m.(schema.Codec), seed)
	}
}

// TestFMT2_ProtobufValues judges payloads in JSON.
func TestFMT2_ProtobufValues(t *testing.T) {
	for _, c := range []struct{ value, code, instance string }{
		{`{}`, "", ""},
		{`[]`, "payload-type", ""},
		{`{"tripId":"a","trip_id":"b"}`, "payload-duplicate", ""},
		{`{"trip_id":"a","contactEmail":null}`, "", ""},
		{`{"tripID":"a"}`, "payload-additional-properties", ""},
		{`{"tripId":1}`, "payload-type", "/tripId"},
		{`{"quantity":2147483648}`, "payload-range", "/quantity"},
		{`{"quantity":"12"}`, "", ""},
		{`{"quantity":1.5}`, "payload-range", "/quantity"},
		{`{"quantity":1e3}`, "", ""},
		{`{"quantity":true}`, "payload-type", "/quantity"},
		{`{"seats":-1}`, "payload-range", "/seats"},
		{`{"sequence":"18446744073709551615"}`, "", ""},
		{`{"sequence":"18446744073709551616"}`, "payload-range", "/sequence"},
		{`{"createdAt":"1/2"}`, "payload-range", "/createdAt"},
		{`{"weight":1e39}`, "payload-range", "/weight"},
		{`{"weight":"NaN"}`, "", ""},
		{`{"latitude":"much"}`, "payload-type", "/latitude"},
		{`{"cancelled":"true"}`, "payload-type", "/cancelled"},
		{`{"signature":"YQ=="}`, "", ""},
		{`{"signature":"Y-_="}`, "", ""},
		{`{"signature":"?"}`, "payload-format", "/signature"},
		{`{"state":"OPEN"}`, "", ""},
		{`{"state":1}`, "", ""},
		{`{"state":9}`, "payload-enum", "/state"},
		{`{"state":"AJAR"}`, "payload-enum", "/state"},
		{`{"states":["OPEN","AJAR"]}`, "payload-enum", "/states/1"},
		{`{"states":"OPEN"}`, "payload-type", "/states"},
		{`{"stops":[{"city":"Kiel","next":{"city":1}}]}`, "payload-type", "/stops/0/next/city"},
		{`{"stops":[null]}`, "payload-type", "/stops/0"},
		{`{"fares":{"a":"x"}}`, "payload-range", "/fares/a"},
		{`{"fares":[]}`, "payload-type", "/fares"},
		{`{"byNumber":{"one":{}}}`, "payload-property-names", "/byNumber/one"},
		{`{"byFlag":{"yes":"x"}}`, "payload-property-names", "/byFlag/yes"},
		{`{"train":"a","tram":1}`, "payload-one-of", ""},
		{`{"departs":"2026-01-02T03:04:05Z"}`, "", ""},
		{`{"departs":"yesterday"}`, "payload-format", "/departs"},
		{`{"lasts":"1.5s"}`, "", ""},
		{`{"lasts":"1.5"}`, "payload-format", "/lasts"},
		{`{"anything":null,"nil":null}`, "", ""},
		{`{"wrapped":{"@type":"type.googleapis.com/rail.Stop","city":"Kiel"}}`, "", ""},
		{`{"wrapped":{"@type":"type.googleapis.com/rail.Nothing"}}`, "payload-format", "/wrapped"},
	} {
		v, err := schema.Decode([]byte(c.value))
		if err != nil {
			t.Fatal(err)
		}
		codec := compile(t, trip)
		findings, got := codec.Validate(v), ""
		if len(findings) > 0 {
			got = findings[0].Code
		}
		if got != c.code || len(findings) > 0 && findings[0].Instance != c.instance {
			t.Errorf("%s: got %v, want %q at %q", c.value, findings, c.code, c.instance)
		}
		if _, err := codec.Encode(nil, []byte(c.value), true); c.code == "" && err != nil {
			t.Errorf("%s: fits, and cannot be encoded: %v", c.value, err)
		}
	}
}

// TestFMT2_ProtobufBinary reads binary messages and finds what is wrong in them.
func TestFMT2_ProtobufBinary(t *testing.T) {
	for _, c := range []struct{ text, payload, tree, finding string }{
		{trip, "", `{}`, ""},
		{trip, "\x0a\x01a\x18\x96\x01\x88\x01\x01", `{"quantity":150,"state":"OPEN","tripId":"a"}`, ""},
		{trip, "\x40\x05\x92\x01\x06\x0a\x04Kiel", `{"createdAt":5,"stops":[{"city":"Kiel"}]}`, ""},
		{trip, "\x88\x01\x09", `{"state":9}`, "/state: is 9, none of the values"},
		{trip, "\x98\x06\x01", `{}`, ": has a field with the number 99"},
		{trip, "\x92\x01\x02\x20\x01", `{"stops":[{}]}`, "/stops/0: has a field with the number 4"},
		{trip, "\x08\x01", `{}`, ": has a field with the number 1 or a type"},
		{legacy, "", `{}`, `: lacks the required field "start"`},
		{legacy, "\x0a\x02\x08\x01", `{"start":{"x":1}}`, `/start: lacks the required field "y"`},
		{trip, "\x0a\x05a", "", "not Protobuf"},
		{trip, "\x0a\x01\xff", "", "not Protobuf"},
		{trip, "\xff\xff\xff", "", "not Protobuf"},
		{trip, strings.Repeat("\x12\x80\x80\x40", 1<<10), "", "not Protobuf"},
	} {
		codec := compile(t, c.text)
		v, err := codec.Decode([]byte(c.payload), true)
		if err != nil {
			if c.tree != "" || !strings.Contains(err.Error(), c.finding) {
				t.Errorf("%q: %v", c.payload, err)
			}
			continue
		}
		if got := string(marshal(t, v.Tree)); got != c.tree {
			t.Errorf("%q: got %s, want %s", c.payload, got, c.tree)
		}
		said := ""
		for _, d := range codec.Validate(v) {
			said += d.Instance + ": " + d.Summary + "\n"
		}
		if c.finding == "" && said != "" || !strings.Contains(said, c.finding) {
			t.Errorf("%q: got %q, want %q", c.payload, said, c.finding)
		}
	}
}

// FuzzDecode never panics, and what fits can be written and read again.
func FuzzDecode(f *testing.F) {
	c := compile(f, trip)
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
		wire, err := c.Encode(nil, marshal(t, v.Tree), true)
		if err != nil {
			t.Fatalf("fits, and cannot be encoded: %v: %q", err, payload)
		}
		if w, err := c.Decode(wire, true); err != nil || len(c.Validate(w)) > 0 {
			t.Errorf("%v %v: %q", err, c.Validate(w), payload)
		}
	})
}

func BenchmarkDecodeBinary(b *testing.B) {
	c := compile(b, trip)
	plain, _ := c.Append(nil, draw(1))
	wire, _ := c.Encode(nil, plain, true)
	b.ReportAllocs()
	for b.Loop() {
		if v, err := c.Decode(wire, true); err != nil || len(c.Validate(v)) > 0 {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeBinary(b *testing.B) {
	c := compile(b, trip)
	plain, _ := c.Append(nil, draw(1))
	var wire []byte
	b.ReportAllocs()
	for b.Loop() {
		wire, _ = c.Encode(wire[:0], plain, true)
	}
}
