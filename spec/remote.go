package spec

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Limits of what is fetched.
const (
	maxRemote     = 5 << 20
	remoteTimeout = 5 * time.Second
	maxRedirects  = 5
)

// remote fetches references from the hosts that are allowed, by https only.
type remote struct {
	allowed []string
	client  *http.Client
}

func newRemote(allowed []string) *remote {
	return &remote{allowed: allowed, client: safeClient(isPublic)}
}

// safeClient returns a client that connects only to addresses the function
// accepts. The address is checked when dialling, after the name was resolved,
// so that no answer of a name server leads elsewhere.
func safeClient(accept func(netip.Addr) bool) *http.Client {
	dialer := &net.Dialer{Timeout: remoteTimeout, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil || !accept(to.Addr().Unmap()) {
			return errNotPublic
		}
		return nil
	}}
	return &http.Client{
		Timeout:       remoteTimeout,
		CheckRedirect: checkRedirect,
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			Proxy:                  nil, // a proxy would dial where the check cannot see
			DisableKeepAlives:      true,
			MaxResponseHeaderBytes: 64 << 10,
		},
	}
}

var (
	errNotPublic = errors.New("the host's address is not a public one")
	errRedirect  = errors.New("the server redirects elsewhere")
)

func checkRedirect(req *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects || req.URL.Scheme != "https" || req.URL.Host != via[0].URL.Host {
		return errRedirect
	}
	return nil
}

// isPublic reports whether the address is one of the public internet.
func isPublic(a netip.Addr) bool {
	a = a.WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	return !slices.ContainsFunc(reserved, func(p netip.Prefix) bool { return p.Contains(a) })
}

// reserved are the blocks of RFC 6890 that netip does not name, and those of
// IPv6 that lead to IPv4.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("::/96"),
}

// get fetches an allowed URL.
func (r *remote) get(ctx context.Context, u *url.URL) ([]byte, *fileError) {
	if u.Scheme != "https" {
		return nil, &fileError{codeRefRemote, "only https is fetched", "write https://, or keep the file beside the document"}
	}
	if !r.allows(u) {
		return nil, &fileError{codeRefRemote, fmt.Sprintf("fetching from %s is off", shorten(u.Hostname())), "allow it with --allow-remote " + shorten(u.Hostname()) + ", or keep the file beside the document"}
	}
	ctx, cancel := context.WithTimeout(ctx, remoteTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, &fileError{codeRefFetch, "the address cannot be requested", ""}
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return nil, fetchError(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, &fileError{codeRefFetch, fmt.Sprintf("the server answers with status %d", resp.StatusCode), ""}
	}
	return limited(resp.Body, maxRemote)
}

func fetchError(err error) *fileError {
	switch {
	case errors.Is(err, errNotPublic):
		return &fileError{codeRefRemote, errNotPublic.Error(), "keep the file beside the document"}
	case errors.Is(err, errRedirect):
		return &fileError{codeRefRemote, errRedirect.Error(), "name the final address"}
	case errors.Is(err, context.DeadlineExceeded):
		return &fileError{codeRefFetch, "the server does not answer in time", ""}
	}
	return &fileError{codeRefFetch, "the server cannot be reached", ""}
}

// allows reports whether the host, with or without its port, is on the list.
func (r *remote) allows(u *url.URL) bool {
	return u.User == nil && slices.ContainsFunc(r.allowed, func(host string) bool {
		return strings.EqualFold(host, u.Hostname()) || strings.EqualFold(host, u.Host)
	})
}

// openURL opens a reference that is a URL, or stands in a file that was fetched.
func (fs *files) openURL(from *file, ref string, quiet bool) *file {
	u, err := url.Parse(ref)
	if err == nil && isURL(from.key) {
		var base *url.URL
		if base, err = url.Parse(from.key); err == nil {
			u = base.ResolveReference(u)
		}
	}
	if err != nil {
		return &file{err: &fileError{codeRefSyntax, "the reference is not a URL", ""}}
	}
	if u.Scheme != "https" && u.Scheme != "http" {
		return &file{err: &fileError{codeRefOutside, "a file that was fetched refers to a local one", ""}}
	}
	u.Fragment = ""
	if quiet && fs.byKey[u.String()] == nil {
		return &file{err: &fileError{code: codeRefRemote}}
	}
	return fs.once(u.String(), quiet, func() ([]byte, *fileError) { return fs.remote.get(fs.ctx, u) })
}
