package generator

import (
	"sync"

	"asyncmock/fakedata"
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
type Compiler struct {
	opts    Options
	fake    *fakedata.Faker
	formats []schema.Format

	mu       sync.Mutex
	messages map[*spec.Message]*Message
	schemas  map[schemaKey]*contract
}

// schemaKey is what makes two schemas one: the place they lead to and the
// format. In a text that defines many messages the names say which is meant.
type schemaKey struct {
	node        *spec.Node
	format      string
	name, owner string
}

// NewCompiler returns a Compiler for the messages of doc.
func NewCompiler(_ *spec.Document, opts Options) *Compiler {
	fake := fakedata.New()
	return &Compiler{
		opts: opts, fake: fake, formats: formats(fake),
		messages: map[*spec.Message]*Message{}, schemas: map[schemaKey]*contract{},
	}
}

// Message returns the compiled form of m: the same *Message for the same m.
// It is cheap; schemas are compiled on first use or by Message.Compile.
func (c *Compiler) Message(m *spec.Message) *Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.messages[m]; ok {
		return known
	}
	compiled := newMessage(c, m)
	c.messages[m] = compiled
	return compiled
}

// contractOf returns the contract of a schema: the same for messages that
// share it. The mutex is held.
func (c *Compiler) contractOf(s *spec.Schema) *contract {
	if s == nil || s.Node == nil {
		return nil
	}
	node := s.Node
	for range 100 {
		if node.Target == nil || len(node.Members) > 1 {
			break
		}
		node = node.Target
	}
	format, _ := c.formatOf(s)
	key := schemaKey{node: node, format: s.Format}
	if _, ok := format.(schema.Encoder); ok {
		key.name, key.owner = s.Name, s.Owner
	}
	if known, ok := c.schemas[key]; ok {
		return known
	}
	k := &contract{source: s, format: format}
	c.schemas[key] = k
	return k
}

// A contract is a schema that is compiled when it is first needed.
type contract struct {
	source *spec.Schema
	format schema.Format // nil: not supported

	shaped   sync.Once
	shape    *spec.Node
	checked  sync.Once
	checks   spec.Diagnostics
	compiled sync.Once
	schema   schema.Schema
	findings spec.Diagnostics
}

// encoder returns the format of payloads in an encoding of their own.
func (k *contract) encoder() (schema.Encoder, bool) {
	if k == nil {
		return nil, false
	}
	e, ok := k.format.(schema.Encoder)
	return e, ok
}

// form returns the schema of the plain form of payloads, nil when it is
// not known.
func (k *contract) form() *spec.Node {
	if k == nil {
		return nil
	}
	k.shaped.Do(func() {
		if e, ok := k.encoder(); ok {
			k.shape = e.Shape(k.source)
		} else if k.format != nil {
			k.shape = k.source.Node
		}
	})
	return k.shape
}

// compile returns the schema, nil when it could not be compiled.
func (k *contract) compile() (schema.Schema, spec.Diagnostics) {
	k.compiled.Do(func() {
		if k.format != nil {
			k.schema, k.findings = k.format.Compile(k.source)
		}
	})
	return k.schema, k.findings
}

// check returns the findings that need no compilation.
func (k *contract) check() spec.Diagnostics {
	k.checked.Do(func() {
		if c, ok := k.format.(checker); ok {
			k.checks = c.Check(k.source)
		}
	})
	return k.checks
}
