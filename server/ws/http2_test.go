package ws

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"testing"
	"time"

	"asyncmock/server"
	"asyncmock/server/web"
)

// A browser offers HTTP/2 first; the listener takes HTTP/1.1, in which the
// handshake is written.
func TestREL_WS_17_NoHTTP2(t *testing.T) {
	shown, err := web.SelfSigned()
	if err != nil {
		t.Fatal(err)
	}
	site, err := web.New(web.Options{
		Mounts: []web.Mount{{Mock: newMock(t, echoDocument, server.Options{})}}, WS: upgrader{New(Options{})}, TLS: shown,
	})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- site.Serve(ctx, ln) }()
	defer func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	}()
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(shown.CA)
	c, err := tls.Dial("tcp", ln.Addr().String(), &tls.Config{RootCAs: roots, NextProtos: []string{"h2", "http/1.1"}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(watchdog))
	if got := c.ConnectionState().NegotiatedProtocol; got != "http/1.1" {
		t.Errorf("negotiated %q, want http/1.1", got)
	}
	p := upgrade(t, c, "/echo")
	p.text("over TLS")
	p.wantText("over TLS")
	p.goodbye(1000, "")
	p.wantClose(1000)
}
