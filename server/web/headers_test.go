package web_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"asyncmock/server"
)

// depot answers with headers, has two messages that only their headers tell
// apart, and one whose headers no server may send.
const depot = `
asyncapi: 3.0.0
info: {title: Depot, version: 1.0.0}
x-asyncmock: {role: application}
servers: {rest: {host: depot.test, protocol: http}}
channels:
  orders:
    address: /orders
    messages:
      order:
        correlationId: {location: '$message.header#/x-correlation-id'}
        headers:
          type: object
          additionalProperties: false
          required: [X-Correlation-Id, x-try]
          properties:
            X-Correlation-Id: {type: string, maxLength: 20}
            x-try: {type: integer, maximum: 5}
            x-urgent: {type: boolean}
            x-lines: {type: array, items: {type: integer}}
            x-api-token: {type: string}
        payload: {type: object, required: [item], properties: {item: {type: string}}}
      receipt:
        correlationId: {location: '$message.header#/x-correlation-id'}
        headers:
          type: object
          required: [X-Correlation-ID, x-weight, x-stops]
          properties:
            X-Correlation-ID: {type: string}
            x-weight: {type: number, minimum: 1, maximum: 2}
            x-stops: {type: array, minItems: 2, maxItems: 2, items: {enum: [A, B]}}
        payload: {type: object, required: [done], properties: {done: {const: true}}}
  doors:
    address: /doors
    messages:
      opened: {headers: {type: object, required: [kind], properties: {kind: {const: opened}}}, payload: {$ref: '#/components/schemas/door'}}
      shut: {headers: {type: object, required: [kind], properties: {kind: {const: shut}}}, payload: {$ref: '#/components/schemas/door'}}
  state:
    address: /state
    messages:
      state:
        correlationId: {location: '$message.header#/trace'}
        headers:
          type: object
          required: [trace, shelf, Content-Length, Set-Cookie, transfer-encoding, 'a b', split]
          properties:
            trace: {type: string, format: uuid}
            shelf: {type: string}
            Content-Length: {const: 3}
            Set-Cookie: {const: a=b}
            transfer-encoding: {const: chunked}
            'a b': {const: x}
            split: {const: "x\r\nSet-Cookie: a=b"}
        payload: {type: object, required: [open], properties: {open: {type: boolean}}}
        examples:
          - name: first
            headers: {trace: 7b7e1f3c-6d5a-4c0e-9a4b-0f1e2d3c4b5a, shelf: A4, Content-Length: 3, Set-Cookie: a=b, transfer-encoding: chunked, 'a b': x, split: "x\r\nSet-Cookie: a=b"}
            payload: {open: true}
operations:
  take:
    action: receive
    channel: {$ref: '#/channels/orders'}
    messages: [{$ref: '#/channels/orders/messages/order'}]
    reply: {channel: {$ref: '#/channels/orders'}, messages: [{$ref: '#/channels/orders/messages/receipt'}]}
  hear: {action: receive, channel: {$ref: '#/channels/doors'}}
  tell: {action: send, channel: {$ref: '#/channels/state'}}
components:
  schemas:
    door: {type: object, required: [door], properties: {door: {type: integer}}}
`

func openDepot(t *testing.T) *site { return open(t, nil, [2]string{"", depot}) }

// latest returns the latest event of a kind.
func (s *site) latest(kind server.EventKind) (found server.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.events {
		if e.Kind == kind {
			found = e
		}
	}
	return found
}

// TestMSG_5_RequestHeaders: the headers of a POST are those of its message:
// read whatever the case of their names, as the types of their schema.
func TestMSG_5_RequestHeaders(t *testing.T) {
	s := openDepot(t)
	for _, c := range []struct {
		name     string
		headers  []string
		pointers []string // of findings
	}{
		{"all there", []string{"x-correlation-ID: c1", "X-Try: 2", "X-URGENT: true", "x-lines: 1, 2", "X-Other: 3"}, nil},
		{"repeated", []string{"x-correlation-id: c1", "x-try: 2", "x-lines: 1", "x-lines: 2"}, nil},
		{"none", nil, []string{""}},
		{"no number", []string{"x-correlation-id: c1", "x-try: often"}, []string{"/x-try"}},
		{"too large", []string{"x-correlation-id: c1", "x-try: 6"}, []string{"/x-try"}},
		{"several", []string{"x-correlation-id: " + strings.Repeat("c", 21), "x-try: 1", "x-urgent: perhaps", "x-lines: a"},
			[]string{"/X-Correlation-Id", "/x-lines/0", "/x-urgent"}},
	} {
		got := s.post("/orders", `{"item":"saw"}`, c.headers...)
		var at []string
		if got.status == 422 {
			for _, f := range got.problem(t).Findings {
				if f.Code != "headers-invalid" || !strings.HasPrefix(f.Summary, "headers: ") {
					t.Errorf("%s: finding %+v", c.name, f)
				}
				at = append(at, f.Instance)
			}
		}
		slices.Sort(at)
		if at = slices.Compact(at); !slices.Equal(at, c.pointers) {
			t.Errorf("%s: got %d with findings at %q, want %q: %s", c.name, got.status, at, c.pointers, got.body)
		}
	}
	both := s.post("/orders", `{}`, "x-correlation-id: c1")
	if n := len(both.problem(t).Findings); n != 2 {
		t.Errorf("payload and headers wrong: got %d findings: %s", n, both.body)
	}
}

// TestCOR_1_Headers: the correlation id goes from the request's headers to
// those of the response, with the others that the reply's schema asks for.
func TestCOR_1_Headers(t *testing.T) {
	s := openDepot(t)
	got := s.post("/orders", `{"item":"saw"}`, "x-correlation-id: c-42", "x-try: 2", "x-api-token: hush", "Origin: http://localhost:3000")
	if got.status != 200 || !strings.Contains(got.body, `"done":true`) {
		t.Fatalf("got %d %s", got.status, got.body)
	}
	if id := got.header.Values("X-Correlation-Id"); !slices.Equal(id, []string{"c-42"}) {
		t.Errorf("correlation id %q, want that of the request", id)
	}
	if w := got.header.Get("X-Weight"); !regexp.MustCompile(`^(1(\.\d+)?|2(\.0+)?)$`).MatchString(w) {
		t.Errorf("X-Weight %q, want a number from 1 to 2", w)
	}
	if stops := got.header.Get("X-Stops"); !regexp.MustCompile(`^[AB], [AB]$`).MatchString(stops) {
		t.Errorf("X-Stops %q, want a list of two", stops)
	}
	if shown := strings.Join(got.header.Values("Access-Control-Expose-Headers"), ","); !strings.Contains(strings.ToLower(shown), "x-correlation-id") {
		t.Errorf("a page of another origin may read %q only", shown)
	}
	var headers map[string]any
	sent, received := s.latest(server.EventSend), s.latest(server.EventReceive)
	if json.Unmarshal(sent.Headers, &headers) != nil || headers["X-Correlation-ID"] != "c-42" {
		t.Errorf("the event of the reply has headers %s", sent.Headers)
	}
	if want := `{"X-Correlation-Id":"c-42","x-api-token":"[redacted]","x-try":2}`; string(received.Headers) != want {
		t.Errorf("the event of the request has headers %s, want %s", received.Headers, want)
	}
}

// TestMSG_5_HeadersTellApart: of messages with one payload schema, the headers
// say which it is.
func TestMSG_5_HeadersTellApart(t *testing.T) {
	s := openDepot(t)
	for _, kind := range []string{"shut", "opened", "shut"} {
		if got := s.post("/doors", `{"door":3}`, "Kind: "+kind); got.status != 202 {
			t.Errorf("%s: got %d %s", kind, got.status, got.body)
		}
		e := s.latest(server.EventReceive)
		if e.Message != kind || len(e.Findings) > 0 {
			t.Errorf("%s was taken for %s: %v", kind, e.Message, e.Findings)
		}
	}
	if got := s.post("/doors", `{"door":3}`, "Kind: ajar"); got.status != 422 || got.problem(t).Findings[0].Instance != "/kind" {
		t.Errorf("ajar: got %d %s", got.status, got.body)
	}
}

// TestREL_HS_11_MessageHeaders: a document cannot make a response of its own
// out of headers; what is left out is said. COR_2: the id is fresh each time.
func TestREL_HS_11_MessageHeaders(t *testing.T) {
	s := openDepot(t)
	ids := map[string]bool{}
	for range 3 {
		got := s.get("/state")
		if got.status != 200 || got.body != `{"open":true}` || got.header.Get("Content-Length") != "13" {
			t.Fatalf("got %d %v %s", got.status, got.header, got.body)
		}
		if got.header.Get("Shelf") != "A4" {
			t.Errorf("Shelf %q, want that of the example", got.header.Get("Shelf"))
		}
		for _, name := range []string{"Set-Cookie", "Transfer-Encoding", "A b", "Split"} {
			if v, ok := got.header[name]; ok {
				t.Errorf("the response has %s: %q", name, v)
			}
		}
		ids[got.header.Get("Trace")] = true
	}
	if len(ids) != 3 || ids["7b7e1f3c-6d5a-4c0e-9a4b-0f1e2d3c4b5a"] || ids[""] {
		t.Errorf("correlation ids %v, want three new ones", ids)
	}
	if e := s.latest(server.EventSend); strings.Contains(string(e.Headers), "Cookie") || !strings.Contains(string(e.Headers), "shelf") {
		t.Errorf("the event has headers %s", e.Headers)
	}
	var told []string
	for _, d := range s.latest(server.EventNote).Findings {
		told = append(told, d.Instance)
	}
	if want := []string{"/Content-Length", "/Set-Cookie", "/a b", "/split", "/transfer-encoding"}; !slices.Equal(told, want) {
		t.Errorf("told of %q, want %q", told, want)
	}
}

// TestMSG_5_NoHeadersOnWebSocket: frames carry none, so none is missed.
func TestMSG_5_NoHeadersOnWebSocket(t *testing.T) {
	s := openDepot(t)
	socket := s.socket("/orders")
	socket.say(`{"item":"saw"}`)
	if reply, _ := socket.hear(); !strings.Contains(string(reply), `"done":true`) {
		t.Errorf("got %q", reply)
	}
	if e := s.latest(server.EventReceive); !e.Valid || e.Headers != nil {
		t.Errorf("the event says valid %t, headers %s", e.Valid, e.Headers)
	}
}
