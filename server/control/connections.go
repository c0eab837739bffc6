package control

import (
	"net/http"
	"strings"
	"time"

	"asyncmock/server"
)

// A connectionView is an open connection as the API shows it.
type connectionView struct {
	ID         string            `json:"id"`
	Session    string            `json:"session,omitempty"`
	Transport  server.Transport  `json:"transport"`
	Remote     string            `json:"remote"`
	Document   string            `json:"document"`
	Route      string            `json:"route"`
	Path       string            `json:"path"`
	Parameters map[string]string `json:"parameters"`
	Groups     []string          `json:"groups"`
	Since      time.Time         `json:"since"`
	Received   uint64            `json:"received"`
	Wrong      uint64            `json:"wrong"`
	Sent       uint64            `json:"sent"`
}

func (c connection) view() connectionView {
	n := c.Traffic()
	v := connectionView{
		ID: c.Connection(), Session: c.Name(), Transport: c.Transport(), Remote: c.Remote(), Document: c.mount.Document,
		Route: c.mount.Prefix + c.Route().Path, Path: c.mount.Prefix + c.Path(), Parameters: map[string]string{},
		Groups: c.Groups(), Since: c.Since(), Received: n.Received, Wrong: n.Wrong, Sent: n.Sent,
	}
	if v.Groups == nil {
		v.Groups = []string{}
	}
	for _, p := range c.Params() {
		v.Parameters[p.Name] = p.Value
	}
	return v
}

// getConnections lists who is connected.
func (h *Handler) getConnections(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, "session", "route")
	if err != nil {
		return err
	}
	narrow := target{Route: q.Get("route")}
	if narrow.Route != "" && !h.hasRoute(narrow.Route) {
		return h.routeUnknown(narrow.Route)
	}
	list := []connectionView{}
	for _, c := range h.connections(q.Get("session")) {
		if narrow.means(c) {
			list = append(list, c.view())
		}
	}
	return answer(w, http.StatusOK, map[string]any{"connections": list})
}

// getConnection shows one.
func (h *Handler) getConnection(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, "session")
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	for _, c := range h.connections(q.Get("session")) {
		if c.Connection() == id {
			return answer(w, http.StatusOK, c.view())
		}
	}
	return newProblem(http.StatusNotFound, "connection-unknown", "This connection is not open.")
}

// A closing is the body of a request to close connections.
type closing struct {
	To     target `json:"to"`
	Code   *int   `json:"code"`
	Reason string `json:"reason"`
}

// postClose closes connections with a code.
func (h *Handler) postClose(w http.ResponseWriter, r *http.Request) error {
	var body closing
	if err := readBody(w, r, &body); err != nil {
		return err
	}
	code := 1000
	if body.Code != nil {
		code = *body.Code
	}
	if err := checkClose(code, body.Reason); err != nil {
		return err
	}
	return h.end(w, r, &body.To, code, body.Reason)
}

// postDrop cuts connections without a close frame.
func (h *Handler) postDrop(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		To target `json:"to"`
	}
	if err := readBody(w, r, &body); err != nil {
		return err
	}
	return h.end(w, r, &body.To, codeDropped, "")
}

// codeDropped is what an end without a close frame is called (RFC 6455, 7.1.5).
const codeDropped = 1006

// checkClose says what cannot stand in a close frame.
func checkClose(code int, reason string) error {
	if !closeCode(code) {
		return unprocessable("close-code", "A close frame cannot have the code %d.", code).
			hinting("1000 to 1003, 1005 (no code), 1007 to 1014, and 3000 to 4999 can be sent (RFC 6455, 7.4)")
	}
	if len(reason) > 123 {
		return unprocessable("close-reason", "The reason of a close frame may have 123 bytes.")
	}
	return nil
}

func (h *Handler) end(w http.ResponseWriter, r *http.Request, to *target, code int, reason string) error {
	q, err := parseQuery(r, "session")
	if err != nil {
		return err
	}
	list, err := h.aim(to, q.Get("session"))
	if err != nil {
		return err
	}
	for _, c := range list {
		c.Close(code, reason)
	}
	return answer(w, http.StatusOK, map[string]int{"connections": len(list)})
}

// closeCode reports whether a close frame may have the code; 1005 stands for
// one without.
func closeCode(code int) bool {
	switch {
	case code >= 3000 && code <= 4999, code >= 1000 && code <= 1003, code >= 1007 && code <= 1014, code == 1005:
		return true
	}
	return false
}

// cutPath takes a mount's prefix off a path.
func cutPath(path, prefix string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(path, prefix)
	return rest, ok && strings.HasPrefix(rest, "/")
}
