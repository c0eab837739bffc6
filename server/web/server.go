package web

import (
	"errors"
	"net/http"
	"strings"
	"sync/atomic"

	"asyncmock/server"
)

// Defaults of Options.
const (
	DefaultMaxConns   = 10_000
	DefaultMaxMessage = 1 << 20
)

// maxHeader bounds request line and headers. Up to twice as much net/http
// still reads, so that the client gets a readable 431; above, it gets a bare one.
const maxHeader = 64 << 10

// reserved is the prefix of what is ours on the listener.
const reserved = "/_asyncmock/"

// A Server is the listener's handler with its limits. Its methods are safe
// for concurrent use.
type Server struct {
	opts    Options
	access  access
	mounts  mounts
	open    atomic.Int64
	running atomic.Int64 // requests in handlers
	closing atomic.Bool
	release func() // gives one place back
	// degraded is what Degraded said last.
	degraded atomic.Pointer[string]
}

// New returns a Server for the options.
func New(opts Options) (*Server, error) {
	s := &Server{opts: opts, access: newAccess(opts.Host, opts.AllowHosts, opts.AllowOrigins)}
	if err := s.Swap(opts.Mounts); err != nil {
		return nil, err
	}
	if s.opts.MaxConns <= 0 {
		s.opts.MaxConns = DefaultMaxConns
	}
	if s.opts.MaxMessage <= 0 {
		s.opts.MaxMessage = DefaultMaxMessage
	}
	s.release = func() { s.open.Add(-1) }
	return s, nil
}

// ServeHTTP is the path of a request: ours or the contract's, Host and
// Origin, the document, the way in, a free place, the document's own checks.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.running.Add(1)
	defer s.running.Add(-1)
	defer s.recover(w, r)
	limitBody(w, r)
	if strings.HasPrefix(r.URL.Path, reserved) && s.serveOpen(w, r) {
		return
	}
	q := s.request(r)
	if refusal := s.access.check(r); refusal != nil {
		s.refuse(w, r, q, refusal)
		return
	}
	if headerSize(r) > maxHeader {
		s.refuse(w, r, q, refuseHeader)
		return
	}
	if strings.HasPrefix(r.URL.Path, reserved) {
		s.serveControl(w, r)
		return
	}
	if s.opts.Forward != nil {
		s.serveForward(w, r, q)
		return
	}
	if wantsUpgrade(r) {
		s.serveUpgrade(w, r, q)
		return
	}
	allowOrigin(w, r)
	switch {
	case r.Method == http.MethodOptions:
		serveOptions(w, r)
	case s.serveEndpoint(w, r, q):
	case r.Method == http.MethodPost:
		s.servePost(w, r, q)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		s.refuse(w, r, q, refuseMethod)
	case wantsStream(r) && s.opts.SSE != nil:
		s.serveStream(w, r, q)
	default:
		s.serveGet(w, r, q)
	}
}

// recover keeps a bug from ending more than its own request.
func (s *Server) recover(w http.ResponseWriter, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		panic(v)
	}
	if s.opts.ErrorLog != nil {
		s.opts.ErrorLog.Printf("%s %q: panic: %v", r.Method, r.URL.Path, v)
	}
	newProblem(refuseInternal, "").write(w, r)
}

// request is what becomes of an *http.Request: whom it is for, and as what.
type request struct {
	mount     Mount
	handshake server.Handshake
}

// request finds the document and takes the handshake apart. The longest
// prefix wins whose document has the path; if none has, the longest prefix.
func (s *Server) request(r *http.Request) *request {
	path := r.URL.EscapedPath()
	q := &request{}
	mounts := s.mounts.list()
	for _, m := range mounts {
		rest, ok := strings.CutPrefix(path, m.Prefix)
		if !ok || rest != "" && rest[0] != '/' {
			continue
		}
		if q.mount.Mock == nil {
			q.mount = m
		}
		if len(mounts) == 1 || m.Mock.Has(slash(rest)) {
			q.mount = m
			break
		}
	}
	h := &q.handshake
	h.Path = slash(strings.TrimPrefix(path, q.mount.Prefix))
	h.Header, h.Remote = r.Header, r.RemoteAddr
	if r.URL.RawQuery != "" {
		h.Query = r.URL.Query()
	}
	h.TLSClient = r.TLS != nil && len(r.TLS.VerifiedChains) > 0
	return q
}

func slash(path string) string {
	if path == "" {
		return "/"
	}
	return path
}

// admit takes a place and asks the document. When it returns nil the refusal
// is written; else a.Done gives the place back.
func (s *Server) admit(w http.ResponseWriter, r *http.Request, q *request, as server.Transport) *server.Admission {
	q.handshake.Transport = as
	if refusal := s.enter(); refusal != nil {
		s.refuse(w, r, q, refusal)
		return nil
	}
	admitted := false
	defer func() {
		if !admitted {
			s.release()
		}
	}()
	if q.mount.Mock == nil {
		s.refuse(w, r, q, unknownMount())
		return nil
	}
	a, refusal := q.mount.Mock.Admit(&q.handshake)
	if refusal != nil {
		s.explain(r, q, refusal).write(w, r)
		return nil
	}
	if err := q.mount.Mock.Hold(r.Context(), a); err != nil {
		if errors.Is(err, server.ErrStopping) {
			s.refuse(w, r, q, refuseClosing)
		}
		return nil
	}
	admitted = true
	a.Done = s.release
	return a
}

// enter takes one of the places that MaxConns gives.
func (s *Server) enter() *server.Refusal {
	if s.closing.Load() {
		return refuseClosing
	}
	if s.open.Add(1) > int64(s.opts.MaxConns) {
		s.open.Add(-1)
		return refuseFull
	}
	return nil
}

// refuse answers with a refusal of our own and lets the observers know.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, q *request, refusal *server.Refusal) {
	s.observe(q, refusal)
	s.explain(r, q, refusal).write(w, r)
}

// observe tells the document's observers; the first document's when the path
// is no document's. A line in a log has no room for why we refuse at all, but
// for what to do.
func (s *Server) observe(q *request, refusal *server.Refusal) {
	if refusal.Status == http.StatusForbidden {
		short := *refusal
		short.Detail = refusal.Title + "; " + refusal.Hint
		refusal = &short
	}
	mock := q.mount.Mock
	if all := s.mounts.list(); mock == nil && len(all) > 0 {
		mock = all[0].Mock
	}
	if mock != nil {
		mock.Refuse(&q.handshake, refusal)
	}
}
