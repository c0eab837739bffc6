package control

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// asked is a request with headers: name, value, …
func asked(method, path, body string, header ...string) *http.Request {
	r := httptest.NewRequest(method, Prefix+path, strings.NewReader(body))
	r.Host = "127.0.0.1:8080"
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	return r
}

const anything = `{"to":{"all":true},"message":"answer"}`

// TestREL_CTL_2_Pages: what a page of another origin can make a browser send
// is refused, whatever the mock itself allows that origin.
func TestREL_CTL_2_Pages(t *testing.T) {
	d := newDesk(t)
	c := d.connect("/talk/red")
	json := []string{"Content-Type", "application/json"}
	for name, test := range map[string]struct {
		r      *http.Request
		status int
	}{
		"program":               {asked("POST", "push", anything, json...), 200},
		"own page":              {asked("POST", "push", anything, append(json, "Origin", "http://127.0.0.1:8080", "Sec-Fetch-Site", "same-origin")...), 200},
		"own page over TLS":     {asked("POST", "push", anything, append(json, "Origin", "https://127.0.0.1:8080")...), 200},
		"evil form":             {asked("POST", "push", "to=all", "Content-Type", "application/x-www-form-urlencoded", "Origin", "http://evil.example"), 403},
		"evil form, no origin":  {asked("POST", "push", "to=all", "Content-Type", "application/x-www-form-urlencoded"), 415},
		"evil text":             {asked("POST", "push", anything, "Content-Type", "text/plain", "Origin", "http://evil.example"), 403},
		"text of a program":     {asked("POST", "push", anything, "Content-Type", "text/plain"), 415},
		"nothing said":          {asked("POST", "push", anything), 415},
		"JSON of another port":  {asked("POST", "push", anything, append(json, "Origin", "http://127.0.0.1:3000")...), 403},
		"JSON of localhost":     {asked("POST", "push", anything, append(json, "Origin", "http://localhost:8080")...), 403},
		"sandboxed page":        {asked("POST", "push", anything, append(json, "Origin", "null")...), 403},
		"two origins":           {asked("POST", "push", anything, append(json, "Origin", "http://127.0.0.1:8080", "Origin", "http://evil.example")...), 403},
		"says cross-site":       {asked("POST", "push", anything, append(json, "Sec-Fetch-Site", "cross-site")...), 403},
		"says same-site":        {asked("POST", "push", anything, append(json, "Sec-Fetch-Site", "same-site")...), 403},
		"image of another site": {asked("GET", "routes", "", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"), 403},
		"frame of another site": {asked("GET", "routes", "", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"), 403},
		"link on another site":  {asked("GET", "routes", "", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"), 200},
		"form that navigates":   {asked("POST", "push", anything, append(json, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document")...), 403},
		"address bar":           {asked("GET", "routes", "", "Sec-Fetch-Site", "none"), 200},
		"preflight":             {asked("OPTIONS", "push", "", "Origin", "http://evil.example", "Access-Control-Request-Method", "POST"), 403},
	} {
		c.take()
		got := d.send(test.r)
		if got.status != test.status {
			t.Errorf("%s: got %d, want %d", name, got.status, test.status)
		}
		for header := range got.header {
			if strings.HasPrefix(header, "Access-Control-") {
				t.Errorf("%s: a page may read it: %s", name, header)
			}
		}
		if sent := c.take(); (len(sent) > 0) != (test.status == 200 && test.r.Method == "POST") {
			t.Errorf("%s: sent %q", name, sent)
		}
	}
}

// TestREL_CTL_3_FollowedJournal: neither an event stream nor a WebSocket of
// another site gets the journal, and with a token nobody without it does.
func TestREL_CTL_3_FollowedJournal(t *testing.T) {
	open, asking := newDesk(t), newDesk(t, func(o *Options) { o.Token = "s3cret" })
	follow := []string{"Accept", "text/event-stream"}
	socket := []string{"Connection", "Upgrade", "Upgrade", "websocket", "Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}
	for name, test := range map[string]struct {
		d      *desk
		header []string
		status int
	}{
		"EventSource":                     {open, append(follow, "Origin", "http://evil.example"), 403},
		"fetch without CORS":              {open, append(follow, "Sec-Fetch-Site", "cross-site"), 403},
		"WebSocket":                       {open, append(socket, "Origin", "http://evil.example"), 403},
		"EventSource without the token":   {asking, follow, 401},
		"EventSource with another cookie": {asking, append(follow, "Cookie", "asyncmock_8080=00"), 401},
		"WebSocket without the token":     {asking, socket, 401},
	} {
		if got := test.d.send(asked("GET", "journal", "", test.header...)); got.status != test.status {
			t.Errorf("%s: got %d, want %d", name, got.status, test.status)
		}
	}
}

// TestREL_CTL_1_Token: with a token nothing answers without it.
func TestREL_CTL_1_Token(t *testing.T) {
	d := newDesk(t, func(o *Options) { o.Token = "s3cret" })
	for _, e := range endpoints() {
		got := d.send(asked(e.method, strings.ReplaceAll(e.path, "{id}", "ws-1"), ""))
		got.refused(401, "token-missing")
		if got.header.Get("Www-Authenticate") == "" {
			t.Error("it is not said what is asked for")
		}
	}
	for name, c := range map[string]struct {
		r      *http.Request
		status int
	}{
		"nothing at all":     {asked("GET", "nothing", ""), 401},
		"the token":          {asked("GET", "routes", "", "Authorization", "Bearer s3cret"), 200},
		"another":            {asked("GET", "routes", "", "Authorization", "Bearer s3cre"), 401},
		"another scheme":     {asked("GET", "routes", "", "Authorization", "Basic s3cret"), 401},
		"none in it":         {asked("GET", "routes", "", "Authorization", "Bearer "), 401},
		"as a cookie":        {asked("GET", "routes", "", "Cookie", "asyncmock_8080=s3cret"), 401},
		"in the query":       {asked("GET", "routes?token=s3cret", ""), 303},
		"another there":      {asked("GET", "routes?token=x", ""), 401},
		"in a writing query": {asked("POST", "push?token=s3cret", anything, "Content-Type", "application/json"), 401},
	} {
		if got := d.send(c.r); got.status != c.status {
			t.Errorf("%s: got %d, want %d: %s", name, got.status, c.status, got.body)
		}
	}
}

// TestREL_CTL_1_Cookie: a browser trades its token once, for a cookie that no
// script and no other site can use.
func TestREL_CTL_1_Cookie(t *testing.T) {
	d := newDesk(t, func(o *Options) { o.Token = "s3cret" })
	got := d.send(asked("GET", "connections?route=/news&token=s3cret", ""))
	if to := got.header.Get("Location"); got.status != 303 || to != Prefix+"connections?route=%2Fnews" {
		t.Fatalf("got %d to %q", got.status, to)
	}
	set := got.header.Get("Set-Cookie")
	for _, want := range []string{"asyncmock_8080=", "; Path=/_asyncmock/", "; HttpOnly", "; SameSite=Strict"} {
		if !strings.Contains(set, want) {
			t.Errorf("got %q, want %q in it", set, want)
		}
	}
	if strings.Contains(set, "s3cret") {
		t.Error("the token itself is in the cookie")
	}
	cookie, _, _ := strings.Cut(set, ";")
	d.send(asked("GET", "connections", "", "Cookie", cookie)).want(200)
	other := newDesk(t, func(o *Options) { o.Token = "another" })
	other.send(asked("GET", "connections", "", "Cookie", cookie)).refused(401, "token-missing")
}
