package web

import "net/http"

// serveEndpoint answers for what the behavior of a mock has besides its
// routes; false: nothing is there.
func (s *Server) serveEndpoint(w http.ResponseWriter, r *http.Request, q *request) bool {
	if q.mount.Mock == nil {
		return false
	}
	e := q.mount.Mock.Endpoint(q.handshake.Path)
	if e == nil {
		return false
	}
	w.Header().Set("Cache-Control", "no-store")
	body, refusal := e.Answer(r.Method, &q.handshake)
	if refusal != nil {
		s.refuse(w, r, q, refusal)
		return true
	}
	q.mount.Mock.NoteEndpoint(&q.handshake)
	w.Header().Set("Content-Type", "application/json")
	w.Write(body)
	return true
}
