package proxy

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"strings"

	"asyncmock/server"
)

const eventStream = "text/event-stream"

// isStream reports whether an answer is an event stream.
func isStream(answer *http.Response) bool {
	kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	return kind == eventStream
}

// ours begins the names of events that the mock itself says.
const ours = "asyncmock."

// events is the body of an event stream (HTML, 9.2.6), of which every event is
// judged when its blank line comes. With a policy that holds, events go on
// whole or not at all.
type events struct {
	io.ReadCloser
	x *exchange

	line []byte
	data []byte // of the current event, its lines joined
	has  bool   // it has data
	name string
	cr   bool // the last byte was CR: LF belongs to it
	// dropped: the last event does not go on.
	dropped bool
	long    bool // the event is too long to be judged
	held    []byte
	out     []byte
	ended   bool
}

func newEvents(x *exchange, body io.ReadCloser) *events {
	return &events{ReadCloser: body, x: x}
}

// Read implements io.Reader.
func (e *events) Read(p []byte) (int, error) {
	if !e.x.opts.OnViolation.Holds() {
		n, err := e.ReadCloser.Read(p)
		e.feed(p[:n])
		return n, err
	}
	for len(e.out) == 0 && !e.ended {
		n, err := e.ReadCloser.Read(p)
		e.feed(p[:n])
		if err != nil {
			e.out, e.held = append(e.out, e.held...), nil
			if len(e.out) == 0 {
				return 0, err
			}
			e.ended = err == io.EOF
			break
		}
	}
	if len(e.out) == 0 {
		return 0, io.EOF
	}
	n := copy(p, e.out)
	e.out = e.out[n:]
	return n, nil
}

// feed looks at what came.
func (e *events) feed(b []byte) {
	for _, c := range b {
		if e.ended {
			return
		}
		e.keep(c)
		switch {
		case c == '\n' && e.cr:
			e.cr = false
			if e.dropped { // it belongs to the event that was
				e.held = e.held[:0]
			}
		case c == '\n' || c == '\r':
			e.cr, e.dropped = c == '\r', false
			e.endLine()
		default:
			e.cr, e.dropped = false, false
			e.grow(c)
		}
	}
}

// keep holds a byte back where events go on whole.
func (e *events) keep(c byte) {
	switch {
	case !e.x.opts.OnViolation.Holds():
	case e.long:
		e.out = append(e.out, c)
	default:
		e.held = append(e.held, c)
	}
}

// grow adds to the line, within bounds.
func (e *events) grow(c byte) {
	if int64(len(e.line)+len(e.data)) > e.x.opts.MaxMessage {
		e.long = true
		e.release()
		return
	}
	e.line = append(e.line, c)
}

// endLine takes a line apart; a blank one ends the event.
func (e *events) endLine() {
	line := e.line
	e.line = e.line[:0]
	if len(line) == 0 {
		e.dispatch()
		return
	}
	field, value, _ := bytes.Cut(line, []byte(":"))
	value = bytes.TrimPrefix(value, []byte(" "))
	switch string(field) {
	case "data":
		if e.has {
			e.data = append(e.data, '\n')
		}
		e.has, e.data = true, append(e.data, value...)
	case "event":
		e.name = string(value)
	case "": // a comment keeps the connection alive
		if !e.has && e.name == "" {
			e.release()
		}
	}
}

// release lets go on what is held.
func (e *events) release() {
	e.out, e.held = append(e.out, e.held...), e.held[:0]
}

// dispatch judges the event that has just ended.
func (e *events) dispatch() {
	var verdict server.Verdict
	switch {
	case e.long:
		e.x.session.Note("an event is longer than --max-message: it is not validated")
	case e.has && !strings.HasPrefix(e.name, ours):
		verdict = e.x.session.Hear(server.NewFrame(e.data, false), false, e.x.opts.OnViolation.fate())
	}
	e.data, e.name, e.has, e.long = e.data[:0], "", false, false
	switch {
	case !verdict.Wrong() || e.x.opts.OnViolation == Log:
		e.release()
	case e.x.opts.OnViolation == Block:
		e.held, e.dropped = e.held[:0], true
	default:
		e.held, e.ended, e.x.code, e.x.reason = nil, true, verdict.Code, verdict.Reason
	}
}
