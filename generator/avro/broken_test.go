package avro

import (
	"strings"
	"testing"

	"asyncmock/generator/schema"
)

// TestFMT2_AvroBroken: what is wrong is written as it is, and all else in the
// JSON encoding, so that only that is refused.
func TestFMT2_AvroBroken(t *testing.T) {
	s := compile(t, `{"type": "record", "name": "R", "fields": [
		{"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2}},
		{"name": "note", "type": ["null", "string"]},
		{"name": "in", "type": ["null", {"type": "record", "name": "In", "fields": [{"name": "n", "type": "int"}, {"name": "s", "type": ["null", "string"]}]}]},
		{"name": "list", "type": {"type": "array", "items": "int"}},
		{"name": "map", "type": {"type": "map", "values": ["null", "string"]}},
		{"name": "either", "type": ["long", "double"]}]}`).(schema.Breaker)
	rest := `,"list":[1],"map":{"b":"x"},"either":{"long":1}}`
	encoded := `,"list":[1],"map":{"b":{"string":"x"}},"either":{"long":1}}`
	for _, c := range []struct{ plain, instance, want string }{
		{`{"price":0.5,"note":"hi","in":null` + strings.Replace(rest, "[1]", `["1"]`, 1), "/list/0", `{"price":"2","note":{"string":"hi"},"in":null` + strings.Replace(encoded, "[1]", `["1"]`, 1)},
		{`{"price":0.5,"note":7,"in":null` + rest, "/note", `{"price":"2","note":7,"in":null` + encoded},
		{`{"price":0.5,"in":null` + rest, "", `{"price":"2","in":null` + encoded},
		{`{"price":0.5,"note":null,"in":null,"more":[]` + rest, "", `{"price":"2","note":null,"in":null` + strings.TrimSuffix(encoded, "}") + `,"more":[]}`},
		{`{"price":0.5,"note":null,"in":{"n":"1","s":"x"}` + rest, "/in/n", `{"price":"2","note":null,"in":{"In":{"n":"1","s":{"string":"x"}}}` + encoded},
		{`{"price":0.5,"note":null,"in":{"s":"x"}` + rest, "/in", `{"price":"2","note":null,"in":{"In":{"s":{"string":"x"}}}` + encoded},
		{`{"price":0.5,"note":null,"in":null` + strings.Replace(rest, `"x"`, `true`, 1), "/map/b", `{"price":"2","note":null,"in":null` + strings.Replace(encoded, `{"string":"x"}`, `true`, 1)},
		{`{"price":0.5,"note":null,"in":null` + strings.Replace(rest, `{"long":1}`, `{"long":1.5}`, 1), "/either/long", `{"price":"2","note":null,"in":null` + strings.Replace(encoded, `{"long":1}`, `{"long":1.5}`, 1)},
	} {
		if got := string(s.EncodeBroken(nil, []byte(c.plain), c.instance)); got != c.want {
			t.Errorf("%s at %q:\ngot  %s\nwant %s", c.plain, c.instance, got, c.want)
		}
	}
}
