package server

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"asyncmock/spec"
)

// Where each security scheme is looked for (ASYNCAPI.md, 10):
//
//	httpApiKey                       header, query key or cookie, as named
//	http basic, userPassword, plain,
//	scram*, gssapi                   Authorization: Basic
//	apiKey in user or password       that half of it
//	http bearer and others, oauth2,
//	openIdConnect                    Authorization, Sec-WebSocket-Protocol: bearer, TOKEN, ?access_token=
//	X509                             a client certificate that verified
//	*Encryption                      cannot be seen: counts as presented
//
// A mock does not own identities: presence and shape are all that is asked,
// unless tokens are given.

// A credential is what a handshake shows for one scheme.
type credential struct {
	scheme *spec.SecurityScheme
	found  bool
	where  string // for people, without the value
	secret string // "" where there is none to compare
}

// admitCredentials checks every need of the route; each must hold by one of
// its alternatives (SEC-1, SEC-2, SEC-3).
func (m *Mock) admitCredentials(a *Admission) *Refusal {
	if m.opts.Auth == AuthOff {
		return nil
	}
	var missing []string
	for _, need := range a.Route.Security {
		if !m.satisfied(a, need) {
			missing = append(missing, need.words())
		}
	}
	if len(missing) == 0 || m.opts.Auth == AuthRecord && m.byRoute[a.Route].entry() != nil {
		return nil // or the Behavior says who is let in
	}
	detail := "needed: " + strings.Join(missing, ", and ")
	if m.opts.Auth == AuthRecord {
		a.Notes = append(a.Notes, spec.Diagnostic{Code: "credentials-missing", Summary: detail, Hint: "--auth require refuses such handshakes"})
		return nil
	}
	return &Refusal{
		Status: http.StatusUnauthorized, Code: "credentials-missing", Title: "Credentials are missing or wrong",
		Detail: detail, Header: http.Header{"Www-Authenticate": challenges(a.Route)},
	}
}

// satisfied reports whether one alternative holds, and records what was shown.
func (m *Mock) satisfied(a *Admission, need SecurityNeed) bool {
	ok := len(need.Alternatives) == 0
	for _, alternative := range need.Alternatives {
		all := true
		for _, use := range alternative.Schemes {
			c := present(a.Handshake, use.Scheme)
			if c.found && !slices.Contains(a.Presented, c.words()) {
				a.Presented = append(a.Presented, c.words())
			}
			all = all && c.found && m.accepts(c)
		}
		ok = ok || all
	}
	return ok
}

// accepts compares the secret with --token, if there is any.
func (m *Mock) accepts(c credential) bool {
	return len(m.opts.Tokens) == 0 || c.secret == "" || slices.Contains(m.opts.Tokens, c.secret)
}

func (c credential) words() string { return schemeName(c.scheme) + " in " + c.where }

// present looks for a scheme's credential.
func present(h *Handshake, s *spec.SecurityScheme) credential {
	c := credential{scheme: s}
	switch strings.ToLower(s.Type) {
	case "httpapikey":
		c.secret, c.where = keyValue(h, s)
		c.found = c.secret != ""
	case "userpassword", "plain", "scramsha256", "scramsha512", "gssapi":
		c.basic(h, "")
	case "apikey":
		c.basic(h, s.In)
	case "x509":
		c.found, c.where = h.TLSClient, "client certificate"
	case "symmetricencryption", "asymmetricencryption":
		c.found, c.where = true, "what cannot be seen here"
	case "http":
		if strings.EqualFold(s.Scheme, "basic") {
			c.basic(h, "")
			return c
		}
		c.token(h, s.Scheme)
	default:
		c.token(h, "bearer")
	}
	return c
}

// keyValue reads an httpApiKey.
func keyValue(h *Handshake, s *spec.SecurityScheme) (value, where string) {
	switch s.In {
	case "query":
		return h.Query.Get(s.Param), "query key " + s.Param
	case "cookie":
		r := http.Request{Header: h.Header} // reads over the cookies that are malformed
		if cookie, err := r.Cookie(s.Param); err == nil {
			return cookie.Value, "cookie " + s.Param
		}
		return "", ""
	}
	return h.Header.Get(s.Param), "header " + s.Param
}

// basic reads Authorization: Basic; half is "user", "password" or "" for both.
func (c *credential) basic(h *Handshake, half string) {
	kind, value, _ := strings.Cut(h.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "basic") {
		return
	}
	pair, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value))
	user, password, ok := strings.Cut(string(pair), ":")
	if err != nil || !ok {
		return
	}
	c.where = "Authorization: Basic"
	switch half {
	case "user":
		c.secret, c.found = user, user != ""
	case "password":
		c.secret, c.found = password, password != ""
	default:
		c.secret, c.found = password, user != ""
	}
}

// token reads a token of a scheme, or where browsers put bearer tokens.
func (c *credential) token(h *Handshake, scheme string) {
	kind, value, _ := strings.Cut(h.Header.Get("Authorization"), " ")
	if value = strings.TrimSpace(value); strings.EqualFold(kind, scheme) && value != "" {
		c.found, c.where, c.secret = true, "Authorization: "+scheme, value
		return
	}
	if !strings.EqualFold(scheme, "bearer") {
		return
	}
	if value, ok := protocolToken(h.Header); ok {
		c.found, c.where, c.secret = true, "Sec-WebSocket-Protocol", value
	} else if value := h.Query.Get("access_token"); value != "" {
		c.found, c.where, c.secret = true, "query key access_token", value
	}
}

// protocolToken reads "Sec-WebSocket-Protocol: bearer, TOKEN".
func protocolToken(h http.Header) (string, bool) {
	list := headerList(h, "Sec-WebSocket-Protocol")
	if len(list) < 2 || !strings.EqualFold(list[0], "bearer") {
		return "", false
	}
	return list[1], true
}

// words says what would do.
func (n SecurityNeed) words() string {
	var ways []string
	for _, alternative := range n.Alternatives {
		var all []string
		for _, use := range alternative.Schemes {
			all = append(all, schemeName(use.Scheme)+" ("+schemePlace(use.Scheme)+")")
		}
		ways = append(ways, strings.Join(all, " with "))
	}
	return strings.Join(ways, " or ")
}

func schemeName(s *spec.SecurityScheme) string {
	if s.Name != "" {
		return s.Name
	}
	return s.Type
}

// schemePlace says where a scheme's credential belongs.
func schemePlace(s *spec.SecurityScheme) string {
	switch strings.ToLower(s.Type) {
	case "httpapikey":
		return fmt.Sprintf("%s %s", s.In, s.Param)
	case "x509":
		return "a TLS client certificate"
	case "userpassword", "plain", "scramsha256", "scramsha512", "gssapi", "apikey":
		return "Authorization: Basic"
	case "http":
		return "Authorization: " + s.Scheme
	}
	return "Authorization: Bearer, or ?access_token="
}

// challenges are the WWW-Authenticate values of a route (RFC 9110, 11.6.1).
func challenges(r *Route) []string {
	var list []string
	for _, need := range r.Security {
		for _, alternative := range need.Alternatives {
			for _, use := range alternative.Schemes {
				if c := challenge(use.Scheme); !slices.Contains(list, c) {
					list = append(list, c)
				}
			}
		}
	}
	return list
}

func challenge(s *spec.SecurityScheme) string {
	switch strings.ToLower(s.Type) {
	case "httpapikey":
		return `ApiKey realm="mock"`
	case "userpassword", "plain", "scramsha256", "scramsha512", "gssapi", "apikey":
		return `Basic realm="mock"`
	case "http":
		if isToken(s.Scheme) {
			return strings.ToUpper(s.Scheme[:1]) + s.Scheme[1:] + ` realm="mock"`
		}
	}
	return `Bearer realm="mock"`
}

// isToken reports whether a word of the document may stand in a header as it
// is (RFC 9110, 5.6.2): no document can split a header (REL-HS-11).
func isToken(word string) bool {
	for _, c := range []byte(word) {
		if !('a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0) {
			return false
		}
	}
	return word != ""
}
