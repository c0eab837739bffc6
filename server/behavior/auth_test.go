package behavior_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"asyncmock/server"
)

// TestAuthPlaces: a token in query, header, cookie or subprotocol; all others
// get 401.
func TestAuthPlaces(t *testing.T) {
	b := serve(t, document, `
auth: [{route: /desk, tokens: [s3cret], query: token, header: Authorization, cookie: sid, subprotocol: true}]
rules: [{when: {text: ping}, then: [{reply: pong}]}]
`)
	for _, c := range []struct {
		path, header string
		status       int
	}{
		{"/desk", "", 401},
		{"/desk?token=s3cret", "", 101},
		{"/desk?token=other", "", 401},
		{"/desk", "Authorization: Bearer s3cret", 101},
		{"/desk", "Authorization: s3cret", 101},
		{"/desk", "Authorization: Bearer other", 401},
		{"/desk", "Cookie: sid=s3cret", 101},
		{"/desk", "Cookie: other=s3cret", 401},
		{"/desk", "Sec-WebSocket-Protocol: bearer, s3cret", 101},
		{"/desk", "Sec-WebSocket-Protocol: chat.v1, bearer, s3cret", 101},
		{"/desk", "Sec-WebSocket-Protocol: bearer, other", 401},
		{"/desk", "Sec-WebSocket-Protocol: s3cret, bearer", 401},
		{"/hall/red", "", 101},
	} {
		headers := []string{}
		if c.header != "" {
			headers = append(headers, c.header)
		}
		client, status := b.try(c.path, headers...)
		if status != c.status {
			t.Errorf("%s %s: got %d, want %d", c.path, c.header, status, c.status)
		}
		if client != nil {
			client.say("ping").hears("pong")
		}
	}
	resp, err := http.Post(b.url+"/desk", "application/json", nil)
	if err != nil || resp.StatusCode != 401 {
		t.Errorf("POST: got %v %v, want 401", resp, err)
	}
}

// TestAuthDecides: where the file says who is let in, nothing of what the
// document would like is missing.
func TestAuthDecides(t *testing.T) {
	const secured = `
asyncapi: 3.0.0
info: {title: Vault, version: '1'}
servers: {s: {host: vault.example, protocol: ws, security: [{type: httpApiKey, name: key, in: query}]}}
channels: {vault: {address: /vault, messages: {open: {payload: {type: string}}}}}
operations: {take: {action: receive, channel: {$ref: '#/channels/vault'}}}
`
	for file, notes := range map[string]int{"auth: [{tokens: [s3cret], header: Authorization}]": 0, "": 1} {
		b := serve(t, secured, file)
		b.dial("/vault", "Authorization: Bearer s3cret")
		e := b.event("connect", func(e server.Event) bool { return e.Kind == server.EventConnect })
		if len(e.Findings) != notes {
			t.Errorf("%q: got %v, want %d notes", file, e.Findings, notes)
		}
	}
}

// TestAuthRefusals: another status, or a close code that browsers can see.
func TestAuthRefusals(t *testing.T) {
	b := serve(t, document, `
auth:
  - {route: /desk, tokens: [a], query: token, refuse: 403}
  - {route: hall, tokens: [a], query: token, close: {code: 4003, reason: no token}}
`)
	if _, status := b.try("/desk"); status != 403 {
		t.Errorf("got %d, want 403", status)
	}
	b.dial("/hall/red").closed(4003, "no token")
}

// TestAuthSaysWhatItWants: who is refused hears where a token or a ticket is
// looked for, and the log has it, also where tickets are fetched.
func TestAuthSaysWhatItWants(t *testing.T) {
	b := serve(t, document, `
auth:
  - {route: /desk, tokens: [a], query: key, header: Authorization, cookie: sid, subprotocol: true, ticket: {path: /tickets}}
`)
	for method, wants := range map[string]string{
		"GET /desk": "the behavior file wants a good token in the header Authorization or the cookie sid or the query key key " +
			"or Sec-WebSocket-Protocol: bearer, TOKEN, or an unused ticket in the query key ticket",
		"POST /tickets": "a ticket is for those who present a token in the header Authorization or the cookie sid",
		"PUT /tickets":  "Tickets are fetched by POST.",
	} {
		verb, path, _ := strings.Cut(method, " ")
		r, _ := http.NewRequest(verb, b.url+path, nil)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		var problem struct{ Detail, Code string }
		err = json.NewDecoder(resp.Body).Decode(&problem)
		resp.Body.Close()
		if kind := resp.Header.Get("Content-Type"); err != nil || kind != "application/problem+json" || problem.Code == "" {
			t.Errorf("%s: got %s %v, want a problem", method, kind, err)
		}
		if problem.Detail != wants {
			t.Errorf("%s: got %q, want %q", method, problem.Detail, wants)
		}
		b.event("refusal "+wants, func(e server.Event) bool { return e.Kind == server.EventRefuse && e.Text == wants })
	}
}

// TestAuthFirstMessage: in time and right, or the end; nothing is said before.
func TestAuthFirstMessage(t *testing.T) {
	b := serve(t, document, `
auth:
  - route: /desk
    first: {json: {/token: s3cret}, then: [{reply: {text: welcome, validate: off}}]}
rules:
  - {route: /desk, on: connect, validate: off, then: [{reply: hello}]}
  - {when: {text: ping}, then: [{reply: pong}]}
`)
	b.dial("/desk").say("ping").closed(4002, "")
	b.dial("/desk").say(`{"token":"other"}`).closed(4002, "")
	b.dial("/desk").say(`{"token":"s3cret"}`).hears("welcome", "hello").say("ping").hears("pong")
	resp, err := http.Post(b.url+"/desk", "application/json", nil)
	if err != nil || resp.StatusCode != 401 {
		t.Errorf("POST: got %v %v, want 401", resp, err)
	}
	late := serve(t, document, `
auth:
  - {route: /desk, first: {json: {/token: s3cret}, within: 20ms, late: {code: 4010, reason: late}}}
  - {route: hall, first: {json: {/token: s3cret}, within: 20ms}}
`)
	late.dial("/desk").closed(4010, "late")
	late.dial("/hall/red").closed(4001, "")
}

// TestTickets: fetched by POST with a token, good once.
func TestTickets(t *testing.T) {
	b := serve(t, document, `
auth: [{route: /desk, tokens: [s3cret], header: X-Key, ticket: {path: /login/ticket, query: t, within: 10s}}]
rules: [{when: {text: ping}, then: [{reply: pong}]}]
`)
	fetch := func(method, key string) (int, string) {
		r, _ := http.NewRequest(method, b.url+"/login/ticket", nil)
		r.Header.Set("X-Key", key)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		var body struct{ Ticket string }
		json.NewDecoder(resp.Body).Decode(&body)
		return resp.StatusCode, body.Ticket
	}
	if status, _ := fetch("POST", "other"); status != 401 {
		t.Errorf("got %d, want 401", status)
	}
	if status, _ := fetch("GET", "s3cret"); status != 405 {
		t.Errorf("got %d, want 405", status)
	}
	_, ticket := fetch("POST", "s3cret")
	if e := b.event("ticket", func(e server.Event) bool { return e.Text == "a ticket was issued" }); e.Path != "/login/ticket" || len(e.Payload) > 0 {
		t.Errorf("got %+v", e)
	}
	if c, status := b.try("/desk?t=" + ticket); c == nil {
		t.Fatalf("refused with %d", status)
	} else {
		c.say("ping").hears("pong")
	}
	for _, used := range []string{ticket, "", "made-up"} {
		if _, status := b.try("/desk?t=" + used); status != 401 {
			t.Errorf("ticket %q: got %d, want 401", used, status)
		}
	}
	b.mu.Lock()
	told := slices.Clone(b.events)
	b.mu.Unlock()
	for _, e := range told {
		if strings.Contains(e.Text, ticket) {
			t.Errorf("the log tells a ticket: %s", e.Text)
		}
	}
	b.event("refusal", func(e server.Event) bool { return e.Kind == server.EventRefuse && e.Code == 401 })

	// A ticket is good for a time only.
	short := serve(t, document, "auth: [{route: /desk, ticket: {path: /ticket, within: 1ms}}]")
	resp, err := http.Post(short.url+"/ticket", "application/json", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var body struct{ Ticket string }
	if json.NewDecoder(resp.Body).Decode(&body); body.Ticket == "" {
		t.Fatal("no ticket")
	}
	time.Sleep(2 * time.Millisecond)
	if _, status := short.try("/desk?ticket=" + body.Ticket); status != 401 {
		t.Errorf("a ticket after its time: got %d, want 401", status)
	}
}
