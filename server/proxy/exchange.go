package proxy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"asyncmock/server"
)

// An exchange is one request over HTTP and its answer, or the stream that it
// opens.
type exchange struct {
	*Handler
	visit   *server.Visit
	session *server.Session
	route   *server.Route // nil: the path is no channel's
	cancel  context.CancelFunc
	method  string
	code    int // of the session's end
	reason  string
}

// exchangeKey finds the exchange in a request's context.
type exchangeKey struct{}

// serveHTTP passes a request on that is no WebSocket.
func (h *Handler) serveHTTP(w http.ResponseWriter, r *http.Request, v *server.Visit) {
	defer v.Done()
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	x := &exchange{Handler: h, visit: v, route: v.Mock.RouteAt(v.Handshake.Path), cancel: cancel, method: r.Method, code: 1000}
	v.Handshake.Transport = server.TransportHTTP
	streams := wantsStream(r)
	if streams {
		v.Handshake.Transport = server.TransportSSE
	}
	if x.route != nil || streams {
		x.session = v.Mock.Overhear(v.Handshake, "", x)
		defer func() { x.session.Closed(x.code, x.reason) }()
	} else {
		v.Mock.Pass(v.Handshake, r.Method)
	}
	r = r.WithContext(context.WithValue(ctx, exchangeKey{}, x))
	if refusal := x.request(r); refusal != nil {
		v.Refuse(refusal)
		return
	}
	h.plain.ServeHTTP(w, r)
}

// wantsStream reports whether the client accepts an event stream by name.
func wantsStream(r *http.Request) bool {
	return strings.Contains(strings.ToLower(strings.Join(r.Header["Accept"], ",")), eventStream)
}

// Send implements server.Wire: the proxy says nothing of its own.
func (x *exchange) Send(*server.Frame) error { return server.ErrGone }

// Close implements server.Wire.
func (x *exchange) Close(int, string) { x.cancel() }

// request judges the body of a request on a documented path. The refusal says
// why it does not go on.
func (x *exchange) request(r *http.Request) *server.Refusal {
	if x.route == nil || r.Body == nil || r.Body == http.NoBody || r.ContentLength == 0 {
		return nil
	}
	if encoded(r.Header) {
		x.session.Note("the request's body is encoded: it is not validated")
		return nil
	}
	body, err := x.read(r.Body)
	switch {
	case errors.Is(err, errLong):
		return x.end(http.StatusRequestEntityTooLarge, "message-too-large", "The message is longer than the proxy lets through.")
	case err != nil:
		return x.end(http.StatusBadRequest, "body-unreadable", "The body ended early.")
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if len(body) == 0 {
		return nil
	}
	f := server.NewFrame(body, isBinary(r.Header))
	f.Carried = r.Header
	verdict := x.session.Hear(f, true, x.opts.OnViolation.fate())
	if !verdict.Wrong() || !x.opts.OnViolation.Holds() {
		return nil
	}
	refusal := x.end(http.StatusUnprocessableEntity, "message-invalid", verdict.Reason)
	refusal.Title, refusal.Findings = "Message breaks the contract", verdict.Findings
	return refusal
}

// end is how the exchange ends before its time.
func (x *exchange) end(status int, code, detail string) *server.Refusal {
	x.code, x.reason = 1008, detail
	refusal := &server.Refusal{Status: status, Code: code, Detail: detail}
	if code == "message-too-large" {
		x.code, refusal.Hint = 1009, "start asyncmock with a larger --max-message"
	}
	return refusal
}

// errLong says that a body is longer than a message may be.
var errLong = errors.New("the message is longer than --max-message")

// read reads a body to its end.
func (x *exchange) read(body io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(body, x.opts.MaxMessage+1))
	if err == nil && int64(len(b)) > x.opts.MaxMessage {
		return nil, errLong
	}
	return b, err
}

// encoded reports whether a body is compressed, say.
func encoded(h http.Header) bool {
	e := h.Get("Content-Encoding")
	return e != "" && !strings.EqualFold(e, "identity")
}

// isBinary reports whether a body is no text.
func isBinary(h http.Header) bool {
	kind, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	return kind == "application/octet-stream" || strings.Contains(kind, "avro") || strings.Contains(kind, "protobuf")
}

// modify judges the answer, or has it judged while it goes by.
func modify(answer *http.Response) error {
	x := answer.Request.Context().Value(exchangeKey{}).(*exchange)
	switch {
	case x.session == nil:
	case answer.StatusCode >= 300 || answer.StatusCode < 200:
		x.session.Note("the service answered " + answer.Status)
	case encoded(answer.Header):
		x.session.Note("the answer is encoded: it is not validated")
	case isStream(answer):
		answer.Body = newEvents(x, answer.Body)
	case x.isMessage(answer):
		return x.answer(answer)
	}
	return nil
}

// isMessage reports whether the body of an answer is a message of the service.
func (x *exchange) isMessage(answer *http.Response) bool {
	if x.route == nil || x.method == http.MethodHead || answer.ContentLength == 0 || answer.StatusCode == http.StatusNoContent {
		return false
	}
	return x.method != http.MethodGet || x.route.Get || x.route.Scheme() == "http"
}

// answer judges the body of an answer: while it goes by, or before.
func (x *exchange) answer(answer *http.Response) error {
	if !x.opts.OnViolation.Holds() {
		answer.Body = &overheard{ReadCloser: answer.Body, x: x, binary: isBinary(answer.Header)}
		return nil
	}
	body, err := x.read(answer.Body)
	answer.Body.Close()
	if err != nil {
		return err
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	if len(body) == 0 {
		return nil
	}
	verdict := x.session.Hear(server.NewFrame(body, isBinary(answer.Header)), false, x.opts.OnViolation.fate())
	if verdict.Wrong() {
		return &blocked{verdict}
	}
	return nil
}

// blocked is the error of an answer that does not go on.
type blocked struct{ verdict server.Verdict }

func (b *blocked) Error() string { return "the answer breaks the contract: " + b.verdict.Reason }

// unanswered tells the client why there is no answer of the service.
func unanswered(_ http.ResponseWriter, r *http.Request, err error) {
	x := r.Context().Value(exchangeKey{}).(*exchange)
	var b *blocked
	switch {
	case errors.As(err, &b):
		refusal := x.end(http.StatusBadGateway, "answer-invalid", b.verdict.Reason)
		refusal.Title, refusal.Findings = "The service's answer breaks the contract", b.verdict.Findings
		x.visit.Refuse(refusal)
	case errors.Is(err, errLong):
		x.visit.Refuse(x.end(http.StatusBadGateway, "message-too-large", "The service's answer is longer than the proxy lets through."))
	case r.Context().Err() != nil:
		x.code, x.reason = 1001, fmt.Sprint(context.Cause(r.Context()))
		panic(http.ErrAbortHandler)
	default:
		x.code, x.reason = 1014, "the service cannot be reached"
		x.visit.Refuse(x.unreachable(err))
	}
}

// overheard is a body that is judged at its end.
type overheard struct {
	io.ReadCloser
	x      *exchange
	binary bool
	said   []byte
	long   bool
	done   bool
}

func (o *overheard) Read(p []byte) (int, error) {
	n, err := o.ReadCloser.Read(p)
	if int64(len(o.said)+n) > o.x.opts.MaxMessage {
		o.said, o.long = nil, true
	}
	if !o.long {
		o.said = append(o.said, p[:n]...)
	}
	if err == io.EOF && !o.done {
		o.done = true
		o.judge()
	}
	return n, err
}

func (o *overheard) judge() {
	switch {
	case o.long:
		o.x.session.Note("the answer is longer than --max-message: it is not validated")
	case len(o.said) > 0:
		o.x.session.Hear(server.NewFrame(o.said, o.binary), false, "")
	}
}
