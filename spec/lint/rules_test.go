package lint

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"asyncmock/spec"
)

// A fixture is a document that breaks one rule, and the same kept: right
// stands in the base and is replaced by wrong.
type fixture struct{ code, base, wrong, right string }

const v2 = `asyncapi: 2.6.0
info: {title: Ferries, version: '1', contact: {name: Port, url: 'https://port.example', email: a@port.example}, license: {name: MIT, url: 'https://mit.example'}, description: Sails}
id: urn:ferries
defaultContentType: application/json
tags: [{name: sea}]
servers: {main: {url: '{host}.example', protocol: ws, variables: {host: {default: a}}, security: [{login: [read]}]}}
channels:
  'sail/{pier}':
    servers: [main]
    parameters: {pier: {schema: {type: string}}}
    publish: {operationId: sail, tags: [{name: a}, {name: b}], message: {messageId: sailed, payload: {type: string}}}
components:
  securitySchemes: {login: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://a.example', scopes: {read: Read}}}}}
`

const v3 = `asyncapi: 3.1.0
info: {title: Ferries, version: '1', tags: [{name: sea}]}
servers: {main: {host: a.example, protocol: ws}}
channels:
  sail: {address: /sail, servers: [{$ref: '#/servers/main'}], messages: {sailed: {$ref: '#/components/messages/sailed'}}}
operations:
  tell: {action: send, channel: {$ref: '#/channels/sail'}, messages: [{$ref: '#/channels/sail/messages/sailed'}]}
components:
  messages: {sailed: {payload: {type: string}}, other: {x-used: {$ref: '#/components/messages/other'}}}
`

// fixtures are the documents of the rules.
var fixtures = []fixture{
	{"invalid-format", v2, "url: port", "url: 'https://port.example'"},
	{"references-multiply", v2, multiplied + "components:\n", "components:\n"},
	{"parameter-undefined", v2, "parameters: {}", "parameters: {pier: {schema: {type: string}}}"},
	{"parameter-not-in-address", v2, "parameters: {peer: {}, pier: {schema: {type: string}}}", "parameters: {pier: {schema: {type: string}}}"},
	{"parameter-without-name", v2, "'sail/{pier}/{}'", "'sail/{pier}'"},
	{"address-query", v2, "'sail/{pier}?a=b'", "'sail/{pier}'"},
	{"address-trailing-slash", v2, "'sail/{pier}/'", "'sail/{pier}'"},
	{"server-variable-undefined", v2, "{host}.{zone}.example", "{host}.example"},
	{"server-variable-unused", v2, "{host: {default: a}, port: {default: b}}", "{host: {default: a}}"},
	{"server-unknown", v2, "servers: [mian]", "servers: [main]"},
	{"ref-placement", v3, "messages: [{$ref: '#/components/messages/sailed'}]", "messages: [{$ref: '#/channels/sail/messages/sailed'}]"},
	{"ref-not-allowed", v3, "info: {$ref: '#/x-info'}\nx-info: {title", "info: {title"},
	{"message-not-in-channel", v3, "messages: [{$ref: '#/components/messages/other'}]", "messages: [{$ref: '#/channels/sail/messages/sailed'}]"},
	{"security-scheme-unknown", v2, "security: [{lgoin: []}, {login: []}]", "security: [{login: [read]}]"},
	{"security-scope-unknown", v2, "security: [{login: [write]}]", "security: [{login: [read]}]"},
	{"binding-invalid", v2, "bindings: {ws: {method: PUT}}\n    publish:", "publish:"},
	{"name-characters", v2, "securitySchemes: {log in: {type: plain}, login:", "securitySchemes: {login:"},
	{"duplicate-id", v2, "subscribe: {operationId: sail, message: {messageId: left}}\n    publish:", "publish:"},
	{"duplicate-tag", v2, "tags: [{name: a}, {name: a, description: again}]", "tags: [{name: a}, {name: b}]"},
	{"unused-component", v3, "{$ref: '#/components/messages/sailed'}}", "{$ref: '#/components/messages/other'}}"},
	{"unused-security-scheme", v2, "security: []", "security: [{login: [read]}]"},
	{"id-missing", v2, "", "id: urn:ferries\n"},
	{"default-content-type-missing", v2, "", "defaultContentType: application/json\n"},
	{"servers-missing", v3, "servers: {}", "servers: {main: {host: a.example, protocol: ws}}"},
	{"tags-missing", v3, "", ", tags: [{name: sea}]"},
	{"contact-missing", v2, "x-contact:", "contact:"},
	{"contact-incomplete", v2, "", "url: 'https://port.example', "},
	{"license-missing", v2, "x-license:", "license:"},
	{"license-url-missing", v2, "license: {name: MIT}", "license: {name: MIT, url: 'https://mit.example'}"},
	{"description-missing", v2, "", ", description: Sails"},
	{"version-not-newest", v3, "asyncapi: 3.0.0", "asyncapi: 3.1.0"},
	{"operation-id-missing", v2, "", "operationId: sail, "},
	{"message-id-missing", v2, "", "messageId: sailed, "},
}

// multiplied are messages that refer to two others each.
var multiplied = func() string {
	text := "  more: {publish: {message: {$ref: '#/x-m0'}}}\n"
	for i := range 40 {
		text += fmt.Sprintf("x-m%d: {oneOf: [{$ref: '#/x-m%d'}, {$ref: '#/x-m%d'}]}\n", i, i+1, i+1)
	}
	return text + "x-m40: {payload: {}}\n"
}()

// TestRules walks the table: every rule has a help text, a document that
// breaks it and one that keeps it.
func TestRules(t *testing.T) {
	checker := &Checker{}
	for _, r := range ruleTable() {
		if len(r.Help) < 20 || !strings.HasSuffix(r.Help, ".") {
			t.Errorf("%s: the help is %q", r.Code, r.Help)
		}
		i := slices.IndexFunc(fixtures, func(f fixture) bool { return f.code == r.Code })
		if i < 0 {
			t.Errorf("%s has no fixture", r.Code)
			continue
		}
		f := fixtures[i]
		wrong := strings.Replace(f.base, f.right, f.wrong, 1)
		if wrong == f.base {
			t.Errorf("%s: the base does not hold %q", r.Code, f.right)
		}
		if n := count(t, checker, wrong, r); n != 1 {
			t.Errorf("%s: %d findings in the document that breaks it once:\n%s", r.Code, n, wrong)
		}
		if n := count(t, checker, f.base, r); n > 0 {
			t.Errorf("%s: %d findings in the document that keeps it", r.Code, n)
		}
	}
}

// count returns how often a rule is broken; the other findings are located.
func count(t *testing.T, checker *Checker, text string, r Rule) int {
	t.Helper()
	n := 0
	for _, d := range check(t, checker, text) {
		if d.Pos.Line == 0 {
			t.Errorf("not located: %v", d)
		}
		if d.Code == r.Code {
			n++
		}
	}
	return n
}

func check(t *testing.T, checker *Checker, text string) spec.Diagnostics {
	t.Helper()
	path := filepath.Join(t.TempDir(), "asyncapi.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	doc, loaded, err := spec.Load(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err, loaded)
	}
	all, err := checker.Check(doc, loaded)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestStructure holds what is said about documents that break the official schema.
func TestStructure(t *testing.T) {
	checker := &Checker{}
	for _, c := range []struct{ name, base, right, wrong, want string }{
		{"unknown key", v3, "address: /sail", "adress: /sail", `a channel has no "adress" [unknown-key]`},
		{"missing", v3, "host: a.example, ", "", "a server has no host [required-missing]"},
		{"type", v3, "address: /sail", "address: /sail, title: [1]", "title must be text, this is an array [wrong-type]"},
		{"constant of alternatives", v2, "type: oauth2", "type: oauth", `"oauth" is no type of security scheme [invalid-value]`},
		{"binding", v3, "address: /sail", "address: /sail, bindings: {ws: {method: PUT, bindingVersion: 0.1.0}}", `method cannot be "PUT" [invalid-value]`},
		{"schema", v3, "{payload: {type: string}}", "{payload: {type: string, minLength: -1}}", "minLength is not what the specification allows: the least is 0 [invalid-value]"},
		{"in what is referred to", v3, "{payload: {type: string}}", "{payload: {type: string}, tites: x}", `a message has no "tites" [unknown-key]`},
	} {
		text := strings.Replace(c.base, c.right, c.wrong, 1)
		var got []string
		for _, d := range check(t, checker, text) {
			if d.Severity == spec.SeverityError {
				got = append(got, d.Summary+" ["+d.Code+"]")
			}
		}
		if len(got) != 1 || got[0] != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
