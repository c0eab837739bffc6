package control

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"unicode/utf8"

	"asyncmock/server"
)

// A proposal is a payload that could be pushed.
type proposal struct {
	Message       string          `json:"message"`
	Payload       json.RawMessage `json:"payload,omitempty"`
	PayloadBase64 []byte          `json:"payloadBase64,omitempty"`
}

// getProposal makes a payload of a message that keeps the contract.
func (h *Handler) getProposal(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, "session", "route", "message", "n")
	if err != nil {
		return err
	}
	if q.Get("route") == "" {
		return badRequest("query-invalid", "route is missing.").hinting("?route=/path&message=name says what is to be made")
	}
	n := uint64(0)
	if text := q.Get("n"); text != "" {
		if n, err = strconv.ParseUint(text, 10, 64); err != nil {
			return badRequest("query-invalid", "n is %q, it must be a number from 0.", text)
		}
	}
	f, err := h.propose(q.Get("route"), q.Get("message"), n)
	if err != nil {
		return err
	}
	out := proposal{Message: f.Name}
	switch text := f.Payload(); {
	case f.Binary || !utf8.Valid(text):
		out.PayloadBase64 = text
	case json.Valid(text):
		out.Payload = text
	default:
		out.Payload, _ = json.Marshal(string(text))
	}
	return answer(w, http.StatusOK, out)
}

func (h *Handler) propose(route, message string, n uint64) (*server.Frame, error) {
	for _, m := range h.opts.Mounts() {
		i := slices.IndexFunc(m.Mock.Routes(), func(r *server.Route) bool { return m.Prefix+r.Path == route })
		if m.Replaced || i < 0 {
			continue
		}
		f, err := m.Mock.Propose(m.Mock.Routes()[i], message, n)
		switch {
		case errors.Is(err, server.ErrNoMessage):
			return nil, unprocessable("message-unknown", "%s.", err)
		case err != nil:
			return nil, unprocessable("message-unmakeable", "%s.", err)
		}
		return f, nil
	}
	return nil, h.routeUnknown(route)
}
