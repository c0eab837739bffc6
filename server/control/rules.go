package control

import (
	"fmt"
	"net/http"

	"asyncmock/server"
)

// A ruleView is a rule of one route as it is now.
type ruleView struct {
	Name     string `json:"name"`
	Document string `json:"document"`
	Route    string `json:"route"`
	On       string `json:"on"`
	Enabled  bool   `json:"enabled"`
	Calls    uint64 `json:"calls"`
}

// triggers are the words for what a rule waits for, by server.Trigger.
var triggers = [...]string{
	server.OnMessage: "message", server.OnConnect: "connect", server.OnDisconnect: "disconnect",
	server.OnIdle: "idle", server.OnTime: "time",
}

// getRules lists the rules of the behavior file, as they are for everybody or
// for ?session=.
func (h *Handler) getRules(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, "session")
	if err != nil {
		return err
	}
	list := []ruleView{}
	for _, m := range h.serving() {
		for _, rule := range m.Mock.Rules(q.Get("session")) {
			list = append(list, ruleView{
				Name: rule.Name, Document: m.Document, Route: m.Prefix + rule.Route,
				On: triggers[rule.When], Enabled: rule.On, Calls: rule.Calls,
			})
		}
	}
	return answer(w, http.StatusOK, map[string]any{"rules": list})
}

// putRule switches a rule on or off, for everybody or for ?session= alone.
func (h *Handler) putRule(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, "session")
	if err != nil {
		return err
	}
	var body struct {
		Enabled *bool `json:"enabled"`
	}
	if err := readBody(w, r, &body); err != nil {
		return err
	}
	if body.Enabled == nil {
		return badRequest("body-invalid", `"enabled" must be true or false.`)
	}
	found := false
	for _, m := range h.opts.Mounts() {
		set := m.Mock.SetRule(q.Get("session"), r.PathValue("name"), *body.Enabled)
		found = found || set && !m.Replaced
	}
	if !found {
		return h.ruleUnknown(r.PathValue("name"))
	}
	return answer(w, http.StatusOK, map[string]bool{"enabled": *body.Enabled})
}

// ruleUnknown is the answer to a name that no rule has.
func (h *Handler) ruleUnknown(name string) *problem {
	p := newProblem(http.StatusNotFound, "rule-unknown", fmt.Sprintf("No rule has the name %q.", name))
	if known := h.all(ruleNames); len(known) > 0 {
		return p.hinting(nearOf("rule", name, known))
	}
	return p.hinting(`rules get a name in the behavior file: "name: welcome"`)
}

// serving are the documents that are served, without those that were replaced.
func (h *Handler) serving() (list []Mount) {
	for _, m := range h.opts.Mounts() {
		if !m.Replaced {
			list = append(list, m)
		}
	}
	return list
}
