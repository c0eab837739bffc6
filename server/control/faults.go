package control

import (
	"net/http"
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
		if len(h.having(faults[i])) == 0 {
			return unprocessable("route-unknown", "No document has the route %q.", faults[i].Route)
		}
	}
	if err := h.setFaults(q.Get("session"), faults); err != nil {
		return unprocessable("fault-invalid", "%v.", err)
	}
	return h.getFaults(w, r)
}

// having returns the documents that have the route of a fault, those that
// serve it at its place.
func (h *Handler) having(f server.Fault) (list []Mount) {
	for _, m := range h.serving() {
		if rest, ok := cutPath(f.Route, m.Prefix); f.Route == "" || ok && m.hasRoute(rest) {
			list = append(list, m)
		}
	}
	return list
}

// setFaults gives every document those faults that concern it.
func (h *Handler) setFaults(session string, faults []server.Fault) error {
	for _, m := range h.serving() {
		var own []server.Fault
		for _, f := range faults {
			if !slices.ContainsFunc(h.having(f), func(o Mount) bool { return o.Mock == m.Mock }) {
				continue
			}
			if f.Route != "" {
				f.Route, _ = cutPath(f.Route, m.Prefix)
			}
			own = append(own, f)
		}
		if err := m.Mock.SetFaults(session, own...); err != nil {
			return err
		}
	}
	if session != "" {
		h.state.narrowed(session)
	}
	return nil
}
