package web

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"asyncmock/server"
)

// access holds the Host and Origin rules. A browser lets any page open a
// WebSocket to this machine, and a name under the page's own control may
// resolve to it (DNS rebinding), so both are looked at before anything else.
type access struct {
	bound    string // name the listener was bound to, lower case; "" when an address
	loopback bool   // bound to loopback only
	hosts    []string
	origins  []string
}

func newAccess(host string, hosts, origins []string) access {
	name := hostname(host)
	addr, err := netip.ParseAddr(name)
	a := access{loopback: name == "" || isLoopback(name)}
	if err != nil || !addr.IsValid() {
		a.bound = name
	}
	for _, h := range hosts {
		a.hosts = append(a.hosts, hostname(h))
	}
	for _, o := range origins {
		a.origins = append(a.origins, strings.TrimSuffix(strings.ToLower(o), "/"))
	}
	return a
}

// check returns nil when r may go on.
func (a *access) check(r *http.Request) *server.Refusal {
	if !a.hostAllowed(r.Host) {
		return refuseHost(hostname(r.Host))
	}
	origins := r.Header["Origin"]
	if len(origins) == 0 {
		return nil
	}
	if len(origins) > 1 || !a.originAllowed(origins[0], r.Host) {
		return refuseOrigin(origins[0], strings.HasPrefix(r.URL.Path, reserved))
	}
	return nil
}

// hostAllowed: loopback names, IP literals (which cannot be rebound), the
// bound name, names without a dot when others than this machine may connect,
// and what the user allows. HTTP/1.0 may leave the Host out.
func (a *access) hostAllowed(host string) bool {
	name := hostname(host)
	switch {
	case name == "", name == a.bound, isLoopback(name):
		return true
	case !a.loopback && !strings.Contains(name, "."):
		return true
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	return slices.ContainsFunc(a.hosts, func(p string) bool { return matchName(p, name) })
}

// originAllowed: loopback on any port, the host that was asked on any port,
// and what the user allows.
func (a *access) originAllowed(origin, host string) bool {
	origin = strings.ToLower(origin)
	if slices.Contains(a.origins, origin) || slices.Contains(a.origins, "*") {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return false
	}
	name := hostname(u.Host)
	if isLoopback(name) || name == hostname(host) {
		return true
	}
	return slices.ContainsFunc(a.origins, func(p string) bool {
		return !strings.Contains(p, "://") && (p == u.Host || matchName(p, name))
	})
}

// matchName compares a lower-case name to a pattern: a name, "*.suffix" or "*".
func matchName(pattern, name string) bool {
	if suffix, ok := strings.CutPrefix(pattern, "*"); ok {
		return suffix == "" || strings.HasPrefix(suffix, ".") && strings.HasSuffix(name, suffix)
	}
	return pattern == name
}

// hostname takes port, brackets and the root dot from a Host value and lowers it.
func hostname(host string) string {
	name := host
	if i := strings.LastIndexByte(host, ':'); i >= 0 {
		if h, _, err := net.SplitHostPort(host); err == nil {
			name = h
		}
	}
	name = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	return strings.ToLower(strings.TrimSuffix(name, "."))
}

// isLoopback reports whether a name or address can only mean this machine
// (RFC 6761, 6.3).
func isLoopback(name string) bool {
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(name)
	return err == nil && addr.Unmap().IsLoopback()
}

func refuseHost(name string) *server.Refusal {
	return &server.Refusal{
		Status: http.StatusForbidden, Code: "host-not-allowed", Title: "Host not allowed",
		Detail: "The Host header names " + printable(name) + ", which is not a name of this mock. " +
			"A web page could reach it by a name of its own (DNS rebinding).",
		Hint: "to allow it, start asyncmock with " + flag("--allow-host", name),
	}
}

// refuseOrigin tells how a page may use the mock; the control API never
// answers to pages of others, whatever is allowed.
func refuseOrigin(origin string, control bool) *server.Refusal {
	r := &server.Refusal{
		Status: http.StatusForbidden, Code: "origin-not-allowed", Title: "Origin not allowed",
		Detail: "The page at origin " + printable(origin) + " may not use this mock.",
		Hint:   "to allow it, start asyncmock with " + flag("--allow-origin", origin),
	}
	if control {
		r.Detail = "The control API answers to programs and to pages of its own origin, not to the page at origin " + printable(origin) + "."
		r.Hint = "ask from a program, such as the test runner; no flag allows other pages"
	}
	return r
}

// flag writes a flag one can paste. What came over the wire is quoted to the
// letter only when no shell can read more into it.
func flag(name, value string) string {
	if plain(value) {
		return name + " " + value
	}
	return name + " and the value, if you trust it"
}

// printable is value when it is plain, else a word for it.
func printable(value string) string {
	if plain(value) {
		return value
	}
	return "(unprintable)"
}

func plain(value string) bool {
	return value != "" && len(value) <= 255 && value[0] != '-' && !strings.ContainsFunc(value, func(c rune) bool {
		return !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.ContainsRune(".-_:/[]+", c))
	})
}
