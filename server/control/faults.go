package control

import (
	"net/http"
	"net/url"
	"slices"

	"asyncmock/server"
)

// A faultList is the body about faults, in the words of --fault.
type faultList struct {
	Faults []string `json:"faults"`
}

// A faultView is what goes wrong on purpose.
type faultView struct {
	faultList
	// Sessions are those of named sessions alone; nil where one was asked for.
	Sessions map[string][]string `json:"sessions,omitempty"`
}

// getFaults lists what goes wrong on purpose: for everybody and for sessions
// alone, or for ?session=.
func (h *Handler) getFaults(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, "session")
	if err != nil {
		return err
	}
	session := q.Get("session")
	view := faultView{faultList: faultList{Faults: h.faultsOf(session)}}
	if session == "" {
		view.Sessions = map[string][]string{}
		for _, m := range h.serving() {
			for _, name := range m.Mock.FaultySessions() {
				view.Sessions[name] = h.faultsOf(name)
			}
		}
	}
	return answer(w, http.StatusOK, view)
}

// faultsOf lists those of a session, or of everybody; each is named once.
func (h *Handler) faultsOf(session string) []string {
	list := []string{}
	for _, m := range h.serving() {
		for _, f := range m.Mock.Faults(session) {
			if f.Route != "" {
				f.Route = m.Prefix + f.Route
			}
			if f.Session = ""; !slices.Contains(list, f.String()) {
				list = append(list, f.String())
			}
		}
	}
	return list
}

// putFaults replaces them; no faults switch them off.
func (h *Handler) putFaults(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, "session")
	if err != nil {
		return err
	}
	var body faultList
	if err := readBody(w, r, &body); err != nil {
		return err
	}
	faults := make([]server.Fault, len(body.Faults))
	for i, text := range body.Faults {
		if faults[i], err = server.ParseFault(text); err != nil {
			return unprocessable("fault-invalid", "%q is no fault: %v.", text, err).hinting("asyncmock help faults lists what there is")
		}
		if of := faults[i].Session; of != "" && of != q.Get("session") {
			return unprocessable("fault-invalid", "%q is for the session %q alone.", text, of).
				hinting("PUT faults?session=" + url.QueryEscape(of) + " sets the faults of that session")
		}
		if !slices.ContainsFunc(h.serving(), func(m Mount) bool { _, ok := m.own(faults[i]); return ok }) {
			return h.routeUnknown(faults[i].Route)
		}
	}
	if err := h.setFaults(q.Get("session"), faults); err != nil {
		return unprocessable("fault-invalid", "%v.", err)
	}
	return h.getFaults(w, r)
}

// own returns the fault as the document names its route; false: it has no
// such route.
func (m *Mount) own(f server.Fault) (server.Fault, bool) {
	if f.Route == "" {
		return f, true
	}
	rest, ok := cutPath(f.Route, m.Prefix)
	f.Route = rest
	return f, ok && m.hasRoute(rest)
}

// setFaults gives every document those faults that concern it, also those
// that were replaced: who is still connected meets them, too.
func (h *Handler) setFaults(session string, faults []server.Fault) error {
	for _, m := range h.opts.Mounts() {
		var list []server.Fault
		for _, f := range faults {
			if f, ok := m.own(f); ok {
				list = append(list, f)
			}
		}
		if err := m.Mock.SetFaults(session, list...); err != nil {
			return err
		}
	}
	return nil
}
