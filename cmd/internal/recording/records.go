package recording

import (
	"bytes"
	"encoding/json"
	"iter"

	"asyncmock/server"
	"asyncmock/server/journal"
)

// records are the connections and messages of a journal.
func records(in *reader) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for l, err := range journal.Lines(in) {
			e := Entry{Line: l.Number, Err: err}
			if err == nil && !e.fill(l) {
				continue
			}
			if !yield(e) {
				return
			}
		}
	}
}

// fill takes what a record says; false: it is about something else.
func (e *Entry) fill(l journal.Line) bool {
	e.Event = *l.Event
	e.Event.Findings = nil // what another contract said
	switch e.Event.Kind {
	case server.EventConnect, server.EventClose, server.EventReceive, server.EventSend:
	case server.EventRelay: // to a room; one message all the same
		e.Event.Kind = server.EventSend
	default:
		return false
	}
	if p := e.Event.Payload; len(p) > 0 && !e.Event.Binary && (p[0] == '{' || p[0] == '[') && inPlace(l.Text, p) {
		e.Text, e.At = bytes.TrimRight(l.Text, "\r\n"), "/payload"
	}
	return true
}

// inPlace reports whether the payload stands in the record as it is.
func inPlace(record, payload []byte) bool {
	var r struct {
		Payload json.RawMessage `json:"payload"`
	}
	return json.Unmarshal(record, &r) == nil && bytes.Equal(r.Payload, payload)
}
