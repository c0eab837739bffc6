package main_test

import (
	"regexp"
	"testing"
)

// TestFMT2_ClientsOfOtherCodecs lets the npm packages avsc and protobufjs talk
// to the mock over WebSocket: they read what it sends, it accepts and
// understands what they send, and it says what is wrong with a broken message.
func TestFMT2_ClientsOfOtherCodecs(t *testing.T) {
	nodeModules(t)
	for _, c := range []struct{ format, encoding, route, finding string }{
		{"avro", "binary", "/avro", `not Avro`},
		{"avro", "json", "/avro-json", `/orderId.* is a number where Avro's string is expected`},
		{"protobuf", "binary", "/protobuf", `not Protobuf`},
		{"protobuf", "json", "/protobuf-json", `/orderId.* is a number where string is expected`},
	} {
		t.Run(c.format+" "+c.encoding, func(t *testing.T) {
			m := serve(t, "--interval", "2ms", "testdata/e2e/encodings.yaml")
			node(t, nil, "encodings.cjs", c.format, c.encoding, m.WS(c.route), "testdata/e2e")
			m = serve(t, "testdata/e2e/encodings.yaml") // a log that leaves nothing out
			node(t, nil, "encodings.cjs", c.format, c.encoding, m.WS(c.route), "testdata/e2e", "broken")
			m.waitFor(regexp.MustCompile(c.finding))
		})
	}
}
