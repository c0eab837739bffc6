// Package servertest runs a mock of an AsyncAPI document inside a Go test, for
// tests of clients:
//
//	mock := servertest.Start(t, "asyncapi.yaml")
//	client := NewClient(mock.WebSocketURL("/v1"))
//	client.Subscribe("BTC")
//	got := mock.Received("subscribe")
//
// What the client does against the contract fails the test, with every
// finding.
package servertest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"asyncmock/server"
	"asyncmock/server/behavior"
	"asyncmock/server/sse"
	"asyncmock/server/web"
	"asyncmock/server/ws"
	"asyncmock/spec"
)

// patience is how long Received waits, and the mock for its end.
const patience = 10 * time.Second

// Options change what StartWith serves.
type Options struct {
	// Options are those of the mock. Observe is called besides what the
	// package observes itself; Behavior is what behavior.Load returns.
	server.Options
	// Load says how the document is read; nil: as by default.
	Load *spec.LoadOptions
	// AllowViolations: what clients do against the contract does not fail the
	// test; Violations still tells.
	AllowViolations bool
}

// A Mock is a running mock. Its methods are safe for concurrent use.
type Mock struct {
	*server.Mock
	t    testing.TB
	addr string
	desk desk
}

// Start serves the document, a path or an https URL, on a free port of
// loopback until the test ends. It fails the test at once when the document
// cannot be served, and at its end when a client has broken the contract.
func Start(t testing.TB, document string) *Mock {
	t.Helper()
	return StartWith(t, document, Options{})
}

// StartWith is Start with Options.
func StartWith(t testing.TB, document string, opts Options) *Mock {
	t.Helper()
	m := &Mock{t: t}
	m.desk.news.L = &m.desk.mu
	m.desk.also = opts.Observe
	opts.Observe = m.desk.observe
	if opts.Behavior == nil {
		opts.Behavior = &behavior.File{}
	}
	doc, found, err := spec.Load(context.Background(), document, opts.Load)
	if err != nil {
		t.Fatalf("%v%s", err, places(found))
	}
	if m.Mock, err = server.New(doc, opts.Options); err != nil {
		t.Fatalf("%s: %v", document, err)
	}
	if found := m.Diagnostics(); found.HasErrors() {
		t.Fatalf("%s cannot be served as it is written:%s", document, places(found))
	}
	m.serve()
	if !opts.AllowViolations {
		t.Cleanup(m.blame)
	}
	t.Cleanup(m.desk.close)
	return m
}

// places writes findings about a document under a line.
func places(findings spec.Diagnostics) string {
	var b strings.Builder
	for _, d := range findings {
		fmt.Fprintf(&b, "\n    %s", d)
	}
	return b.String()
}

// serve listens until the test ends.
func (m *Mock) serve() {
	m.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		m.t.Fatal(err)
	}
	m.addr = listener.Addr().String()
	srv, err := web.New(web.Options{
		WS: ws.New(ws.Options{}), SSE: sse.New(sse.Options{}), Mounts: []web.Mount{{Mock: m.Mock}},
	})
	if err != nil {
		m.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(ctx, listener) }()
	m.t.Cleanup(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil && !errors.Is(err, net.ErrClosed) {
				m.t.Errorf("asyncmock: %v", err)
			}
		case <-time.After(patience):
			m.t.Error("asyncmock does not end")
		}
	})
}

// URL returns the http URL of a path, "" or "/v1".
func (m *Mock) URL(path string) string { return "http://" + m.addr + path }

// WebSocketURL returns the ws URL of a path.
func (m *Mock) WebSocketURL(path string) string { return "ws://" + m.addr + path }

// blame fails the test for what clients did against the contract.
func (m *Mock) blame() {
	m.t.Helper()
	for _, v := range m.Violations() {
		m.t.Errorf("%s", v)
	}
}
