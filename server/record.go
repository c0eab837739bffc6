package server

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"asyncmock/spec"
)

// A record is an Event as one line of JSON: the form of journals. Its names
// are a promise to the programs that read them; what is empty is left out.
//
// A payload stands there so that its bytes can be had back exactly:
//
//	"payload": {…} or […]   the text itself: an object or array written without blanks
//	"payload": "…"          any other text, as a string
//	"payloadBase64": "…"    a binary message, or text that is no UTF-8
type record struct {
	Seq           uint64          `json:"seq"`
	Time          time.Time       `json:"time"`
	Kind          EventKind       `json:"kind"`
	Document      string          `json:"document,omitempty"`
	Session       string          `json:"session,omitempty"`
	Connection    string          `json:"connection,omitempty"`
	Transport     Transport       `json:"transport,omitempty"`
	Remote        string          `json:"remote,omitempty"`
	Route         string          `json:"route,omitempty"`
	Path          string          `json:"path,omitempty"`
	Channel       string          `json:"channel,omitempty"`
	Operation     string          `json:"operation,omitempty"`
	Message       string          `json:"message,omitempty"`
	Example       string          `json:"example,omitempty"`
	Direction     string          `json:"direction,omitempty"` // messages only
	Valid         *bool           `json:"valid,omitempty"`     // messages only
	Unvalidated   bool            `json:"unvalidated,omitempty"`
	Findings      []Finding       `json:"findings,omitempty"`
	Rule          string          `json:"rule,omitempty"`
	Code          int             `json:"code,omitempty"`
	Receivers     *int            `json:"receivers,omitempty"` // relay only
	Text          string          `json:"text,omitempty"`
	Redacted      bool            `json:"redacted,omitempty"` // a secret is missing from text, headers or findings
	Headers       json.RawMessage `json:"headers,omitempty"`
	Payload       json.RawMessage `json:"payload,omitempty"`
	PayloadBase64 *string         `json:"payloadBase64,omitempty"`
}

// A Finding is a Diagnostic as journals and the control API spell it.
type Finding struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	Pointer  string `json:"pointer"`
	Instance string `json:"instance,omitempty"`
	Summary  string `json:"summary"`
	Detail   string `json:"detail,omitempty"`
	Hint     string `json:"hint,omitempty"`
}

// The directions of a message in a record.
const (
	clientToMock = "clientToMock"
	mockToClient = "mockToClient"
)

// AppendRecord appends the event as one line of a journal, with its line
// break. The bytes of the payload can be read back exactly. The line holds no
// control characters, so that it is safe to look at in a terminal.
func (e *Event) AppendRecord(dst []byte) []byte {
	r := record{
		Seq: e.Seq, Time: e.Time, Kind: e.Kind, Document: e.Document, Session: e.Session, Connection: e.Connection,
		Transport: e.Transport, Remote: e.Remote, Route: e.Route, Path: e.Path, Channel: e.Channel,
		Operation: e.Operation, Message: e.Message, Example: e.Example, Unvalidated: e.Unvalidated, Rule: e.Rule, Code: e.Code, Text: e.Text,
		Headers: e.Headers, Redacted: e.Redacted || strings.Contains(e.Text, Redacted) || bytes.Contains(e.Headers, []byte(Redacted)),
	}
	for _, d := range e.Findings {
		r.Redacted = r.Redacted || strings.Contains(d.Summary, Redacted)
	}
	r.Findings = FindingsOf(e.Findings)
	if r.Direction = e.Kind.Direction(); r.Direction != "" {
		r.Valid = &e.Valid
		r.putPayload(e)
	}
	if e.Kind == EventRelay {
		r.Receivers = &e.Count
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(r) != nil { // a time beyond the year 9999, or headers that are no JSON
		b.Reset()
		r.Time, r.Headers = time.Time{}, nil
		_ = enc.Encode(r)
	}
	return appendPrintable(dst, b.Bytes())
}

// FindingsOf returns findings as they are spelt; nil for none.
func FindingsOf(ds spec.Diagnostics) (list []Finding) {
	for _, d := range ds {
		list = append(list, Finding{
			Code: d.Code, Severity: d.Severity.String(), File: d.Pos.File, Line: d.Pos.Line, Column: d.Pos.Column,
			Pointer: d.Pointer, Instance: d.Instance, Summary: d.Summary, Detail: d.Detail, Hint: d.Hint,
		})
	}
	return list
}

// Direction is "clientToMock" or "mockToClient" for the event of a message, ""
// for others.
func (k EventKind) Direction() string {
	switch k {
	case EventReceive:
		return clientToMock
	case EventSend, EventRelay:
		return mockToClient
	}
	return ""
}

func (r *record) putPayload(e *Event) {
	switch {
	case e.Binary || !utf8.Valid(e.Payload):
		text := base64.StdEncoding.EncodeToString(e.Payload)
		r.PayloadBase64 = &text
	case isCompact(e.Payload):
		r.Payload = e.Payload
	default:
		r.Payload = jsonText(string(e.Payload))
	}
}

// isCompact reports whether the text is an object or array that may stand in a
// record as it is.
func isCompact(text []byte) bool {
	if len(text) == 0 || text[0] != '{' && text[0] != '[' || bytes.ContainsFunc(text, isControl) {
		return false
	}
	inside := append(append([]byte{'['}, text...), ']') // nested once more, as in the record: decoders have a limit
	var b bytes.Buffer
	return json.Compact(&b, inside) == nil && bytes.Equal(b.Bytes(), inside)
}

// isControl reports whether a terminal may obey the character: C0, DEL and C1.
// JSON must escape only the first of them.
func isControl(c rune) bool { return c < 0x20 || 0x7f <= c && c < 0xa0 }

// appendPrintable appends a line of JSON with those control characters
// escaped that the encoder leaves; they stand in strings only.
func appendPrintable(dst, line []byte) []byte {
	body := line[:len(line)-1]
	for {
		i := bytes.IndexFunc(body, isControl)
		if i < 0 {
			return append(append(dst, body...), '\n')
		}
		c, size := utf8.DecodeRune(body[i:])
		dst = fmt.Appendf(append(dst, body[:i]...), `\u%04x`, c)
		body = body[i+size:]
	}
}

// ParseRecord reads a line that AppendRecord wrote, by this version or another
// one: fields and kinds that it does not know are no error. Findings come back
// as they were; Text and Findings without the secrets.
func ParseRecord(line []byte) (*Event, error) {
	var r record
	err := json.Unmarshal(line, &r)
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
		return nil, fmt.Errorf("no record of a journal: %s is of the wrong type: %s", cmp.Or(wrong.Field, "the line"), wrong.Value)
	}
	if err != nil {
		return nil, fmt.Errorf("no record of a journal: %w", err)
	}
	if r.Kind == "" || r.Seq == 0 {
		return nil, errors.New(`no record of a journal: "seq" and "kind" are missing`)
	}
	e := &Event{
		Seq: r.Seq, Time: r.Time, Kind: r.Kind, Document: r.Document, Session: r.Session, Connection: r.Connection,
		Transport: r.Transport, Remote: r.Remote, Route: r.Route, Path: r.Path, Channel: r.Channel,
		Operation: r.Operation, Message: r.Message, Example: r.Example, Unvalidated: r.Unvalidated, Rule: r.Rule, Code: r.Code, Text: r.Text,
		Valid: r.Valid == nil || *r.Valid, Headers: r.Headers, Redacted: r.Redacted,
	}
	for _, f := range r.Findings {
		e.Findings = append(e.Findings, f.diagnostic())
	}
	if r.Receivers != nil {
		e.Count = *r.Receivers
	}
	return e, e.takePayload(&r)
}

func (f *Finding) diagnostic() spec.Diagnostic {
	d := spec.Diagnostic{
		Code: f.Code, Pos: spec.Pos{File: f.File, Line: f.Line, Column: f.Column},
		Pointer: f.Pointer, Instance: f.Instance, Summary: f.Summary, Detail: f.Detail, Hint: f.Hint,
	}
	for _, s := range []spec.Severity{spec.SeverityWarning, spec.SeverityError} {
		if f.Severity == s.String() {
			d.Severity = s
		}
	}
	return d
}

func (e *Event) takePayload(r *record) (err error) {
	switch {
	case r.PayloadBase64 != nil:
		e.Binary = true
		e.Payload, err = base64.StdEncoding.DecodeString(*r.PayloadBase64)
	case len(r.Payload) > 0 && r.Payload[0] == '"':
		var text string
		err = json.Unmarshal(r.Payload, &text)
		e.Payload = []byte(text)
	case len(r.Payload) > 0:
		e.Payload = r.Payload
	}
	if err != nil {
		return fmt.Errorf("payload of record %d: %w", r.Seq, err)
	}
	return nil
}
