package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// curl returns the status and the body that curl gets.
func curl(t *testing.T, args ...string) (status, body string) {
	t.Helper()
	args = append([]string{"--silent", "--show-error", "--max-time", "60", "--write-out", "\n%{http_code}"}, args...)
	cmd := exec.Command(program(t, "curl"), args...)
	cmd.Env = append(os.Environ(), "no_proxy=*", "CURL_HOME="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("curl %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	cut := strings.LastIndexByte(string(out), '\n')
	return string(out[cut+1:]), string(out[:cut])
}

// TestClientCurl says what curl gets for a POST and a GET.
func TestClientCurl(t *testing.T) {
	desk := serve(t, example("request-reply"))
	feed := serve(t, example("notifications"))
	for _, c := range []struct {
		name   string
		args   []string
		status string
		body   []string
	}{
		{"reply", []string{"-d", `{"meta":{"id":"c1"},"kind":"track","parcel":"PD004711234"}`, desk.Base + "/api/desk"},
			"200", []string{`"id":"c1"`, `"history"`}},
		{"json", []string{"--json", `{"meta":{"id":"c2"},"kind":"track","parcel":"PD004711234"}`, desk.Base + "/api/desk"},
			"200", []string{`"id":"c2"`}},
		{"wrong", []string{"-d", `{"meta":{"id":"c3"},"kind":"track","parcel":"?"}`, desk.Base + "/api/desk"},
			"422", []string{"/parcel"}},
		{"not JSON", []string{"-d", `meta=1`, desk.Base + "/api/desk"}, "422", nil},
		{"plain GET of a WebSocket", []string{desk.Base + "/api/desk"}, "426", []string{desk.WS("/api/desk")}},
		{"plain GET of an http server", []string{feed.Base + "/v3/staff/okafor/notifications"}, "200", []string{`"person":"okafor"`}},
		{"unknown path", []string{desk.Base + "/api/dest"}, "404", []string{"/api/desk"}},
		{"another method", []string{"-X", "DELETE", desk.Base + "/api/desk"}, "405", nil},
		{"health", []string{desk.Base + "/_asyncmock/health"}, "200", nil},
		{"ready", []string{desk.Base + "/_asyncmock/ready"}, "200", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, body := curl(t, c.args...)
			if status != c.status {
				t.Fatalf("got status %s, want %s\n%s", status, c.status, body)
			}
			for _, want := range c.body {
				if !strings.Contains(body, want) {
					t.Errorf("got body without %q:\n%s", want, body)
				}
			}
		})
	}
}

// TestClientTLS fetches the certificate authority as a user would, and trusts
// nothing else from then on.
func TestClientTLS(t *testing.T) {
	m := serve(t, "--tls", "self", "testdata/e2e/echo.yaml")
	if !strings.HasPrefix(m.Base, "https://") {
		t.Fatalf("got %s, want https", m.Base)
	}
	_, ca := curl(t, "--insecure", m.Base+"/_asyncmock/ca.crt")
	file := filepath.Join(t.TempDir(), "ca.crt")
	if err := os.WriteFile(file, []byte(ca), 0o600); err != nil {
		t.Fatal(err)
	}
	status, body := curl(t, "--cacert", file, "-d", `"over TLS"`, m.Base+"/echo")
	if status != "200" || body != `"over TLS"` {
		t.Errorf("got %s %s, want 200 and the same text", status, body)
	}
	t.Run("npm ws", func(t *testing.T) {
		env := []string{"NODE_EXTRA_CA_CERTS=" + file}
		for _, which := range []string{"text", "binary", "large", "fragmented", "closing"} {
			node(t, env, "ws.cjs", which, m.WS("/echo"))
		}
		local := strings.Replace(m.WS("/echo"), "127.0.0.1", "localhost", 1)
		node(t, env, "ws.cjs", "text", local)
	})
}
