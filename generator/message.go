package generator

import (
	"fmt"
	"strings"
	"sync"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// A Message is a spec.Message ready for the hot path. All methods are safe
// for concurrent use.
type Message struct {
	*spec.Message
	// Constants tell this message from others without validating: at each
	// pointer the payload must have one of the values. Ready from the start.
	Constants []Constant

	key      string // in a Memory: names may be taken twice
	prefer   Prefer
	fake     *fakedata.Faker
	contract *contract // nil: any payload
	headers  *Message  // nil: none
	medium   medium
	encoded  bool // the schema is a Codec
	// opaque names a content type that can only be sent as an example gives it.
	opaque string

	once     sync.Once
	examples []example        // the valid ones
	peaks    map[string]int64 // the highest counts in them, by place
	limits   map[string]limit // of the numbers in them, by place
	faults   spec.Diagnostics // about the others
}

func newMessage(c *Compiler, m *spec.Message) *Message {
	msg := &Message{Message: m, prefer: c.opts.Prefer, fake: c.fake, contract: c.contractOf(m.Payload)}
	if msg.key = m.Name; m.Node != nil {
		msg.key = m.Node.Place().File + "#" + m.Node.Pointer()
	}
	if encoder, ok := msg.contract.encoder(); !ok {
		msg.medium, msg.opaque = mediumOf(m)
	} else if msg.encoded = true; encoder.Binary(m.ContentType) {
		msg.medium = binary
	}
	if _, unvalidated := msg.Unvalidated(); !unvalidated {
		msg.Constants = constantsOf(msg.contract.form())
	}
	msg.headers = newHeaders(c, msg)
	return msg
}

// Compile compiles the schemas now and returns all findings about them and
// about the examples, always the same.
func (m *Message) Compile() spec.Diagnostics {
	var findings spec.Diagnostics
	if format, yes := m.Unvalidated(); yes {
		findings = append(findings, m.unsupported(format))
	}
	if m.contract != nil {
		_, about := m.contract.compile()
		findings = append(findings, about...)
	}
	m.valid()
	findings = append(findings, m.faults...)
	if m.headers != nil {
		findings = append(findings, m.headers.Compile()...)
	}
	findings.Sort()
	return findings
}

// Check walks the schemas cheaply, without compiling: budgets, loops,
// unsatisfiable constraints. Serve calls it before it is ready.
func (m *Message) Check() spec.Diagnostics {
	var findings spec.Diagnostics
	if format, yes := m.Unvalidated(); yes {
		findings = append(findings, m.unsupported(format))
	}
	if m.contract != nil {
		findings = append(findings, m.contract.check()...)
	}
	if m.headers != nil {
		findings = append(findings, m.headers.Check()...)
	}
	findings.Sort()
	return findings
}

func (m *Message) unsupported(format string) spec.Diagnostic {
	d := spec.Diagnostic{
		Code: "schema-format-unsupported", Severity: spec.SeverityWarning,
		Summary: fmt.Sprintf("message %q: there is no validator for %q; payloads are not checked", m.Name, format),
		Detail:  "The message is sent from its examples only, and what clients send is accepted and counted as unvalidated.",
	}
	if m.Payload != nil && m.Payload.Node != nil {
		d.Pos, d.Pointer = m.Payload.Node.Pos, m.Payload.Node.Pointer()
	}
	if len(m.Message.Examples) == 0 {
		d.Hint = "give the message examples, so that it can be sent"
	}
	return d
}

// Unvalidated reports whether there is no validator for the payload's schema
// format or content type, and names it.
func (m *Message) Unvalidated() (format string, yes bool) {
	if m.contract != nil && m.contract.format == nil {
		return m.contract.source.Format, true
	}
	return m.opaque, m.opaque != ""
}

// Usable reports whether Append can make a payload (an example or a
// satisfiable schema). It is cheap; a schema whose faults only show when it
// is compiled counts as usable.
func (m *Message) Usable() bool {
	if _, yes := m.Unvalidated(); yes || m.contract != nil && m.contract.check().HasErrors() {
		return len(m.Message.Examples) > 0
	}
	return true
}

// schema returns the compiled payload schema, nil when there is none.
func (m *Message) schema() schema.Schema {
	if m.contract == nil {
		return nil
	}
	s, _ := m.contract.compile()
	return s
}

// Validate returns every finding about an inbound payload, sorted.
func (m *Message) Validate(v schema.Value) spec.Diagnostics {
	if _, yes := m.Unvalidated(); yes || m.contract == nil {
		return nil
	}
	s := m.schema()
	if s == nil {
		return spec.Diagnostics{{Code: "payload-uncheckable", Severity: spec.SeverityError,
			Summary: fmt.Sprintf("the schema of message %q cannot be used, so no payload fits it", m.Name)}}
	}
	return s.Validate(v)
}

// A medium is how a payload travels.
type medium uint8

const (
	jsonText medium = iota
	plainText
	binary
)

// Binary reports whether the payload travels as a binary frame.
func (m *Message) Binary() bool { return m.medium == binary }

// raw reports whether the payload is text or bytes as they are.
func (m *Message) raw() bool { return m.medium != jsonText && !m.encoded }

// Text reports whether the payload is raw text, not JSON.
func (m *Message) Text() bool { return m.medium == plainText }

// mediumOf reads the content type and, where it leaves the choice, the
// payload schema. The content types of other encodings are opaque.
func mediumOf(m *spec.Message) (medium, string) {
	contentType, _, _ := strings.Cut(strings.ToLower(m.ContentType), ";")
	contentType = strings.TrimSpace(contentType)
	var node *spec.Node
	if m.Payload != nil {
		node = m.Payload.Node.Deref()
	}
	kind := node.Own("type").Str()
	switch {
	case strings.HasSuffix(contentType, "json"):
	case strings.HasPrefix(contentType, "text/") && (kind == "string" || node == nil):
		return plainText, ""
	case contentType == "application/octet-stream", kind == "string" && node.Own("format").Str() == "binary",
		strings.HasPrefix(contentType, "image/"), strings.HasPrefix(contentType, "audio/"), strings.HasPrefix(contentType, "video/"):
		if kind == "string" || node == nil {
			return binary, ""
		}
	default:
		for _, encoding := range []string{"avro", "protobuf", "proto", "msgpack", "xml", "thrift", "cbor"} {
			if strings.Contains(contentType, encoding) {
				return jsonText, contentType
			}
		}
	}
	return jsonText, ""
}
