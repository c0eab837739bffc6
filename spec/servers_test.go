package spec

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

func TestSRV1_URLsOf2x(t *testing.T) {
	for url, want := range map[string][2]string{
		"api.gemini.com":                  {"api.gemini.com", ""},
		"ws.example.com:8080/v1/":         {"ws.example.com:8080", "/v1/"},
		"wss://ws.example.com":            {"ws.example.com", ""},
		"wss://ws.example.com/":           {"ws.example.com", "/"},
		"wss://ws.example.com/a/b?c=d#e":  {"ws.example.com", "/a/b"},
		"/relative/path":                  {"", "/relative/path"},
		"./relative":                      {"", "/relative"},
		"//ws.example.com/a":              {"ws.example.com", "/a"},
		"localhost:9092":                  {"localhost:9092", ""},
		"ws://user:word@ws.example.com/a": {"ws.example.com", "/a"},
		"ws://[::1]:80/a":                 {"[::1]:80", "/a"},
		"kafka://a:1,b:2":                 {"a:1,b:2", ""},
	} {
		doc := mustLoad(t, head2+"servers: {s: {url: '"+url+"', protocol: WSS, protocolVersion: '13'}}\nchannels: {}\n")
		s := doc.Servers[0]
		if s.Host != want[0] || s.Pathname != want[1] || s.Protocol != "wss" || s.ProtocolVersion != "13" {
			t.Errorf("%s: got %q %q %q", url, s.Host, s.Pathname, s.Protocol)
		}
	}
}

func TestSRV1_HostsOf3x(t *testing.T) {
	doc, ds, _ := loadText(t, "asyncapi.yaml", head3+`servers:
  plain: {host: 'ws.example.com:80', pathname: /v1, protocol: ws, title: T, summary: S, x-y: 1}
  path: {host: ws.example.com/api, pathname: /v1, protocol: ws}
  scheme: {host: 'wss://ws.example.com', protocol: wss}
  slash: {host: ws.example.com, pathname: v1, protocol: ws}
  none: {pathname: /}
`)
	wantFindings(t, ds, "server-address 7:16", "server-address 8:18", "server-address 9:43", "required-missing 10:9", "required-missing 10:9")
	for name, want := range map[string]string{"plain": "ws.example.com:80/v1", "path": "ws.example.com/api/v1", "scheme": "ws.example.com", "slash": "ws.example.com/v1", "none": "/"} {
		if s := server(t, doc, name); s.Host+s.Pathname != want {
			t.Errorf("%s: got %q %q", name, s.Host, s.Pathname)
		}
	}
	if s := doc.Servers[0]; s.Title != "T" || s.Summary != "S" || len(s.Extensions) != 1 {
		t.Errorf("got %+v", s)
	}
}

func TestSRV2_VariablesAreFilledInBeforeParsing(t *testing.T) {
	folder := write(t, map[string]string{"asyncapi.yaml": head2 + `servers:
  s:
    url: '{scheme}://{user}.example.com:{port}/{base}{unknown}/{open'
    protocol: ws
    variables:
      scheme: {default: wss, enum: [ws, wss]}
      user: {enum: [anna, ben]}
      port: {examples: ['8443']}
      base: {$ref: '#/components/serverVariables/base'}
      free: {description: no value}
  bad: {url: 'a/{v}', protocol: ws, variables: {v: {default: x, enum: [y, z]}}}
channels: {}
components: {serverVariables: {base: {default: v1/api}}}
`})
	path := filepath.Join(folder, "asyncapi.yaml")
	doc, ds, _ := Load(t.Context(), path, nil)
	wantFindings(t, ds, "server-variable-undefined 7:10", "server-variable-unset 14:13", "server-variable-not-in-enum 15:52")
	if s := doc.Servers[0]; s.Host != "anna.example.com:8443" || s.Pathname != "/v1/api{unknown}/{open" || s.Variables[3].Value != "v1/api" {
		t.Errorf("got %q %q %+v", s.Host, s.Pathname, s.Variables)
	}
	doc, ds, _ = Load(t.Context(), path, &LoadOptions{Variables: map[string]string{"user": "carla", "port": "", "v": "z", "free": "1"}})
	wantFindings(t, ds, "server-variable-undefined 7:10", "server-variable-not-in-enum 11:13")
	if s := doc.Servers[0]; s.Host != "carla.example.com:" || doc.Servers[1].Pathname != "/z" {
		t.Errorf("got %q %q", s.Host, s.Pathname)
	}
}

func TestSRV3_UnknownProtocolsAreInfo(t *testing.T) {
	doc, ds, _ := loadText(t, "asyncapi.yaml", head3+"servers: {a: {host: x, protocol: kafak}, b: {host: x, protocol: MQTT}, c: {host: x, protocol: own}}\n")
	wantFindings(t, ds, "protocol-unknown 5:34", "protocol-unknown 5:95")
	if ds.HasErrors() || ds[0].Severity != SeverityInfo || ds[0].Hint != `did you mean "kafka"?` || doc.Servers[2].Protocol != "own" {
		t.Errorf("got %v", ds)
	}
}

func TestSEC1_SchemesHaveATypeAndItsFields(t *testing.T) {
	_, ds, _ := loadText(t, "asyncapi.yaml", head3+`components:
  securitySchemes:
    a: {type: basic}
    b: {type: http}
    c: {type: httpApiKey, in: query}
    d: {type: plane}
    e: {type: X509}
    f: {}
`)
	wantFindings(t, ds, "invalid-value 7:15", "required-missing 8:8", "required-missing 9:8", "invalid-value 10:15", "required-missing 12:8")
	if len(ds) == 5 && ds[3].Hint != `did you mean "plain"?` {
		t.Errorf("got hint %q", ds[3].Hint)
	}
}

func TestSRV6_ServersOfChannels(t *testing.T) {
	doc, ds, _ := loadText(t, "asyncapi.yaml", head2+`servers: {one: {url: a, protocol: ws}, two: {url: b, protocol: kafka}}
channels:
  all: {}
  none: {servers: []}
  named: {servers: [two, tow, 5]}
`)
	wantFindings(t, ds, "server-unknown 9:26", "server-unknown 9:31")
	if !strings.Contains(ds[0].Hint, `"two"`) {
		t.Errorf("got hint %q", ds[0].Hint)
	}
	got := fmt.Sprint(len(doc.Channels[0].Servers), len(doc.Channels[1].Servers), len(doc.Channels[2].Servers)) + " " + fmt.Sprint(doc.Channels[2].Servers[0].Name)
	if got != "0 0 1 two" {
		t.Errorf("got %s", got)
	}
}

func TestSEC1_RequirementsAreAlternatives(t *testing.T) {
	schemes := `components:
  securitySchemes:
    key: {type: httpApiKey, name: X-Key, in: header}
    basic: {type: http, scheme: basic}
    oauth: {type: oauth2, flows: {}, scopes: [read]}
`
	doc, ds, _ := loadText(t, "asyncapi.yaml", head2+`servers:
  s: {url: a, protocol: ws, security: [{key: [], oauth: [read, write]}, {}, {kee: []}]}
channels:
  a: {publish: {message: {}, security: [{basic: []}]}}
`+strings.Replace(schemes, ", scopes: [read]", "", 1))
	wantFindings(t, ds, "security-scheme-unknown 6:78")
	sec := doc.Servers[0].Security
	if len(sec) != 2 || len(sec[0].Schemes) != 2 || len(sec[1].Schemes) != 0 {
		t.Fatalf("got %+v", sec)
	}
	if u := sec[0].Schemes[1]; u.Scheme.Name != "oauth" || strings.Join(u.Scopes, " ") != "read write" {
		t.Errorf("got %+v", u)
	}
	if s := sec[0].Schemes[0].Scheme; s.Type != "httpApiKey" || s.In != "header" || s.Param != "X-Key" {
		t.Errorf("got %+v", s)
	}
	if s := doc.Operations[0].Security[0].Schemes[0].Scheme; s.Scheme != "basic" {
		t.Errorf("got %+v", s)
	}

	doc, ds, _ = loadText(t, "asyncapi.yaml", head3+`servers:
  s: {host: a, protocol: ws, security: [{$ref: '#/components/securitySchemes/oauth'}, {type: plain}, {key: []}]}
`+schemes)
	wantFindings(t, ds, "required-missing 6:102", "unknown-key 6:103")
	sec = doc.Servers[0].Security
	if len(sec) != 3 || sec[0].Schemes[0].Scheme.Name != "oauth" || sec[0].Schemes[0].Scopes[0] != "read" || sec[1].Schemes[0].Scheme.Type != "plain" {
		t.Errorf("got %+v", sec)
	}
}
