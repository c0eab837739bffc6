package server

import (
	"slices"
	"strings"
	"testing"

	"asyncmock/generator"
	"asyncmock/spec"
)

// documentOf is a document of one channel on one WebSocket server, with this
// ws binding.
func documentOf(t *testing.T, binding string) *spec.Document {
	ch := &spec.Channel{Name: "feed", Address: "/feed", Bindings: spec.Bindings{{Protocol: "ws", Node: node(t, binding)}}}
	return &spec.Document{AsyncAPI: "3.0.0", Channels: []*spec.Channel{ch}, Servers: []*spec.Server{{Name: "main", Protocol: "wss", Pathname: "/v1"}}}
}

func planOnly(doc *spec.Document) *planned {
	return plan(doc, generator.NewCompiler(doc, generator.Options{}), Options{})
}

func TestBNDWS1_PostIsServedAsGet(t *testing.T) {
	p := planOnly(documentOf(t, `{"method": "POST"}`))
	if len(p.diagnostics) != 1 || p.diagnostics[0].Code != "ws-method" || p.diagnostics[0].Hint == "" {
		t.Errorf("got %v, want one ws-method with a hint", p.diagnostics)
	}
	if p := planOnly(documentOf(t, `{"method": "get"}`)); len(p.diagnostics) != 0 {
		t.Errorf("get: got %v, want none", p.diagnostics)
	}
}

func TestBNDWS2_QueryFields(t *testing.T) {
	p := planOnly(documentOf(t, `{"query": {"type": "object", "required": ["token"], "additionalProperties": false, "properties": {
		"token": {"type": "string", "enum": ["abc"]}, "bids": {"type": "boolean", "default": true},
		"tags": {"type": "array", "items": {"type": "integer"}, "default": [1, 2]}, "__x": {}}}}`))
	r := p.routes[0]
	if !r.QueryClosed || len(r.Query) != 3 {
		t.Fatalf("closed %v, %d fields, want closed and 3", r.QueryClosed, len(r.Query))
	}
	if f := r.Query[1]; f.Type != "array" || f.Default != "1,2" || !f.HasDefault {
		t.Errorf("tags: got %+v", f)
	}
	if want := "/v1/feed?token=abc"; r.Sample != want {
		t.Errorf("sample: got %s, want %s", r.Sample, want)
	}
	if len(p.diagnostics) != 1 || p.diagnostics[0].Code != "query-reserved" {
		t.Errorf("got %v, want query-reserved", p.diagnostics)
	}
	for _, c := range []struct {
		field  int
		values []string
		want   string
	}{
		{2, []string{"abc"}, `"abc"`}, {2, []string{"x"}, ""}, {2, nil, ""}, {0, nil, "true"}, {0, []string{"false"}, "false"}, {0, []string{"0"}, ""},
		{1, []string{"3,4"}, "[3,4]"}, {1, []string{"3", "4"}, "[3,4]"}, {1, []string{"x"}, ""}, {1, nil, "[1,2]"},
	} {
		bound, ok, findings := p.table.params.bindField(&r.Query[c.field], "query", c.values)
		if ok != (c.want != "") || string(bound.JSON) != c.want && ok || ok == (len(findings) > 0) {
			t.Errorf("%s=%v: got %s %v %v, want %s", r.Query[c.field].Name, c.values, bound.JSON, ok, findings, c.want)
		}
	}
}

func TestBNDWS4_Subprotocols(t *testing.T) {
	p := planOnly(documentOf(t, `{"headers": {"properties": {"sec-websocket-protocol": {"enum": ["v2.chat", "v1.chat"]}, "X-Trace": {"type": "string"}}}}`))
	if got := p.routes[0].Subprotocols; !slices.Equal(got, []string{"v2.chat", "v1.chat"}) {
		t.Errorf("got %v", got)
	}
	if len(p.routes[0].Headers) != 2 {
		t.Errorf("got %d headers, want 2", len(p.routes[0].Headers))
	}
}

func TestREL_HS_11_HeadersStayOnTheirLine(t *testing.T) {
	for name, binding := range map[string]string{
		"line break in a subprotocol": `{"headers": {"properties": {"Sec-WebSocket-Protocol": {"enum": ["chat\r\nSet-Cookie: a=b"]}}}}`,
		"line break in a default":     `{"headers": {"properties": {"X-A": {"default": "a\nb"}}}}`,
		"line break in a const":       `{"headers": {"properties": {"X-A": {"const": "a\rb"}}}}`,
		"line break in a name":        `{"headers": {"properties": {"X-A\r\nX-B": {"type": "string"}}}}`,
		"space in a subprotocol":      `{"headers": {"properties": {"Sec-WebSocket-Protocol": {"const": "a b"}}}}`,
	} {
		p := planOnly(documentOf(t, binding))
		if len(p.diagnostics) != 1 || p.diagnostics[0].Code != "header-unsafe" || p.diagnostics[0].Severity != spec.SeverityError {
			t.Errorf("%s: got %v, want header-unsafe", name, p.diagnostics)
		}
		if r := p.routes[0]; len(r.Headers)+len(r.Subprotocols) != 0 {
			t.Errorf("%s: it is used: %v %v", name, r.Headers, r.Subprotocols)
		}
	}
}

func TestSEC2_ServerAndOperation(t *testing.T) {
	doc := documentOf(t, `{}`)
	token := &spec.SecurityScheme{Name: "token", Type: "http", Scheme: "bearer"}
	key := &spec.SecurityScheme{Name: "key", Type: "httpApiKey"}
	need := func(s *spec.SecurityScheme) []spec.SecurityRequirement {
		return []spec.SecurityRequirement{{Schemes: []spec.SchemeUse{{Scheme: s}}}}
	}
	doc.Servers[0].Security = need(token)
	doc.Operations = []*spec.Operation{
		{Name: "a", Channel: doc.Channels[0], Security: need(key)},
		{Name: "b", Channel: doc.Channels[0], Security: need(key)},
		{Name: "c", Channel: doc.Channels[0], Security: need(token)},
	}
	r := planOnly(doc).routes[0]
	if len(r.Security) != 2 || r.Security[0].Alternatives[0].Schemes[0].Scheme != token || r.Security[1].Alternatives[0].Schemes[0].Scheme != key {
		t.Errorf("got %d needs, want the server's and the operations', each once", len(r.Security))
	}
}

// pathsOf plans channels of these addresses and returns "path (aliases)".
func pathsOf(servers []*spec.Server, channels ...*spec.Channel) (out []string) {
	p := planOnly(&spec.Document{AsyncAPI: "3.0.0", Servers: servers, Channels: channels})
	for _, r := range p.routes {
		line := r.Path
		if len(r.Aliases) > 0 {
			line += " (" + strings.Join(r.Aliases, " ") + ")"
		}
		if r.Bridged != "" {
			line += " " + r.Bridged
		}
		out = append(out, line)
	}
	return out
}

func TestSRV4_EffectivePaths(t *testing.T) {
	ws := &spec.Server{Name: "a", Protocol: "wss", Pathname: "/v1"}
	beta := &spec.Server{Name: "b", Protocol: "wss", Pathname: "/beta/"}
	root := &spec.Server{Name: "c", Protocol: "ws"}
	kafka := &spec.Server{Name: "k", Protocol: "kafka"}
	at := func(address string) *spec.Channel { return &spec.Channel{Name: address, Address: address} }
	unknown := &spec.Channel{Name: "lobby", Unknown: true}
	for _, c := range []struct {
		name     string
		servers  []*spec.Server
		channels []*spec.Channel
		want     []string
	}{
		{"no server", nil, []*spec.Channel{at("/x"), at("user.signedup"), at("a/b/")}, []string{"/x", "/user.signedup", "/a/b"}},
		{"server path", []*spec.Server{ws}, []*spec.Channel{at("/x")}, []string{"/v1/x (/x)"}},
		{"not doubled", []*spec.Server{ws}, []*spec.Channel{at("/v1/x"), at("/v1"), at("/v10")}, []string{"/v1/x", "/v1", "/v1/v10 (/v10)"}},
		{"root", []*spec.Server{ws}, []*spec.Channel{at("/")}, []string{"/v1 (/)"}},
		{"unknown address", []*spec.Server{root}, []*spec.Channel{unknown}, []string{"/lobby"}},
		{"URL as address", []*spec.Server{root}, []*spec.Channel{at("wss://api.example:9443/ws/{id}")}, []string{"/ws/{id}"}},
		{"one path, two servers", []*spec.Server{ws, beta}, []*spec.Channel{at("/x")}, []string{"/v1/x (/beta/x /x)"}},
		{"one path, two channels", nil, []*spec.Channel{at("/x"), at("/y"), at("/x/")}, []string{"/x", "/y"}},
		{"names of parameters", nil, []*spec.Channel{at("/r/{a}"), at("/r/{b}")}, []string{"/r/{a}"}},
		{"bridged", []*spec.Server{kafka}, []*spec.Channel{at("orders.placed")}, []string{"/orders.placed kafka"}},
		{"bridged and not", []*spec.Server{kafka, root}, []*spec.Channel{at("/x")}, []string{"/x"}},
		{"logical channels", []*spec.Server{ws}, []*spec.Channel{at("ticker"), at("room:{id}"), at("/path")},
			[]string{"/v1 (/)", "/v1/ticker (/ticker)", "/v1/room:{id} (/room:{id})", "/v1/path (/path)"}},
		{"one logical channel", []*spec.Server{ws}, []*spec.Channel{at("ticker")}, []string{"/v1/ticker (/ticker)"}},
	} {
		if got := pathsOf(c.servers, c.channels...); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSRV6_ChosenServers(t *testing.T) {
	a, b := &spec.Server{Name: "a", Protocol: "ws"}, &spec.Server{Name: "b", Protocol: "ws", Pathname: "/b"}
	doc := &spec.Document{Servers: []*spec.Server{a, b}, Channels: []*spec.Channel{{Name: "x", Address: "/x"}, {Name: "y", Address: "/y", Servers: []*spec.Server{a}}}}
	p := plan(doc, generator.NewCompiler(doc, generator.Options{}), Options{Servers: []string{"b"}})
	if len(p.routes) != 1 || p.routes[0].Path != "/b/x" {
		t.Errorf("got %d routes, want /b/x alone", len(p.routes))
	}
	if len(p.skipped) != 1 || p.skipped[0].Channel != "y" || !strings.Contains(p.skipped[0].Why, "b") || p.skipped[0].Pointer != "/channels/y" {
		t.Errorf("got %+v, want y skipped with the reason", p.skipped)
	}
}

func TestCHN7_UnnamedParametersAreQueryKeys(t *testing.T) {
	doc := &spec.Document{Channels: []*spec.Channel{{Name: "x", Address: "/x/{id}", Parameters: []*spec.Parameter{{Name: "id"}, {Name: "lang", Enum: []string{"en", "de"}}}}}}
	r := planOnly(doc).routes[0]
	if len(r.Parameters) != 1 || len(r.Query) != 1 || r.Query[0].Name != "lang" || r.Query[0].Required || !r.Query[0].Parameter {
		t.Errorf("got %d parameters and query %+v, want lang as an optional query key", len(r.Parameters), r.Query)
	}
}

func TestCHN9_SampleValues(t *testing.T) {
	path := "/{a}/{b}/{c}/{d}"
	doc := &spec.Document{Channels: []*spec.Channel{{Name: "x", Address: path, Parameters: []*spec.Parameter{
		{Name: "a", Default: "def", HasDefault: true, Enum: []string{"one", "def"}}, {Name: "b", Enum: []string{"one", "two"}, Examples: []string{"ex"}},
		{Name: "c", Examples: []string{"a b/c"}}, {Name: "d", Schema: &spec.Schema{Node: node(t, `{"type": "integer", "minimum": 5, "maximum": 5}`)}},
	}}}}
	if got, want := planOnly(doc).routes[0].Sample, "/def/one/a%20b%2Fc/5"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestEXT2_WrongKeysAreLocated(t *testing.T) {
	for written, want := range map[string]string{
		`{"rolle": "application"}`: `did you mean "role"?`, `{"role": "counterprat"}`: `did you mean "counterpart"?`, `{"mode": "loud"}`: "known: conversational",
		`{"interval": "soon"}`: "500ms", `{"interval": "1us"}`: "500ms", `{"reply": 7}`: "known: echo", `[]`: "x-asyncmock: {role",
	} {
		doc := documentOf(t, `{}`)
		doc.Extensions = spec.Extensions{{Key: "x-asyncmock", Value: node(t, written)}}
		p := planOnly(doc)
		if len(p.diagnostics) != 1 || p.diagnostics[0].Code != "extension-invalid" || !strings.Contains(p.diagnostics[0].Hint, want) {
			t.Errorf("%s: got %+v, want a hint with %q", written, p.diagnostics, want)
		}
	}
}

func TestEXT2_NearestWinsAndFlagsWinOverIt(t *testing.T) {
	doc := documentOf(t, `{}`)
	ext := func(text string) spec.Extensions { return spec.Extensions{{Key: "x-asyncmock", Value: node(t, text)}} }
	doc.Extensions = ext(`{"role": "counterpart", "interval": "9s"}`)
	doc.Servers[0].Extensions = ext(`{"interval": "8s", "validate": false}`)
	doc.Channels[0].Extensions = ext(`{"interval": "7s", "role": "application"}`)
	op := &spec.Operation{Name: "o", Channel: doc.Channels[0], Messages: []*spec.Message{{Name: "m"}}, Extensions: ext(`{"interval": "6s", "role": "counterpart"}`)}
	doc.Operations = []*spec.Operation{op}
	r := planOnly(doc).routes[0]
	if shortDuration(r.Interval) != "6s" || r.Validate || r.Role != RoleCounterpart || len(r.Receives) != 1 {
		t.Errorf("got %s, validate %v, %s, %d inbound, want 6s, false, counterpart, 1", r.Interval, r.Validate, r.Role, len(r.Receives))
	}
	opts := Options{Role: RoleApplication, Interval: 2 * defaultInterval, Set: map[string]bool{"role": true, "interval": true}}
	r = plan(doc, generator.NewCompiler(doc, generator.Options{}), opts).routes[0]
	if shortDuration(r.Interval) != "2s" || r.Role != RoleApplication || len(r.Sends) != 1 {
		t.Errorf("flags: got %s, %s, %d outbound, want 2s, application, 1", r.Interval, r.Role, len(r.Sends))
	}
}

func TestEXT2_OnMessages(t *testing.T) {
	doc := documentOf(t, `{}`)
	messages := map[string]*spec.Message{}
	for name, says := range map[string]string{
		"tick": `{"interval": "3s"}`, "order": `{"validate": "off"}`, "login": `{"role": "counterpart"}`, "ask": `{"mode": "relay", "reply": "echo"}`, "news": `{}`,
	} {
		messages[name] = &spec.Message{Name: name, Extensions: spec.Extensions{{Key: "x-asyncmock", Value: node(t, says)}},
			Payload: &spec.Schema{Node: node(t, `{"type": "object", "required": ["type", "n"], "properties": {"type": {"const": "`+name+`"}, "n": {"type": "integer"}}}`)}}
	}
	doc.Operations = []*spec.Operation{
		{Name: "out", Action: spec.Send, Channel: doc.Channels[0], Messages: []*spec.Message{messages["tick"], messages["login"], messages["news"]}},
		{Name: "in", Action: spec.Receive, Channel: doc.Channels[0], Messages: []*spec.Message{messages["order"], messages["ask"]}},
	}
	opts := Options{Role: RoleApplication}
	m, err := New(doc, opts)
	if err != nil {
		t.Fatal(err)
	}
	r := m.Routes()[0]
	if got := r.Sends[0].When.String(); got != "every 3s" {
		t.Errorf("tick: got %s, want every 3s", got)
	}
	if len(r.Sends) != 2 || r.Receives[0].Message.Name != "login" || r.Mode != ModeDuplex || r.Echo {
		t.Errorf("got %d sent, %s first of what clients say, mode %s", len(r.Sends), r.Receives[0].Message.Name, r.Mode)
	}
	if found := m.Diagnostics(); len(found) != 2 || found[0].Code != "extension-invalid" || !strings.Contains(found[0].Summary, "message ask") {
		t.Errorf("got %v, want mode and reply of message ask", found)
	}
	c := newKit(t).connect(m, "/v1/feed")
	for text, want := range map[string]int{`{"type":"order","n":"x"}`: 0, `{"type":"login","n":"x"}`: 1} {
		if out := c.Receive(NewFrame([]byte(text), false)); len(out.Findings) != want {
			t.Errorf("%s: got %v, want %d findings", text, out.Findings, want)
		}
	}
	opts.Interval, opts.Set = 2*defaultInterval, map[string]bool{"interval": true, "role": true}
	r = plan(doc, generator.NewCompiler(doc, generator.Options{}), opts).routes[0]
	if len(r.Sends) != 3 || r.Sends[0].When.String() != "every 2s" {
		t.Errorf("flags: got %q", sent(r))
	}
}

func BenchmarkPlan1000(b *testing.B) {
	doc := &spec.Document{}
	for i := range 1000 {
		ch := &spec.Channel{Name: string(rune('a'+i%26)) + strings.Repeat("x", i/26), Address: "/" + strings.Repeat("x", i) + "/{id}"}
		m := &spec.Message{Name: "event", Payload: &spec.Schema{Node: node(b, `{"type": "object", "properties": {"type": {"const": "event"}}}`)}}
		doc.Channels = append(doc.Channels, ch)
		doc.Operations = append(doc.Operations, &spec.Operation{Name: ch.Name, Channel: ch, Messages: []*spec.Message{m}})
	}
	b.ReportAllocs()
	for b.Loop() {
		planOnly(doc)
	}
}
