package spec

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// largeDocument writes a document of n channels, each with a parameter, an
// operation and a message whose payload refers to shared schemas.
func largeDocument(n int) string {
	var s strings.Builder
	s.WriteString("asyncapi: 3.0.0\ninfo:\n  title: Many rooms\n  version: 1.0.0\nchannels:\n")
	for i := range n {
		fmt.Fprintf(&s, `  room%[1]d:
    address: rooms/%[1]d/{user}
    parameters:
      user:
        description: who is meant
        enum: [anna, ben, carla]
    messages:
      said:
        $ref: '#/components/messages/said%[1]d'
`, i)
	}
	s.WriteString("operations:\n")
	for i := range n {
		fmt.Fprintf(&s, `  say%[1]d:
    action: send
    summary: Somebody said something in room %[1]d.
    channel:
      $ref: '#/channels/room%[1]d'
    messages:
      - $ref: '#/channels/room%[1]d/messages/said'
`, i)
	}
	s.WriteString("components:\n  messages:\n")
	for i := range n {
		fmt.Fprintf(&s, `    said%[1]d:
      contentType: application/json
      payload:
        type: object
        required: [kind, at, by]
        properties:
          kind: {type: string, const: said%[1]d}
          at: {type: string, format: date-time}
          by: {$ref: '#/components/schemas/person'}
          text:
            type: string
            description: What was said, as the speaker wrote it.
            maxLength: %[1]d
          rating: {type: number, minimum: 0.5, maximum: 1e3}
      examples:
        - name: short
          payload: {kind: said%[1]d, at: '2031-02-03T04:05:06Z', by: {name: Anna}, text: Good morning, rating: 12.50}
`, i)
	}
	s.WriteString("  schemas:\n    person:\n      type: object\n      properties:\n        name: {type: string}\n        knows: {type: array, items: {$ref: '#/components/schemas/person'}}\n")
	return s.String()
}

// BenchmarkLoad and BenchmarkYAMLNodeDecode are read together: loading may
// take twice the time of parsing.
func BenchmarkLoad(b *testing.B) {
	path := filepath.Join(b.TempDir(), "large.yaml")
	if err := os.WriteFile(path, []byte(largeDocument(1000)), 0o600); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, ds, err := Load(b.Context(), path, nil); err != nil || len(ds) > 0 {
			b.Fatal(err, ds)
		}
	}
}

func BenchmarkYAMLNodeDecode(b *testing.B) {
	source := []byte(largeDocument(1000))
	b.ReportAllocs()
	for b.Loop() {
		var n yaml.Node
		if err := yaml.Unmarshal(source, &n); err != nil {
			b.Fatal(err)
		}
	}
}
