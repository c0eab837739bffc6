package cli

import (
	"net"
	"strings"
	"testing"

	"asyncmock/server"
	"asyncmock/spec"
)

func TestURLs(t *testing.T) {
	ws := &server.Route{Sample: "/v1/feed?depth=5", Server: &spec.Server{Protocol: "wss"}}
	http := &server.Route{Sample: "/news", Server: &spec.Server{Protocol: "https"}}
	sse := &server.Route{Sample: "/news", Server: &spec.Server{Protocol: "sse"}}
	bridged := &server.Route{Sample: "/orders", Server: &spec.Server{Protocol: "kafka"}, Bridged: "kafka"}
	bare := &server.Route{Sample: "/x"}
	for _, c := range []struct {
		name   string
		listen listening
		route  *server.Route
		prefix string
		want   string
	}{
		{"ws", listening{host: "127.0.0.1", port: 8080}, ws, "", "ws://127.0.0.1:8080/v1/feed?depth=5"},
		{"tls", listening{host: "localhost", port: 8443, tls: "self"}, ws, "", "wss://localhost:8443/v1/feed?depth=5"},
		{"mounted", listening{host: "::1", port: 80}, http, "/p", "http://[::1]:80/p/news"},
		{"all addresses", listening{host: "0.0.0.0", port: 80, tls: "a,b"}, sse, "", "https://127.0.0.1:80/news"},
		{"all addresses of both kinds", listening{host: "::", port: 80}, bridged, "", "ws://127.0.0.1:80/orders"},
		{"no server", listening{host: "127.0.0.1", port: 80}, bare, "", "ws://127.0.0.1:80/x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &settings{listening: c.listen}
			if got := s.intended().url(c.route, c.prefix); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestNetworkAddresses: those of the machine are named where they can be used.
func TestNetworkAddresses(t *testing.T) {
	for host, want := range map[string]bool{"0.0.0.0": true, "::": true, "127.0.0.1": false, "localhost": false} {
		s := &settings{listening: listening{host: host}}
		got := s.place(nil).lan
		if !want && len(got) > 0 {
			t.Errorf("%s: got %v, want none", host, got)
		}
		for _, address := range got {
			ip := net.ParseIP(address)
			if ip == nil || ip.IsLoopback() || host == "0.0.0.0" && strings.Contains(address, ":") {
				t.Errorf("%s: %q cannot be used by others", host, address)
			}
		}
		if want && len(got) != len(interfaceAddresses(host == "0.0.0.0")) {
			t.Errorf("%s: got %v", host, got)
		}
	}
}

func TestMounts(t *testing.T) {
	for mount, want := range map[string]string{
		"/p=a.yaml": "/p a.yaml", "/p/=a=b.yaml": "/p a=b.yaml", "/=a.yaml": " a.yaml",
		"p=a.yaml": "", "/p": "", "/p=": "", "=a": "",
	} {
		l := loading{mounts: []string{mount}}
		in, err := l.inputs(nil)
		if (err != nil) != (want == "") || err == nil && in[0].prefix+" "+in[0].location != want {
			t.Errorf("%s: got %v, %v, want %q", mount, in, err, want)
		}
	}
}
