package generator

import (
	"iter"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// CaseOptions say which cases of a message are wanted.
type CaseOptions struct {
	Seed  uint64
	Now   time.Time // what "now" is in payloads
	Count int       // of typical ones; 0: every example of the message, at least one
	Cut   func()    // called where a message has more cases than a catalog holds
}

// Cases yields the payloads of one kind, as they travel: JSON, or the text or
// bytes of a message that is none. A message that has only examples has only
// typical cases. The same options yield the same bytes.
func (m *Message) Cases(kind schema.CaseKind, o CaseOptions) iter.Seq[schema.Case] {
	if kind == schema.Typical {
		return m.typical(o)
	}
	s, ok := m.schema().(schema.Cases)
	if _, unvalidated := m.Unvalidated(); unvalidated || !ok {
		return func(func(schema.Case) bool) {}
	}
	return func(yield func(schema.Case) bool) {
		for c := range s.Cases(kind, o.draw()) {
			if m.encoded && !m.encodeCase(&c) {
				continue
			}
			if c.Violates != nil && c.Violates.Finding.Pointer == "" { // no JSON Schema: it has no places
				c.Violates.Finding.Pointer = m.Payload.Node.Pointer()
			}
			if m.raw() {
				if c.Value[0] != '"' {
					continue // what is no text cannot travel
				}
				c.Value = unquote(c.Value, 0)
			}
			if !yield(c) {
				return
			}
		}
	}
}

// encodeCase replaces the plain form of a case by what travels. What is
// invalid has no binary form.
func (m *Message) encodeCase(c *schema.Case) bool {
	if c.Violates != nil {
		m.encodeBroken(c)
		return !m.Binary()
	}
	c.Plain = c.Value
	value, err := m.encode(slices.Clone(c.Value), 0)
	c.Value = value
	return err == nil
}

// encodeBroken replaces the plain form of what is invalid by what travels, if
// it is refused for the same reason.
func (m *Message) encodeBroken(c *schema.Case) {
	s, ok := m.schema().(schema.Breaker)
	if !ok || m.Binary() {
		return
	}
	was := c.Violates
	text := s.EncodeBroken(nil, c.Value, was.Instance)
	v, err := m.Decode(text, false)
	if err != nil {
		return
	}
	findings := m.Validate(v)
	if len(findings) != 1 || findings[0].Code != was.Finding.Code {
		return
	}
	is := *was
	is.Finding = findings[0]
	is.Instance = strings.TrimSuffix(is.Finding.Instance, strings.TrimPrefix(was.Finding.Instance, was.Instance))
	c.Value, c.Violates = text, &is
}

func (o CaseOptions) draw() *schema.Draw {
	return &schema.Draw{Source: rand.New(rand.NewPCG(o.Seed, 0)), Now: o.Now, Memory: &schema.Memory{}, Cut: o.Cut}
}

// typical yields the valid examples and then what goes on from them, or what
// is generated.
func (m *Message) typical(o CaseOptions) iter.Seq[schema.Case] {
	return func(yield func(schema.Case) bool) {
		d := o.draw()
		for i := range m.count(o) {
			value, err := m.fresh(nil, d)
			c := schema.Case{Kind: schema.Typical, Name: m.typicalName(i), Value: value}
			if err != nil || m.encoded && !m.encodeCase(&c) || !yield(c) {
				return
			}
		}
	}
}

// count is how many typical payloads are wanted.
func (m *Message) count(o CaseOptions) int {
	if _, unvalidated := m.Unvalidated(); unvalidated && o.Count > 0 {
		return min(o.Count, len(m.valid())) // nothing goes on from them
	}
	if o.Count == 0 && m.prefer != PreferGenerated {
		return max(1, len(m.valid()))
	}
	return max(1, o.Count)
}

// typicalName is the name of the example that the i-th payload is, else a number.
func (m *Message) typicalName(i int) string {
	if m.prefer != PreferGenerated {
		if examples := m.valid(); i < len(examples) && examples[i].name != "" {
			return examples[i].name
		}
	}
	if i == 0 {
		return schema.Typical.String()
	}
	return schema.Typical.String() + " " + strconv.Itoa(i+1)
}

// HeadersOf returns the message whose payload is the headers of m; nil when m
// declares none.
func HeadersOf(m *spec.Message) *spec.Message {
	if m.Headers == nil || m.Headers.Node == nil {
		return nil
	}
	headers := &spec.Message{Name: m.Name + " headers", ContentType: "application/json", Payload: m.Headers}
	for _, e := range m.Examples {
		if e.Headers != nil {
			headers.Examples = append(headers.Examples, &spec.Example{Name: e.Name, Payload: e.Headers, Node: e.Node})
		}
	}
	return headers
}
