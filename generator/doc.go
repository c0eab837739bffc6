// Package generator compiles the messages of a document: which of them an
// inbound payload is (matching), whether it keeps its contract (validation),
// and payloads that keep it (making).
//
// Start at Compiler. It reads the schema formats of the table in formats.go.
package generator

import (
	"encoding/json"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// Prefer says where outbound payloads come from.
type Prefer uint8

// The preferences (flag --prefer).
const (
	PreferExamples  Prefer = iota // examples first, moving on when they come round again
	PreferExact                   // examples verbatim
	PreferGenerated               // never examples
)

// Options change how a Compiler works. The zero value is the good default.
type Options struct {
	Prefer Prefer
}

// A Compiler compiles each Message once, on first use. It is safe for
// concurrent use.
type Compiler struct{ opts Options }

// NewCompiler returns a Compiler for the messages of doc.
func NewCompiler(doc *spec.Document, opts Options) *Compiler { return &Compiler{opts: opts} }

// Message returns the compiled form of m: the same *Message for the same m.
// It is cheap; schemas are compiled on first use or by Message.Compile.
func (c *Compiler) Message(m *spec.Message) *Message { return nil }

// A Message is a spec.Message ready for the hot path. All methods are safe
// for concurrent use.
type Message struct {
	*spec.Message
	// Constants tell this message from others without validating: at each
	// pointer the payload must have one of the values. Ready from the start.
	Constants []Constant
}

// A Constant is a const or enum of scalars found on every branch of a payload schema.
type Constant struct {
	Pointer  string            // RFC 6901
	Values   []json.RawMessage // compact JSON scalars, in document order
	Required bool              // the schema requires the property
}

// Compile compiles the schemas now and returns all findings about them and
// about the examples, always the same.
func (m *Message) Compile() spec.Diagnostics { return nil }

// Check walks the schemas cheaply, without compiling: budgets, loops,
// unsatisfiable constraints. Serve calls it before it is ready.
func (m *Message) Check() spec.Diagnostics { return nil }

// Unvalidated reports whether there is no validator for the payload's schema
// format, and names the format.
func (m *Message) Unvalidated() (format string, yes bool) { return "", false }

// Usable reports whether Append can make a payload (an example or a satisfiable schema).
func (m *Message) Usable() bool { return false }

// Binary reports whether the payload travels as a binary frame.
func (m *Message) Binary() bool { return false }

// Text reports whether the payload is raw text, not JSON.
func (m *Message) Text() bool { return false }

// Validate returns every finding about an inbound payload, sorted.
func (m *Message) Validate(v schema.Value) spec.Diagnostics { return nil }

// Append makes the next payload of this message by the Compiler's Prefer and
// appends it to dst. Pins that fit are in it; conflicts are returned as
// findings of severity Info and do not make the payload invalid. err says
// why nothing can be made.
func (m *Message) Append(dst []byte, d *schema.Draw) (out []byte, conflicts spec.Diagnostics, err error) {
	return dst, nil, nil
}

// AppendExample appends the example of that name verbatim (with pins), ok is
// false when there is no valid example of that name.
func (m *Message) AppendExample(dst []byte, name string, d *schema.Draw) (out []byte, ok bool) {
	return dst, false
}

// ExampleNamed returns the name of the valid example whose payload equals v, "" if none.
func (m *Message) ExampleNamed(v schema.Value) string { return "" }

// HasProperty reports whether the payload schema declares the place (through
// properties, items, allOf, oneOf, anyOf and references).
func (m *Message) HasProperty(pointer string) bool { return false }

// Properties returns the names of the declared top-level payload properties, in document order.
func (m *Message) Properties() []string { return nil }

// Decode reads the bytes of one inbound message. text says that it came as
// text (or is to be read as such). Findings say why it could not be decoded:
// not JSON, too deep, a number out of range, duplicate keys are allowed.
func Decode(payload []byte) (schema.Value, spec.Diagnostics) { return schema.Value{}, nil }

// A Matcher finds which of its candidates a payload is.
type Matcher struct{}

// NewMatcher builds the discriminating table.
func NewMatcher(candidates []*Message) *Matcher { return nil }

// A Match is what a Matcher says of a payload.
type Match struct {
	Message   *Message         // the message it is; when Findings is not empty the NEAREST one, nil if there are no candidates
	Index     int              // of Message among the candidates, -1 if none
	Ambiguous []*Message       // further messages that fit as well
	Findings  spec.Diagnostics // empty: valid
}

// Match identifies v by the table, validates the candidates that are left,
// and returns the findings about the nearest when none fits (ASYNCAPI.md, 13).
func (m *Matcher) Match(v schema.Value) Match { return Match{} }
