package main_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/coder/websocket"
)

// TestProxy_TLSOnBothSides: clients reach the proxy by wss with an authority
// of the proxy's own, and the proxy the service with the one it was given;
// without that, nobody is let in.
func TestProxy_TLSOnBothSides(t *testing.T) {
	service := httptest.NewTLSServer(http.HandlerFunc(speak))
	defer service.Close()
	folder := t.TempDir()
	document, authority := filepath.Join(folder, "talk.yaml"), filepath.Join(folder, "authority.pem")
	trusted := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: service.Certificate().Raw})
	for name, text := range map[string]string{document: talk, authority: string(trusted)} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	direct := hearAll(t, service.URL+"/talk", &websocket.DialOptions{HTTPClient: service.Client()})
	p := start(t, "proxy", document, "--upstream", service.URL, "--upstream-ca", authority, "--tls", "self")
	if got := hearAll(t, p.WS("/talk"), &websocket.DialOptions{HTTPClient: p.trusting()}); fmt.Sprint(got) != fmt.Sprint(direct) {
		t.Errorf("through the proxy\n%q, want\n%q", got, direct)
	}
	wary := start(t, "proxy", document, "--upstream", service.URL, "--tls", "self")
	answer, err := wary.trusting().Get(wary.Base + "/talk")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusBadGateway {
		t.Errorf("a service that is not trusted: status %d", answer.StatusCode)
	}
}

// trusting is a client that trusts the authority that asyncmock has made.
func (m *mock) trusting() *http.Client {
	m.t.Helper()
	careless := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	answer, err := careless.Get(m.Base + "/_asyncmock/ca.crt")
	if err != nil {
		m.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(text) {
		m.t.Fatalf("the authority: %v %.80q", err, text)
	}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
}
