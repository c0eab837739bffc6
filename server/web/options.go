package web

import (
	"crypto/tls"
	"log"
	"net/http"

	"asyncmock/server"
)

// A Mount serves one Mock below a path prefix.
type Mount struct {
	Prefix string // "" or "/orders"; several Mocks may share one
	Mock   *server.Mock
}

// An Upgrader is the WebSocket side: package ws.
type Upgrader interface {
	// Check reports whether r is a correct opening handshake (RFC 6455,
	// 4.2.1). If not, it says with which status, header and words to refuse;
	// it writes nothing.
	Check(r *http.Request) (status int, header http.Header, detail string, ok bool)
	// Serve upgrades and runs the connection. It may return while the
	// connection lives; a.Done is called exactly once when that has ended, or
	// could not be opened.
	Serve(w http.ResponseWriter, r *http.Request, m *server.Mock, a *server.Admission)
	// Close cuts what Mock.Shutdown has left open and waits for its end.
	Close() error
}

// A Streamer is the server-sent events side: package sse.
type Streamer interface {
	// Serve runs the event stream and returns when it has ended.
	Serve(w http.ResponseWriter, r *http.Request, m *server.Mock, a *server.Admission)
	// Deliver hands a message to the client's own open stream: same path,
	// same ?__session=. ok is false when there is none.
	Deliver(m *server.Mock, a *server.Admission, f *server.Frame) (out server.Outcome, ok bool)
	// Close ends what Mock.Shutdown has left open and waits for its end.
	Close() error
}

// A Controller is the API below /_asyncmock/: package control.
type Controller interface {
	http.Handler
	// Close ends requests that follow or wait.
	Close() error
}

// A Forwarder passes requests on to a real service: package proxy.
type Forwarder interface {
	// Serve answers a request, or makes a connection of it that lives on.
	Serve(w http.ResponseWriter, r *http.Request, v *server.Visit)
	// Close cuts what Mock.Shutdown has left open and waits for its end.
	Close() error
}

// Options say how to serve. The zero value serves only loopback clients, by
// POST and GET alone.
type Options struct {
	Mounts []Mount
	WS     Upgrader // nil: no WebSocket
	SSE    Streamer // nil: no event streams
	// Control answers what is below /_asyncmock/ other than health, ready and
	// ca.crt. It sees only requests whose Host and Origin may connect. nil: 404.
	Control Controller
	// Forward gets all requests that are not ours, in place of WS and SSE and of
	// what the Mock would say; nil: the Mock answers. There is one Mount then.
	Forward Forwarder

	Host         string   // what is bound, as the user said it: "127.0.0.1", "0.0.0.0", "mybox"; "": loopback
	AllowHosts   []string // further Host names: "mock.test", "*.mock.test", "*"
	AllowOrigins []string // further Origins: "https://app.test", "app.test", "null", "*"

	MaxConns   int   // open connections and running requests together; 0: 10,000
	MaxMessage int64 // bytes of a POST body; 0: 1 MiB

	TLS *TLS // nil: plain HTTP
	// Opener makes a message that clients may send on a route, for commands
	// to paste; "": there is none to show. nil: never any.
	Opener func(*server.Route) string
	// ErrorLog gets what goes wrong below HTTP (a TLS handshake that failed); nil: nobody.
	ErrorLog *log.Logger
}

// TLS is what the listener shows.
type TLS struct {
	Config *tls.Config
	// CA is the PEM of the authority that signed the certificate, when it is
	// our own; clients fetch it at /_asyncmock/ca.crt.
	CA []byte
}
