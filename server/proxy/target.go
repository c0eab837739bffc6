package proxy

import (
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
)

// target is the URL of the service that a request is for.
func (h *Handler) target(r *http.Request) *url.URL {
	u := *h.opts.Upstream
	escaped := strings.TrimSuffix(u.EscapedPath(), "/") + r.URL.EscapedPath()
	if path, err := url.PathUnescape(escaped); err == nil {
		u.Path, u.RawPath = path, escaped
	}
	u.RawQuery = foreign(r.URL.RawQuery)
	return &u
}

// foreign is a query as it was written, without the keys that are ours.
func foreign(query string) string {
	if !strings.Contains(query, "__") {
		return query
	}
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		if !strings.HasPrefix(pair, "__") {
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&")
}

// asFrom makes an Origin that is the proxy's own that of the service.
func (h *Handler) asFrom(header http.Header, r *http.Request) {
	origin, err := url.Parse(header.Get("Origin"))
	if err != nil || origin.Host == "" || origin.Host != r.Host {
		return
	}
	header.Set("Origin", h.scheme()+"://"+h.opts.Upstream.Host)
}

// scheme is that of the service over HTTP.
func (h *Handler) scheme() string {
	switch h.opts.Upstream.Scheme {
	case "wss", "https":
		return "https"
	}
	return "http"
}

// rewrite makes the request that the service gets of the client's.
func (h *Handler) rewrite(r *httputil.ProxyRequest) {
	r.Out.URL = h.target(r.In)
	r.Out.URL.Scheme = h.scheme()
	r.Out.Host = r.Out.URL.Host
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
		if values := r.In.Header[name]; len(values) > 0 { // the library takes them for its own
			r.Out.Header[name] = values
		}
	}
	r.Out.Header.Del("Accept-Encoding") // answers must be readable
	if _, ok := r.In.Header["User-Agent"]; !ok {
		r.Out.Header["User-Agent"] = nil // none, not Go's
	}
	h.asFrom(r.Out.Header, r.In)
}
