package web

import (
	"net/http"
	"strings"

	"asyncmock/server"
)

// wantsUpgrade reports whether r means to open a WebSocket, well-formed or not.
func wantsUpgrade(r *http.Request) bool {
	for _, v := range r.Header["Upgrade"] {
		if len(v) >= len("websocket") && strings.Contains(strings.ToLower(v), "websocket") {
			return true
		}
	}
	return len(r.Header["Sec-Websocket-Key"]) > 0 || len(r.Header["Sec-Websocket-Version"]) > 0
}

// serveUpgrade hands an admitted handshake to the WebSocket side.
func (s *Server) serveUpgrade(w http.ResponseWriter, r *http.Request, q *request) {
	q.handshake.Transport = server.TransportWS
	if s.opts.WS == nil {
		s.refuse(w, r, q, &server.Refusal{
			Status: http.StatusNotImplemented, Code: "websocket-off", Detail: "This listener speaks no WebSocket.",
		})
		return
	}
	if status, header, detail, ok := s.opts.WS.Check(r); !ok {
		s.refuse(w, r, q, &server.Refusal{
			Status: status, Code: "bad-handshake", Header: header, Detail: detail,
			Hint: "open it with a WebSocket client: " + wscat(s.url(r, "ws")),
		})
		return
	}
	if a := s.admit(w, r, q, server.TransportWS); a != nil {
		s.opts.WS.Serve(w, r, q.mount.Mock, a)
	}
}
