package ws

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"asyncmock/server"
)

// service accepts clients that offer a subprotocol, and says one thing.
func service(t *testing.T, text string, start func(*httptest.Server)) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Key") != "let me in" {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		c, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"v2"}})
		if err == nil {
			c.Write(r.Context(), websocket.MessageText, []byte(text))
			c.Close(4001, "enough")
		}
	}))
	start(s)
	t.Cleanup(s.Close)
	return s
}

func TestDialer_AgreesAndReads(t *testing.T) {
	s := service(t, "hello", (*httptest.Server).StartTLS)
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	url := strings.Replace(s.URL, "https", "wss", 1)
	header := http.Header{"Sec-Websocket-Protocol": {"v1, v2"}, "X-Key": {"let me in"}}
	if _, err := (Dialer{}).Dial(t.Context(), url, header); err == nil {
		t.Error("an unknown authority was believed")
	}
	up, err := Dialer{TLS: &tls.Config{RootCAs: roots}}.Dial(t.Context(), url, header)
	if err != nil {
		t.Fatal(err)
	}
	if got := up.(interface{ Subprotocol() string }).Subprotocol(); got != "v2" {
		t.Errorf("agreed on %q, want v2", got)
	}
	if f, err := up.Read(t.Context()); err != nil || string(f.Payload()) != "hello" {
		t.Errorf("got %v, %v", f, err)
	}
	var bye *server.UpstreamClosed
	if _, err := up.Read(t.Context()); !errors.As(err, &bye) || bye.Code != 4001 || bye.Reason != "enough" {
		t.Errorf("got %v, want closed with 4001", err)
	}
}

func TestDialer_SaysWhyNot(t *testing.T) {
	s := service(t, strings.Repeat("x", 2000), (*httptest.Server).Start)
	url := strings.Replace(s.URL, "http", "ws", 1)
	var refused *server.UpstreamRefused
	if _, err := (Dialer{}).Dial(t.Context(), url, nil); !errors.As(err, &refused) || refused.Status != 403 {
		t.Errorf("got %v, want refused with 403", err)
	}
	up, err := Dialer{MaxMessage: 1000}.Dial(t.Context(), url, http.Header{"X-Key": {"let me in"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := up.Read(t.Context()); !errors.Is(err, server.ErrLarge) {
		t.Errorf("got %v, want too large", err)
	}
}
