package diff_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"asyncmock/spec"
)

// document is a contract with one operation whose payload has a schema.
func document(action, payload string) string {
	return fmt.Sprintf(`asyncapi: 3.0.0
info: {title: Lamps, version: 1.0.0}
channels:
  lamps:
    address: /lamps
    messages:
      level: {payload: %s}
operations:
  use: {action: %s, channel: {$ref: '#/channels/lamps'}}
`, payload, action)
}

func load(t *testing.T, text string) *spec.Document {
	t.Helper()
	doc, findings, err := spec.Load(context.Background(), "-", &spec.LoadOptions{Stdin: strings.NewReader(text)})
	if err != nil {
		t.Fatalf("%v: %v\n%s", err, findings, text)
	}
	return doc
}
