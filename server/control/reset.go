package control

import "net/http"

// postReset makes the mock what it was when it began, for everybody or for
// ?session= alone. Connections stay open; the numbers of the journal go on.
func (h *Handler) postReset(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, "session")
	if err != nil {
		return err
	}
	var body struct{}
	if err := readBody(w, r, &body); err != nil {
		return err
	}
	session := q.Get("session")
	for _, m := range h.opts.Mounts() {
		m.Mock.ResetFaults(session)
		m.Mock.ResetRules(session)
		if session == "" {
			m.Mock.ResetVariables()
		}
	}
	for _, c := range h.connections(session) {
		c.ResetRules()
	}
	h.expectations.forget(func(x *expectation) bool { return session == "" || x.session == session })
	h.overrides.remove(func(o *override) bool { return session == "" || o.Session == session })
	h.tally.reset(session)
	at := h.opts.Journal.Last()
	h.state.raise(session, at)
	return answer(w, http.StatusOK, map[string]uint64{"after": at})
}
