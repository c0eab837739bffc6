package generator

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// node reads a value of a test and points local references.
func node(t testing.TB, text string) *spec.Node {
	t.Helper()
	n, findings := spec.Parse("test.json", []byte(text))
	if n == nil || findings.HasErrors() {
		t.Fatalf("parse %s: %v", text, findings)
	}
	point(n, n)
	return n
}

func point(root, n *spec.Node) {
	for _, m := range n.Members {
		if m.Key == "$ref" && m.Value.Kind == spec.String {
			n.Target, _ = spec.ResolvePointer(root, strings.TrimPrefix(m.Value.Text, "#"))
		}
		point(root, m.Value)
	}
	for _, item := range n.Items {
		point(root, item)
	}
}

// message makes a message of a payload schema and examples.
func message(t testing.TB, name, payload string, examples ...string) *spec.Message {
	t.Helper()
	m := &spec.Message{Name: name, ContentType: "application/json"}
	if payload != "" {
		m.Payload = &spec.Schema{Node: node(t, payload), Name: name}
	}
	for i, e := range examples {
		n := node(t, e)
		m.Examples = append(m.Examples, &spec.Example{Name: fmt.Sprintf("%s%d", name, i), Payload: n, Node: n})
	}
	return m
}

func value(t testing.TB, text string) schema.Value {
	t.Helper()
	v, findings := Decode([]byte(text))
	if len(findings) > 0 {
		t.Fatalf("%s: %v", text, findings)
	}
	return v
}

var now = time.Date(2026, 5, 6, 7, 8, 9, 0, time.UTC)

func draw(seed uint64, memory *schema.Memory) *schema.Draw {
	return &schema.Draw{Source: rand.New(rand.NewPCG(seed, 0)), Now: now, Memory: memory}
}

func TestEXM_3_ExamplesGoRoundAndMoveOn(t *testing.T) {
	c := NewCompiler(nil, Options{})
	msg := c.Message(message(t, "trade", `{"type":"object","required":["id"],"properties":{
		"id":{"type":"integer"},"userId":{"type":"integer"},"price":{"type":"number"},"time":{"type":"string","format":"date-time"},"ts":{"type":"integer"},"side":{"enum":["buy","sell"]},"version":{"const":7}}}`,
		`{"id":41,"userId":7,"price":100.50,"time":"2020-01-02T03:04:05.123Z","ts":1577934245123,"side":"buy","version":7}`,
		`{"id":"wrong"}`,
		`{"id":50,"side":"sell"}`))
	memory := &schema.Memory{}
	d := draw(1, memory)
	var out []string
	for range 4 {
		payload, conflicts, err := msg.Append(nil, d)
		if err != nil || len(conflicts) > 0 {
			t.Fatal(err, conflicts)
		}
		out = append(out, string(payload))
	}
	if want := `{"id":41,"userId":7,"price":100.50,"time":"2020-01-02T03:04:05.123Z","ts":1577934245123,"side":"buy","version":7}`; out[0] != want {
		t.Errorf("first: got %s, want it verbatim", out[0])
	}
	if want := `{"id":50,"side":"sell"}`; out[1] != want {
		t.Errorf("second: got %s, want the second valid example", out[1])
	}
	var moved struct {
		ID, UserID int
		Price      json.Number
		Time       string
		TS         int64
		Side       string
	}
	if err := json.Unmarshal([]byte(out[2]), &moved); err != nil {
		t.Fatal(err)
	}
	if moved.ID != 51 || moved.UserID != 7 || moved.Time != "2026-05-06T07:08:09.000Z" || moved.TS != now.UnixMilli() || moved.Side != "buy" || moved.Price == "100.50" {
		t.Errorf("third: got %s, want id, time and price moved on", out[2])
	}
	if p, _ := moved.Price.Float64(); p < 80 || p > 121 {
		t.Errorf("the price ran away: %v", p)
	}
	if want := `{"id":52,"side":"sell"}`; out[3] != want {
		t.Errorf("fourth: got %s, want %s", out[3], want)
	}
	exact := NewCompiler(nil, Options{Prefer: PreferExact}).Message(msg.Message)
	d = draw(1, &schema.Memory{})
	for i := range 4 {
		payload, _, _ := exact.Append(nil, d)
		if want := out[i%2]; string(payload) != want {
			t.Errorf("exact %d: got %s, want %s", i, payload, want)
		}
	}
}

// Several examples that take turns count on together: an id neither comes
// twice nor goes back.
func TestEXM_3_CountsNeverGoBack(t *testing.T) {
	msg := NewCompiler(nil, Options{}).Message(message(t, "trade", `{"type":"object"}`,
		`{"seq":10,"id":"100"}`, `{"seq":12,"id":"101"}`, `{"seq":15,"id":"102"}`))
	d, last := draw(1, &schema.Memory{}), [2]int64{}
	for i := range 12 {
		payload, _, err := msg.Append(nil, d)
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Seq int64
			ID  int64 `json:",string"`
		}
		if err := json.Unmarshal(payload, &got); err != nil {
			t.Fatal(err)
		}
		if got.Seq <= last[0] || got.ID <= last[1] {
			t.Errorf("message %d: got %s after %v", i, payload, last)
		}
		last = [2]int64{got.Seq, got.ID}
	}
}

// Where a measured value may not move, the time still does.
func TestEXM_3_WhatMayMoveMoves(t *testing.T) {
	msg := NewCompiler(nil, Options{}).Message(message(t, "climate", `{"type":"object","properties":{
		"temperature":{"enum":[21.5,30]}}}`, `{"temperature":21.5,"time":"2020-01-02T03:04:05Z"}`))
	d := draw(1, &schema.Memory{})
	msg.Append(nil, d)
	payload, _, err := msg.Append(nil, d)
	if want := `{"temperature":21.5,"time":"2026-05-06T07:08:09Z"}`; err != nil || string(payload) != want {
		t.Errorf("got %s, %v, want %s", payload, err, want)
	}
}

// A measured value walks in the steps and within the bounds of its schema, and
// prices that are texts walk, too.
func TestEXM_3_WalksKeepTheSchema(t *testing.T) {
	msg := NewCompiler(nil, Options{}).Message(message(t, "climate", `{"type":"object","properties":{
		"temperature":{"type":"number","multipleOf":0.5,"minimum":21},"humidity":{"type":"integer","maximum":99},
		"price":{"type":"string","pattern":"^[0-9]+\\.[0-9]{2}$"}}}`, `{"temperature":21.5,"humidity":98,"price":"100.50"}`))
	d, seen := draw(1, &schema.Memory{}), map[string]map[any]bool{"temperature": {}, "humidity": {}, "price": {}}
	for range 100 {
		payload, _, err := msg.Append(nil, d)
		if err != nil {
			t.Fatal(err)
		}
		v, _ := schema.Decode(payload)
		if found := msg.Validate(v); len(found) > 0 {
			t.Fatalf("%s: %v", payload, found)
		}
		for name := range seen {
			seen[name][v.Tree.(map[string]any)[name]] = true
		}
	}
	for name, values := range seen {
		if len(values) < 4 {
			t.Errorf("%s had only the values %v", name, values)
		}
	}
}

func TestEXM_2_InvalidExamplesAreTold(t *testing.T) {
	c := NewCompiler(nil, Options{})
	msg := c.Message(message(t, "a", `{"type":"object","required":["id"],"properties":{"id":{"type":"integer"}}}`, `{"id":1}`, `{"id":"x"}`, `{}`))
	findings := msg.Compile()
	if len(findings) != 2 || findings.HasErrors() {
		t.Fatalf("got %v, want two warnings", findings)
	}
	for _, d := range findings {
		if d.Code != "example-invalid" || d.Severity != spec.SeverityWarning || d.Pos.Line == 0 || !strings.Contains(d.Summary, "does not fit") {
			t.Errorf("got %+v", d)
		}
	}
	if _, ok := msg.AppendExample(nil, "a1", draw(1, nil)); ok {
		t.Error("an invalid example was made by name")
	}
	if out, ok := msg.AppendExample(nil, "a0", draw(1, nil)); !ok || string(out) != `{"id":1}` {
		t.Errorf("example by name: got %s, %t", out, ok)
	}
	if got := msg.ExampleNamed(value(t, `{"id": 1.0}`)); got != "a0" {
		t.Errorf("ExampleNamed = %q, want a0", got)
	}
}

func TestFMT_4_UnsupportedFormats(t *testing.T) {
	c := NewCompiler(nil, Options{})
	m := message(t, "raml", `{"anything":true}`)
	m.Payload.Format = "application/raml+yaml;version=1.0"
	msg := c.Message(m)
	if format, yes := msg.Unvalidated(); !yes || format != m.Payload.Format {
		t.Errorf("Unvalidated = %q, %t", format, yes)
	}
	if msg.Usable() || len(msg.Validate(value(t, `1`))) > 0 {
		t.Error("want it unusable without an example, and accepting anything")
	}
	if findings := msg.Check(); len(findings) != 1 || findings[0].Code != "schema-format-unsupported" {
		t.Errorf("got %v", findings)
	}
	if _, _, err := msg.Append(nil, draw(1, nil)); err == nil {
		t.Error("something was made of an unsupported format")
	}
	m = message(t, "raml", `{"anything":true}`, `{"a":1}`)
	m.Payload.Format = "application/raml+yaml;version=1.0"
	if out, _, err := c.Message(m).Append(nil, draw(1, nil)); err != nil || string(out) != `{"a":1}` {
		t.Errorf("got %s, %v, want the example", out, err)
	}
}

func TestFMT_1_KnownFormats(t *testing.T) {
	c := NewCompiler(nil, Options{})
	for _, format := range []string{
		"", "application/vnd.aai.asyncapi;version=2.0.0", "application/vnd.aai.asyncapi+json;version=3.0.0", "application/vnd.aai.asyncapi+yaml;version=2.6.0",
		"application/schema+json;version=draft-07", "application/schema+yaml;version=draft-07", "application/schema+json;version=draft-04",
		"application/schema+json;version=2020-12", "Application/Schema+JSON; version=draft-06", "application/vnd.oai.openapi+json;version=3.0.0", "application/vnd.oai.openapi;version=3.0.0",
		"application/vnd.oai.openapi;version=3.1.0", "application/vnd.oai.openapi+yaml;version=3.1.0",
	} {
		m := message(t, "m", `{"type":"object","required":["a"],"properties":{"a":{"type":"integer","maximum":3}}}`)
		m.Payload.Format = format
		msg := c.Message(m)
		if findings := msg.Compile(); len(findings) > 0 {
			t.Errorf("%s: %v", format, findings)
		}
		if len(msg.Validate(value(t, `{"a":4}`))) != 1 || len(msg.Validate(value(t, `{"a":3}`))) != 0 {
			t.Errorf("%s: wrong verdict", format)
		}
	}
}

func TestMSG_4_Media(t *testing.T) {
	c := NewCompiler(nil, Options{Prefer: PreferGenerated})
	for _, test := range []struct {
		contentType, payload string
		text, binary         bool
	}{
		{"application/json", `{"type":"string"}`, false, false},
		{"application/cloudevents+json", `{"type":"string"}`, false, false},
		{"text/plain", `{"type":"string"}`, true, false},
		{"text/plain; charset=utf-8", `{"type":"string","enum":["ping"]}`, true, false},
		{"text/plain", `{"type":"object"}`, false, false},
		{"application/octet-stream", `{"type":"string"}`, false, true},
		{"", `{"type":"string","format":"binary"}`, false, true},
		{"", `{"type":"object"}`, false, false},
	} {
		m := message(t, "m", test.payload)
		m.ContentType = test.contentType
		msg := c.Message(m)
		if msg.Text() != test.text || msg.Binary() != test.binary {
			t.Errorf("%s %s: text %t, binary %t", test.contentType, test.payload, msg.Text(), msg.Binary())
		}
		out, _, err := msg.Append(nil, draw(1, nil))
		if err != nil || (test.text || test.binary) == (out[0] == '"' || out[0] == '{') {
			t.Errorf("%s %s: made %s, %v", test.contentType, test.payload, out, err)
		}
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	payload := `{"type":"object","properties":{"name":{"type":"string"},"when":{"type":"string","format":"date-time"},"n":{"type":"number"},
		"list":{"type":"array","items":{"type":"object","properties":{"email":{"type":"string","format":"email"}}}}},"additionalProperties":{"type":"integer"},"minProperties":6}`
	make := func() string {
		msg := NewCompiler(nil, Options{}).Message(message(t, "m", payload))
		var out []byte
		d := draw(42, &schema.Memory{})
		for range 50 {
			out, _, _ = msg.Append(out, d)
		}
		return string(out)
	}
	if a, b := make(), make(); a != b {
		t.Errorf("got\n%s\nand\n%s", a, b)
	}
}

func TestProperties(t *testing.T) {
	msg := NewCompiler(nil, Options{}).Message(message(t, "m", `{"allOf":[{"$ref":"#/definitions/base"},{"properties":{"b":{"type":"array","items":{"properties":{"x/y":{}}}}}}],
		"oneOf":[{"properties":{"c":{}}}],"definitions":{"base":{"properties":{"a":{"properties":{"self":{"$ref":"#/definitions/base"}}}}}}}`))
	if got := fmt.Sprint(msg.Properties()); got != "[a b c]" {
		t.Errorf("Properties = %s", got)
	}
	for pointer, want := range map[string]bool{"/a": true, "/a/self/a/self": true, "/b/0/x~1y": true, "/b/x": false, "/c": true, "/d": false, "": false, "a": false} {
		if msg.HasProperty(pointer) != want {
			t.Errorf("HasProperty(%q) = %t", pointer, !want)
		}
	}
}

// Where some examples have what is asked for, only those take turns; ids never
// go back, whatever is asked for in between.
func TestEXM_3_WhatIsAskedForChooses(t *testing.T) {
	msg := NewCompiler(nil, Options{}).Message(message(t, "trade", `{"type":"object","properties":{"symbol":{"type":"string"},"price":{"type":"number"},"seq":{"type":"integer"}}}`,
		`{"symbol":"BTC","price":50000.5,"seq":10}`, `{"symbol":"ETH","price":2000.5,"seq":11}`, `{"symbol":"BTC","price":50010.5,"seq":12}`))
	d, last := draw(1, &schema.Memory{}), int64(0)
	for i := range 30 {
		symbol, around := "BTC", 50000.0
		if i%2 == 1 {
			symbol, around = "ETH", 2000
		}
		d.Pins = []schema.Pin{{Pointer: "/symbol", Value: json.RawMessage(`"` + symbol + `"`), Add: true}}
		payload, _, err := msg.Append(nil, d)
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Symbol string
			Price  float64
			Seq    int64
		}
		if err := json.Unmarshal(payload, &got); err != nil {
			t.Fatal(err)
		}
		if got.Symbol != symbol || got.Price < around*0.7 || got.Price > around*1.3 || got.Seq <= last {
			t.Fatalf("%d: %s after sequence %d, want a price about %g", i, payload, last, around)
		}
		last = got.Seq
	}
	d.Pins[0].Value = json.RawMessage(`"DOT"`) // no example has it
	if payload, _, err := msg.Append(nil, d); err != nil || !strings.Contains(string(payload), `"DOT"`) {
		t.Errorf("got %s, %v", payload, err)
	}
}

// The headers of an example go with its payload, and move on with it.
func TestEXM_3_HeadersGoWithTheirExample(t *testing.T) {
	spoken := message(t, "note", `{"type":"object"}`, `{"n":"a"}`, `{"n":"b"}`)
	spoken.Headers = &spec.Schema{Node: node(t, `{"type":"object","required":["kind","seq"],"properties":{"kind":{"type":"string"},"seq":{"type":"integer"}}}`)}
	spoken.Examples[1].Headers = node(t, `{"kind":"b","seq":7}`)
	msg := NewCompiler(nil, Options{}).Message(spoken)
	if found := msg.Compile(); len(found) > 0 {
		t.Fatal(found)
	}
	d := draw(1, &schema.Memory{})
	for i, want := range []string{"", `{"kind":"b","seq":7}`, "", `{"kind":"b","seq":9}`} {
		payload, _, _ := msg.Append(nil, d)
		headers, _, err := msg.AppendHeaders(nil, d)
		if err != nil || want != "" && string(headers) != want {
			t.Errorf("%d: %s with %s, %v, want %s", i, payload, headers, err, want)
		}
		if v, err := schema.Decode(headers); err != nil || len(msg.Headers().Validate(v)) > 0 {
			t.Errorf("%d: %s breaks its schema", i, headers)
		}
	}
	d.Pins = []schema.Pin{{Pointer: "/kind", Value: json.RawMessage(`"pinned"`), Add: true}}
	d.Example = nil
	if headers, _, err := msg.AppendHeaders(nil, d); err != nil || !strings.Contains(string(headers), `"kind":"pinned"`) {
		t.Errorf("got %s, %v", headers, err)
	}
	spoken.Examples[1].Headers = node(t, `{"kind":"b","seq":"seven"}`)
	if found := NewCompiler(nil, Options{}).Message(spoken).Compile(); len(found) != 1 || found[0].Code != "example-invalid" || found[0].Instance != "/seq" {
		t.Errorf("wrong headers of an example: %v", found)
	}
}
