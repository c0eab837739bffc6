package probe

import (
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"asyncmock/server"
	"asyncmock/spec"
)

// An UnfitError says that what the Options present breaks the contract, so
// that the service would be right to refuse it.
type UnfitError struct {
	Route    string
	Detail   string
	Hint     string
	Findings spec.Diagnostics
}

// Error names the route and the first finding.
func (e *UnfitError) Error() string { return e.Route + ": " + e.Detail }

// A place is where and how a talk connects.
type place struct {
	over   server.Transport // ws or http
	url    *url.URL
	path   string // as requested
	header http.Header
	params []server.Param
}

// locate finds out where the talk connects. What the Options say is held
// against the contract, as a Mock would.
func (t *Talk) locate() error {
	o := t.probe.opts
	t.place.over = t.over()
	values, err := t.values()
	if err != nil {
		return err
	}
	value := func(name string) string { return values[name] }
	target := &url.URL{Scheme: t.scheme(), Host: o.URL.Host}
	setPath(target, t.base()+strings.TrimSuffix(server.FillPath(t.template(), value), "/"))
	_, sampled, _ := strings.Cut(t.Route.Sample, "?")
	query, _ := url.ParseQuery(sampled)
	for key, given := range o.URL.Query() {
		query[key] = given
	}
	for key, given := range o.Query {
		query[key] = given
	}
	t.place.header = t.headers()
	t.present(query)
	target.RawQuery = query.Encode()
	t.place.url, t.place.path = target, target.EscapedPath()
	shown := *target
	shown.RawQuery = t.Route.RedactQuery(query)
	t.URL = shown.String()
	handshake := &server.Handshake{
		Transport: t.place.over, Path: server.FillPath(t.Route.Path, value), Query: query, Header: t.place.header,
	}
	a, refusal := t.probe.mock.Admit(handshake)
	if refusal != nil {
		return &UnfitError{t.Route.Path, refusal.Detail, refusal.Hint, refusal.Findings}
	}
	t.place.params = a.Params
	return nil
}

// setPath sets a path that is percent-encoded.
func setPath(u *url.URL, path string) {
	if path == "" {
		path = "/"
	}
	u.RawPath = path
	if u.Path, _ = url.PathUnescape(path); u.Path == "" {
		u.Path = path
	}
}

// over is the protocol of the talk.
func (t *Talk) over() server.Transport {
	o := t.probe.opts
	webSocket := strings.HasPrefix(o.URL.Scheme, "ws") || t.Route.Scheme() == "ws"
	if o.Over == OverWS || o.Over == OverAuto && webSocket {
		return server.TransportWS
	}
	return server.TransportHTTP
}

func (t *Talk) scheme() string {
	scheme := "http"
	if t.place.over == server.TransportWS {
		scheme = "ws"
	}
	if s := t.probe.opts.URL.Scheme; s == "wss" || s == "https" {
		scheme += "s"
	}
	return scheme
}

// base is the path of the URL that was given, "" where it has none.
func (t *Talk) base() string { return strings.TrimRight(t.probe.opts.URL.EscapedPath(), "/") }

// template is the path of the route: without that of the document's server
// where the URL has one.
func (t *Talk) template() string {
	if t.base() == "" {
		return t.Route.Path
	}
	if t.Route.Server != nil && t.Route.Server.Pathname != "" {
		pathname := "/" + strings.Trim(t.Route.Server.Pathname, "/")
		if rest, ok := strings.CutPrefix(t.Route.Path, pathname); ok && (rest == "" || rest[0] == '/') {
			return rest
		}
	}
	return t.Route.Path
}

// values are the path parameters: those given, else those of the sample.
func (t *Talk) values() (map[string]string, error) {
	path, query, _ := strings.Cut(t.Route.Sample, "?")
	sampled, _ := url.ParseQuery(query)
	values := map[string]string{}
	header := http.Header{}
	for _, f := range t.Route.Headers {
		if f.Required {
			header.Set(f.Name, f.Sample)
		}
	}
	a, refusal := t.probe.mock.Admit(&server.Handshake{Transport: t.place.over, Path: path, Query: sampled, Header: header})
	if refusal != nil {
		return nil, &UnfitError{t.Route.Path, refusal.Detail, refusal.Hint, refusal.Findings}
	}
	for _, param := range a.Params {
		values[param.Name] = param.Value
	}
	for name, value := range t.probe.opts.Params {
		if _, ok := values[name]; ok {
			values[name] = value
		}
	}
	return values, nil
}

// headers are those of the handshake: the required ones, and what was given.
func (t *Talk) headers() http.Header {
	h := http.Header{}
	if len(t.Route.Subprotocols) > 0 && t.place.over == server.TransportWS {
		h.Set("Sec-WebSocket-Protocol", strings.Join(t.Route.Subprotocols, ", "))
	}
	for _, f := range t.Route.Headers {
		if f.Required && h.Get(f.Name) == "" {
			h.Set(f.Name, f.Sample)
		}
	}
	for name, values := range t.probe.opts.Header {
		h[http.CanonicalHeaderKey(name)] = slices.Clone(values)
	}
	return h
}

// present puts the token where the first alternative of each security need
// wants it (ASYNCAPI.md, 10).
func (t *Talk) present(query url.Values) {
	token := t.probe.opts.Token
	if token == "" {
		return
	}
	placed := false
	for _, need := range t.Route.Security {
		if len(need.Alternatives) == 0 {
			continue
		}
		for _, use := range need.Alternatives[0].Schemes {
			placed = t.credential(use.Scheme, token, query) || placed
		}
	}
	if !placed && t.place.header.Get("Authorization") == "" {
		t.place.header.Set("Authorization", "Bearer "+token)
	}
}

// credential presents a token by one scheme; false: the scheme takes none.
func (t *Talk) credential(s *spec.SecurityScheme, token string, query url.Values) bool {
	h := t.place.header
	basic := func(pair string) { h.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair))) }
	switch kind := strings.ToLower(s.Type); {
	case kind == "httpapikey" && s.In == "query":
		query.Set(s.Param, token)
	case kind == "httpapikey" && s.In == "cookie":
		h.Add("Cookie", (&http.Cookie{Name: s.Param, Value: token}).String())
	case kind == "httpapikey":
		h.Set(s.Param, token)
	case kind == "x509" || strings.HasSuffix(kind, "encryption"):
		return false
	case kind == "apikey" && s.In == "user":
		basic(token + ":")
	case kind == "apikey":
		basic(":" + token)
	case kind == "userpassword" || kind == "plain" || kind == "gssapi" || strings.HasPrefix(kind, "scram") || strings.EqualFold(s.Scheme, "basic"):
		basic(token)
	default:
		h.Set("Authorization", "Bearer "+token)
	}
	return true
}

// parameters refuses names of path parameters that no route has.
func (p *Probe) parameters() error {
	known := map[string]bool{}
	for _, r := range p.mock.Routes() {
		for _, param := range r.Parameters {
			known[param.Name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.opts.Params)) {
		if !known[name] {
			return &SelectionError{"path parameter", name, slices.Sorted(maps.Keys(known))}
		}
	}
	return nil
}

// hostOf is the host and port of a URL.
func hostOf(u *url.URL) string {
	if u.Port() != "" {
		return u.Host
	}
	port := "80"
	if u.Scheme == "wss" || u.Scheme == "https" {
		port = "443"
	}
	return fmt.Sprintf("%s:%s", u.Host, port)
}
