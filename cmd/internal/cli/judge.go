package cli

import (
	"encoding/json"
	"net/http"
	"slices"

	"asyncmock/cmd/internal/recording"
	"asyncmock/generator"
	"asyncmock/server"
	"asyncmock/spec"
)

// A judge says of recorded messages what they are, and keeps what it said.
type judge struct {
	file    string
	input   *input
	uses    []use              // that payloads may be
	matcher *generator.Matcher // over uses

	sessions map[string]*overheard // open ones, by connection
	last     server.Event          // what the Mock says of the message at hand
	covered  *coverage
	verdicts
}

// An overheard is a recorded connection.
type overheard struct {
	*server.Session
	line   int
	path   string
	http   bool // a request of its own
	off    bool // no channel has the path
	unseen int  // messages that were not judged
}

// match makes the matcher.
func (j *judge) match() {
	var candidates []*generator.Message
	for _, u := range j.uses {
		candidates = append(candidates, u.message)
	}
	j.matcher = generator.NewMatcher(candidates)
}

// observer keeps what the Mock says.
func (j *judge) observer(*input) func(*server.Event) {
	return func(e *server.Event) { j.last = *e }
}

// take judges an entry.
func (j *judge) take(e *recording.Entry) {
	switch {
	case e.Err != nil:
		e.Event.Findings = spec.Diagnostics{{Code: "recording-unreadable", Severity: spec.SeverityError, Summary: e.Err.Error()}}
		j.tell(e)
	case e.Event.Kind == "":
		j.payload(e)
	case e.Event.Kind == server.EventConnect:
		j.connect(e)
	case e.Event.Kind == server.EventClose:
		j.end(e.Event.Connection, e.Event.Code, e.Event.Text)
	default:
		j.message(e)
	}
}

// payload finds out which message of the document a payload is.
func (j *judge) payload(e *recording.Entry) {
	_, match, findings := j.matcher.Read(e.Event.Payload, false)
	e.Event.Findings = append(findings, match.Findings...)
	if match.Index >= 0 {
		u := j.uses[match.Index]
		e.Event.Channel, e.Event.Operation, e.Event.Message = u.channelName(), u.operationName(), u.message.Name
		_, e.Event.Unvalidated = u.message.Unvalidated()
	}
	if text := string(e.Event.Payload); text == "{" || text == "[" {
		j.hint = "every line must be a message: jq -c . makes that of other JSON"
	}
	e.Event.Valid = len(e.Event.Findings) == 0
	j.tell(e)
}

// connect begins a connection. What the contract has against its handshake is
// told where the recording has all of it.
func (j *judge) connect(e *recording.Entry) {
	j.end(e.Event.Connection, 1006, "")
	s := j.open(e, e.Handshake)
	if e.Handshake == nil || s.off || s.http {
		return
	}
	if slices.ContainsFunc(j.last.Findings, isError) {
		e.Event.Valid, e.Event.Findings = false, j.last.Findings
		j.tell(e)
	}
}

func isError(d spec.Diagnostic) bool { return d.Severity == spec.SeverityError }

// open is connect without a word.
func (j *judge) open(e *recording.Entry, h *server.Handshake) *overheard {
	if h == nil {
		h = &server.Handshake{Transport: e.Event.Transport, Path: e.Event.Path, Query: map[string][]string{}, Header: http.Header{}}
	}
	s := &overheard{line: e.Line, path: h.Path, http: h.Transport == server.TransportHTTP}
	s.Session = j.input.mock.Overhear(h, "", deaf{})
	s.off = s.Route().Path == ""
	j.sessions[e.Event.Connection] = s
	return s
}

// end ends a connection that is open.
func (j *judge) end(name string, code int, reason string) {
	s := j.sessions[name]
	if s == nil {
		return
	}
	delete(j.sessions, name)
	s.Closed(code, reason)
	switch {
	case s.off && s.http:
		j.elsewhere++
	case s.off:
		j.leftOut(s)
	}
}

// close ends what the recording did not.
func (j *judge) close() {
	var names []string
	for name := range j.sessions {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return j.sessions[a].line - j.sessions[b].line })
	for _, name := range names {
		j.end(name, 1006, "")
	}
}

// message judges a message of a connection. A journal may begin in the middle
// of one.
func (j *judge) message(e *recording.Entry) {
	s := j.sessions[e.Event.Connection]
	if s == nil {
		s = j.open(e, nil)
	}
	if s.off {
		s.unseen++
		return
	}
	f := server.NewFrame(e.Event.Payload, e.Event.Binary)
	f.Carried = carried(&e.Event)
	s.Hear(f, e.Event.Kind == server.EventReceive, "")
	e.Event.Channel, e.Event.Operation, e.Event.Message = j.last.Channel, j.last.Operation, j.last.Message
	e.Event.Route, e.Event.Valid, e.Event.Unvalidated = j.last.Route, j.last.Valid, j.last.Unvalidated
	e.Event.Findings = slices.Clone(j.last.Findings)
	if e.Event.Redacted {
		forgive(&e.Event)
	}
	j.tell(e)
}

// carried are the headers of a message, where the recording has them as they
// were; nil: it has none.
func carried(e *server.Event) http.Header {
	var members map[string]json.RawMessage
	if e.Headers == nil || e.Redacted || json.Unmarshal(e.Headers, &members) != nil {
		return nil
	}
	h := http.Header{}
	for name, value := range members {
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value)
		}
		h.Set(name, text)
	}
	return h
}

// deaf is the wire of a connection that is over.
type deaf struct{}

func (deaf) Send(*server.Frame) error { return server.ErrGone }
func (deaf) Close(int, string)        {}
