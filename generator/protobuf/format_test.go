package protobuf

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// trip uses what the language has: every scalar, enums, nesting, recursion,
// maps, oneofs, optional fields and the well-known types.
const trip = `syntax = "proto3";
package rail;
import "google/protobuf/timestamp.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/wrappers.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/any.proto";
import "google/protobuf/empty.proto";
import "google/protobuf/field_mask.proto";

message Trip {
  string trip_id = 1;
  string contact_email = 2;
  int32 quantity = 3;
  sint32 delta = 4;
  sfixed32 shift = 5;
  uint32 seats = 6;
  fixed32 mask = 7;
  int64 created_at = 8;
  sint64 drift = 9;
  sfixed64 anchor = 10;
  uint64 sequence = 11;
  fixed64 hash = 12;
  float weight = 13;
  double latitude = 14;
  bool cancelled = 15;
  bytes signature = 16;
  State state = 17;
  repeated Stop stops = 18;
  map<string, int32> fares = 19;
  map<int64, Stop> by_number = 20;
  map<bool, string> by_flag = 21;
  oneof carrier { string train = 22; Bus bus = 23; int64 tram = 24; }
  oneof payment { string cash = 25; string card_number = 26; }
  optional string note = 27;
  google.protobuf.Timestamp departs = 28;
  google.protobuf.Duration lasts = 29;
  google.protobuf.Int64Value limit = 30;
  google.protobuf.StringValue remark = 31;
  google.protobuf.Struct extra = 32;
  google.protobuf.Value anything = 33;
  google.protobuf.ListValue several = 34;
  google.protobuf.Any wrapped = 35;
  google.protobuf.Empty nothing = 36;
  google.protobuf.FieldMask fields = 37;
  google.protobuf.NullValue nil = 38;
  repeated sint64 offsets = 39;
  repeated State states = 40;
  enum State { STATE_UNSPECIFIED = 0; OPEN = 1; CLOSED = 2; }
  message Bus { string plate = 1; }
}
message Stop { string city = 1; Stop next = 2; repeated Stop around = 3; }
`

const legacy = `syntax = "proto2";
message Line {
  required Point start = 1;
  optional string label = 2 [default = "none"];
  repeated int32 widths = 3 [packed = true];
  optional group Style = 4 { optional string color = 1; }
  message Point { required int32 x = 1; required int32 y = 2; }
  extensions 100 to 199;
}
`

func schemaOf(text string) *spec.Schema {
	return &spec.Schema{
		Name: "Trip", Format: "application/vnd.google.protobuf;version=3",
		Node: &spec.Node{Kind: spec.String, Text: text, Pos: spec.Pos{File: "a.proto", Line: 1, Column: 1}},
	}
}

func compile(t testing.TB, text string) schema.Codec {
	t.Helper()
	s, findings := New(fakedata.New()).Compile(schemaOf(text))
	if findings.HasErrors() || s == nil {
		t.Fatal(findings)
	}
	return s.(schema.Codec)
}

func draw(seed int) *schema.Draw {
	return &schema.Draw{Source: rand.New(rand.NewPCG(uint64(seed), 7)), Now: time.Date(2026, 5, 6, 7, 8, 9, 0, time.UTC), Memory: &schema.Memory{}}
}

// TestFMT2_ProtobufRoundTrip makes payloads and sends them there and back in
// both encodings.
func TestFMT2_ProtobufRoundTrip(t *testing.T) {
	for _, text := range []string{trip, legacy} {
		c := compile(t, text)
		for seed := range 100 {
			roundTrip(t, c, seed)
		}
	}
}

func roundTrip(t *testing.T, c schema.Codec, seed int) {
	t.Helper()
	plain, err := c.Append(nil, draw(seed))
	if err != nil {
		t.Fatal(err)
	}
	v, err := schema.Decode(plain)
	if err != nil {
		t.Fatal(err)
	}
	if findings := c.Validate(v); len(findings) > 0 {
		t.Fatalf("seed %d: %v\n%s", seed, findings, plain)
	}
	wire, err := c.Encode(nil, plain, true)
	if err != nil {
		t.Fatalf("seed %d: %v\n%s", seed, err, plain)
	}
	text, err := c.Encode(nil, plain, false)
	if err != nil {
		t.Fatal(err)
	}
	fromWire, err := c.Decode(wire, true)
	if err != nil {
		t.Fatal(err)
	}
	fromText, err := c.Decode(text, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []schema.Value{fromWire, fromText} {
		if findings := c.Validate(v); len(findings) > 0 {
			t.Errorf("seed %d: %v", seed, findings)
		}
		if again, err := c.Encode(nil, marshal(t, v.Tree), true); err != nil || !bytes.Equal(again, wire) {
			t.Errorf("seed %d: %v\n%x\n%x\n%s", seed, err, again, wire, plain)
		}
	}
}

func marshal(t testing.TB, tree any) []byte {
	t.Helper()
	text, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
