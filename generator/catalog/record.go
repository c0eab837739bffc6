package catalog

import (
	"encoding/json"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// A Record is an Entry as programs read it; its fields are a promise.
type Record struct {
	Channel       string          `json:"channel"`
	Operation     string          `json:"operation"`
	Direction     string          `json:"direction"`
	Message       string          `json:"message"`
	Kind          string          `json:"kind"`
	Name          string          `json:"name"`
	ContentType   string          `json:"contentType"`
	Headers       json.RawMessage `json:"headers,omitempty"`
	Payload       json.RawMessage `json:"payload,omitempty"`
	PayloadBase64 []byte          `json:"payloadBase64,omitempty"`
	Decoded       json.RawMessage `json:"decoded,omitempty"` // what the bytes say
	Violates      *Violates       `json:"violates,omitempty"`
}

// Violates is why an invalid payload is refused.
type Violates struct {
	In      string `json:"in,omitempty"` // "headers": it is they that are refused
	Keyword string `json:"keyword"`
	Pointer string `json:"pointer"` // in the payload, or in the headers
	Schema  string `json:"schema"`  // JSON pointer of the constraint in the document
	Code    string `json:"code"`    // of the finding a validator reports
	Finding string `json:"finding"` // in words
}

// where says in words where the constraint is broken.
func (v *Violates) where(code func(string) string) string {
	switch {
	case v.Pointer == "" && v.In != "":
		return "the headers"
	case v.Pointer == "":
		return "the top"
	case v.In != "":
		return code(v.Pointer) + " of the headers"
	}
	return code(v.Pointer)
}

// spelled returns the payload as JSON, or as it is where it is bytes: those may
// happen to read as JSON, too.
func (e *Entry) spelled() (payload json.RawMessage, bytes []byte) {
	if e.Binary {
		return nil, e.Payload
	}
	if _, err := schema.Decode(e.Payload); err == nil && !e.Text {
		return e.Payload, nil
	}
	return spec.AppendQuoted(nil, string(e.Payload)), nil
}

// Record returns e as programs read it; direction says which way it travels.
func (e *Entry) Record(direction string) *Record {
	r := &Record{
		Channel: channelName(e.Subject), Operation: operationName(e.Subject), Direction: direction,
		Message: e.Message.Name, Kind: e.Kind.String(), Name: e.Name, ContentType: e.Message.ContentType, Headers: e.Headers,
	}
	if r.ContentType == "" {
		if r.ContentType = "application/json"; e.Binary {
			r.ContentType = "application/octet-stream"
		}
	}
	if r.Payload, r.PayloadBase64 = e.spelled(); r.PayloadBase64 != nil {
		r.Decoded = e.Plain
	}
	if v := e.Violates; v != nil {
		r.Violates = &Violates{
			In: map[bool]string{true: "headers"}[e.OfHeaders], Keyword: v.Keyword, Pointer: v.Instance, Schema: v.Finding.Pointer, Code: v.Finding.Code, Finding: v.Finding.Summary,
		}
	}
	return r
}
