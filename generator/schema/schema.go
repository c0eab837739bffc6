// Package schema holds what all schema formats share: a Schema validates a
// Value and makes one; a Format compiles what a document holds into a Schema.
package schema

import (
	"encoding/json"
	"math/rand/v2"
	"time"

	"asyncmock/spec"
)

// A Schema is compiled, immutable and safe for concurrent use.
type Schema interface {
	// Validate returns every finding about v, sorted by Instance; none means
	// valid. It never panics, whatever v is.
	Validate(v Value) spec.Diagnostics
	// Append makes a value that the schema accepts and appends its encoding
	// to dst. The error says why none can be made.
	Append(dst []byte, d *Draw) ([]byte, error)
}

// A Format is a schema language.
type Format interface {
	// Names returns the media types (schemaFormat without parameters, lower case) it reads.
	Names() []string
	// Compile never returns a nil Schema without an Error among the Diagnostics.
	Compile(s *spec.Schema) (Schema, spec.Diagnostics)
}

// A Value is a decoded payload: as Raw bytes, and as the tree that
// jsonschema/v5 reads (nil, bool, json.Number, string, []any, map[string]any).
type Value struct {
	Raw  []byte
	Tree any
	// Findings are what a Codec found amiss while decoding.
	Findings spec.Diagnostics
}

// A Draw is one act of making a value. It is used by one goroutine at a time.
type Draw struct {
	Source *rand.Rand // seeded
	Now    time.Time  // what "now" is in the payload
	Memory *Memory    // what a stream said before, nil: nothing
	Pins   []Pin      // values that must appear where the schema lets them
	Cut    func()     // called by Cases that end early; nil: nobody asks
	// Example is told by who made the payload: the example of the document
	// that it is, nil when it was generated.
	Example *spec.Example
}

// A Pin is a value that must appear at a place of the payload.
type Pin struct {
	Pointer string          // RFC 6901
	Value   json.RawMessage // compact JSON
	// Add is true when the place is to be made where the payload lacks it.
	Add bool
	// Text: the value came as text (a path, a header), so that a number or
	// boolean spelled like it means the same.
	Text bool
	// Force keeps the value even where the schema refuses it.
	Force bool
	// Why is said in a finding when the pin does not fit ("correlationId", "parameter symbol").
	Why string
}

// Memory is what one stream (of one connection or one room) remembers between
// its messages, so that they are coherent. The zero Memory is empty.
type Memory struct {
	// Turns counts by message how often it was made: examples go round by it.
	Turns map[string]int
	// Values is the generator's own, by schema path.
	Values map[string]any
}

// Turn returns how often it was called for the key before, 0 without a Memory.
func (m *Memory) Turn(key string) int {
	if m == nil {
		return 0
	}
	if m.Turns == nil {
		m.Turns = map[string]int{}
	}
	turn := m.Turns[key]
	m.Turns[key]++
	return turn
}

// Turned reports whether Turn was called for the key.
func (m *Memory) Turned(key string) bool { return m != nil && m.Turns[key] > 0 }
