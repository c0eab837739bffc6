package cli

import (
	"net"
	"slices"
	"strconv"
	"strings"

	"asyncmock/server"
)

// A place is where the mock can be reached.
type place struct {
	host   string // to be written in URLs
	port   int
	secure bool
	lan    []string // further addresses of this machine, when bound to all
}

// place is where the listeners can be reached from this machine.
func (s *settings) place(listeners []net.Listener) place {
	p := s.intended()
	if len(listeners) > 0 {
		p.port = listeners[0].Addr().(*net.TCPAddr).Port
	}
	ip := net.ParseIP(s.host)
	if ip != nil && ip.IsUnspecified() {
		p.lan = interfaceAddresses(ip.To4() != nil)
	}
	return p
}

// intended is the place that the flags name, before anything listens.
func (s *settings) intended() place {
	p := place{host: s.host, port: s.port, secure: s.tls != ""}
	if ip := net.ParseIP(s.host); s.host == "" || ip != nil && ip.IsUnspecified() {
		p.host = "127.0.0.1"
	}
	return p
}

func (p place) authority() string { return net.JoinHostPort(p.host, strconv.Itoa(p.port)) }

// base is the URL of the listener without a path.
func (p place) base(scheme string) string {
	if p.secure {
		scheme += "s"
	}
	return scheme + "://" + p.authority()
}

// url is where a client of the route connects.
func (p place) url(r *server.Route, prefix string) string {
	return p.base(r.Scheme()) + prefix + r.Sample
}

// interfaceAddresses are the addresses other machines may reach this one by,
// sorted, the short ones first.
func interfaceAddresses(v4only bool) []string {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var out []string
	for _, a := range addrs {
		n, ok := a.(*net.IPNet)
		if !ok || !n.IP.IsGlobalUnicast() || v4only && n.IP.To4() == nil {
			continue
		}
		out = append(out, n.IP.String())
	}
	slices.SortFunc(out, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return out
}
