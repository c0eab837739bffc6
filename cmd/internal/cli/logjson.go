package cli

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"io"
	"time"
	"unicode/utf8"

	"asyncmock/cmd/internal/report"
	"asyncmock/server"
	"asyncmock/server/control"
)

// An object is one line of --log-format json. The names are those of the
// journal and are a promise to the programs that read them.
type object struct {
	Seq           uint64               `json:"seq,omitempty"`
	Time          time.Time            `json:"time"`
	Kind          string               `json:"kind"`
	Document      string               `json:"document,omitempty"`
	Session       string               `json:"session,omitempty"`
	Connection    string               `json:"connection,omitempty"`
	Transport     string               `json:"transport,omitempty"`
	Remote        string               `json:"remote,omitempty"`
	Route         string               `json:"route,omitempty"`
	Path          string               `json:"path,omitempty"`
	Channel       string               `json:"channel,omitempty"`
	Operation     string               `json:"operation,omitempty"`
	Message       string               `json:"message,omitempty"`
	Direction     string               `json:"direction,omitempty"`
	Valid         *bool                `json:"valid,omitempty"`
	Unvalidated   bool                 `json:"unvalidated,omitempty"`
	Findings      []report.JSONFinding `json:"findings,omitempty"`
	Code          int                  `json:"code,omitempty"`
	Receivers     int                  `json:"receivers,omitempty"`
	Text          string               `json:"text,omitempty"`
	Rule          string               `json:"rule,omitempty"`
	Payload       *string              `json:"payload,omitempty"`
	PayloadBase64 string               `json:"payloadBase64,omitempty"`
}

// object writes one Event for programs.
func (l *messageLog) object(w *bufio.Writer, e *entry) {
	o := object{
		Seq: e.seq, Time: e.Time, Kind: string(e.Kind), Session: e.Session, Connection: e.Connection, Rule: e.Rule,
		Transport: string(e.Transport), Remote: e.Remote, Channel: e.Channel, Operation: e.Operation,
		Message: e.Message, Unvalidated: e.Unvalidated, Code: e.Code, Receivers: e.Count, Text: e.Text,
	}
	if l.many {
		o.Document = e.input.location
	}
	if e.Route != "" {
		o.Route = e.input.prefix + e.Route
	}
	if e.Path != "" {
		o.Path = e.input.prefix + e.Path
	}
	if len(e.Findings) > 0 {
		o.Findings = report.JSONFindings(e.Findings)
	}
	o.direct(e)
	encode(w, o)
}

// direct fills in what only messages have.
func (o *object) direct(e *entry) {
	switch e.Kind {
	case server.EventReceive:
		o.Direction = "clientToMock"
	case server.EventSend, server.EventRelay:
		o.Direction = "mockToClient"
	default:
		return
	}
	o.Valid = &e.Valid
	if utf8.Valid(e.Payload) {
		text := string(e.Payload)
		o.Payload = &text
		return
	}
	o.PayloadBase64 = base64.StdEncoding.EncodeToString(e.Payload)
}

// noted writes a line of the log itself.
func (l *messageLog) noted(w *bufio.Writer, now time.Time, text string) {
	encode(w, object{Time: now, Kind: string(server.EventNote), Text: text})
}

// readyObject is the first line of --log-format json.
type readyObject struct {
	Time      time.Time          `json:"time"`
	Kind      string             `json:"kind"`
	URL       string             `json:"url"`
	Documents []control.Document `json:"documents"`
	Faults    []server.Fault     `json:"faults,omitempty"`
	Control   *controlObject     `json:"control,omitempty"`
}

func printReady(w io.Writer, inputs []*input, at place, faults []server.Fault, api *controlObject) {
	o := readyObject{Time: time.Now(), Kind: "ready", URL: at.base("http"), Faults: faults, Control: api, Documents: []control.Document{}}
	for _, in := range inputs {
		o.Documents = append(o.Documents, in.view(at))
	}
	encode(w, o)
}

// encode writes one line. A writer that fails has no reader left to tell.
func encode(w io.Writer, v any) {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v)
}
