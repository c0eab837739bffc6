package control

import (
	"context"
	"net/http"

	"asyncmock/server"
	"asyncmock/spec"
)

// Prefix is where the API is served.
const Prefix = "/_asyncmock/"

// A Mount is a document that is served, or one that was replaced and still has
// connections.
type Mount struct {
	Document string // as the user named it
	Prefix   string // of its routes, "" without
	Mock     *server.Mock
	Replaced bool
}

// A Journal keeps what happened, numbered from 1: package journal.
type Journal interface {
	// Read returns at most limit events whose number is above after, oldest
	// first, and the number of the oldest that is kept.
	Read(after uint64, limit int) (events []server.Event, oldest uint64)
	// Last returns the number of the newest event, 0 when there was none.
	Last() uint64
	// Wait returns nil as soon as there is an event above after, or the error
	// of ctx when that ends before.
	Wait(ctx context.Context, after uint64) error
}

// Options are what the API steers.
type Options struct {
	// Mounts returns what is served now; it is safe for concurrent use.
	Mounts  func() []Mount
	Journal Journal
	// Token is asked of everybody; "": nobody is asked. It must be set where
	// others than this machine can connect.
	Token string
	// Reload reads documents and behavior file again and serves them instead of
	// what was there before, at once; or the error says why that stays, and the
	// findings what is wrong with which file. It may be called by several at
	// once. nil: they cannot be read again.
	Reload func(context.Context) (*Reloaded, spec.Diagnostics, error)
}

// A Handler answers the API. It leaves checking the Host to the listener.
type Handler struct {
	opts  Options
	guard guard
	mux   *http.ServeMux
	state state

	expectations expectations
	overrides    overrides
	tally        *tally

	closing context.Context // ends with Close
	close   context.CancelFunc
}

// New returns a Handler.
func New(opts Options) *Handler {
	h := &Handler{opts: opts, guard: newGuard(opts.Token), mux: http.NewServeMux(), tally: newTally()}
	h.closing, h.close = context.WithCancel(context.Background())
	h.route()
	return h
}

// Close ends everything that follows or waits. Nobody can be served after it.
func (h *Handler) Close() error {
	h.close()
	h.expectations.wg.Wait()
	return nil
}

// ServeHTTP asks who it is, finds the endpoint and lets it answer.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	if traded, p := h.guard.check(w, r); p != nil {
		p.write(w)
		return
	} else if traded {
		return
	}
	h.mux.ServeHTTP(w, r)
}
