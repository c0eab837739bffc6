package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"asyncmock/server"
	"asyncmock/server/web"
	"asyncmock/server/ws"
)

// nothing upgrades without a connection: what is left is our own part.
type nothing struct{ ws.Handler }

func (*nothing) Check(r *http.Request) (int, http.Header, string, bool) { return ws.Check(r) }
func (*nothing) Serve(w http.ResponseWriter, _ *http.Request, _ *server.Mock, a *server.Admission) {
	if rec, ok := w.(*recorder); ok {
		rec.upgraded = true
	}
	a.Done()
}

// BenchmarkUpgrade is what the listener and the document's checks add to a
// handshake.
func BenchmarkUpgrade(b *testing.B) {
	mock := mustMock(b, small("'/rooms/{room}'"), server.Options{})
	srv, err := web.New(web.Options{WS: &nothing{}, Mounts: []web.Mount{{Mock: mock}}})
	if err != nil {
		b.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/rooms/oolong", nil)
	r.Host = "127.0.0.1:8080"
	for _, h := range [][2]string{
		{"Origin", "http://localhost:3000"}, {"Upgrade", "websocket"}, {"Connection", "Upgrade"},
		{"Sec-WebSocket-Version", "13"}, {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}, {"User-Agent", "bench"},
	} {
		r.Header.Set(h[0], h[1])
	}
	w := httptest.NewRecorder()
	b.ReportAllocs()
	for b.Loop() {
		srv.ServeHTTP(w, r)
	}
	if w.Code != 200 {
		b.Fatal(w.Body)
	}
}
