package web

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"

	"asyncmock/server"
)

// serveOpen answers what anybody may ask, under any name and without a
// token: probes come from containers and balancers, and a client needs the
// CA before it can trust us. None of it tells anything about a document.
func (s *Server) serveOpen(w http.ResponseWriter, r *http.Request) bool {
	switch r.URL.Path {
	case reserved + "health":
		s.answer(w, r, http.StatusOK, "application/json", s.health())
	case reserved + "ready":
		if s.closing.Load() {
			w.Header().Set("Retry-After", "5")
			s.answer(w, r, http.StatusServiceUnavailable, "application/json", `{"status":"shutting down"}`+"\n")
			return true
		}
		s.answer(w, r, http.StatusOK, "application/json", `{"status":"ready"}`+"\n")
	case reserved + "ca.crt":
		s.serveCA(w, r)
	default:
		return false
	}
	return true
}

// Degraded says why not everything is as the user wants it, for health to
// tell; "" when it is again. The first is the state at the start.
func (s *Server) Degraded(why string) { s.degraded.Store(&why) }

func (s *Server) health() string {
	if why := s.degraded.Load(); why != nil && *why != "" {
		text, _ := json.Marshal(*why)
		return `{"status":"degraded","why":` + string(text) + "}\n"
	}
	return `{"status":"ok"}` + "\n"
}

func (s *Server) serveCA(w http.ResponseWriter, r *http.Request) {
	if s.opts.TLS != nil && len(s.opts.TLS.CA) > 0 {
		w.Header().Set("Content-Disposition", `attachment; filename="asyncmock-ca.crt"`)
		s.answer(w, r, http.StatusOK, "application/x-x509-ca-cert", string(s.opts.TLS.CA))
		return
	}
	newProblem(&server.Refusal{
		Status: http.StatusNotFound, Code: "no-ca", Detail: "This listener has no certificate authority of its own.",
		Hint: "start asyncmock with --tls self",
	}, "").write(w, r)
}

// answer writes a small fixed answer to GET and HEAD.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, status int, kind, body string) {
	h := w.Header()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		newProblem(&server.Refusal{
			Status: http.StatusMethodNotAllowed, Code: "method-not-allowed", Detail: "This path answers to GET.",
		}, "").write(w, r)
		return
	}
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	io.WriteString(w, body)
}

// serveControl hands on what is below our prefix.
func (s *Server) serveControl(w http.ResponseWriter, r *http.Request) {
	if s.opts.Control != nil {
		s.opts.Control.ServeHTTP(w, r)
		return
	}
	newProblem(&server.Refusal{
		Status: http.StatusNotFound, Code: "path-unknown", Detail: "Nothing answers at this path.",
		Near: []string{reserved + "health", reserved + "ready", reserved + "ca.crt"},
	}, "").write(w, r)
}
