package control

import "net/http"

// A Reloaded says what reading everything again has changed.
type Reloaded struct {
	Documents []ReloadedDocument `json:"documents"`
	// Lost is what was set while the mock ran and has no place any more, a
	// sentence each.
	Lost []string `json:"lost"`
}

// A ReloadedDocument is one of the documents that are served.
type ReloadedDocument struct {
	Document string   `json:"document"`
	Changed  bool     `json:"changed"` // it is served anew; the rest is about those
	Routes   int      `json:"routes"`
	Added    []string `json:"added"` // routes
	Removed  []string `json:"removed"`
	// Connections are open and began with the document before; with --reload
	// keep they go on with it.
	Connections int `json:"connections"`
}

// postReload reads documents and behavior file again. Where they cannot be
// served, what was there before stays.
func (h *Handler) postReload(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	var body struct{}
	if err := readBody(w, r, &body); err != nil {
		return err
	}
	if h.opts.Reload == nil {
		return newProblem(http.StatusNotFound, "reload-unknown", "This mock cannot read its documents again.")
	}
	done, findings, err := h.opts.Reload(r.Context())
	if err != nil {
		return unprocessable("reload-refused", "Still serving what was there before: %v.", err).
			hinting("mend what the findings name, and reload again").finding(findings)
	}
	return answer(w, http.StatusOK, done)
}
