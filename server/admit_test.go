package server

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"asyncmock/spec"
)

// field is a Field with a schema.
func (k *kit) field(name, schema string) Field {
	return Field{Name: name, Schema: &spec.Schema{Node: node(k, schema), Name: name}}
}

func TestBNDWS2_QueryIsCheckedAndFilled(t *testing.T) {
	k := newKit(t)
	beat, depth, list := k.field("heartbeat", `{"type":"boolean"}`), k.field("depth", `{"type":"integer","maximum":50}`), k.field("symbols", `{"type":"array","items":{"type":"string"}}`)
	depth.Default, depth.HasDefault = "10", true
	beat.Required = true
	ids, wrong := k.field("ids", `{"type":"array","items":{"type":"integer"}}`), k.field("wrong", `{"type":"integer"}`)
	wrong.Default, wrong.HasDefault = "many", true // the document's mistake, not the client's
	r := &Route{Path: "/", Sample: "/?heartbeat=true", Query: []Field{beat, depth, list, ids, wrong}, QueryClosed: true}
	m := k.mock(Options{}, r)
	for _, f := range r.Query {
		m.plan.table.params.add(f.Name, f.Schema)
	}
	tests := []struct{ target, want string }{
		{"/?heartbeat=true", `heartbeat=true depth=10`},
		{"/?heartbeat=false&depth=7&symbols=A,B&__session=x", `heartbeat=false depth=7 symbols=["A","B"]`},
		{"/?heartbeat=true&symbols=A&symbols=B", `heartbeat=true depth=10 symbols=["A","B"]`},
		{"/?heartbeat=true&symbols=%5B%22A%22%5D", `heartbeat=true depth=10 symbols=["A"]`},
		{"/?heartbeat=true&symbols=%5B1%5D", "400 /symbols"},
		{"/?heartbeat=true&ids=&symbols=", `heartbeat=true depth=10 symbols=[] ids=[]`},
		{"/?heartbeat=true&ids=1&ids=2", `heartbeat=true depth=10 ids=[1,2]`},
		{"/?heartbeat=true&wrong=several", "400 /wrong"},
		{"/", "400 /heartbeat"},
		{"/?heartbeat=maybe&depth=51&colour=red", "400 /heartbeat /depth /colour"},
	}
	for _, test := range tests {
		a, refusal := m.Admit(handshake(test.target))
		var got []string
		if refusal != nil {
			got = append(got, fmt.Sprint(refusal.Status))
			for _, d := range refusal.Findings {
				got = append(got, d.Instance)
			}
		} else {
			for _, p := range a.Query {
				got = append(got, p.Name+"="+string(p.JSON))
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: got %s, want %s", test.target, got, test.want)
		}
	}
	r.QueryClosed = false
	if _, refusal := m.Admit(handshake("/?heartbeat=true&colour=red")); refusal != nil {
		t.Errorf("BND-WS-5: got %+v for an unknown key", refusal)
	}
}

func TestBNDWS3_Headers(t *testing.T) {
	tests := []struct {
		name           string
		header, origin string
		strict         bool
		status, notes  int
	}{
		{"there", "1", "", false, 0, 0},
		{"missing", "", "", false, 400, 0},
		{"missing from a browser", "", "http://localhost:3000", false, 0, 1},
		{"missing from a browser, strict", "", "http://localhost:3000", true, 400, 0},
		{"wrong", "one", "", false, 400, 0},
		{"wrong from a browser", "one", "http://localhost:3000", false, 400, 0},
	}
	for _, test := range tests {
		k := newKit(t)
		f := k.field("X-Version", `{"type":"integer"}`)
		f.Required = true
		w := &watcher{}
		m := k.mock(Options{StrictHandshake: test.strict, Observe: w.observe}, &Route{Path: "/", Headers: []Field{f}})
		h := handshake("/")
		if test.header != "" {
			h.Header.Set("x-version", test.header)
		}
		if test.origin != "" {
			h.Header.Set("Origin", test.origin)
		}
		a, refusal := m.Admit(h)
		status, notes := 0, 0
		if refusal != nil {
			status = refusal.Status
		} else {
			notes = len(a.Notes)
		}
		if status != test.status || notes != test.notes {
			t.Errorf("%s: got status %d and %d notes", test.name, status, notes)
		}
		if e := w.of(EventRefuse); (len(e) == 1) != (status != 0) || len(e) == 1 && (e[0].Code != status || len(e[0].Findings) != 1) {
			t.Errorf("%s: got %+v", test.name, e)
		}
	}
}

func TestBNDWS4_Subprotocol(t *testing.T) {
	k := newKit(t)
	m := k.mock(Options{}, &Route{Path: "/", Subprotocols: []string{"v1", "v2"}})
	for offer, want := range map[string]string{"v2, v1": "v2", "v9,v1": "v1", "v9": "", "": "", "bearer, abc": ""} {
		h := handshake("/")
		h.Header.Set("Sec-WebSocket-Protocol", offer)
		if a, _ := m.Admit(h); a.Subprotocol != want {
			t.Errorf("%q: got %q, want %q", offer, a.Subprotocol, want)
		}
	}
}

func TestCHN7_UnknownPathAndWrongParameter(t *testing.T) {
	k := newKit(t)
	w := &watcher{}
	m := k.mock(Options{Observe: w.observe}, &Route{
		Path: "/feed/{symbol}", Sample: "/feed/BTC",
		Parameters: []*spec.Parameter{{Name: "symbol", Enum: []string{"BTC", "ETH"}}},
	})
	for target, want := range map[string]int{"/feed/ETH": 0, "/feed/DOGE": 400, "/fed/BTC": 404} {
		_, refusal := m.Admit(handshake(target))
		if refusal == nil && want != 0 || refusal != nil && (refusal.Status != want || !slices.Contains(refusal.Near, "/feed/BTC")) {
			t.Errorf("%s: got %+v, want %d", target, refusal, want)
		}
		if m.Has(target) != (want != 404) {
			t.Errorf("%s: Has says %t", target, m.Has(target))
		}
	}
	if e := w.of(EventRefuse); len(e) != 2 {
		t.Errorf("got %+v", e)
	}
}

// schemes of a document, by what must be presented.
var (
	keyInHeader = &spec.SecurityScheme{Name: "key", Type: "httpApiKey", In: "header", Param: "X-Key"}
	keyInQuery  = &spec.SecurityScheme{Name: "key", Type: "httpApiKey", In: "query", Param: "k"}
	keyInCookie = &spec.SecurityScheme{Name: "key", Type: "httpApiKey", In: "cookie", Param: "sid"}
	basic       = &spec.SecurityScheme{Name: "basic", Type: "http", Scheme: "basic"}
	bearer      = &spec.SecurityScheme{Name: "bearer", Type: "http", Scheme: "bearer"}
	userOnly    = &spec.SecurityScheme{Name: "user", Type: "apiKey", In: "user"}
	scram       = &spec.SecurityScheme{Name: "scram", Type: "scramSha256"}
	oauth       = &spec.SecurityScheme{Name: "oauth", Type: "oauth2"}
	certificate = &spec.SecurityScheme{Name: "cert", Type: "X509"}
	asymmetric  = &spec.SecurityScheme{Name: "crypt", Type: "asymmetricEncryption"}
)

// need is one alternative per list of schemes.
func need(alternatives ...[]*spec.SecurityScheme) SecurityNeed {
	var n SecurityNeed
	for _, schemes := range alternatives {
		var r spec.SecurityRequirement
		for _, s := range schemes {
			r.Schemes = append(r.Schemes, spec.SchemeUse{Scheme: s})
		}
		n.Alternatives = append(n.Alternatives, r)
	}
	return n
}

func all(schemes ...*spec.SecurityScheme) []*spec.SecurityScheme { return schemes }

func TestSEC3_WhereEachSchemeIsLookedFor(t *testing.T) {
	pair := "Basic " + base64.StdEncoding.EncodeToString([]byte("anna:s3cret"))
	tests := []struct {
		scheme         *spec.SecurityScheme
		header, target string // header "Name: value"
		ok             bool
	}{
		{keyInHeader, "X-Key: s3cret", "/", true},
		{keyInHeader, "", "/?X-Key=s3cret", false},
		{keyInQuery, "", "/?k=s3cret", true},
		{keyInQuery, "k: s3cret", "/", false},
		{keyInCookie, "Cookie: a=b; sid=s3cret", "/", true},
		{keyInCookie, "Cookie: a=b", "/", false},
		{keyInCookie, "Cookie: bad cookie=1; {; sid=s3cret", "/", true}, // of another project on the same host name
		{basic, "Authorization: " + pair, "/", true},
		{basic, "Authorization: Basic %%%", "/", false},
		{basic, "Authorization: Bearer s3cret", "/", false},
		{scram, "Authorization: " + pair, "/", true},
		{userOnly, "Authorization: " + pair, "/", true},
		{userOnly, "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(":x")), "/", false},
		{bearer, "Authorization: bearer s3cret", "/", true},
		{bearer, "Authorization: Bearer ", "/", false},
		{bearer, "Sec-WebSocket-Protocol: bearer, s3cret", "/", true},
		{bearer, "Sec-WebSocket-Protocol: bearer", "/", false},
		{bearer, "", "/?access_token=s3cret", true},
		{oauth, "", "/?access_token=s3cret", true},
		{oauth, "", "/", false},
		{certificate, "", "/", false},
		{asymmetric, "", "/", true},
	}
	for _, test := range tests {
		for _, mode := range []AuthMode{AuthRequire, AuthRecord, AuthOff} {
			k := newKit(t)
			w := &watcher{}
			m := k.mock(Options{Auth: mode, Observe: w.observe}, &Route{Path: "/", Security: []SecurityNeed{need(all(test.scheme))}})
			h := handshake(test.target)
			if name, value, ok := strings.Cut(test.header, ": "); ok {
				h.Header.Set(name, value)
			}
			a, refusal := m.Admit(h)
			what := fmt.Sprintf("mode %d, %s by %q %s", mode, test.scheme.Name, test.header, test.target)
			if refused := refusal != nil; refused != (mode == AuthRequire && !test.ok) {
				t.Errorf("%s: got %+v", what, refusal)
				continue
			}
			if refusal != nil {
				if refusal.Status != 401 || refusal.Header.Get("WWW-Authenticate") == "" {
					t.Errorf("%s: got %+v", what, refusal)
				}
				continue
			}
			if presented := len(a.Presented) == 1; presented != (test.ok && mode != AuthOff) {
				t.Errorf("%s: got presented %q", what, a.Presented)
			}
			m.Connect(a, &fakeWire{})
			if events := fmt.Sprintf("%+v", w.of(EventConnect)); strings.Contains(events, "s3cret") || strings.Contains(events, pair) {
				t.Errorf("SEC-4: %s: a secret is in %s", what, events)
			}
		}
	}
}

func TestSEC1_SEC2_AlternativesAndNeeds(t *testing.T) {
	tests := []struct {
		name  string
		needs []SecurityNeed
		shown string // of k (key in query) and t (bearer)
		ok    bool
	}{
		{"one of two", []SecurityNeed{need(all(keyInQuery), all(bearer))}, "t", true},
		{"the other of two", []SecurityNeed{need(all(keyInQuery), all(bearer))}, "k", true},
		{"none of two", []SecurityNeed{need(all(keyInQuery), all(bearer))}, "", false},
		{"both at once, one shown", []SecurityNeed{need(all(keyInQuery, bearer))}, "k", false},
		{"both at once, the other shown", []SecurityNeed{need(all(keyInQuery, bearer))}, "t", false},
		{"both at once", []SecurityNeed{need(all(keyInQuery, bearer))}, "kt", true},
		{"anonymous allowed", []SecurityNeed{need(all(bearer), all())}, "", true},
		{"server and operation, one shown", []SecurityNeed{need(all(keyInQuery)), need(all(bearer))}, "t", false},
		{"server and operation", []SecurityNeed{need(all(keyInQuery)), need(all(bearer))}, "kt", true},
		{"nothing needed", nil, "", true},
	}
	for _, test := range tests {
		k := newKit(t)
		m := k.mock(Options{Auth: AuthRequire}, &Route{Path: "/", Security: test.needs})
		h := handshake("/")
		if strings.Contains(test.shown, "k") {
			h.Query.Set("k", "x")
		}
		if strings.Contains(test.shown, "t") {
			h.Query.Set("access_token", "y")
		}
		if _, refusal := m.Admit(h); (refusal == nil) != test.ok {
			t.Errorf("%s: got %+v", test.name, refusal)
		}
	}
}

func TestSEC3_Token(t *testing.T) {
	k := newKit(t)
	m := k.mock(Options{Auth: AuthRequire, Tokens: []string{"one", "two"}}, &Route{Path: "/", Security: []SecurityNeed{need(all(bearer))}})
	for token, ok := range map[string]bool{"one": true, "two": true, "three": false, "": false} {
		h := handshake("/?access_token=" + token)
		if _, refusal := m.Admit(h); (refusal == nil) != ok {
			t.Errorf("%q: got %+v", token, refusal)
		}
	}
	h := handshake("/")
	h.Header.Set("Sec-WebSocket-Protocol", "bearer, two")
	if a, _ := m.Admit(h); a == nil || a.Subprotocol != "bearer" {
		t.Errorf("a browser must be answered with its subprotocol: got %+v", a)
	}
}

func TestREL_HS_11_NoDocumentSplitsAHeader(t *testing.T) {
	evil := &spec.SecurityScheme{Type: "http", Scheme: "x\r\nSet-Cookie: a=b"}
	for _, v := range challenges(&Route{Security: []SecurityNeed{need(all(evil))}}) {
		if strings.ContainsAny(v, "\r\n") {
			t.Errorf("got %q", v)
		}
	}
}

func TestSEC4_Redact(t *testing.T) {
	r := &Route{Security: []SecurityNeed{need(all(keyInQuery, keyInHeader, bearer))}}
	q := url.Values{"k": {"s3cret"}, "access_token": {"s3cret"}, "apiKey": {"s3cret"}, "client_secret": {"s3cret"}, "symbol": {"BTC"}, "monkey": {"banana"}, "__session": {"anna"}}
	if got := r.RedactQuery(q); strings.Contains(got, "s3cret") || !strings.Contains(got, "symbol=BTC") || !strings.Contains(got, "monkey=banana") || !strings.Contains(got, "__session=anna") {
		t.Errorf("got %s", got)
	}
	if got := (*Route)(nil).RedactQuery(q); !strings.Contains(got, "k=s3cret") || strings.Count(got, "s3cret") != 1 {
		t.Errorf("without a route: got %s", got)
	}
	h := http.Header{
		"Authorization": {"Bearer s3cret"}, "Cookie": {"sid=s3cret"}, "X-Key": {"s3cret"}, "X-Auth-Token": {"s3cret"},
		"Sec-Websocket-Protocol": {"bearer, s3cret"}, "User-Agent": {"test"},
	}
	safe := r.RedactHeader(h)
	if text := fmt.Sprint(safe); strings.Contains(text, "s3cret") || safe.Get("User-Agent") != "test" || h.Get("X-Key") != "s3cret" {
		t.Errorf("got %v", safe)
	}
}
