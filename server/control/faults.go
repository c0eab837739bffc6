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

// getFaults lists what goes wrong on purpose: for everybody, or for ?session=.
func (h *Handler) getFaults(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, "session")
	if err != nil {
		return err
	}
	list := faultList{Faults: []string{}}
	for _, m := range h.serving() {
		for _, f := range m.Mock.Faults(q.Get("session")) {
			if f.Route != "" {
				f.Route = m.Prefix + f.Route
			}
			if f.Session = ""; !slices.Contains(list.Faults, f.String()) {
				list.Faults = append(list.Faults, f.String())
			}
		}
	}
	return answer(w, http.StatusOK, list)
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
			return unprocessable("route-unknown", "No document has the route %q.", faults[i].Route)
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
