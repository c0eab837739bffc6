package control

import (
	"slices"

	"asyncmock/server"
)

// A target says which connections are meant. All that is given must hold.
type target struct {
	Connection string `json:"connection"`
	Session    string `json:"session"`
	Group      string `json:"group"`
	Route      string `json:"route"` // a route's path, or one as requested
	All        bool   `json:"all"`
}

// A connection is a session and where it came in.
type connection struct {
	*server.Session
	mount Mount
}

// connections returns those that are open and narrowed by ?session=, in the
// order they came.
func (h *Handler) connections(session string) (all []connection) {
	for _, m := range h.opts.Mounts() {
		for _, s := range m.Mock.Connections() {
			if session == "" || s.Name() == session {
				all = append(all, connection{s, m})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b connection) int { return a.Since().Compare(b.Since()) })
	return all
}

// aim returns the connections that t means, or why it means none.
func (h *Handler) aim(t *target, session string) ([]connection, error) {
	if *t == (target{}) && session == "" {
		return nil, badRequest("target-missing", "It is not said which connections are meant.").
			hinting(`"to": {"all": true} means everyone; connection, session, group and route narrow it`)
	}
	if t.Route != "" && !h.hasRoute(t.Route) {
		return nil, h.routeUnknown(t.Route)
	}
	all := h.connections(session)
	all = slices.DeleteFunc(all, func(c connection) bool { return !t.means(c) })
	if t.Connection != "" && len(all) == 0 {
		return nil, unprocessable("connection-unknown", "There is no connection %q.", t.Connection)
	}
	return all, nil
}

func (t *target) means(c connection) bool {
	return (t.Connection == "" || t.Connection == c.Connection()) &&
		(t.Session == "" || t.Session == c.Name()) &&
		(t.Group == "" || slices.Contains(c.Groups(), t.Group)) &&
		(t.Route == "" || t.Route == c.mount.Prefix+c.Route().Path || t.Route == c.mount.Prefix+c.Path())
}

func (h *Handler) hasRoute(path string) bool {
	for _, m := range h.opts.Mounts() {
		if rest, ok := cutPath(path, m.Prefix); ok && m.hasRoute(rest) {
			return true
		}
	}
	return false
}

// hasRoute reports whether one of the routes has the path, or answers to it.
func (m *Mount) hasRoute(path string) bool {
	return m.Mock.RouteAt(path) != nil || slices.ContainsFunc(m.Mock.Routes(), func(r *server.Route) bool { return r.Path == path })
}

// answers reports whether a client that asks for the path comes to the route.
func (m *Mount) answers(path string, r *server.Route) bool { return m.Mock.RouteAt(path) == r }
