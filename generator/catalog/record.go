package catalog

import (
	"encoding/json"

	"asyncmock/generator/schema"
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
	Violates      *Violates       `json:"violates,omitempty"`
}

// Violates is why an invalid payload is refused.
type Violates struct {
	Keyword string `json:"keyword"`
	Pointer string `json:"pointer"` // in the payload
	Schema  string `json:"schema"`  // JSON pointer of the constraint in the document
	Code    string `json:"code"`    // of the finding a validator reports
	Finding string `json:"finding"` // in words
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
	payload, _ = json.Marshal(string(e.Payload))
	return payload, nil
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
	r.Payload, r.PayloadBase64 = e.spelled()
	if v := e.Violates; v != nil {
		r.Violates = &Violates{
			Keyword: v.Keyword, Pointer: v.Instance, Schema: v.Finding.Pointer, Code: v.Finding.Code, Finding: v.Finding.Summary,
		}
	}
	return r
}
