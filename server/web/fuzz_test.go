package web_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"asyncmock/server"
	"asyncmock/server/sse"
	"asyncmock/server/web"
	"asyncmock/server/ws"
)

// FuzzHandshake gives the listener any request that net/http can read. It
// never fails (500), never upgrades what is no handshake, never lets a foreign
// Host or Origin in, and every refusal is a problem document.
func FuzzHandshake(f *testing.F) {
	for _, head := range []string{
		"GET /echo HTTP/1.1\nHost: localhost\n" + upgrade,
		"GET /feed/BTC?depth=2&__session=a HTTP/1.1\nHost: [::1]:80\nX-Desk: 1\nOrigin: http://localhost:3000\n",
		"POST /ask?__session=%00 HTTP/1.1\nHost: 127.0.0.1\nContent-Type: application/json;charset=x\nContent-Length: 3\n\n{}\n",
		"GET //echo/..%2f%ff?%zz HTTP/1.0\nOrigin: null\nAccept: text/html;q=,,\n",
		"OPTIONS * HTTP/1.1\nHost: a.b\nOrigin: http://%\nAccess-Control-Request-Method: \n",
		"CONNECT evil.example:80 HTTP/1.1\nHost: evil.example:80\n",
		"GET http://evil.example/status HTTP/1.1\nHost: evil.example.\n",
		"HEAD /_asyncmock/ca.crt HTTP/1.1\nHost: \n",
	} {
		f.Add(crlf(head + "\n"))
	}
	mock := mustMock(f, desk, server.Options{})
	srv, err := web.New(web.Options{
		WS: &nothing{}, SSE: sse.New(sse.Options{}), Mounts: []web.Mount{{Mock: mock}, {Prefix: "/b", Mock: mock}},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, head string) {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(head)))
		if err != nil || strings.Contains(r.Header.Get("Accept"), "event-stream") { // those go on
			return
		}
		w := &recorder{ResponseRecorder: httptest.NewRecorder()}
		srv.ServeHTTP(w, r)
		if w.Code == http.StatusInternalServerError {
			t.Fatalf("500: %s", w.Body)
		}
		if strings.HasPrefix(w.Header().Get("Content-Type"), "application/problem+json") && !json.Valid(w.Body.Bytes()) {
			t.Errorf("no JSON: %s", w.Body)
		}
		foreign := strings.HasSuffix(strings.ToLower(r.Host), ".example") || strings.HasSuffix(r.Header.Get("Origin"), ".example")
		if foreign && w.Code != http.StatusForbidden && !strings.HasPrefix(r.URL.Path, "/_asyncmock/") {
			t.Errorf("%q from %q got %d", r.Host, r.Header.Get("Origin"), w.Code)
		}
		if _, _, _, ok := ws.Check(r); w.upgraded && !ok {
			t.Error("upgraded what is no handshake")
		}
	})
}

// recorder notes that the WebSocket side was reached.
type recorder struct {
	*httptest.ResponseRecorder
	upgraded bool
}
