package web

import (
	"fmt"
	"maps"
	"net/http"
	"strings"

	"asyncmock/server"
)

// maxNear bounds how many near routes an answer lists.
const maxNear = 8

// explained is a problem with the headers that go with it.
type explained struct {
	*problem
	header http.Header
}

// write answers with the headers and the problem.
func (e *explained) write(w http.ResponseWriter, r *http.Request) {
	maps.Copy(w.Header(), e.header)
	e.problem.write(w, r)
}

// explain makes an answer of a refusal and adds what only the listener
// knows: other documents' routes, and other protocols by their paths.
func (s *Server) explain(r *http.Request, q *request, refusal *server.Refusal) *explained {
	e := &explained{problem: newProblem(refusal, q.mount.Prefix), header: refusal.Header}
	if refusal.Status != http.StatusNotFound {
		return e
	}
	for _, m := range s.mounts.list() {
		if m.Mock != q.mount.Mock || len(e.Near) == 0 {
			e.Near = appendRoutes(e.Near, m)
		}
	}
	if strings.HasPrefix(q.handshake.Path, "/socket.io/") {
		e.Detail = "This is the path of Socket.IO, which is a protocol of its own on top of WebSocket and HTTP; AsyncAPI's ws is plain WebSocket."
		e.Hint = "connect with a plain WebSocket client: new WebSocket(url)"
	}
	return e
}

func appendRoutes(near []string, m Mount) []string {
	for _, route := range m.Mock.Routes() {
		if len(near) >= maxNear {
			break
		}
		near = append(near, m.Prefix+route.Sample)
	}
	return near
}

// unknownMount is the refusal of a path that is below no mount.
func unknownMount() *server.Refusal {
	return &server.Refusal{
		Status: http.StatusNotFound, Code: "path-unknown", Detail: "No document is served below this path.",
	}
}

// headerSize is the size of request line and headers as they came.
func headerSize(r *http.Request) int {
	n := len(r.RequestURI)
	for name, values := range r.Header {
		for _, v := range values {
			n += len(name) + len(v) + len(": \r\n")
		}
	}
	return n
}

// url is the address that was asked, with the scheme for a way in: "ws" or "http".
func (s *Server) url(r *http.Request, scheme string) string {
	if r.TLS != nil {
		scheme += "s"
	}
	u := fmt.Sprintf("%s://%s%s", scheme, hostOf(r), r.URL.EscapedPath())
	if r.URL.RawQuery != "" {
		u += "?" + r.URL.RawQuery
	}
	return u
}

// hostOf is the host that was asked, where it is fit for commands to paste.
func hostOf(r *http.Request) string {
	if !plain(r.Host) {
		return "localhost"
	}
	return r.Host
}

// wscat is a command that connects to a URL.
func wscat(url string) string { return "npx wscat -c " + quote(url) }

// quote makes one word of s for a shell. Single quotes do it, and in a URL
// they may be escaped.
func quote(s string) string {
	if !strings.ContainsFunc(s, func(c rune) bool {
		return !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.ContainsRune("-._~:/%=,@+", c))
	}) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", "%27") + "'"
}
