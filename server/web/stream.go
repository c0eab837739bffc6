package web

import (
	"net/http"
	"strings"

	"asyncmock/server"
)

const eventStream = "text/event-stream"

// wantsStream reports whether the client accepts an event stream by name.
func wantsStream(r *http.Request) bool {
	for _, v := range r.Header["Accept"] {
		for part := range strings.SplitSeq(v, ",") {
			if mediaType(part) == eventStream {
				return true
			}
		}
	}
	return false
}

// serveStream hands an admitted client to the event stream side.
func (s *Server) serveStream(w http.ResponseWriter, r *http.Request, q *request) {
	a := s.admit(w, r, q, server.TransportSSE)
	if a == nil {
		return
	}
	defer a.Done()
	if r.Method == http.MethodHead {
		w.Header().Set("Content-Type", eventStream)
		return
	}
	if _, refusal := s.readBody(w, r); refusal != nil { // it means nothing, but would be in the way
		s.refuse(w, r, q, refusal)
		return
	}
	s.opts.SSE.Serve(w, r, q.mount.Mock, a)
}
