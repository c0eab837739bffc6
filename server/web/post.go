package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"asyncmock/server"
	"asyncmock/spec"
)

// bodyTime is how long a client may take to send a body.
const bodyTime = 30 * time.Second

// limitBody bounds the reading of a body, also of one that nobody wants:
// net/http reads what is left of it before it sends the answer.
func limitBody(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength != 0 {
		http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime))
	}
}

// readBody reads a body to its end. What follows may then take its time: the
// connection is read on, to see when the client goes.
func (s *Server) readBody(w http.ResponseWriter, r *http.Request) ([]byte, *server.Refusal) {
	if r.ContentLength == 0 {
		return nil, nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.opts.MaxMessage))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, &server.Refusal{
			Status: http.StatusRequestEntityTooLarge, Code: "message-too-large",
			Detail: "The message is larger than this mock reads.", Hint: "start asyncmock with a larger --max-message",
		}
	case err != nil:
		return nil, &server.Refusal{
			Status: http.StatusBadRequest, Code: "body-unreadable", Detail: "The body ended early or came too slowly.",
		}
	}
	http.NewResponseController(w).SetReadDeadline(time.Time{})
	return body, nil
}

// servePost takes one message; its reply is the response.
func (s *Server) servePost(w http.ResponseWriter, r *http.Request, q *request) {
	a := s.admit(w, r, q, server.TransportHTTP)
	if a == nil {
		return
	}
	defer a.Done()
	f, refusal := s.readMessage(w, r, a.Route)
	if refusal != nil {
		s.refuse(w, r, q, refusal)
		return
	}
	if a.Session != "" && s.opts.SSE != nil {
		if out, ok := s.opts.SSE.Deliver(q.mount.Mock, a, f); ok {
			s.respond(w, r, a.Route, out.Findings, nil)
			return
		}
	}
	s.converse(w, r, q, a, f)
}

// converse opens a session for the one message and waits for what answers it.
func (s *Server) converse(w http.ResponseWriter, r *http.Request, q *request, a *server.Admission, f *server.Frame) {
	wire := newExchange(s.opts.MaxMessage)
	session := q.mount.Mock.Connect(a, wire)
	out := session.Receive(f)
	code, reason := wire.await(r.Context(), out.Replies), ""
	if r.Context().Err() != nil {
		reason = "client went away"
	}
	session.Closed(code, reason)
	wire.abort()
	replies := wire.take()
	switch {
	case len(replies) > 0:
	case code == 1001:
		s.refuse(w, r, q, refuseClosing)
		return
	case code == 1011:
		s.refuse(w, r, q, refuseInternal)
		return
	}
	s.respond(w, r, a.Route, out.Findings, replies)
}

// respond writes the outcome: 422 for a wrong message, else the reply, 202
// where there is none. Several replies make a JSON array, or stand one per line.
func (s *Server) respond(w http.ResponseWriter, r *http.Request, route *server.Route, found spec.Diagnostics, replies []*server.Frame) {
	if len(found) > 0 {
		p := newProblem(&server.Refusal{
			Status: http.StatusUnprocessableEntity, Code: "message-invalid", Title: "Message breaks the contract",
			Detail:   "The message was not accepted as one that the document lets clients send here.",
			Findings: found,
		}, "")
		if len(replies) > 0 && json.Valid(replies[0].Payload()) {
			p.Reply = replies[0].Payload()
		}
		p.write(w, r)
		return
	}
	switch len(replies) {
	case 0:
		w.Header().Set("Content-Length", "0")
		w.WriteHeader(http.StatusAccepted)
	case 1:
		writeFrame(w, route, replies[0])
	default:
		setHeaders(w.Header(), replies[0].Headers)
		writeAll(w, replies)
	}
}

func writeAll(w http.ResponseWriter, replies []*server.Frame) {
	parts := make([][]byte, len(replies))
	isJSON := true
	for i, f := range replies {
		parts[i] = f.Payload()
		isJSON = isJSON && json.Valid(parts[i])
	}
	if isJSON {
		writeBody(w, "application/json", wrap(parts, "[", ",", "]"))
		return
	}
	writeBody(w, "text/plain; charset=utf-8", wrap(parts, "", "\n", "\n"))
}

func wrap(parts [][]byte, before, between, after string) []byte {
	return append(append([]byte(before), bytes.Join(parts, []byte(between))...), after...)
}

// readMessage reads the body and decides whether it is text or binary.
func (s *Server) readMessage(w http.ResponseWriter, r *http.Request, route *server.Route) (*server.Frame, *server.Refusal) {
	binary, refusal := bodyKind(r, route)
	if refusal != nil {
		return nil, refusal
	}
	body, refusal := s.readBody(w, r)
	switch {
	case refusal != nil:
		return nil, refusal
	case !binary && !utf8.Valid(body):
		return nil, &server.Refusal{
			Status: http.StatusBadRequest, Code: "body-not-utf8", Detail: "The message is not UTF-8 text.",
			Hint: "send binary messages with Content-Type: application/octet-stream",
		}
	}
	f := server.NewFrame(body, binary)
	f.Carried = r.Header
	return f, nil
}

// bodyKind reads Content-Type and Content-Encoding. No type, and the form
// type that curl -d sends by default, mean the route's own.
func bodyKind(r *http.Request, route *server.Route) (binary bool, refusal *server.Refusal) {
	if enc := r.Header.Get("Content-Encoding"); enc != "" && !strings.EqualFold(enc, "identity") {
		return false, unsupported("The body is encoded, which this mock does not undo.", "send it as it is, without Content-Encoding")
	}
	written := r.Header.Get("Content-Type")
	if written == "" || mediaType(written) == "application/x-www-form-urlencoded" {
		return binaryOnly(route), nil
	}
	kind, params, err := mime.ParseMediaType(written)
	if err != nil {
		return false, unsupported("The Content-Type cannot be read.", "send Content-Type: application/json")
	}
	if cs := strings.ToLower(params["charset"]); cs != "" && cs != "utf-8" && cs != "utf8" && cs != "us-ascii" {
		return false, unsupported("Text is read as UTF-8 only.", "send charset=utf-8")
	}
	sub, _ := subtype(kind)
	switch {
	case isText(kind, sub):
		return false, nil
	case sub == "octet-stream", accepts(route, kind):
		return true, nil
	}
	return false, unsupported("No message of this route has the content type of the body.", "send "+expected(route))
}

func unsupported(detail, hint string) *server.Refusal {
	return &server.Refusal{Status: http.StatusUnsupportedMediaType, Code: "content-type-unsupported", Detail: detail, Hint: hint}
}

// subtype is what stands behind the slash of a well-formed media type.
func subtype(kind string) (string, bool) {
	kind, _, err := mime.ParseMediaType(kind)
	_, sub, ok := strings.Cut(kind, "/")
	return sub, ok && err == nil
}

func isText(kind, sub string) bool {
	for _, s := range [...]string{"json", "xml", "yaml"} {
		if sub == s || strings.HasSuffix(sub, "+"+s) {
			return true
		}
	}
	return strings.HasPrefix(kind, "text/") || sub == "x-ndjson" || sub == "x-yaml"
}

// binaryOnly reports whether all that clients may send on the route is binary.
func binaryOnly(route *server.Route) bool {
	for _, in := range route.Receives {
		if !in.Message.Binary() {
			return false
		}
	}
	return len(route.Receives) > 0
}

func accepts(route *server.Route, kind string) bool {
	for _, in := range route.Receives {
		if mediaType(in.Message.ContentType) == kind {
			return true
		}
	}
	return false
}

// expected names the content types of what clients may send.
func expected(route *server.Route) string {
	for _, in := range route.Receives {
		if _, ok := subtype(in.Message.ContentType); ok {
			return "Content-Type: " + mediaType(in.Message.ContentType)
		}
	}
	if binaryOnly(route) {
		return "Content-Type: application/octet-stream"
	}
	return "Content-Type: application/json"
}
