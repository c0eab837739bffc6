package avro

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// order uses what the schema language has: every type, unions with and
// without a choice to make, recursion, namespaces, logical types, defaults.
const order = `{
  "type": "record", "name": "Order", "namespace": "shop.orders", "doc": "One order.",
  "fields": [
    {"name": "orderId", "type": {"type": "string", "logicalType": "uuid"}},
    {"name": "customerEmail", "type": "string"},
    {"name": "total", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
    {"name": "discount", "type": {"type": "fixed", "name": "Money", "size": 8, "logicalType": "decimal", "precision": 12, "scale": 4}},
    {"name": "createdAt", "type": {"type": "long", "logicalType": "timestamp-millis"}},
    {"name": "updatedAt", "type": {"type": "long", "logicalType": "timestamp-micros"}},
    {"name": "day", "type": {"type": "int", "logicalType": "date"}},
    {"name": "opens", "type": {"type": "int", "logicalType": "time-millis"}},
    {"name": "closes", "type": {"type": "long", "logicalType": "time-micros"}},
    {"name": "grace", "type": {"type": "fixed", "name": "Grace", "size": 12, "logicalType": "duration"}},
    {"name": "status", "type": {"type": "enum", "name": "Status", "symbols": ["NEW", "PAID", "SENT"], "default": "NEW"}},
    {"name": "before", "type": ["null", "Status"], "default": null},
    {"name": "quantity", "type": "int", "default": 1},
    {"name": "weight", "type": "float"},
    {"name": "latitude", "type": "double"},
    {"name": "gift", "type": "boolean"},
    {"name": "signature", "type": "bytes"},
    {"name": "checksum", "type": {"type": "fixed", "name": "MD5", "namespace": "", "size": 16}},
    {"name": "nothing", "type": "null"},
    {"name": "labels", "type": {"type": "map", "values": "string"}},
    {"name": "payment", "type": [
      {"type": "record", "name": "Card", "fields": [{"name": "cardNumber", "type": "string"}]},
      {"type": "record", "name": "Transfer", "namespace": "bank", "fields": [{"name": "iban", "type": "string"}, {"name": "hash", "type": "MD5"}]},
      "string", "long"]},
    {"name": "item", "type": {"type": "record", "name": "Item", "fields": [
      {"name": "sku", "type": "string"},
      {"name": "parts", "type": {"type": "array", "items": "Item"}},
      {"name": "next", "type": ["null", "shop.orders.Item"], "default": null}]}}
  ]
}`

func schemaOf(t testing.TB, text string) *spec.Schema {
	t.Helper()
	n, findings := spec.Parse("order.json", []byte(text))
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	return &spec.Schema{Name: "Order", Format: "application/vnd.apache.avro;version=1.9.0", Node: n}
}

func compile(t testing.TB, text string) schema.Codec {
	t.Helper()
	s, findings := New(fakedata.New()).Compile(schemaOf(t, text))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	return s.(schema.Codec)
}

func draw(seed int) *schema.Draw {
	return &schema.Draw{Source: rand.New(rand.NewPCG(uint64(seed), 7)), Now: time.Date(2026, 5, 6, 7, 8, 9, 0, time.UTC), Memory: &schema.Memory{}}
}

// TestFMT2_AvroRoundTrip makes payloads and sends them there and back in both
// encodings.
func TestFMT2_AvroRoundTrip(t *testing.T) {
	for _, text := range []string{order, `"string"`, `["null","int"]`, `["int","long","null"]`, `{"type":"array","items":["null","double"]}`, `{"type":"map","values":{"type":"map","values":"bytes"}}`} {
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
	if again, _ := c.Append(nil, draw(seed)); !bytes.Equal(plain, again) {
		t.Errorf("seed %d: twice not the same\n%s\n%s", seed, plain, again)
	}
	want, err := schema.Decode(plain)
	if err != nil {
		t.Fatal(err)
	}
	if findings := c.Validate(want); len(findings) > 0 {
		t.Fatalf("seed %d: %v\n%s", seed, findings, plain)
	}
	for _, binary := range []bool{true, false} {
		wire, err := c.Encode(nil, plain, binary)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Decode(wire, binary)
		if err != nil {
			t.Fatalf("seed %d, binary %v: %v\n%s", seed, binary, err, plain)
		}
		if !same(got.Tree, want.Tree) {
			t.Fatalf("seed %d, binary %v: got %v, want %v", seed, binary, got.Tree, want.Tree)
		}
		if findings := c.Validate(got); len(findings) > 0 {
			t.Errorf("seed %d, binary %v: %v", seed, binary, findings)
		}
	}
}

// same compares trees; numbers by their value.
func same(a, b any) bool {
	if x, ok := a.(fmt.Stringer); ok {
		y, ok := b.(fmt.Stringer)
		return ok && schema.CanonicalNumber(x.String()) == schema.CanonicalNumber(y.String())
	}
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		for key, v := range a {
			ok = ok && same(v, b[key])
		}
		return ok && len(a) == len(b)
	case []any:
		b, ok := b.([]any)
		for i := range a {
			ok = ok && len(a) == len(b) && same(a[i], b[i])
		}
		return ok
	}
	return reflect.DeepEqual(a, b)
}

func marshal(t testing.TB, tree any) []byte {
	t.Helper()
	text, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestFMT2_AvroTimes makes times by the clock, in the unit of the logical type.
func TestFMT2_AvroTimes(t *testing.T) {
	at := draw(1).Now
	for logical, want := range map[string]int64{
		"timestamp-millis": at.UnixMilli(), "timestamp-micros": at.UnixMicro(), "timestamp-nanos": at.UnixNano(),
		"local-timestamp-millis": at.UnixMilli(), "local-timestamp-micros": at.UnixMicro(), "local-timestamp-nanos": at.UnixNano(),
	} {
		c := compile(t, `{"type":"record","name":"R","fields":[{"name":"updatedAt","type":{"type":"long","logicalType":"`+logical+`"}}]}`)
		got, err := c.Append(nil, draw(1))
		if text := fmt.Sprintf(`{"updatedAt":%d}`, want); err != nil || string(got) != text {
			t.Errorf("%s: got %s, %v, want %s", logical, got, err, text)
		}
	}
}
