package server

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Redacted stands for a value that must not be written down (SEC-4).
const Redacted = "[redacted]"

// secretWords are the names whose values are secrets wherever they appear in
// a query, headers or cookies.
var secretWords = []string{
	"token", "secret", "password", "passwd", "pwd", "apikey", "signature", "sig",
	"auth", "authorization", "credential", "session", "jwt", "key", "code",
}

// looksSecret reports whether a name says that its value is a secret.
func looksSecret(name string) bool {
	name = strings.ToLower(strings.NewReplacer("_", "-", ".", "-").Replace(name))
	if strings.HasPrefix(name, "--") { // our own: __session, __example
		return false
	}
	if slices.Contains(secretWords, strings.ReplaceAll(name, "-", "")) {
		return true
	}
	parts := strings.Split(name, "-")
	return slices.ContainsFunc(parts, func(part string) bool { return slices.Contains(secretWords, part) }) ||
		strings.HasSuffix(name, "token") || strings.HasSuffix(name, "apikey") || strings.HasSuffix(name, "secret")
}

// RedactQuery returns the query with the values of secrets replaced, keys
// sorted. Secrets are what reads so, and what the route's security schemes
// name; r may be nil.
func (r *Route) RedactQuery(q url.Values) string {
	safe := make(url.Values, len(q))
	for key, values := range q {
		if looksSecret(key) || r.isCredential("query", key) {
			values = []string{Redacted}
		}
		safe[key] = values
	}
	return strings.ReplaceAll(safe.Encode(), url.QueryEscape(Redacted), Redacted)
}

// RedactHeader returns a copy of the header without secret values; r may be nil.
func (r *Route) RedactHeader(h http.Header) http.Header {
	safe := make(http.Header, len(h))
	for name, values := range h {
		switch {
		case strings.EqualFold(name, "Cookie"), strings.EqualFold(name, "Authorization"),
			strings.EqualFold(name, "Proxy-Authorization"), looksSecret(name), r.isCredential("header", name):
			values = []string{Redacted}
		case strings.EqualFold(name, "Sec-WebSocket-Protocol"):
			if _, ok := protocolToken(h); ok {
				values = []string{headerList(h, name)[0] + ", " + Redacted}
			}
		}
		safe[name] = slices.Clone(values)
	}
	return safe
}

// isCredential reports whether a security scheme of the route lives there.
func (r *Route) isCredential(in, name string) bool {
	if r == nil {
		return false
	}
	for _, secret := range r.secrets {
		if secret == name || in == "header" && strings.EqualFold(secret, name) {
			return true
		}
	}
	for _, need := range r.Security {
		for _, alternative := range need.Alternatives {
			for _, use := range alternative.Schemes {
				same := use.Scheme.Param == name || in == "header" && strings.EqualFold(use.Scheme.Param, name)
				if strings.EqualFold(use.Scheme.Type, "httpApiKey") && use.Scheme.In == in && same {
					return true
				}
			}
		}
	}
	return in == "query" && name == "access_token" && len(r.Security) > 0
}
