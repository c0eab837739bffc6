package cli

import (
	"crypto/tls"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"asyncmock/server/probe"
	"asyncmock/server/ws"
)

// presenting is what clients show a service, and how they know it.
type presenting struct {
	params, query, headers []string
	token                  string
	ca, cert               string
	insecure               bool
}

func (p *presenting) flags(fs *pflag.FlagSet) {
	fs.StringArrayVar(&p.params, "param", nil, "value of a path parameter: `NAME=VALUE` (repeatable; without: as routes shows)")
	fs.StringArrayVar(&p.query, "query", nil, "query key: `NAME=VALUE`, or NAME=@FILE for what a file holds (repeatable)")
	fs.StringArrayVar(&p.headers, "header", nil, "header of the handshake: `NAME: VALUE`, or NAME: @FILE (repeatable)")
	fs.StringVar(&p.token, "token", "", "`TOKEN`, key or user:password, or @FILE; it goes where the document's security schemes say")
	fs.StringVar(&p.ca, "ca", "", "`FILE` with the certificates of authorities that the service's may be signed by")
	fs.StringVar(&p.cert, "cert", "", "certificate of the client: `CERT,KEY`")
	fs.BoolVar(&p.insecure, "insecure", false, "do not look whose certificate the service has")
}

// present reads the flags into the options of a probe.
func (p *presenting) present(o *probe.Options) error {
	o.Params, o.Query, o.Header = map[string]string{}, url.Values{}, http.Header{}
	for _, pair := range p.params {
		name, value, ok := strings.Cut(pair, "=")
		if !ok || name == "" {
			return unusable("for example --param symbol=BTC-EUR", "--param %q: must be NAME=VALUE", pair)
		}
		o.Params[name] = value
	}
	for _, pair := range p.query {
		name, value, err := secretPair("--query", pair, "=", "for example --query version=2")
		if err != nil {
			return err
		}
		o.Query.Add(name, value)
	}
	for _, pair := range p.headers {
		name, value, err := secretPair("--header", pair, ":", "for example --header 'X-Client: ci'")
		if err != nil {
			return err
		}
		o.Header.Add(name, value)
	}
	var err error
	if o.Token, err = secret("--token", p.token); err != nil {
		return err
	}
	return p.connect(o)
}

// secretPair reads a name and a value that may stand in a file.
func secretPair(flag, pair, separator, hint string) (name, value string, err error) {
	name, value, ok := strings.Cut(pair, separator)
	if name = strings.TrimSpace(name); !ok || name == "" {
		return "", "", unusable(hint, "%s %q: must be NAME%sVALUE", flag, name, separator)
	}
	value, err = secret(flag+" "+name, strings.TrimSpace(value))
	return name, value, err
}

// secret reads a value that may stand in a file: @FILE. So it need not be
// seen on the command line.
func secret(flag, value string) (string, error) {
	name, ok := strings.CutPrefix(value, "@")
	if ok {
		text, err := os.ReadFile(name)
		if err != nil {
			return "", unusable("a value that begins with @ names a file", "%s: %w", flag, err)
		}
		value = strings.TrimSpace(string(text))
	}
	if strings.ContainsAny(value, "\r\n\x00") {
		return "", unusable("", "%s: the value has several lines", flag)
	}
	return value, nil
}

// connect makes the Dialer and the Client.
func (p *presenting) connect(o *probe.Options) error {
	known, err := p.tls()
	if err != nil {
		return err
	}
	o.Dialer = ws.Dialer{TLS: known, MaxMessage: o.MaxMessage}
	o.Client = &http.Client{
		Transport:     &http.Transport{TLSClientConfig: known, Proxy: http.ProxyFromEnvironment, MaxResponseHeaderBytes: 1 << 20},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return nil
}

// tls is how the service is known, nil: as the system does.
func (p *presenting) tls() (*tls.Config, error) {
	if p.ca == "" && p.cert == "" && !p.insecure {
		return nil, nil
	}
	return trust("--", p.ca, p.cert, p.insecure)
}
