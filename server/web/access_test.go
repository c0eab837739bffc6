package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestREL_HS_6_7_8_HostAndOrigin is the table of who may connect.
func TestREL_HS_6_7_8_HostAndOrigin(t *testing.T) {
	local := newAccess("127.0.0.1", nil, nil)
	open := newAccess("0.0.0.0", nil, nil)
	named := newAccess("mock.test", nil, nil)
	asked := newAccess("", []string{"api.test", "*.dev.test"}, []string{"https://app.test", "pages.test", "null"})
	all := newAccess("", []string{"*"}, []string{"*"})
	for _, c := range []struct {
		name         string
		access       access
		host, origin string
		code         string // of the refusal, "": allowed
		hint         string
	}{
		{"no origin", local, "127.0.0.1:8080", "", "", ""},
		{"localhost", local, "localhost:8080", "", "", ""},
		{"localhost with root dot", local, "LOCALHOST.:8080", "", "", ""},
		{"below localhost", local, "app.localhost", "", "", ""},
		{"IPv6", local, "[::1]:8080", "", "", ""},
		{"any address", local, "192.0.2.7:8080", "", "", ""},
		{"no host", local, "", "", "", ""},
		{"rebinding", local, "evil.example:8080", "http://evil.example:8080", "host-not-allowed", "--allow-host evil.example"},
		{"looks like localhost", local, "localhost.evil.example", "", "host-not-allowed", "--allow-host localhost.evil.example"},
		{"looks like an address", local, "127.0.0.1.evil.example", "", "host-not-allowed", ""},
		{"single label on loopback", local, "mybox:8080", "", "host-not-allowed", "--allow-host mybox"},
		{"single label", open, "mybox:8080", "", "", ""},
		{"name when open", open, "evil.example", "", "host-not-allowed", ""},
		{"bound name", named, "mock.test:8080", "", "", ""},
		{"other than bound name", named, "other.test", "", "host-not-allowed", ""},
		{"allowed host", asked, "api.test", "", "", ""},
		{"allowed suffix", asked, "a.b.dev.test:1", "", "", ""},
		{"suffix without a label", asked, "dev.test", "", "host-not-allowed", ""},
		{"not the suffix", asked, "evildev.test", "", "host-not-allowed", ""},
		{"every host", all, "evil.example", "https://evil.example", "", ""},
		{"shell in host", local, "a;reboot.test", "", "host-not-allowed", "--allow-host and the value"},

		{"other port", local, "127.0.0.1:8080", "http://localhost:3000", "", ""},
		{"IPv6 origin", local, "127.0.0.1:8080", "http://[::1]:3000", "", ""},
		{"same name, other port", named, "mock.test:8080", "https://mock.test:9", "", ""},
		{"evil", local, "127.0.0.1:8080", "https://evil.example", "origin-not-allowed", "--allow-origin https://evil.example"},
		{"evil below localhost's name", local, "127.0.0.1:8080", "https://localhost.evil.example", "origin-not-allowed", ""},
		{"user part", local, "127.0.0.1:8080", "https://localhost@evil.example", "origin-not-allowed", ""},
		{"null", local, "127.0.0.1:8080", "null", "origin-not-allowed", "--allow-origin null"},
		{"empty", local, "127.0.0.1:8080", " ", "origin-not-allowed", ""},
		{"shell in origin", local, "127.0.0.1:8080", "https://a$(reboot)", "origin-not-allowed", "--allow-origin and the value"},
		{"allowed origin", asked, "127.0.0.1", "https://app.test", "", ""},
		{"allowed origin, other scheme", asked, "127.0.0.1", "http://app.test", "origin-not-allowed", ""},
		{"allowed origin, other port", asked, "127.0.0.1", "https://app.test:444", "origin-not-allowed", ""},
		{"allowed name of origin", asked, "127.0.0.1", "http://pages.test:444", "", ""},
		{"allowed null", asked, "127.0.0.1", "null", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &http.Request{Host: c.host, URL: &url.URL{Path: "/v1"}, Header: http.Header{}}
			if c.origin != "" {
				r.Header.Set("Origin", c.origin)
			}
			got := c.access.check(r)
			if got == nil {
				if c.code != "" {
					t.Fatalf("allowed, want %s", c.code)
				}
				return
			}
			if got.Code != c.code || got.Status != http.StatusForbidden {
				t.Fatalf("got %d %s, want 403 %s", got.Status, got.Code, c.code)
			}
			if !strings.Contains(got.Hint, c.hint) {
				t.Errorf("hint %q does not hold %q", got.Hint, c.hint)
			}
		})
	}
}

// TestREL_HS_6_ControlOrigin: no flag lets other pages use the control API, and
// none is named.
func TestREL_HS_6_ControlOrigin(t *testing.T) {
	a := newAccess("", nil, nil)
	r := &http.Request{Host: "localhost", URL: &url.URL{Path: reserved + "routes"}, Header: http.Header{"Origin": {"https://app.example"}}}
	got := a.check(r)
	if got == nil || got.Code != "origin-not-allowed" || strings.Contains(got.Hint, "--allow-origin") {
		t.Errorf("got %+v", got)
	}
}

// TestREL_HS_6_TwoOrigins: what a browser never sends is not let in.
func TestREL_HS_6_TwoOrigins(t *testing.T) {
	a := newAccess("", nil, nil)
	r := &http.Request{Host: "localhost", URL: &url.URL{Path: "/v1"}, Header: http.Header{"Origin": {"http://localhost", "https://evil.example"}}}
	if a.check(r) == nil {
		t.Error("two Origin headers were let in")
	}
}

// TestREL_HS_6_QuotedCommands: what came from a client is one word in a shell.
func TestREL_HS_6_QuotedCommands(t *testing.T) {
	for in, want := range map[string]string{
		"ws://127.0.0.1:8080/v1/a":          "ws://127.0.0.1:8080/v1/a",
		"ws://127.0.0.1/a?b=c&d=e":          "'ws://127.0.0.1/a?b=c&d=e'",
		"ws://[::1]:80/a":                   "'ws://[::1]:80/a'",
		"ws://127.0.0.1/a';reboot;'$(ls)`x": "'ws://127.0.0.1/a%27;reboot;%27$(ls)`x'",
	} {
		if got := quote(in); got != want {
			t.Errorf("quote(%s) = %s, want %s", in, got, want)
		}
	}
}
