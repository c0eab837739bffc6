package server

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"asyncmock/generator"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// Headers of messages, where the transport carries them (MSG-5):
//
//	POST    the request's are those of the message, the response's those of its reply
//	GET     the response's are those of the payload
//	ws, sse none: what a handshake carries is the binding's business
//
// What comes in is text. The names that a message's headers schema knows are
// looked for, whatever their case, and read as the types it gives them; all
// other headers are the transport's own.

// carriesHeaders reports whether messages travel with headers.
func (t Transport) carriesHeaders() bool { return t == TransportHTTP }

// A headerField is a header that the schema of a message's headers knows.
type headerField struct {
	name   string
	schema *spec.Node // nil: it is only named
}

// headerFields lists the headers of a message, in document order.
func headerFields(headers *generator.Message) (fields []headerField) {
	if headers == nil || headers.Payload == nil {
		return nil
	}
	for _, p := range shapeOf(headers.Payload).properties {
		fields = append(fields, headerField{p.name, p.node})
	}
	for _, n := range headers.Payload.Node.Get("required").List() {
		if name := n.Scalar(); !slices.ContainsFunc(fields, func(f headerField) bool { return f.name == name }) {
			fields = append(fields, headerField{name: name})
		}
	}
	return fields
}

// read returns the value of a header as JSON, nil when it is not there. What
// its type does not fit stays text, for the schema to refuse.
func (f *headerField) read(carried http.Header) json.RawMessage {
	values := carried.Values(f.name)
	if len(values) == 0 {
		return nil
	}
	text := strings.Join(values, ", ") // RFC 9110, 5.2
	types := schemaTypes(f.schema)
	if types == nil && f.constantly(text) {
		return json.RawMessage(text)
	}
	if !slices.Contains(types, "array") {
		return coerced([]string{text}, f.schema, text)
	}
	values = strings.Split(text, ",") // RFC 9110, 5.6.1
	for i := range values {
		values[i] = strings.TrimSpace(values[i])
	}
	return coerced(values, f.schema, values)
}

// coerced reads texts as the types of a schema, or as what they are.
func coerced(values []string, n *spec.Node, as any) json.RawMessage {
	if value, err := coerceValues(values, n); err == nil {
		return value
	}
	return jsonText(as)
}

// constantly reports whether a text is a number or boolean among the values
// that a schema without a type lists.
func (f *headerField) constantly(text string) bool {
	is := func(n *spec.Node) bool { return (n.Is(spec.Number) || n.Is(spec.Bool)) && n.Scalar() == text }
	return is(f.schema.Get("const").Deref()) || slices.ContainsFunc(f.schema.Get("enum").List(), is)
}

// readHeaders reads the headers of one of the route's messages and judges them.
func (l *live) readHeaders(index int, carried http.Header) (schema.Value, spec.Diagnostics) {
	value, findings := readHeaders(l.route.Receives[index].Message.Headers(), l.carried[index], carried)
	for i := range findings {
		findings[i].Hint = "a message's headers are those of the request: curl -H 'NAME: VALUE'"
	}
	return value, findings
}

// readHeaders reads the headers of a message that are among those carried, and
// judges them; nil: the message has none.
func readHeaders(headers *generator.Message, fields []headerField, carried http.Header) (schema.Value, spec.Diagnostics) {
	if headers == nil {
		return schema.Value{}, nil
	}
	raw := []byte{'{'}
	for _, f := range fields {
		if value := f.read(carried); value != nil {
			raw = appendMember(raw, f.name, value)
		}
	}
	value, findings := generator.Decode(append(raw, '}'))
	if len(findings) == 0 {
		findings = headers.Validate(value)
	}
	for i := range findings {
		findings[i].Code, findings[i].Summary = "headers-invalid", "headers: "+findings[i].Summary
	}
	return value, findings
}

// appendMember appends a member to an object that is still open.
func appendMember(object []byte, name string, value []byte) []byte {
	if len(object) > 1 {
		object = append(object, ',')
	}
	return append(append(spec.AppendQuoted(object, name), ':'), value...)
}

// matchHeaders looks at the headers as well, where there are any: of the
// messages that the payload may be, it is the first whose headers fit.
func (s *Session) matchHeaders(in *inbound, m generator.Match) (generator.Match, spec.Diagnostics) {
	if in.frame.Carried == nil || m.Index < 0 {
		return m, nil
	}
	alike := s.live.route.matcher.Alike(m)
	var fitting []*generator.Message
	var first spec.Diagnostics
	for i, index := range alike {
		value, findings := s.live.readHeaders(index, in.frame.Carried)
		if i == 0 {
			in.headers, first = value, findings
		}
		if len(findings) > 0 {
			continue
		}
		if len(fitting) == 0 {
			in.headers, m.Index = value, index
		}
		fitting = append(fitting, s.live.route.Receives[index].Message)
	}
	if len(fitting) == 0 {
		return m, first
	}
	was := append(m.Ambiguous, m.Message)
	m.Message, m.Ambiguous = fitting[0], nil
	for _, other := range fitting[1:] {
		if slices.Contains(was, other) {
			m.Ambiguous = append(m.Ambiguous, other)
		}
	}
	return m, nil
}

// headerValue returns the value of a header of the message or, where the
// transport carries none, of the handshake.
func (s *Session) headerValue(in *inbound, pointer string) (Param, bool) {
	name := headerName(pointer)
	if values := in.frame.Carried.Values(name); len(values) > 0 {
		p := stringParam(name, values[0])
		if v, ok := lookup(in.headers.Tree, pointer); ok {
			p.JSON = jsonText(v)
		}
		return p, true
	}
	i := slices.IndexFunc(s.headers, func(p Param) bool { return strings.EqualFold(p.Name, name) })
	if i < 0 {
		return Param{}, false
	}
	return s.headers[i], true
}

// observed are the headers of an inbound message as events may show them.
func (in *inbound) observed(r *Route) json.RawMessage {
	object, ok := in.headers.Tree.(map[string]any)
	if !ok {
		return nil
	}
	raw := []byte{'{'}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		value := jsonText(object[name])
		if looksSecret(name) || strings.EqualFold(name, "Cookie") || r.isCredential("header", name) {
			value = jsonText(Redacted)
		}
		raw = appendMember(raw, name, value)
	}
	return append(raw, '}')
}
