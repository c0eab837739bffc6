package sse

import (
	"net/http"
	"time"

	"asyncmock/server"
)

// Options change how event streams are written. The zero value is the good default.
type Options struct {
	DropSlow  bool          // --slow drop: leave out what a slow client cannot take; false: close it
	KeepAlive time.Duration // of silence before a comment; 0: 15 s
	Retry     time.Duration // told to clients; 0: 1 s
}

// A Handler serves event streams. Its methods are safe for concurrent use.
type Handler struct{ opts Options }

// New returns a Handler.
func New(opts Options) *Handler { return &Handler{opts: opts} }

// Serve runs the event stream of an admitted client, or goes on with the one
// that its Last-Event-ID names, and returns when it has ended or the client is gone.
func (h *Handler) Serve(w http.ResponseWriter, r *http.Request, m *server.Mock, a *server.Admission) {
}

// Deliver hands a message to the open stream of the same path and ?__session=.
func (h *Handler) Deliver(m *server.Mock, a *server.Admission, f *server.Frame) (server.Outcome, bool) {
	return server.Outcome{}, false
}
