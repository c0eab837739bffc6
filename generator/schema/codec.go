package schema

import "asyncmock/spec"

// A Codec is a Schema whose payloads travel in an encoding of their own.
// What Validate, Append and everybody who looks into a Value see is its plain
// form: the JSON that people write for such a payload, in examples too.
type Codec interface {
	Schema
	// Decode reads the bytes of a message into its plain form. What is wrong
	// and still leaves something to look at is in Value.Findings, which
	// Validate reports together with its own.
	Decode(payload []byte, binary bool) (Value, error)
	// Encode appends what travels for a text in the plain form.
	Encode(dst, plain []byte, binary bool) ([]byte, error)
}

// An Encoder is a Format whose Schemas are Codecs.
type Encoder interface {
	Format
	// Binary reports whether payloads of a content type ("": none is given)
	// travel in binary frames.
	Binary(contentType string) bool
	// Shape returns the schema of the plain form in AsyncAPI's own words, for
	// those who look for constants and properties; nil when s is broken.
	Shape(s *spec.Schema) *spec.Node
}

// A Breaker is a Codec whose text encoding differs from the plain form.
type Breaker interface {
	Codec
	// EncodeBroken appends the text encoding of a value that is wrong at, or
	// in, the place that a JSON pointer leads to: that as it is, all else as
	// it should be.
	EncodeBroken(dst, plain []byte, instance string) []byte
}
