package behavior

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"asyncmock/server"
	"asyncmock/spec"
)

// The close codes of the WebSocket guide: who did not say who they are in
// time, and whose word is not good.
const (
	codeLate  = 4001
	codeWrong = 4002
)

// greetingTime is how long a first message may take.
const greetingTime = 5 * time.Second

// auth compiles an entry and gives it to its routes.
func (c *compiler) auth(n *spec.Node, script *server.Script) {
	c.rule = &draft{}
	e := &server.Entry{}
	k := &keyring{tokens: textsOf(n.Get("tokens"))}
	k.read(n)
	if t := n.Get("ticket"); t != nil {
		k.tickets = newTickets(t)
		e.Tickets = t.Get("path").Str()
		script.Endpoints = append(script.Endpoints, k.desk(e.Tickets))
	}
	if k.asks() {
		e.Accept, e.Wants, e.Secrets = k.accepts, k.wants(), k.secrets()
	}
	e.Status, _ = n.Get("refuse").AsInt()
	if n.Has("close") {
		e.Close, e.Reason = c.farewell(n.Get("close"), codeLate)
	}
	if first := n.Get("first"); first != nil {
		e.First = c.greeting(first)
	}
	for _, i := range c.placesOf(n) {
		if of(script, i).Entry != nil {
			c.wrong(n, "behavior-key", "two entries are for "+c.routes[i].Path, "write one, with all places of a token in it")
			return
		}
		script.Routes[i].Entry = e
	}
}

// greeting compiles what the first message must be.
func (c *compiler) greeting(n *spec.Node) []server.Action {
	e := &server.Expectation{When: c.condition(n), Within: everyOr(n.Get("within"), greetingTime)}
	e.Else = []server.Action{c.ends(n.Get("late"), codeLate)}
	e.Other = []server.Action{c.ends(n.Get("wrong"), codeWrong)}
	expects := server.ActionFunc(func(m *server.Moment) error {
		m.Expect(e)
		return nil
	})
	return append([]server.Action{expects}, c.actions(n.Get("then"))...)
}

// ends compiles the end of a connection.
func (c *compiler) ends(n *spec.Node, usual int) server.Action {
	code, reason := c.farewell(n, usual)
	return server.ActionFunc(func(m *server.Moment) error {
		m.Close(code, reason)
		return nil
	})
}

func (c *compiler) farewell(n *spec.Node, usual int) (code int, reason string) {
	if code, ok := n.AsInt(); ok {
		return code, ""
	}
	if code, ok := n.Get("code").AsInt(); ok {
		usual = code
	}
	return usual, n.Get("reason").Str()
}

// A keyring knows where clients may present a token, and which are good.
type keyring struct {
	tokens                []string // none: any
	query, header, cookie string
	subprotocol           bool
	tickets               *tickets
}

func (k *keyring) read(n *spec.Node) {
	k.query, k.header, k.cookie = n.Get("query").Str(), n.Get("header").Str(), n.Get("cookie").Str()
	k.subprotocol = n.Get("subprotocol").True()
}

// asks reports whether the handshake must present something.
func (k *keyring) asks() bool {
	return k.query != "" || k.header != "" || k.cookie != "" || k.subprotocol || k.tickets != nil
}

// wants says where a token or a ticket is looked for.
func (k *keyring) wants() string {
	places := k.plain()
	if k.query != "" {
		places = append(places, "the query key "+k.query)
	}
	if k.subprotocol {
		places = append(places, "Sec-WebSocket-Protocol: bearer, TOKEN")
	}
	var wants []string
	if len(places) > 0 {
		wants = append(wants, "a good token in "+strings.Join(places, " or "))
	}
	if k.tickets != nil {
		wants = append(wants, "an unused ticket in the query key "+k.tickets.query)
	}
	return strings.Join(wants, ", or ")
}

// plain are the places that plain requests have as well.
func (k *keyring) plain() (places []string) {
	if k.header != "" {
		places = append(places, "the header "+k.header)
	}
	if k.cookie != "" {
		places = append(places, "the cookie "+k.cookie)
	}
	return places
}

// secrets are the names of what must not be written down.
func (k *keyring) secrets() []string {
	names := []string{k.query, k.header}
	if k.tickets != nil {
		names = append(names, k.tickets.query)
	}
	return slices.DeleteFunc(names, func(name string) bool { return name == "" })
}

// accepts reports whether one of the places has a good token.
func (k *keyring) accepts(h *server.Handshake) bool {
	return k.query != "" && k.good(h.Query.Get(k.query)) || k.presents(h) ||
		k.subprotocol && k.good(bearer(h.Header)) ||
		k.tickets != nil && k.tickets.take(h.Query.Get(k.tickets.query))
}

// presents looks where plain requests have tokens as well.
func (k *keyring) presents(h *server.Handshake) bool {
	if k.header != "" {
		value := h.Header.Get(k.header)
		if _, rest, ok := strings.Cut(value, " "); k.good(value) || ok && k.good(strings.TrimSpace(rest)) {
			return true
		}
	}
	if k.cookie == "" {
		return false
	}
	r := http.Request{Header: h.Header}
	c, err := r.Cookie(k.cookie)
	return err == nil && k.good(c.Value)
}

func (k *keyring) good(token string) bool {
	return token != "" && (len(k.tokens) == 0 || slices.Contains(k.tokens, token))
}

// bearer reads Sec-WebSocket-Protocol: bearer, TOKEN; the application's own
// subprotocols may stand around them.
func bearer(h http.Header) string {
	offers := strings.Split(strings.Join(h.Values("Sec-WebSocket-Protocol"), ","), ",")
	for i := range len(offers) - 1 {
		if strings.EqualFold(strings.TrimSpace(offers[i]), "bearer") {
			return strings.TrimSpace(offers[i+1])
		}
	}
	return ""
}

// Tickets are good once, for a time. Those that nobody used are forgotten.
type tickets struct {
	query  string
	within time.Duration

	mu   sync.Mutex
	ends map[string]time.Time
}

// maxTickets is how many are good at a time.
const maxTickets = 10_000

func newTickets(n *spec.Node) *tickets {
	t := &tickets{query: "ticket", within: everyOr(n.Get("within"), 30*time.Second), ends: map[string]time.Time{}}
	if n.Has("query") {
		t.query = n.Get("query").Str()
	}
	return t
}

// desk is where tickets are fetched.
func (k *keyring) desk(path string) *server.Endpoint {
	return &server.Endpoint{Path: path, Answer: func(method string, h *server.Handshake) ([]byte, *server.Refusal) {
		switch {
		case method != http.MethodPost:
			return nil, &server.Refusal{
				Status: http.StatusMethodNotAllowed, Code: "method-not-allowed", Header: http.Header{"Allow": {http.MethodPost}},
				Detail: "Tickets are fetched by POST.",
			}
		case (k.header != "" || k.cookie != "") && !k.presents(h):
			return nil, &server.Refusal{
				Status: http.StatusUnauthorized, Code: "credentials-missing", Title: "Credentials are missing or wrong",
				Detail: "a ticket is for those who present a token in " + strings.Join(k.plain(), " or "),
			}
		}
		ticket, ok := k.tickets.issue()
		if !ok {
			return nil, &server.Refusal{
				Status: http.StatusTooManyRequests, Code: "too-many-tickets", Detail: "Too many tickets are unused.",
			}
		}
		body, _ := json.Marshal(map[string]any{"ticket": ticket, "expiresIn": k.tickets.within.Seconds()})
		return body, nil
	}}
}

func (t *tickets) issue() (string, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	if len(t.ends) >= maxTickets {
		for ticket, end := range t.ends {
			if end.Before(now) {
				delete(t.ends, ticket)
			}
		}
	}
	if len(t.ends) >= maxTickets {
		return "", false
	}
	ticket := rand.Text()
	t.ends[ticket] = now.Add(t.within)
	return ticket, true
}

// take uses a ticket up.
func (t *tickets) take(ticket string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	end, ok := t.ends[ticket]
	delete(t.ends, ticket)
	return ok && time.Now().Before(end)
}
