package control

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// TestOpenAPI_IsTheAPI: what is described is there, and what is there is
// described; the listener answers what anybody may ask.
func TestOpenAPI_IsTheAPI(t *testing.T) {
	var described, there []string
	for path, item := range description(t).Paths.Map() {
		for method, op := range item.Operations() {
			if op.Security == nil { // anybody may ask, says the listener
				described = append(described, method+" "+strings.TrimPrefix(path, "/"))
			}
		}
	}
	for _, e := range endpoints() {
		there = append(there, e.method+" "+e.path)
	}
	slices.Sort(described)
	slices.Sort(there)
	if !slices.Equal(described, there) {
		t.Errorf("described:\n%s\nthere:\n%s", strings.Join(described, "\n"), strings.Join(there, "\n"))
	}
	d := newDesk(t)
	if got := d.ask("GET openapi.yaml", nil); got.status != 200 || string(got.body) != string(openAPI) {
		t.Errorf("got %d", got.status)
	}
}

func TestUnknown(t *testing.T) {
	d := newDesk(t)
	d.ask("GET nothing", nil).refused(404, "path-unknown")
	got := d.ask("DELETE push", nil)
	got.refused(405, "method-not-allowed")
	if allow := got.header.Get("Allow"); allow != "POST" {
		t.Errorf("Allow: %q", allow)
	}
	d.ask("GET connections?sesion=x", nil).refused(400, "query-unknown")
	d.ask("GET connections?session=x&session=y", nil).refused(400, "query-invalid")
	d.ask("GET connections?%zz", nil).refused(400, "query-invalid")
}

func TestRoutes(t *testing.T) {
	d := newDesk(t)
	v := d.ask("GET routes", nil).want(200)
	documents := v["documents"].([]any)
	routes := documents[0].(map[string]any)["routes"].([]any)
	if len(documents) != 1 || len(routes) != 2 {
		t.Fatalf("got %v", v)
	}
	if got := routes[1].(map[string]any)["url"]; got != "ws://127.0.0.1:8080/news" {
		t.Errorf("got %v", got)
	}
}

func TestConnections(t *testing.T) {
	d := newDesk(t)
	alice, bob := d.connect("/talk/red?__session=alice"), d.connect("/talk/red")
	alice.say(`{"kind":"ask"}`)
	alice.say(`{"kind":"what"}`)
	list := d.ask("GET connections", nil).want(200)["connections"].([]any)
	if len(list) != 2 {
		t.Fatalf("got %v", list)
	}
	first := list[0].(map[string]any)
	if got := fmt.Sprint(first["id"], first["session"], first["route"], first["path"], first["parameters"], first["received"], first["wrong"], first["sent"]); got != "ws-1alice/talk/{room}/talk/redmap[room:red] 2 1 1" {
		t.Errorf("got %s", got)
	}
	for query, want := range map[string]int{"?session=alice": 1, "?session=carol": 0, "?route=/news": 0, "?route=/talk/red": 2, "?route=/talk/{room}": 2} {
		if got := d.ask("GET connections"+query, nil).want(200)["connections"].([]any); len(got) != want {
			t.Errorf("%s: got %v, want %d", query, got, want)
		}
	}
	if got := d.ask("GET connections/ws-2", nil).want(200); got["id"] != "ws-2" {
		t.Errorf("got %v", got)
	}
	d.ask("GET connections/ws-2?session=alice", nil).refused(404, "connection-unknown")

	d.ask("POST connections/close", `{}`).refused(400, "target-missing")
	d.ask("POST connections/close", `{"to":{"all":true},"code":1006}`).refused(422, "close-code")
	d.ask("POST connections/close", `{"to":{"all":true},"reason":"`+strings.Repeat("x", 124)+`"}`).refused(422, "close-reason")
	d.ask("POST connections/close", `{"to":{"connection":"ws-9"}}`).refused(422, "connection-unknown")
	d.ask("POST connections/close", `{"to":{"route":"/nowhere"}}`).refused(422, "route-unknown")
	if got := d.ask("POST connections/close?session=alice", `{"code":4001,"reason":"enough"}`).want(200); got["connections"] != 1.0 {
		t.Errorf("got %v", got)
	}
	if code, reason := alice.closed(); code != 4001 || reason != "enough" {
		t.Errorf("alice was closed with %d %q", code, reason)
	}
	if code, _ := bob.closed(); code != 0 {
		t.Errorf("bob was closed with %d", code)
	}
	d.ask("POST connections/drop", `{"to":{"connection":"ws-2"}}`).want(200)
	if code, _ := bob.closed(); code != 1006 {
		t.Errorf("bob was closed with %d, want to be dropped", code)
	}
}

func TestPush(t *testing.T) {
	d := newDesk(t)
	red, blue, news := d.connect("/talk/red?__session=alice"), d.connect("/talk/blue"), d.connect("/news")
	blue.say("gather")
	for _, c := range []struct {
		path, body      string
		receivers       float64
		red, blue, news string
	}{
		{"push", `{"to":{"all":true},"message":"answer","example":"long"}`, 2, `[{"kind":"answer","n":42}]`, `[{"kind":"answer","n":42}]`, `[]`},
		{"push", `{"to":{"route":"/talk/blue"},"message":"answer","example":"short","set":{"/n": 7}}`, 1, `[]`, `[{"kind":"answer","n":7}]`, `[]`},
		{"push", `{"to":{"group":"reds"},"payload":"hello","raw":true}`, 1, `[]`, `[hello]`, `[]`},
		{"push?session=alice", `{"payload":{"kind": "answer"}}`, 1, `[{"kind": "answer"}]`, `[]`, `[]`},
		{"push", `{"to":{"connection":"ws-3"},"payload":"not JSON","raw":true}`, 1, `[]`, `[]`, `[not JSON]`},
		{"push", `{"to":{"connection":"ws-3"},"payloadBase64":"AP8=","raw":true}`, 1, `[]`, `[]`, "[\x00\xff]"},
		{"push", `{"to":{"connection":"ws-3"},"payload":7,"raw":true}`, 1, `[]`, `[]`, `[7]`},
		{"push", `{"to":{"session":"nobody"},"message":"answer"}`, 0, `[]`, `[]`, `[]`},
		{"push", `{"to":{"all":true},"payload":"{{ 7*7 }} ${x} #(y)","raw":true}`, 3, // REL-CTL-5
			`[{{ 7*7 }} ${x} #(y)]`, `[{{ 7*7 }} ${x} #(y)]`, `[{{ 7*7 }} ${x} #(y)]`},
	} {
		if got := d.ask("POST "+c.path, c.body).want(200); got["receivers"] != c.receivers {
			t.Errorf("%s: got %v, want %v receivers", c.body, got, c.receivers)
		}
		for i, who := range []client{red, blue, news} {
			if got, want := fmt.Sprint(who.take()), []string{c.red, c.blue, c.news}[i]; got != want {
				t.Errorf("%s: client %d got %q, want %q", c.body, i+1, got, want)
			}
		}
	}
	for _, c := range []struct {
		body   string
		status int
		code   string
	}{
		{`{"to":{"all":true},"message":"nope"}`, 422, "message-invalid"},
		{`{"to":{"all":true},"message":"answer","example":"nope"}`, 422, "message-invalid"},
		{`{"to":{"route":"/news"},"payload":{"title":7}}`, 422, "message-invalid"},
		{`{"to":{"all":true},"payload":{"title":"fits only one"}}`, 422, "message-invalid"},
		{`{"to":{"all":true}}`, 400, "payload-missing"},
		{`{"to":{"all":true},"message":"answer","payload":{}}`, 400, "payload-missing"},
		{`{"to":{"all":true},"payload":{},"set":{"/a":1}}`, 400, "payload-given"},
		{`{"to":{"all":true},"message":"answer","set":{"n":1}}`, 400, "pointer-invalid"},
		{`{"message":"answer"}`, 400, "target-missing"},
		{`{"to":{"all":true},"mesage":"answer"}`, 400, "body-invalid"},
		{`{"to":"all"}`, 400, "body-invalid"},
		{`{`, 400, "body-invalid"},
		{``, 400, "body-invalid"},
		{`{} {}`, 400, "body-invalid"},
		{`{"to":{"all":true},"raw":true,"payload":"` + strings.Repeat("x", maxPayload+1) + `"}`, 413, "body-too-large"},
		{`{"to":{"all":true},"raw":true,"payload":"` + strings.Repeat("x", maxBody) + `"}`, 413, "body-too-large"},
	} {
		d.ask("POST push", c.body).refused(c.status, c.code)
		for i, who := range []client{red, blue, news} {
			if got := who.take(); len(got) > 0 {
				t.Errorf("%.100s: client %d got %q", c.body, i+1, got)
			}
		}
	}
}

// TestREL_CTL_4_LargestPush: what is just small enough goes out, what is larger
// or breaks the contract does not.
func TestREL_CTL_4_LargestPush(t *testing.T) {
	d := newDesk(t)
	c := d.connect("/news")
	push := func(n int) reply {
		return d.ask("POST push", `{"to":{"all":true},"raw":true,"payload":"`+strings.Repeat("x", n)+`"}`)
	}
	push(maxPayload+1).refused(413, "body-too-large")
	push(maxBody).refused(413, "body-too-large")
	d.ask("POST push", `{"to":{"all":true},"payload":{"headline":1}}`).refused(422, "message-invalid")
	push(maxPayload).want(200)
	if got := c.take(); len(got) != 1 || len(got[0]) != maxPayload {
		t.Errorf("got %d messages", len(got))
	}
	d.ask("POST push", `{"to":{"all":true},"payload":{"title":"fits"}}`).want(200)
}

func TestHead(t *testing.T) {
	d := newDesk(t)
	w := httptest.NewRecorder()
	d.ServeHTTP(w, httptest.NewRequest(http.MethodHead, Prefix+"routes", nil))
	if w.Code != 200 {
		t.Errorf("got %d", w.Code)
	}
}

// TestPush_SameFinding: what is wrong on a route is said once, however many
// rooms it has.
func TestPush_SameFinding(t *testing.T) {
	d := newDesk(t)
	d.connect("/talk/red")
	d.connect("/talk/blue")
	d.connect("/news")
	for body, want := range map[string]int{
		`{"to":{"all":true},"message":"ansewr"}`:           2, // of two routes
		`{"to":{"route":"/talk/{room}"},"message":"nope"}`: 1,
	} {
		got := d.ask("POST push", body)
		got.refused(422, "message-invalid")
		if findings := got.want(422)["findings"].([]any); len(findings) != want {
			t.Errorf("%s: got %d findings, want %d: %v", body, len(findings), want, findings)
		}
	}
}
