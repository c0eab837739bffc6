package control

import (
	"bytes"
	"encoding/json"
	"net/http"

	"asyncmock/server"
)

// maxVariableName is how long the name of a variable may be, in bytes.
const maxVariableName = 200

// Variables of rules. What is set is data: nothing in it is evaluated.

type sharedVariables struct {
	Document string         `json:"document"`
	Global   map[string]any `json:"global"`
	Data     map[string]any `json:"data"`
}

type ownVariables struct {
	Connection string         `json:"connection"`
	Session    string         `json:"session,omitempty"`
	Vars       map[string]any `json:"vars"`
}

// getVariables lists those that all share, and those of the connections.
func (h *Handler) getVariables(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, "session")
	if err != nil {
		return err
	}
	documents, connections := []sharedVariables{}, []ownVariables{}
	for _, m := range h.serving() {
		documents = append(documents, sharedVariables{
			Document: m.Document, Global: orNone(m.Mock.Variables(server.ScopeGlobal)), Data: orNone(m.Mock.Variables(server.ScopeData)),
		})
	}
	for _, c := range h.connections(q.Get("session")) {
		if vars := c.Variables(); vars != nil {
			connections = append(connections, ownVariables{Connection: c.Connection(), Session: c.Name(), Vars: vars})
		}
	}
	return answer(w, http.StatusOK, map[string]any{"documents": documents, "connections": connections})
}

// putVariable sets one: of all documents, or of all connections that
// ?session= leaves.
func (h *Handler) putVariable(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, "session")
	if err != nil {
		return err
	}
	var body struct {
		Value json.RawMessage `json:"value"`
	}
	if err := readBody(w, r, &body); err != nil {
		return err
	}
	if body.Value == nil {
		return badRequest("body-invalid", `"value" is missing.`)
	}
	var value any
	dec := json.NewDecoder(bytes.NewReader(body.Value))
	dec.UseNumber()
	if err := dec.Decode(&value); err != nil {
		return badRequest("body-invalid", "The value cannot be read.")
	}
	scope, name := server.Scope(r.PathValue("scope")), r.PathValue("name")
	if len(name) > maxVariableName {
		return unprocessable("variable-refused", "The name of the variable has %d bytes; %d are the most.", len(name), maxVariableName)
	}
	set, err := h.setters(scope, q.Get("session"))
	if err != nil {
		return err
	}
	for _, each := range set {
		if err := each(name, value); err != nil {
			return unprocessable("variable-refused", "%v.", err)
		}
	}
	return answer(w, http.StatusOK, map[string]int{"set": len(set)})
}

// setters returns what sets a variable of the scope, once for each holder.
func (h *Handler) setters(scope server.Scope, session string) (list []func(string, any) error, err error) {
	switch scope {
	case server.ScopeVars:
		for _, c := range h.connections(session) {
			if c.Variables() != nil {
				list = append(list, c.SetVariable)
			}
		}
	case server.ScopeGlobal, server.ScopeData:
		if session != "" {
			return nil, badRequest("scope-shared", "Variables of the scope %q are shared by all sessions.", scope)
		}
		for _, m := range h.opts.Mounts() {
			list = append(list, func(name string, value any) error { return m.Mock.SetVariable(scope, name, value) })
		}
	default:
		return nil, newProblem(http.StatusNotFound, "scope-unknown", "Variables have the scope vars, global or data.")
	}
	return list, nil
}

func orNone(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}
