package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"asyncmock/server"
	"asyncmock/server/web"
)

// TestREL_HS_1_ValidHandshake is the sample of RFC 6455, 1.3.
func TestREL_HS_1_ValidHandshake(t *testing.T) {
	s := openDesk(t, nil)
	got := s.handshake("/echo")
	if got.status != http.StatusSwitchingProtocols {
		t.Fatalf("got %d %s", got.status, got.body)
	}
	if accept := got.header.Get("Sec-WebSocket-Accept"); accept != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
		t.Errorf("Sec-WebSocket-Accept: %s", accept)
	}
}

// TestREL_HS_2_BadHandshakes: each is refused with its status, and observed.
func TestREL_HS_2_BadHandshakes(t *testing.T) {
	s := openDesk(t, nil)
	const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n"
	const version = "Sec-WebSocket-Version: 13\n"
	const up = "Upgrade: websocket\nConnection: Upgrade\n"
	for i, c := range []struct {
		name, request string
		status        int
		header        string // that must be there
	}{
		{"POST", "POST /echo HTTP/1.1\nHost: HOST\nContent-Length: 0\n" + up + version + key, 405, "Allow"},
		{"HTTP/1.0", "GET /echo HTTP/1.0\nHost: HOST\n" + up + version + key, 426, "Upgrade"},
		{"no Upgrade", "GET /echo HTTP/1.1\nHost: HOST\nConnection: Upgrade\n" + version + key, 426, "Upgrade"},
		{"version 8", "GET /echo HTTP/1.1\nHost: HOST\n" + up + "Sec-WebSocket-Version: 8\n" + key, 400, "Sec-Websocket-Version"},
		{"no key", "GET /echo HTTP/1.1\nHost: HOST\n" + up + version, 400, ""},
		{"short key", "GET /echo HTTP/1.1\nHost: HOST\n" + up + version + "Sec-WebSocket-Key: dGhl\n", 400, ""},
		{"two keys", "GET /echo HTTP/1.1\nHost: HOST\n" + up + version + key + key, 400, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := s.raw(c.request + "\n")
			if got.status != c.status {
				t.Fatalf("got %d, want %d", got.status, c.status)
			}
			if p := got.problem(t); p.Detail == "" || !strings.Contains(p.Hint, "npx wscat -c ws://"+s.addr+"/echo") {
				t.Errorf("detail %q, hint %q", p.Detail, p.Hint)
			}
			if c.header != "" && len(got.header[c.header]) == 0 {
				t.Errorf("no header %s", c.header)
			}
			if codes := s.refusals(); len(codes) != i+1 || codes[i] != c.status {
				t.Errorf("observed %v", codes)
			}
		})
	}
	if n := s.mocks[0].Sessions(); n != 0 {
		t.Errorf("%d sessions are left", n)
	}
}

// TestREL_HS_3_PlainGet: a person who opens a WebSocket route learns how.
func TestREL_HS_3_PlainGet(t *testing.T) {
	s := openDesk(t, func(o *web.Options) {
		o.Opener = func(r *server.Route) string { return `{"route":"` + r.Path + `","it's":1}` }
	})
	got := s.get("/ask?x=1&y=2")
	if got.status != 426 || got.header.Get("Upgrade") != "websocket" {
		t.Fatalf("got %d, Upgrade %q", got.status, got.header.Get("Upgrade"))
	}
	p := got.problem(t)
	url := s.addr + "/ask?x=1&y=2'"
	for _, want := range []string{"npx wscat -c 'ws://" + url, "curl -N -H 'Accept: text/event-stream' 'http://" + url, `curl -d '{"route":"/ask","it'\''s":1}' 'http://` + url} {
		if !slices.Contains(p.Try, want) {
			t.Errorf("%q is not among %q", want, p.Try)
		}
	}
	if !strings.Contains(p.Detail, "/ask") || !strings.Contains(p.Detail, "ws://"+s.addr+"/ask") {
		t.Errorf("detail %q names no route", p.Detail)
	}
	page := s.get("/ask", "Accept: text/html,*/*;q=0.8")
	if page.status != 426 || !strings.Contains(page.body, "<code>npx wscat -c ws://"+s.addr+"/ask</code>") {
		t.Errorf("got %d %s", page.status, page.body)
	}
	if codes := s.refusals(); !slices.Equal(codes, []int{426, 426}) {
		t.Errorf("observed %v", codes)
	}
}

// TestREL_HS_5_HugeHeaders: 431, readable while it can be read at all.
func TestREL_HS_5_HugeHeaders(t *testing.T) {
	s := openDesk(t, nil)
	if got := s.handshake("/echo", "Cookie: "+strings.Repeat("x", 60<<10)); got.status != 101 {
		t.Errorf("60 KiB: got %d", got.status)
	}
	got := s.handshake("/echo", "Cookie: "+strings.Repeat("x", 65<<10))
	if got.status != 431 {
		t.Fatalf("65 KiB: got %d", got.status)
	}
	got.problem(t)
	if got := s.handshake("/echo", strings.Repeat("X-A: b\n", 10_000)+"X-B: c"); got.status != 431 {
		t.Errorf("10,000 headers: got %d", got.status)
	}
	far := s.handshake("/echo", "Cookie: "+strings.Repeat("x", 200<<10))
	if far.status != 431 || far.header.Get("Content-Type") == got.header.Get("Content-Type") {
		t.Errorf("200 KiB: got %d, a problem document: so much is not even read", far.status)
	}
}

// TestREL_HS_6_EvilOrigin, and the Host of a rebinding page, are refused for
// every way in, with the flag that would let them in.
func TestREL_HS_6_8_EvilOriginAndHost(t *testing.T) {
	s := openDesk(t, nil)
	for _, c := range []struct {
		name string
		do   func(header string) answer
	}{
		{"upgrade", func(h string) answer { return s.raw("GET /echo HTTP/1.1\n" + upgrade + h + "\n") }},
		{"stream", func(h string) answer { return s.raw("GET /echo HTTP/1.1\nAccept: text/event-stream\n" + h + "\n") }},
		{"post", func(h string) answer { return s.raw("POST /echo HTTP/1.1\nContent-Length: 2\n" + h + "\n{}") }},
		{"preflight", func(h string) answer {
			return s.raw("OPTIONS /echo HTTP/1.1\nAccess-Control-Request-Method: POST\n" + h + "\n")
		}},
		{"control", func(h string) answer { return s.raw("GET /_asyncmock/routes HTTP/1.1\n" + h + "\n") }},
	} {
		for header, flag := range map[string]string{
			"Host: HOST\nOrigin: https://evil.example\n":                     "--allow-origin https://evil.example",
			"Host: HOST\nOrigin: null\n":                                     "--allow-origin null",
			"Host: evil.example:8080\nOrigin: http://evil.example:8080\n":    "--allow-host evil.example",
			"Host: evil.example\n":                                           "--allow-host evil.example",
			"Host: HOST\nOrigin: http://localhost\nOrigin: https://x.test\n": "--allow-origin",
		} {
			got := c.do(header)
			if got.status != 403 {
				t.Errorf("%s with %q: got %d, want 403", c.name, header, got.status)
				continue
			}
			if c.name == "control" && strings.HasPrefix(flag, "--allow-origin") {
				flag = "no flag allows other pages"
			}
			if p := got.problem(t); !strings.Contains(p.Hint, flag) {
				t.Errorf("%s with %q: hint %q", c.name, header, p.Hint)
			}
			if got.header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s with %q: the page may read the answer", c.name, header)
			}
		}
	}
	if n := s.mocks[0].Sessions(); n != 0 {
		t.Errorf("%d sessions are open", n)
	}
}

// TestREL_HS_7_LocalOrigins: front-end work on another port needs no flag.
func TestREL_HS_7_LocalOrigins(t *testing.T) {
	s := openDesk(t, func(o *web.Options) { o.AllowOrigins = []string{"null"} })
	for _, origin := range []string{"http://localhost:3000", "https://127.0.0.1", "http://[::1]:5173", "null"} {
		if got := s.handshake("/echo", "Origin: "+origin); got.status != 101 {
			t.Errorf("%s: got %d %s", origin, got.status, got.body)
		}
		got := s.post("/note", `{"text":"a"}`, "Origin: "+origin)
		if got.status != 202 || got.header.Get("Access-Control-Allow-Origin") != origin {
			t.Errorf("%s: got %d, allow %q", origin, got.status, got.header.Get("Access-Control-Allow-Origin"))
		}
		got = s.raw("OPTIONS /note HTTP/1.1\nHost: HOST\nOrigin: " + origin +
			"\nAccess-Control-Request-Method: POST\nAccess-Control-Request-Headers: content-type,x-desk\n\n")
		if got.status != 204 || got.header.Get("Access-Control-Allow-Origin") != origin ||
			!strings.Contains(got.header.Get("Access-Control-Allow-Methods"), "POST") ||
			got.header.Get("Access-Control-Allow-Headers") != "content-type,x-desk" {
			t.Errorf("%s: preflight got %d %v", origin, got.status, got.header)
		}
		wrong := s.post("/note", `{"text":1}`, "Origin: "+origin)
		if wrong.status != 422 || wrong.header.Get("Access-Control-Allow-Origin") != origin {
			t.Errorf("%s: the page cannot read why it got %d", origin, wrong.status)
		}
	}
	if got := s.post("/note", `{"text":"a"}`); got.header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("a request without Origin gets CORS headers")
	}
}

// TestREL_HS_9_RefusedBeforeUpgrade: one of each kind, and no session.
func TestREL_HS_9_RefusedBeforeUpgrade(t *testing.T) {
	s := openDesk(t, nil)
	const good = "/feed/BTC?depth=3"
	if got := s.handshake(good, "X-Desk: 1"); got.status != 101 {
		t.Fatalf("the good one: got %d %s", got.status, got.body)
	}
	for _, c := range []struct {
		name, path, header string
		status             int
		holds              string
	}{
		{"parameter", "/feed/XRP?depth=3", "X-Desk: 1", 400, "symbol"},
		{"query type", "/feed/BTC?depth=deep", "X-Desk: 1", 400, "depth"},
		{"query range", "/feed/BTC?depth=6", "X-Desk: 1", 400, "depth"},
		{"query missing", "/feed/BTC", "X-Desk: 1", 400, "depth"},
		{"header missing", good, "X-Other: 1", 400, "X-Desk"},
		{"path", "/fed/BTC", "X-Desk: 1", 404, "/feed/"},
		{"socket.io", "/socket.io/?EIO=4&transport=websocket", "X-Desk: 1", 404, "Socket.IO"},
	} {
		got := s.handshake(c.path, c.header)
		if got.status != c.status {
			t.Errorf("%s: got %d, want %d", c.name, got.status, c.status)
			continue
		}
		got.problem(t)
		if !strings.Contains(got.body, c.holds) {
			t.Errorf("%s: %q is not in %s", c.name, c.holds, got.body)
		}
	}
	s.await(server.EventConnect, 1)
	if n := s.count(server.EventConnect); n != 1 {
		t.Errorf("%d sessions were opened, want the good one alone", n)
	}
}
