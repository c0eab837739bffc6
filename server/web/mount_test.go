package web_test

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"asyncmock/server"
	"asyncmock/server/web"
)

// small is a document with one route that sends what comes.
func small(address string) string {
	return `
asyncapi: 3.0.0
info: {title: Small, version: 1.0.0}
servers: {live: {host: small.test, protocol: ws}}
channels: {only: {address: ` + address + `, x-asyncmock: {reply: echo, validate: off}, messages: {any: {}}}}
operations: {hear: {action: receive, channel: {$ref: '#/channels/only'}}}
`
}

// TestMounts: several documents share a prefix, and the longest prefix that
// has the path wins.
func TestMounts(t *testing.T) {
	s := open(t, nil,
		[2]string{"", small("/a")}, [2]string{"", small("/b")}, [2]string{"/shop/", small("/c")}, [2]string{"shop/deep", small("/d")})
	for i, c := range []struct {
		path   string
		status int
		mock   int
	}{
		{"/a", 101, 0}, {"/b", 101, 1}, {"/shop/c", 101, 2}, {"/shop/deep/d", 101, 3},
		{"/c", 404, 0}, {"/shop/d", 404, 2}, {"/shopc", 404, 0}, {"/shop/deep/c", 404, 3},
	} {
		got := s.handshake(c.path)
		if got.status != c.status {
			t.Errorf("%s: got %d, want %d", c.path, got.status, c.status)
		}
		if c.status != 404 {
			continue
		}
		near := got.problem(t).Near
		for _, want := range []string{"/a", "/b", "/shop/c", "/shop/deep/d"} {
			if !slices.Contains(near, want) {
				t.Errorf("%d: %s: near %q lacks %s", i, c.path, near, want)
			}
		}
	}
	if got := s.get("/shop/deep/d").problem(t); !strings.Contains(got.Detail, "/shop/deep/d ") {
		t.Errorf("the hint forgets the prefix: %s", got.Detail)
	}
}

// TestMounts_NoneAtTheRoot: a path below no prefix is still helped.
func TestMounts_NoneAtTheRoot(t *testing.T) {
	s := open(t, nil, [2]string{"/one", small("/a")})
	got := s.handshake("/a")
	if got.status != 404 || !slices.Contains(got.problem(t).Near, "/one/a") {
		t.Errorf("got %d %s", got.status, got.body)
	}
	if codes := s.refusals(); !slices.Equal(codes, []int{404}) {
		t.Errorf("observed %v", codes)
	}
	if got := s.handshake("/one"); got.status != 404 {
		t.Errorf("the prefix alone: got %d", got.status)
	}
}

// TestIcons: what a browser asks for by itself is answered and not observed,
// unless the document has it.
func TestIcons(t *testing.T) {
	s := open(t, nil, [2]string{"", small("/a")})
	if got := s.get("/favicon.ico"); got.status != 404 {
		t.Errorf("got %d", got.status)
	}
	if codes := s.refusals(); len(codes) != 0 {
		t.Errorf("observed %v", codes)
	}
	own := open(t, nil, [2]string{"", small("/favicon.ico")})
	if got := own.get("/favicon.ico"); got.status != 426 {
		t.Errorf("a route of that path: got %d", got.status)
	}
}

const guarded = `
asyncapi: 3.0.0
info: {title: Guarded, version: 1.0.0}
servers: {live: {host: guarded.test, protocol: ws, security: [{$ref: '#/components/securitySchemes/token'}]}}
channels: {only: {address: /only, messages: {any: {}}}}
operations: {hear: {action: receive, channel: {$ref: '#/channels/only'}}}
components: {securitySchemes: {token: {type: http, scheme: bearer}}}
`

// TestREL_HS_9_Credentials: 401 before the upgrade, for every way in; what is
// always open stays open.
func TestREL_HS_9_Credentials(t *testing.T) {
	s := &site{t: t, ended: make(chan error, 1)}
	s.news.L = &s.mu
	mock := mustMock(t, guarded, server.Options{Auth: server.AuthRequire, Tokens: []string{"good"}})
	s.serveWith(mock)
	for name, got := range map[string]answer{
		"upgrade": s.handshake("/only"), "stream": s.get("/only", "Accept: text/event-stream"),
		"post": s.post("/only", "1"), "wrong token": s.post("/only", "1", "Authorization: Bearer bad"),
	} {
		if got.status != 401 || got.header.Get("Www-Authenticate") == "" || got.problem(t).Code == "" {
			t.Errorf("%s: got %d %v %s", name, got.status, got.header, got.body)
		}
	}
	if got := s.handshake("/only", "Authorization: Bearer good"); got.status != 101 {
		t.Errorf("with the token: got %d %s", got.status, got.body)
	}
	if got := s.get("/_asyncmock/health"); got.status != 200 {
		t.Errorf("health: got %d", got.status)
	}
}

// TestREL_HS_11_HeaderFromDocument: a content type with a line break in it
// writes no header of its own.
func TestREL_HS_11_HeaderFromDocument(t *testing.T) {
	s := open(t, nil, [2]string{"", strings.Replace(desk, "application/vnd.desk+json", `"application/json\r\nX-Evil: 1"`, 1)})
	got := s.get("/status")
	if got.status != 200 || got.header.Get("X-Evil") != "" || got.header.Get("Content-Type") != "application/json" {
		t.Errorf("got %d %v", got.status, got.header)
	}
}

// TestREL_TLS_1_SecureWebSocket: wss with the fetched CA, and hints that say so.
func TestREL_TLS_1_SecureWebSocket(t *testing.T) {
	own, err := web.SelfSigned()
	if err != nil {
		t.Fatal(err)
	}
	s := openDesk(t, func(o *web.Options) { o.TLS = own })
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(own.CA)
	ask := func(request string) answer {
		conn, err := tls.Dial("tcp", s.addr, &tls.Config{RootCAs: pool, ServerName: "localhost"})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprint(conn, crlf(strings.ReplaceAll(request, "HOST", s.addr)))
		return s.read(bufio.NewReader(conn), "GET")
	}
	if got := ask("GET /echo HTTP/1.1\nHost: HOST\n" + upgrade + "\n"); got.status != http.StatusSwitchingProtocols {
		t.Errorf("got %d %s", got.status, got.body)
	}
	got := ask("GET /ask HTTP/1.1\nHost: HOST\n\n").problem(t)
	for _, want := range []string{"npx wscat -c wss://" + s.addr + "/ask --ca asyncmock-ca.crt", "curl -sko asyncmock-ca.crt https://" + s.addr + "/_asyncmock/ca.crt"} {
		if !slices.Contains(got.Try, want) {
			t.Errorf("%q is not among %q", want, got.Try)
		}
	}
	plain := s.raw("GET /ask HTTP/1.1\nHost: HOST\n\n")
	if plain.status != 400 {
		t.Errorf("plain HTTP: got %d", plain.status)
	}
}
