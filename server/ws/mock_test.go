package ws

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"asyncmock/server"
	"asyncmock/server/web"
	"asyncmock/spec"
)

// echoDocument has the routes that conformance and performance are measured on.
const echoDocument = `
asyncapi: 3.0.0
info: {title: Echo and room, version: 1.0.0}
servers:
  local: {host: "localhost:8080", protocol: ws}
channels:
  echo:
    address: /echo
    x-asyncmock: {reply: echo, validate: off}
    messages:
      any: {payload: {}}
  room:
    address: /room
    x-asyncmock: {reply: relay, validate: off}
    messages:
      any: {payload: {}}
operations:
  onEcho: {action: receive, channel: {$ref: '#/channels/echo'}}
  onRoom: {action: receive, channel: {$ref: '#/channels/room'}}
`

// upgrader gives web.Server what cli gives it.
type upgrader struct{ *Handler }

func (upgrader) Check(r *http.Request) (int, http.Header, string, bool) { return Check(r) }

// serveMock starts the whole server: a document behind web.Server.
func serveMock(t testing.TB, secure bool, o Options, document string) *httptest.Server {
	t.Helper()
	return serveThis(t, secure, o, newMock(t, document, server.Options{}))
}

func serveThis(t testing.TB, secure bool, o Options, mock *server.Mock) *httptest.Server {
	t.Helper()
	h := New(o)
	site, err := web.New(web.Options{Mounts: []web.Mount{{Mock: mock}}, WS: upgrader{h}})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewUnstartedServer(site)
	if secure {
		srv.StartTLS()
	} else {
		srv.Start()
	}
	t.Cleanup(func() {
		srv.Close()
		h.Close()
	})
	return srv
}

func newMock(t testing.TB, document string, o server.Options) *server.Mock {
	t.Helper()
	file := filepath.Join(t.TempDir(), "asyncapi.yaml")
	if err := os.WriteFile(file, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	doc, found, err := spec.Load(t.Context(), file, nil)
	if err != nil {
		t.Fatal(err, found)
	}
	mock, err := server.New(doc, o)
	if err != nil {
		t.Fatal(err)
	}
	return mock
}
