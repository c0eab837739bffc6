package web

import (
	"net/http"

	"asyncmock/server"
)

// serveForward hands a request on to what stands before a real service.
func (s *Server) serveForward(w http.ResponseWriter, r *http.Request, q *request) {
	if refusal := s.enter(); refusal != nil {
		s.refuse(w, r, q, refusal)
		return
	}
	if q.mount.Mock == nil {
		s.release()
		s.refuse(w, r, q, unknownMount())
		return
	}
	s.opts.Forward.Serve(w, r, &server.Visit{
		Mock: q.mount.Mock, Handshake: &q.handshake, Done: s.release,
		Refuse: func(refusal *server.Refusal) { s.refuse(w, r, q, refusal) },
	})
}
