package server

import (
	"context"

	"asyncmock/spec"
)

// A Mock serves one document. All its methods are safe for concurrent use.
type Mock struct {
	doc    *spec.Document
	opts   Options
	routes []*Route
}

// New plans the routes of doc. The error says why nothing can be served.
func New(doc *spec.Document, opts Options) (*Mock, error) { return &Mock{doc: doc, opts: opts}, nil }

// Document returns the document it serves.
func (m *Mock) Document() *spec.Document { return m.doc }

// Routes returns all routes in document order.
func (m *Mock) Routes() []*Route { return m.routes }

// Skipped returns what of the document is not served.
func (m *Mock) Skipped() []Skip { return nil }

// Role returns the role and why.
func (m *Mock) Role() Decision { return Decision{} }

// Diagnostics returns what planning found about the document.
func (m *Mock) Diagnostics() spec.Diagnostics { return nil }

// Admit decides about a handshake: exactly one of the results is not nil.
// A Refusal has been observed already.
func (m *Mock) Admit(h *Handshake) (*Admission, *Refusal) { return nil, nil }

// Refuse observes a handshake that a protocol package did not let in itself
// (Host, Origin, limits).
func (m *Mock) Refuse(h *Handshake, r *Refusal) {}

// Connect opens a Session on w. Nothing is sent before Subscribe.
func (m *Mock) Connect(a *Admission, w Wire) *Session { return nil }

// Sample returns one payload of the route for a plain GET.
func (m *Mock) Sample(a *Admission) (*Frame, error) { return nil, nil }

// Sessions returns the number of open sessions.
func (m *Mock) Sessions() int { return 0 }

// Shutdown ends every session: the contract's goodbye where it has one, then
// close with the code. It stops timers and waits until every Session was
// closed by its protocol package or ctx ends.
func (m *Mock) Shutdown(ctx context.Context, code int, reason string) error { return nil }

// A Session is one connection of one client. Receive is called by one
// goroutine at a time; all else may be called at any time.
type Session struct{}

// Subscribe makes the session hear the address: lifecycle and first stream
// messages are sent, timers begin. For WebSocket and SSE the address is ""
// (the admitted path); the http transport does not call it.
func (s *Session) Subscribe(address string) {}

// Outcome is what became of an inbound message.
type Outcome struct {
	Message  string           // name; "" if unknown
	Findings spec.Diagnostics // empty: valid
	Replies  int              // frames that were sent, or will be after a delay, to this session
}

// Receive handles one inbound message: decode, match, validate, choose, make,
// send. f is not kept. It returns when everything is queued.
func (s *Session) Receive(f *Frame) Outcome { return Outcome{} }

// Closed tells that the connection has ended, with the close code seen or
// 1006 (RFC 6455, 7.1.5). It is called exactly once, by the protocol package.
func (s *Session) Closed(code int, reason string) {}

// ID returns the session's name in events: "ws-12".
func (s *Session) ID() string { return "" }
