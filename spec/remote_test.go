package spec

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// loadRemote loads a document that refers to one URL.
func loadRemote(t *testing.T, ref string, opts *LoadOptions) (*Document, Diagnostics) {
	t.Helper()
	folder := write(t, map[string]string{"asyncapi.yaml": head3 + "channels:\n  a: {address: a, messages: {m: {$ref: '" + ref + "'}}}\n"})
	doc, ds, err := Load(t.Context(), folder+"/asyncapi.yaml", opts)
	if err != nil {
		t.Fatal(err)
	}
	return doc, ds
}

// countingServer answers https on loopback and counts the requests.
func countingServer(t *testing.T, handler http.HandlerFunc) (*httptest.Server, *atomic.Int32) {
	t.Helper()
	var hits atomic.Int32
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		handler(w, r)
	}))
	t.Cleanup(s.Close)
	return s, &hits
}

// trusting returns a remote that accepts loopback addresses and the test's
// certificate; all else is as for users.
func trusting(s *httptest.Server, allowed ...string) *remote {
	r := &remote{allowed: allowed, client: safeClient(netip.Addr.IsLoopback)}
	r.client.Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
	return r
}

func TestREL_REF_2_RemoteReferencesAreOff(t *testing.T) {
	s, hits := countingServer(t, func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("title: fetched\n")) })
	plain := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits.Add(1) }))
	defer plain.Close()
	host := hostOf(t, s.URL)
	for name, c := range map[string]struct {
		ref  string
		opts *LoadOptions
	}{
		"no host is allowed":       {s.URL + "/m.yaml", nil},
		"another host is allowed":  {s.URL + "/m.yaml", &LoadOptions{AllowRemote: []string{"example.com", "127.0.0.1.example.com", "27.0.0.1"}}},
		"loopback, though allowed": {s.URL + "/m.yaml", &LoadOptions{AllowRemote: []string{host}}},
		"a name of loopback":       {strings.Replace(s.URL, "127.0.0.1", "localhost", 1) + "/m.yaml", &LoadOptions{AllowRemote: []string{"localhost"}}},
		"http":                     {plain.URL + "/m.yaml", &LoadOptions{remote: trusting(s, hostOf(t, plain.URL), "127.0.0.1")}},
		"credentials":              {strings.Replace(s.URL, "https://", "https://user:word@", 1), &LoadOptions{AllowRemote: []string{host, "127.0.0.1"}, remote: trusting(s, host)}},
		"upper case scheme":        {strings.Replace(s.URL, "https", "HTTPS", 1) + "/m.yaml", nil},
		"without scheme":           {strings.TrimPrefix(s.URL, "https:") + "/m.yaml", nil},
	} {
		_, ds := loadRemote(t, c.ref, c.opts)
		if len(ds) != 1 || ds[0].Code != codeRefRemote && ds[0].Code != codeRefOutside {
			t.Errorf("%s: got %v", name, ds)
		}
	}
	if n := hits.Load(); n != 0 {
		t.Errorf("the servers got %d requests", n)
	}
	_, ds, err := Load(t.Context(), s.URL+"/asyncapi.yaml", nil)
	if err == nil || ds[0].Code != codeRefRemote {
		t.Errorf("a document by URL: got %v, %v", ds, err)
	}
}

func hostOf(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}

func TestREL_REF_2_AllowedHosts(t *testing.T) {
	s, hits := countingServer(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/m.yaml":
			w.Write([]byte("title: fetched\npayload: {$ref: 'schemas/s.json#/a'}\nheaders: {$ref: '#/payload'}\n"))
		case "/schemas/s.json":
			w.Write([]byte(`{"a": {"type": "object", "properties": {"m": {"$ref": "../m.yaml#/title"}}}}`))
		case "/local.yaml":
			w.Write([]byte("payload: {$ref: 'file:///etc/passwd'}\n"))
		case "/moved":
			http.Redirect(w, r, "/m.yaml", http.StatusFound)
		case "/away":
			http.Redirect(w, r, "https://203.0.113.9/m.yaml", http.StatusFound)
		case "/plain":
			http.Redirect(w, r, "http://"+r.Host+"/m.yaml", http.StatusFound)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/large":
			w.Write([]byte(strings.Repeat("a", maxRemote+1)))
		case "/asyncapi.yaml":
			w.Write([]byte(head3 + "channels: {a: {address: a, messages: {m: {$ref: m.yaml}}}}\n"))
		default:
			http.NotFound(w, r)
		}
	})
	opts := &LoadOptions{remote: trusting(s, hostOf(t, s.URL))}
	doc, ds := loadRemote(t, s.URL+"/m.yaml", opts)
	wantFindings(t, ds)
	if m := doc.Channels[0].Messages[0]; m.Title != "fetched" || m.Payload.Node.At("properties", "m").Str() != "fetched" || hits.Load() != 2 {
		t.Errorf("got %+v with %d requests", m, hits.Load())
	}
	for path, want := range map[string]string{
		"/moved": "", "/away": codeRefRemote, "/plain": codeRefRemote, "/loop": codeRefRemote,
		"/large": codeTooLarge, "/none": codeRefFetch, "/local.yaml": codeRefOutside,
	} {
		_, ds := loadRemote(t, s.URL+path, opts)
		if want == "" && len(ds) > 0 || want != "" && (len(ds) != 1 || ds[0].Code != want) {
			t.Errorf("%s: got %v, want %q", path, ds, want)
		}
	}
	doc, ds, err := Load(t.Context(), s.URL+"/asyncapi.yaml", opts)
	if err != nil || len(ds) > 0 || doc.Channels[0].Messages[0].Title != "fetched" {
		t.Errorf("a document by URL: got %v, %v", ds, err)
	}
}

func TestREL_REF_2_SlowServers(t *testing.T) {
	done := make(chan struct{})
	s, _ := countingServer(t, func(http.ResponseWriter, *http.Request) { <-done })
	defer close(done)
	r := trusting(s, hostOf(t, s.URL))
	r.client.Timeout = 50 * time.Millisecond
	_, ds := loadRemote(t, s.URL, &LoadOptions{remote: r})
	if len(ds) != 1 || ds[0].Code != codeRefFetch {
		t.Errorf("got %v", ds)
	}
}

func TestREL_REF_2_OnlyPublicAddresses(t *testing.T) {
	for address, want := range map[string]bool{
		"8.8.8.8": true, "2606:4700::1111": true, "172.32.0.1": true,
		"127.0.0.1": false, "127.9.9.9": false, "::1": false, "0.0.0.0": false, "::": false, "10.1.2.3": false, "172.16.0.1": false,
		"192.168.1.1": false, "169.254.169.254": false, "fe80::1": false, "fc00::1": false, "fd00::1": false, "100.64.0.1": false,
		"224.0.0.1": false, "ff02::1": false, "255.255.255.255": false, "192.0.2.1": false, "2001:db8::1": false,
		"64:ff9b::7f00:1": false, "2002:7f00:1::": false, "0.1.2.3": false, "198.18.0.1": false, "::ffff:127.0.0.1": false, "::127.0.0.1": false,
	} {
		if got := isPublic(netip.MustParseAddr(address).Unmap()); got != want {
			t.Errorf("%s: got %v, want %v", address, got, want)
		}
	}
}
