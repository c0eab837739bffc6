package proxy

import (
	"context"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"time"

	"asyncmock/server"
)

// Policy says what becomes of a message that breaks the contract.
type Policy uint8

// The policies.
const (
	Log   Policy = iota // it goes on, and is told
	Close               // it does not, and both sides are closed: 1008, or 1007 for what cannot be decoded
	Block               // it does not, and all else goes on
)

// fate is what events say of a message that breaks the contract.
func (p Policy) fate() string {
	switch p {
	case Close:
		return "not forwarded, closing both sides"
	case Block:
		return "not forwarded"
	}
	return ""
}

// Holds reports whether messages wait until they were judged.
func (p Policy) Holds() bool { return p != Log }

// A Relayer is the WebSocket side: package ws.
type Relayer interface {
	// Check reports whether r is a correct opening handshake (RFC 6455,
	// 4.2.1). If not, it says with which status, header and words to refuse.
	Check(r *http.Request) (status int, header http.Header, detail string, ok bool)
	// Dial asks the service for a WebSocket with the client's headers. The
	// Passage is nil when the service's answer is not 101; the caller closes
	// the body of the answer then.
	Dial(ctx context.Context, to *url.URL, header http.Header) (server.Passage, *http.Response, error)
	// Close cuts what is still open and waits for its end.
	Close() error
}

// Options say where the service is and what to do. Upstream, WS and HTTP must
// be set.
type Options struct {
	Upstream    *url.URL // ws, wss, http or https
	OnViolation Policy
	WS          Relayer
	HTTP        http.RoundTripper // must not undo or add compression
	MaxMessage  int64             // of a message over HTTP and event streams, in bytes; 0: 1 MiB
}

// A Handler passes requests on. Its methods are safe for concurrent use.
type Handler struct {
	opts  Options
	plain httputil.ReverseProxy
}

// New returns a Handler.
func New(opts Options) *Handler {
	if opts.MaxMessage <= 0 {
		opts.MaxMessage = 1 << 20
	}
	h := &Handler{opts: opts}
	h.plain = httputil.ReverseProxy{
		Rewrite: h.rewrite, Transport: opts.HTTP, FlushInterval: -1,
		ModifyResponse: modify, ErrorHandler: unanswered,
	}
	return h
}

// Serve passes one request on: a WebSocket handshake, whose connection lives
// on when Serve returns, or any other.
func (h *Handler) Serve(w http.ResponseWriter, r *http.Request, v *server.Visit) {
	http.NewResponseController(w).SetReadDeadline(time.Time{}) // the service says how long bodies may take
	if isUpgrade(r) {
		h.serveWS(w, r, v)
		return
	}
	h.serveHTTP(w, r, v)
}

// Close cuts what is still open.
func (h *Handler) Close() error { return h.opts.WS.Close() }

// isUpgrade reports whether r means to open a WebSocket.
func isUpgrade(r *http.Request) bool {
	return strings.Contains(strings.ToLower(r.Header.Get("Upgrade")), "websocket") || r.Header.Get("Sec-Websocket-Key") != ""
}

// unreachable is the refusal where the service cannot be talked to.
func (h *Handler) unreachable(err error) *server.Refusal {
	return &server.Refusal{
		Status: http.StatusBadGateway, Code: "upstream-unreachable", Title: "The service cannot be reached",
		Detail: "upstream " + h.opts.Upstream.Redacted() + ": " + err.Error(),
		Hint:   "is the service running, and is it the URL of --upstream?",
	}
}
