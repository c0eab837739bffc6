package control

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"asyncmock/server"
	"asyncmock/spec"
)

// maxReplies is how many overrides wait at most.
const maxReplies = 1000

// An overriding is the body of a next-reply override: which message is
// answered, and how. Without then it gets no answer.
type overriding struct {
	Route   string `json:"route,omitempty"`
	Message string `json:"message,omitempty"`
	Accept  bool   `json:"accept,omitempty"`
	Then    []step `json:"then"`
}

// A step is one thing that the message gets.
type step struct {
	Message       string                     `json:"message,omitempty"`
	Example       string                     `json:"example,omitempty"`
	Set           map[string]json.RawMessage `json:"set,omitempty"`
	Payload       json.RawMessage            `json:"payload,omitempty"`
	PayloadBase64 []byte                     `json:"payloadBase64,omitempty"`
	Raw           bool                       `json:"raw,omitempty"`
	Close         *stepClose                 `json:"close,omitempty"`
	Drop          bool                       `json:"drop,omitempty"`
}

type stepClose struct {
	Code   int    `json:"code"`
	Reason string `json:"reason,omitempty"`
}

// An override is one that waits.
type override struct {
	ID      string `json:"id"`
	Session string `json:"session,omitempty"`
	overriding

	cancel []func() bool
}

// overrides are those that wait, the oldest first.
type overrides struct {
	mu   sync.Mutex
	last int
	list []*override
}

// remove drops those that are meant; they answer no more.
func (os *overrides) remove(meant func(*override) bool) (n int) {
	os.mu.Lock()
	defer os.mu.Unlock()
	os.list = slices.DeleteFunc(os.list, func(o *override) bool {
		if !meant(o) {
			return false
		}
		for _, cancel := range o.cancel {
			cancel()
		}
		n++
		return true
	})
	return n
}

// answer reads what a step says.
func (s *step) answer() (a server.Answer, err error) {
	switch {
	case s.Close != nil && s.Drop:
		return a, badRequest("step-invalid", "A connection is closed or dropped, not both.")
	case s.Close != nil:
		a.Close, a.Reason = s.Close.Code, s.Close.Reason
		err = checkClose(a.Close, a.Reason)
	case s.Drop:
		a.Close = codeDropped
	}
	if err != nil || a.Close != 0 && s.Message == "" && s.Payload == nil && s.PayloadBase64 == nil {
		return a, err
	}
	body := pushing{Message: s.Message, Example: s.Example, Set: s.Set, Payload: s.Payload, PayloadBase64: s.PayloadBase64, Raw: s.Raw}
	p, err := body.push()
	if err == nil {
		a.Push = *p
	}
	return a, err
}

// postReply lets the next message that fits be answered otherwise, once.
func (h *Handler) postReply(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, "session")
	if err != nil {
		return err
	}
	var body overriding
	if err := readBody(w, r, &body); err != nil {
		return err
	}
	answers := make([]server.Answer, len(body.Then))
	for i := range body.Then {
		if answers[i], err = body.Then[i].answer(); err != nil {
			return err
		}
		if err := h.sayable(body.Route, &answers[i].Push); err != nil {
			return err
		}
	}
	if body.Route != "" && !h.hasRoute(body.Route) {
		return h.routeUnknown(body.Route)
	}
	if err := h.knows(&filter{message: body.Message}); err != nil {
		return err
	}
	o, err := h.override(q.Get("session"), body, answers)
	if err != nil {
		return err
	}
	return answer(w, http.StatusCreated, o)
}

// override lets every document wait for the message; one of them answers.
func (h *Handler) override(session string, body overriding, answers []server.Answer) (*override, error) {
	os := &h.overrides
	os.mu.Lock()
	defer os.mu.Unlock()
	if len(os.list) == maxReplies {
		return nil, unprocessable("too-many", "%d replies wait already; that is the most.", maxReplies)
	}
	os.last++
	o := &override{ID: "r" + strconv.Itoa(os.last), Session: session, overriding: body}
	if o.Then == nil {
		o.Then = []step{}
	}
	shared := &server.Shot{}
	for _, m := range h.serving() {
		route := body.Route
		if route != "" {
			rest, ok := cutPath(route, m.Prefix)
			if !ok || !m.hasRoute(rest) {
				continue
			}
			route = rest
		}
		o.cancel = append(o.cancel, m.Mock.Intercept(&server.Interception{
			Session: session, Route: route, Message: body.Message, Accept: body.Accept, Shot: shared,
			Answers: func(server.Received) []server.Answer {
				h.answered(o)
				return answers
			},
		}))
	}
	os.list = append(os.list, o)
	return o, nil
}

// answered forgets an override that is done.
func (h *Handler) answered(o *override) {
	h.overrides.mu.Lock()
	defer h.overrides.mu.Unlock()
	h.overrides.list = slices.DeleteFunc(h.overrides.list, func(other *override) bool { return other == o })
}

// sayable refuses what no route could say: it would only be noted when it is
// too late.
func (h *Handler) sayable(route string, p *server.Push) error {
	if p.Raw || p.Message == "" && p.Payload == nil {
		return nil
	}
	var findings spec.Diagnostics
	for _, m := range h.serving() {
		for _, r := range m.Mock.Routes() {
			rest, ok := cutPath(route, m.Prefix)
			if route != "" && (!ok || rest != r.Path && !m.answers(rest, r)) {
				continue
			}
			wrong := r.Judge(&server.Body{Message: p.Message, Example: p.Example, Fields: p.Set, Data: p.Payload, Binary: p.Binary})
			if len(wrong) == 0 {
				return nil
			}
			findings = append(findings, wrong...)
		}
	}
	if len(findings) == 0 {
		return nil // there is no such route, which is told elsewhere
	}
	return unprocessable("message-invalid", "The reply breaks the contract.").
		hinting(`"raw": true sends it all the same`).finding(findings)
}

// getReplies lists what waits.
func (h *Handler) getReplies(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, "session")
	if err != nil {
		return err
	}
	list := []*override{}
	h.overrides.mu.Lock()
	for _, o := range h.overrides.list {
		if session := q.Get("session"); session == "" || o.Session == session {
			list = append(list, o)
		}
	}
	h.overrides.mu.Unlock()
	return answer(w, http.StatusOK, map[string]any{"replies": list})
}

// deleteReply lets one wait no more.
func (h *Handler) deleteReply(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	if h.overrides.remove(func(o *override) bool { return o.ID == r.PathValue("id") }) == 0 {
		return newProblem(http.StatusNotFound, "reply-unknown", "No such reply waits.")
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
