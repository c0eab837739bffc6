package control

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	live "asyncmock/server/control/page"
)

// An endpoint answers one method at one path. An error that is no *problem is
// a failure of ours.
type endpoint struct {
	method, path string
	serve        func(*Handler, http.ResponseWriter, *http.Request) error
}

// endpoints is the API. Paths are those of openapi.yaml, below Prefix. What
// anybody may ask (health, ready, ca.crt) is answered by the listener itself.
func endpoints() []endpoint {
	return []endpoint{
		{"GET", "openapi.yaml", (*Handler).getOpenAPI},
		{"GET", "routes", (*Handler).getRoutes},
		{"GET", "connections", (*Handler).getConnections},
		{"POST", "connections/close", (*Handler).postClose},
		{"POST", "connections/drop", (*Handler).postDrop},
		{"GET", "connections/{id}", (*Handler).getConnection},
		{"GET", "journal", (*Handler).getJournal},
		{"POST", "push", (*Handler).postPush},
		{"GET", "rules", (*Handler).getRules},
		{"PUT", "rules/{name}", (*Handler).putRule},
		{"GET", "faults", (*Handler).getFaults},
		{"PUT", "faults", (*Handler).putFaults},
		{"GET", "variables", (*Handler).getVariables},
		{"PUT", "variables/{scope}/{name}", (*Handler).putVariable},
		{"POST", "reset", (*Handler).postReset},
		{"POST", "reload", (*Handler).postReload},
		{"GET", "proposal", (*Handler).getProposal},
		{"GET", "coverage", (*Handler).getCoverage},
		{"GET", "metrics", (*Handler).getMetrics},
		{"GET", "replies", (*Handler).getReplies},
		{"POST", "replies", (*Handler).postReply},
		{"DELETE", "replies/{id}", (*Handler).deleteReply},
		{"GET", "expectations", (*Handler).getExpectations},
		{"POST", "expectations", (*Handler).postExpectation},
		{"GET", "expectations/{id}", (*Handler).getExpectation},
		{"DELETE", "expectations/{id}", (*Handler).deleteExpectation},
	}
}

// route registers the endpoints, so that a path that is known by another
// method is told from one that is not.
func (h *Handler) route() {
	byPath := map[string][]endpoint{}
	for _, e := range endpoints() {
		byPath[e.path] = append(byPath[e.path], e)
	}
	for path, list := range byPath {
		h.mux.HandleFunc(Prefix+path, func(w http.ResponseWriter, r *http.Request) { h.dispatch(list, w, r) })
	}
	h.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if isRead(r) && live.Serve(w, strings.TrimPrefix(r.URL.Path, Prefix)) {
			return
		}
		newProblem(http.StatusNotFound, "path-unknown", "Nothing answers at this path.").
			hinting(Prefix + "openapi.yaml lists all there is").write(w)
	})
}

func isRead(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// dispatch finds the method and writes what is wrong.
func (h *Handler) dispatch(list []endpoint, w http.ResponseWriter, r *http.Request) {
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	i := slices.IndexFunc(list, func(e endpoint) bool { return e.method == method })
	if i < 0 {
		methodUnknown(list).write(w)
		return
	}
	err := list[i].serve(h, w, r)
	var p *problem
	switch {
	case err == nil:
	case errors.As(err, &p):
		p.write(w)
	default:
		newProblem(http.StatusInternalServerError, "internal", err.Error()).write(w)
	}
}

func methodUnknown(list []endpoint) *problem {
	var methods []string
	for _, e := range list {
		methods = append(methods, e.method)
	}
	p := newProblem(http.StatusMethodNotAllowed, "method-not-allowed", "This path answers to "+strings.Join(methods, ", ")+".")
	p.header = http.Header{"Allow": {strings.Join(methods, ", ")}}
	return p
}
