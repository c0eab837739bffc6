package generator

import (
	"strconv"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// Headers returns the headers of m as a message whose payload they are, a JSON
// object; nil when the document gives m none. Protocol headers are no part of
// it (AsyncAPI 3.1.0, Message Object).
func (m *Message) Headers() *Message { return m.headers }

// newHeaders compiles the headers of a message. One whose correlation id is in
// a header has some, even where no schema says so.
func newHeaders(c *Compiler, m *Message) *Message {
	of := HeadersOf(m.Message)
	if of == nil && m.CorrelationID != nil && m.CorrelationID.Header {
		of = &spec.Message{Name: m.Name + " headers", ContentType: "application/json"}
	}
	if of == nil {
		return nil
	}
	headers := newMessage(c, of)
	headers.key = m.key + " headers"
	return headers
}

// AppendHeaders appends the headers of the payload that d has just made: those
// of the same example where it has some, else the next by the Compiler's
// Prefer. d's pins are those of the headers; conflicts and err are as of Append.
func (m *Message) AppendHeaders(dst []byte, d *schema.Draw) (out []byte, conflicts spec.Diagnostics, err error) {
	if m.headers == nil {
		return dst, nil, nil
	}
	e := m.headersOf(d.Example)
	if e == nil {
		return m.headers.Append(dst, d)
	}
	start := len(dst)
	key := m.headers.key + "#" + strconv.Itoa(e.index)
	if turn := d.Memory.Turn(key); turn == 0 || m.prefer == PreferExact {
		dst = append(dst, e.raw...)
	} else {
		dst = m.headers.appendMoved(dst, e, key, turn, d)
	}
	out, conflicts = m.headers.pin(dst, start, d.Pins)
	return out, conflicts, nil
}

// headersOf returns the valid headers of an example of the document.
func (m *Message) headersOf(of *spec.Example) *example {
	if of == nil || of.Headers == nil {
		return nil
	}
	valid := m.headers.valid()
	for i := range valid {
		if m.headers.Message.Examples[valid[i].index].Payload == of.Headers {
			return &valid[i]
		}
	}
	return nil
}

// Alike returns the indexes of the candidates that a payload may as well be:
// that of the match, and where the payload is valid, those that fit it too and
// those with equivalent schemas. Headers tell them apart.
func (m *Matcher) Alike(match Match) []int {
	alike := []int{match.Index}
	if len(match.Findings) > 0 {
		return alike
	}
	fits := func(i int) bool {
		if m.twins[i] == m.twins[match.Index] {
			return true
		}
		for _, other := range match.Ambiguous {
			if other == m.candidates[i] {
				return true
			}
		}
		return false
	}
	for i := range m.candidates {
		if i != match.Index && fits(i) {
			alike = append(alike, i)
		}
	}
	return alike
}
