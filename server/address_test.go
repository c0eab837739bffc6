package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"asyncmock/generator"
	"asyncmock/spec"
)

// tableOf makes an address table of routes with these paths, and nothing else.
func tableOf(paths ...string) (*addressTable, spec.Diagnostics) {
	var routes []*Route
	for _, path := range paths {
		r := &Route{Path: path, Sample: path}
		for _, name := range parseTemplate(path).names() {
			r.Parameters = append(r.Parameters, &spec.Parameter{Name: name})
		}
		routes = append(routes, r)
	}
	return newAddressTable(routes, newParamChecks(nil))
}

// found is what a look-up gives, as text: "/rooms/{id} id=7".
func found(t *addressTable, path string) string {
	r, params, refusal := t.find(path)
	if refusal != nil {
		return fmt.Sprint(refusal.Status)
	}
	out := r.Path
	for _, p := range params {
		out += " " + p.Name + "=" + p.Value
	}
	return out
}

func TestCHN5_AddressMatch(t *testing.T) {
	table, _ := tableOf("/", "/v1/rooms/{id}", "/v1/rooms/lobby", "/user.signedup", "/pairs/{base}-{quote}", "/pairs/{any}",
		"/{tenant}/events", "/files/report-{year}.{ext}", "/x/{a}{b}", "/trades/{symbol}/{kind}", "/trades/{symbol}/live")
	for _, c := range []struct{ path, want string }{
		{"/", "/"},
		{"", "/"},
		{"//", "/"},
		{"/v1/rooms/7", "/v1/rooms/{id} id=7"},
		{"/v1/rooms/7/", "/v1/rooms/{id} id=7"},
		{"/v1/rooms/lobby", "/v1/rooms/lobby"},
		{"/v1/rooms/a%20b", "/v1/rooms/{id} id=a b"},
		{"/v1/rooms/BTC%2FUSD", "/v1/rooms/{id} id=BTC/USD"},
		{"/v1/rooms/%zz", "/v1/rooms/{id} id=%zz"},
		{"/v1/rooms/", "404"},
		{"/v1/rooms", "404"},
		{"/v1/rooms/7/8", "404"},
		{"/user.signedup", "/user.signedup"},
		{"/userXsignedup", "404"},
		{"/pairs/BTC-USD", "/pairs/{base}-{quote} base=BTC quote=USD"},
		{"/pairs/BTC-USD-PERP", "/pairs/{base}-{quote} base=BTC quote=USD-PERP"},
		{"/pairs/BTC-", "/pairs/{any} any=BTC-"},
		{"/pairs/-USD", "/pairs/{any} any=-USD"},
		{"/acme/events", "/{tenant}/events tenant=acme"},
		{"/files/report-2024.pdf", "/files/report-{year}.{ext} year=2024 ext=pdf"},
		{"/files/report-.pdf", "404"},
		{"/x/ab", "/x/{a}{b} a=a b=b"},
		{"/x/a", "404"},
		{"/trades/BTC/live", "/trades/{symbol}/live symbol=BTC"},
		{"/trades/BTC/spot", "/trades/{symbol}/{kind} symbol=BTC kind=spot"},
		{"/v1/rooms/7?x=1", "/v1/rooms/{id} id=7"},
	} {
		if got := found(table, c.path); got != c.want {
			t.Errorf("find(%q): got %s, want %s", c.path, got, c.want)
		}
	}
}

func TestCHN5_OverlapWarnsAndFirstWins(t *testing.T) {
	if reversed, _ := tableOf("/{y}/b", "/a/{x}"); found(reversed, "/a/b") != "/{y}/b y=a" {
		t.Errorf("/a/b: got %s, want the first template", found(reversed, "/a/b"))
	}
	table, diagnostics := tableOf("/a/{x}", "/{y}/b", "/c/{z}/1", "/c/d/1", "/e/f/{z}/1", "/e/f/x{z}/1")
	if got := found(table, "/a/b"); got != "/a/{x} x=b" {
		t.Errorf("/a/b: got %s, want the first template", got)
	}
	if len(diagnostics) != 1 || diagnostics[0].Code != "address-overlap" || diagnostics[0].Severity != spec.SeverityWarning {
		t.Fatalf("got %v, want one warning about /a/{x} and /{y}/b", diagnostics)
	}
	for _, path := range []string{"/a/{x}", "/{y}/b"} {
		if !strings.Contains(diagnostics[0].Summary, path) {
			t.Errorf("summary %q does not name %s", diagnostics[0].Summary, path)
		}
	}
}

func TestCHN7_OptionalLastParameter(t *testing.T) {
	r := &Route{Path: "/feed/{kind}", Parameters: []*spec.Parameter{{Name: "kind", HasDefault: true}}}
	if both, _ := newAddressTable([]*Route{r, {Path: "/feed"}}, newParamChecks(nil)); found(both, "/feed") != "/feed" {
		t.Errorf("/feed: got %s, want the route of that path", found(both, "/feed"))
	}
	table, _ := newAddressTable([]*Route{r}, newParamChecks(nil))
	for path, want := range map[string]string{"/feed": "/feed/{kind} kind=", "/feed/x": "/feed/{kind} kind=x", "/": "404"} {
		if got := found(table, path); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

func TestCHN7_UnknownPathNamesNearRoutes(t *testing.T) {
	table, _ := tableOf("/v1/marketdata/{symbol}", "/v1/orders", "/v2/orders", "/health")
	_, _, refusal := table.find("/v1/order")
	if refusal == nil || refusal.Status != 404 || refusal.Code != "path-unknown" {
		t.Fatalf("got %+v, want 404 path-unknown", refusal)
	}
	if want := []string{"/v1/orders", "/v2/orders"}; !slices.Equal(refusal.Near[:2], want) {
		t.Errorf("near: got %v, want %v first", refusal.Near, want)
	}
	if len(refusal.Near) != 3 {
		t.Errorf("near: got %d paths, want 3", len(refusal.Near))
	}
}

func TestCHN7_ParameterIsChecked(t *testing.T) {
	str := func(text string) *spec.Node { return &spec.Node{Kind: spec.String, Text: text} }
	integer := &spec.Schema{Node: &spec.Node{Kind: spec.Object, Members: []spec.Member{
		{Key: "type", Value: str("integer")}, {Key: "minimum", Value: &spec.Node{Kind: spec.Number, Text: "1"}}}}}
	r := &Route{Path: "/rooms/{kind}/{id}", Sample: "/rooms/open/1", Parameters: []*spec.Parameter{
		{Name: "kind", Enum: []string{"open", "closed"}}, {Name: "id", Schema: integer}}}
	table, _ := newAddressTable([]*Route{r}, newParamChecks(generator.NewCompiler(&spec.Document{}, generator.Options{})))
	table.params.add("id", integer)
	_, params, refusal := table.find("/rooms/open/7")
	if refusal != nil || string(params[1].JSON) != "7" || string(params[0].JSON) != `"open"` {
		t.Errorf("/rooms/open/7: got %v %+v, want coerced values", params, refusal)
	}
	for path, name := range map[string]string{"/rooms/ajar/7": "kind", "/rooms/open/x": "id", "/rooms/open/7.5": "id", "/rooms/open/0": "id", "/rooms/open/1e999999999": "id"} {
		_, _, refusal := table.find(path)
		if refusal == nil || refusal.Status != 400 || len(refusal.Findings) != 1 || refusal.Findings[0].Instance != "/"+name {
			t.Errorf("%s: got %+v, want 400 naming %s", path, refusal, name)
		}
	}
}

func TestBNDWS2_Coercion(t *testing.T) {
	for _, c := range []struct{ typ, value, want string }{
		{"boolean", "true", "true"}, {"boolean", "yes", ""}, {"boolean", "FALSE", "false"}, {"boolean", "1", ""},
		{"integer", "12", "12"}, {"integer", "1.5", ""}, {"integer", "0x1", ""}, {"integer", "", ""},
		{"number", "-1.5e3", "-1.5e3"}, {"number", "NaN", ""}, {"string", "7", `"7"`},
	} {
		got, err := coerceValue(c.value, []string{c.typ})
		if string(got) != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%s as %s: got %s, %v, want %s", c.value, c.typ, got, err, c.want)
		}
	}
}

func BenchmarkAddressMatch(b *testing.B) {
	var paths []string
	for i := range 1000 {
		paths = append(paths, fmt.Sprintf("/v1/channel%d/{id}/events", i))
	}
	table, _ := tableOf(append(paths, "/v1/{kind}/{id}/{what}")...)
	for _, path := range []string{"/v1/channel999/7/events", "/v1/other/7/more", "/nowhere"} {
		b.Run(strings.ReplaceAll(strings.Trim(path, "/"), "/", "-"), func(b *testing.B) {
			b.ReportAllocs()
			parts := decodePath(path)
			for b.Loop() {
				table.root.best(parts, nil)
			}
		})
	}
}

func FuzzAddressMatch(f *testing.F) {
	f.Add("/v1/{a}/x", "/{b}/{c}-{d}/x", "/v1/7/x")
	f.Add("/{a}{b}{c}", "/{", "/}{/%2f")
	f.Add("/", "{x}.{y}", "/..%00/..")
	f.Add("/a/{+b}", "/a/{?c*}", "/a/%ff?x")
	f.Fuzz(func(t *testing.T, first, second, path string) {
		table, _ := tableOf(first, second)
		r, params, refusal := table.find(path)
		if (r == nil) != (refusal != nil) {
			t.Fatalf("find(%q): route %v and refusal %v", path, r, refusal)
		}
		if r == nil {
			return
		}
		if len(params) != len(parseTemplate(r.Path).names()) {
			t.Fatalf("find(%q): %d parameters for %s", path, len(params), r.Path)
		}
		cut, _, _ := strings.Cut(path, "?")
		cut, _, _ = strings.Cut(cut, "#")
		if got, want := rebuilt(parseTemplate(r.Path), params), strings.Join(decodePath(cut), "/"); got != want {
			t.Fatalf("find(%q): the parameters of %s make %q, want %q", path, r.Path, got, want)
		}
	})
}

// rebuilt writes the values into the template.
func rebuilt(tpl template, params []Param) string {
	var parts []string
	for _, s := range tpl {
		var b strings.Builder
		for i, lit := range s.lits {
			b.WriteString(lit)
			if i < len(s.names) {
				b.WriteString(params[0].Value)
				params = params[1:]
			}
		}
		parts = append(parts, b.String())
	}
	return strings.Join(parts, "/")
}
