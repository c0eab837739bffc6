package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// serve runs s on a real loopback socket until the test ends.
func serve(t *testing.T, s *Server) (addr string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, ln) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("Serve: %v", err)
			}
		case <-time.After(60 * time.Second):
			t.Error("Serve does not end")
		}
	})
	return ln.Addr().String()
}

func mustNew(t *testing.T, opts Options) *Server {
	t.Helper()
	s, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestREL_TLS_1_SelfSigned: who fetches the CA connects by every local name,
// to TLS 1.2 or later and HTTP/1.1 only.
func TestREL_TLS_1_SelfSigned(t *testing.T) {
	own, err := SelfSigned("mock.test", "192.0.2.9")
	if err != nil {
		t.Fatal(err)
	}
	own.Config.MinVersion = tls.VersionTLS10 // whoever asks for less gets 1.2 all the same
	addr := serve(t, mustNew(t, Options{TLS: own}))
	pool := fetchCA(t, addr)
	for _, name := range []string{"localhost", "127.0.0.1", "::1", "mock.test", "192.0.2.9"} {
		conn, err := tls.Dial("tcp", addr, &tls.Config{RootCAs: pool, ServerName: name, NextProtos: []string{"h2", "http/1.1"}})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := conn.ConnectionState().NegotiatedProtocol; got != "http/1.1" {
			t.Errorf("%s: ALPN %q, want http/1.1", name, got)
		}
		leaf := conn.ConnectionState().PeerCertificates[0]
		if days := leaf.NotAfter.Sub(leaf.NotBefore).Hours() / 24; days > 825 {
			t.Errorf("%s: valid for %v days", name, days)
		}
		conn.Close()
	}
	if _, err := tls.Dial("tcp", addr, &tls.Config{RootCAs: pool, ServerName: "evil.example"}); err == nil {
		t.Error("the certificate holds for any name")
	}
	_, err = tls.Dial("tcp", addr, &tls.Config{
		RootCAs: pool, ServerName: "localhost", MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11,
	})
	if err == nil {
		t.Error("TLS 1.1 was accepted")
	}
}

// fetchCA gets the CA as a client does that does not trust anybody yet.
func fetchCA(t *testing.T, addr string) *x509.CertPool {
	t.Helper()
	blind := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
	resp, err := blind.Get("https://" + addr + "/_asyncmock/ca.crt")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	pool := x509.NewCertPool()
	if resp.StatusCode != 200 || !pool.AppendCertsFromPEM(text) {
		t.Fatalf("ca.crt: %d %s", resp.StatusCode, text)
	}
	block, _ := pem.Decode(text)
	ca, err := x509.ParseCertificate(block.Bytes)
	if err != nil || !ca.IsCA {
		t.Fatalf("ca.crt is no authority: %v", err)
	}
	return pool
}

// TestREL_TLS_1_GivenCertificate: files, and no CA to be fetched.
func TestREL_TLS_1_GivenCertificate(t *testing.T) {
	made, err := SelfSigned()
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile, caFile := writePair(t, made)
	given, err := LoadTLS(certFile, keyFile)
	if err != nil {
		t.Fatal(err)
	}
	addr := serve(t, mustNew(t, Options{TLS: given}))
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(made.CA)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, DisableKeepAlives: true}}
	for path, want := range map[string]int{"/_asyncmock/health": 200, "/_asyncmock/ca.crt": 404} {
		resp, err := client.Get("https://" + addr + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, resp.StatusCode, want)
		}
	}
	if err := given.AskClients(keyFile); err == nil {
		t.Error("a key was taken for an authority")
	}
	if err := given.AskClients(caFile); err != nil || given.Config.ClientAuth != tls.VerifyClientCertIfGiven {
		t.Errorf("AskClients: %v", err)
	}
	if _, err := LoadTLS(certFile, caFile); err == nil {
		t.Error("a certificate was taken for a key")
	}
}

func writePair(t *testing.T, made *TLS) (certFile, keyFile, caFile string) {
	t.Helper()
	dir := t.TempDir()
	pair := made.Config.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, blocks ...*pem.Block) string {
		var text []byte
		for _, b := range blocks {
			text = append(text, pem.EncodeToMemory(b)...)
		}
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	ca := &pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[1]}
	return write("cert.pem", &pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, ca),
		write("key.pem", &pem.Block{Type: "PRIVATE KEY", Bytes: key}), write("ca.pem", ca)
}
