package cli

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"asyncmock/cmd/internal/report"
)

// dialTime is what a service gets to take a connection.
const dialTime = 10 * time.Second

// upstreamFlags say where the service is and whom it is trusted to be.
type upstreamFlags struct {
	text     string
	ca, cert string
	insecure bool
	wait     time.Duration

	url *url.URL // after check
}

func (u *upstreamFlags) flags(fs *pflag.FlagSet) {
	fs.StringVar(&u.text, "upstream", "", "`URL` of the service: ws, wss, http or https; paths are appended to its own")
	fs.DurationVar(&u.wait, "wait", 0, "wait so long at the start for the service to take connections, and else end with 2")
	fs.StringVar(&u.ca, "upstream-ca", "", "trust the authority in `FILE` as well, for wss and https")
	fs.StringVar(&u.cert, "upstream-cert", "", "show the service this certificate: `CERT,KEY`")
	fs.BoolVar(&u.insecure, "upstream-insecure", false, "take any certificate of the service")
}

// secure reports whether the service is reached by TLS.
func (u *upstreamFlags) secure() bool { return u.url.Scheme == "wss" || u.url.Scheme == "https" }

// authority is host and port of the service.
func (u *upstreamFlags) authority() string {
	port := u.url.Port()
	if port == "" {
		port = map[bool]string{true: "443", false: "80"}[u.secure()]
	}
	return net.JoinHostPort(u.url.Hostname(), port)
}

// announced is where the service is, without a password.
func (u *upstreamFlags) announced() string { return report.Printable(fmt.Sprint(u.url.Redacted())) }

// check reads --upstream and refuses what does not fit together.
func (u *upstreamFlags) check() error {
	if u.text == "" {
		return unusable("for example --upstream ws://localhost:3000", "--upstream is missing: where is the service?")
	}
	parsed, err := url.Parse(u.text)
	if err != nil || !strings.Contains(u.text, "://") {
		return unusable("for example --upstream ws://localhost:3000", "--upstream %q is no URL", u.text)
	}
	switch parsed.Scheme {
	case "ws", "wss", "http", "https":
	default:
		return unusable("it must be ws, wss, http or https", "--upstream: %q cannot be proxied", parsed.Scheme)
	}
	switch {
	case parsed.Host == "":
		return unusable("for example --upstream ws://localhost:3000", "--upstream %q names no host", u.text)
	case parsed.RawQuery != "" || parsed.Fragment != "" || parsed.User != nil:
		return unusable("clients send their own query and credentials", "--upstream takes scheme, host, port and path only")
	case u.wait < 0:
		return unusable("", "--wait must not be negative")
	}
	u.url = parsed
	if !u.secure() && (u.ca != "" || u.cert != "" || u.insecure) {
		return unusable("use wss or https", "--upstream-ca, --upstream-cert and --upstream-insecure need a service with TLS")
	}
	return nil
}

// trust is how the service is recognised; nil: as Go does.
func (u *upstreamFlags) trust() (*tls.Config, error) {
	return trust("--upstream-", u.ca, u.cert, u.insecure)
}

// trust reads which authorities are believed, and which certificate a client
// has. The flags of both are called ca and cert, behind a prefix.
func trust(flags, ca, cert string, insecure bool) (*tls.Config, error) {
	config := &tls.Config{InsecureSkipVerify: insecure}
	if ca != "" {
		text, err := os.ReadFile(ca)
		if err != nil {
			return nil, unusable("", "%sca: %w", flags, err)
		}
		if config.RootCAs, err = x509.SystemCertPool(); err != nil {
			config.RootCAs = x509.NewCertPool()
		}
		if !config.RootCAs.AppendCertsFromPEM(text) {
			return nil, unusable("", "%sca: %s holds no certificate in PEM", flags, ca)
		}
	}
	if cert != "" {
		chain, key, ok := strings.Cut(cert, ",")
		if !ok {
			return nil, unusable("", "%scert %q: must be CERT,KEY", flags, cert)
		}
		pair, err := tls.LoadX509KeyPair(chain, key)
		if err != nil {
			return nil, unusable("", "%scert: %w", flags, err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}

// Between two tries to connect, and what one try may take where nobody waits.
const (
	retryTime = 100 * time.Millisecond
	glance    = time.Second
)

// await waits for the service, or says that it is not there yet.
func (u *upstreamFlags) await(ctx context.Context, c *console) error {
	ctx, cancel := context.WithTimeout(ctx, max(u.wait, glance))
	defer cancel()
	var last error
	for {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", u.authority())
		if err == nil {
			conn.Close()
			return nil
		}
		if last == nil || ctx.Err() == nil {
			last = err
		}
		if u.wait == 0 {
			c.note("%s does not answer yet (%v); clients get 502 until it does", u.announced(), last)
			return nil
		}
		select {
		case <-ctx.Done():
			return unusable("is the service running? --wait says how long to wait for it", "%s does not answer within %s: %w", u.announced(), u.wait, last)
		case <-time.After(retryTime):
		}
	}
}

// notItself refuses a service that is the proxy.
func (u *upstreamFlags) notItself(at place) error {
	host, port, err := net.SplitHostPort(u.authority())
	if err != nil || port != strconv.Itoa(at.port) {
		return nil
	}
	addr, err := netip.ParseAddr(host)
	if host == "localhost" || host == at.host || err == nil && addr.IsLoopback() {
		return unusable("--port 0 picks another one", "--upstream %s is this proxy itself", u.announced())
	}
	return nil
}
