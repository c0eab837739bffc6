package server

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"asyncmock/generator"
	"asyncmock/spec"
)

// complaining is a contract whose error message is one of these.
const complaining = `asyncapi: 2.6.0
info: {title: Kiosk, version: 1.0.0}
channels:
  /:
    publish: {message: {name: buy, payload: {type: object, required: [fruit], properties: {fruit: {enum: [pear, plum]}}}}}
    subscribe: {message: {name: NAME, payload: PAYLOADEXAMPLES}}
`

// TestIDN2_ErrorsSayWhatWasWrong: made-up words in an error message would
// send its reader looking elsewhere.
func TestIDN2_ErrorsSayWhatWasWrong(t *testing.T) {
	for _, c := range []struct{ name, payload, examples, want string }{
		{"error", "{required: [msg], properties: {msg: {type: string}}, additionalProperties: false}", "",
			`{"msg":"/fruit: is \"fig\", must be one of \"pear\", \"plum\""}`},
		{"problem", "{required: [error], properties: {error: {type: object, required: [reason], properties: {reason: {type: string}}}}, additionalProperties: false}", "",
			`{"error":{"reason":"/fruit: is \"fig\", must be one of \"pear\", \"plum\""}}`},
		// What the document says stands, and what has a form of its own is not overwritten.
		{"error", "{required: [msg], properties: {msg: {type: string}}}", ", examples: [{payload: {msg: no such fruit}}]", `{"msg":"no such fruit"}`},
		{"error", "{required: [reason], properties: {reason: {enum: [unknown]}}, additionalProperties: false}", "", `{"reason":"unknown"}`},
	} {
		path := filepath.Join(t.TempDir(), "asyncapi.yaml")
		text := strings.NewReplacer("NAME", c.name, "PAYLOAD", c.payload, "EXAMPLES", c.examples).Replace(complaining)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		doc, found, err := spec.Load(context.Background(), path, nil)
		if err != nil {
			t.Fatal(err, found)
		}
		m, err := New(doc, Options{Stream: StreamOff, Prefer: generator.PreferExamples})
		if err != nil {
			t.Fatal(err)
		}
		k := newKit(t)
		k.want(k.connect(m, "/").say(`{"fruit":"fig"}`), c.want)
	}
}
