package control

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// Who may ask, in this order:
//
//	Host      the listener's rules; it has refused all others before
//	Origin    none, or that of the API itself: no page of another origin, even
//	          one that may connect to the mock; and what the browser says of
//	          itself (Sec-Fetch-Site)
//	token     where one is set: Authorization: Bearer, or the cookie that
//	          ?token= is traded for
//
// There is no CORS: answers are for pages of this origin and for programs.

// A guard knows the token.
type guard struct {
	token  string
	cookie string // value of the cookie; the token is not in it
}

func newGuard(token string) guard {
	if token == "" {
		return guard{}
	}
	sum := sha256.Sum256([]byte("asyncmock cookie of " + token))
	return guard{token: token, cookie: hex.EncodeToString(sum[:])}
}

// check returns a problem if r may not go on. traded: it was answered.
func (g *guard) check(w http.ResponseWriter, r *http.Request) (traded bool, p *problem) {
	if crossSite(r) {
		return false, newProblem(http.StatusForbidden, "cross-site",
			"The control API answers to programs and to pages of its own origin, not to pages of other sites.")
	}
	if g.token == "" {
		return false, nil
	}
	if given := r.URL.Query().Get("token"); given != "" && same(given, g.token) && r.Method == http.MethodGet {
		g.trade(w, r)
		return true, nil
	}
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && same(bearer, g.token) {
		return false, nil
	}
	if c, err := r.Cookie(cookieName(r)); err == nil && same(c.Value, g.cookie) {
		return false, nil
	}
	p = newProblem(http.StatusUnauthorized, "token-missing", "The control API of this mock asks for a token, and this is not it.")
	p.header = http.Header{"Www-Authenticate": {`Bearer realm="asyncmock control"`}}
	return false, p.hinting("the token was printed at the start: send it as Authorization: Bearer TOKEN, or open the URL with ?token=TOKEN")
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// trade gives a browser the cookie for its token and sends it to the same
// place without, so that the token stays in no history.
func (g *guard) trade(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{
		Name: cookieName(r), Value: g.cookie, Path: Prefix,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil,
	})
	q := r.URL.Query()
	q.Del("token")
	to := url.URL{Path: r.URL.Path, RawQuery: q.Encode()}
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Location", to.String())
	w.WriteHeader(http.StatusSeeOther)
}

// cookieName has the port in it: cookies do not tell ports apart, and several
// mocks may run on one machine.
func cookieName(r *http.Request) string {
	_, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		return "asyncmock"
	}
	return "asyncmock_" + port
}

// crossSite reports whether a page of another origin asks. A plain navigation
// by a link is fine: it changes nothing, and no page can read its answer.
func crossSite(r *http.Request) bool {
	navigates := r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
	for _, origin := range r.Header["Origin"] {
		if u, err := url.Parse(origin); err != nil || !strings.EqualFold(u.Host, r.Host) || u.Host == "" {
			return true
		}
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin":
		return false
	}
	return !navigates
}
