package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"asyncmock/spec"
	"asyncmock/spec/lint"
)

// A fixture is a document that breaks one rule, and the same kept: right
// stands in the base and is replaced by wrong. Without base these are whole
// documents. Other files stand beside it, and opts may change how it is read.
type fixture struct {
	code, base   string
	right, wrong string
	files        map[string]string
	opts         spec.LoadOptions
}

const ferries = `asyncapi: 3.0.0
info: {title: Ferries, version: '1'}
servers: {main: {host: '{zone}.example', protocol: ws, variables: {zone: {default: a, enum: [a, b]}}}}
channels:
  sail:
    address: /sail/{pier}
    parameters: {pier: {description: Where}}
    bindings: {ws: {method: GET, query: {type: object, properties: {since: {type: string}}}}}
    messages: {sailed: {$ref: '#/components/messages/sailed'}}
operations:
  tell: {action: send, channel: {$ref: '#/channels/sail'}, messages: [{$ref: '#/channels/sail/messages/sailed'}]}
components:
  messages:
    sailed:
      headers: {type: object, properties: {trace: {type: string}}}
      payload: {type: object, properties: {knots: {type: integer}}}
      examples: [{payload: {knots: 3}}]
  schemas:
    knots: {type: integer, minimum: 0, x-used: {$ref: '#/components/schemas/knots'}}
`

const ferries2 = `asyncapi: 2.6.0
info: {title: Ferries, version: '1'}
servers: {main: {url: ws://a.example/live, protocol: ws}}
channels:
  sail:
    publish:
      message: {payload: {type: string}, traits: [{summary: Sails}]}
    subscribe: {$ref: '#/x-operation'}
x-operation: {operationId: sail, message: {payload: {type: string}}}
`

const plain = "asyncapi: 3.0.0\ninfo: {title: Ferries, version: '1'}\n"

// elsewhere are the rules that spec/lint has beside those of the loader; its
// own TestRules holds a document for each. Two codes tell of defects of our own
// that no document is known to bring out.
func elsewhere(code string) bool {
	is := func(c spec.Code) bool { return c.Code == code }
	inLint := slices.ContainsFunc(lint.Rules(), func(r lint.Rule) bool { return r.Code == code })
	return inLint && !slices.ContainsFunc(spec.Codes(), is) || code == "internal-error" || code == "schema-invalid"
}

// TestRules_Fixtures walks the one table of rules: each has a help text, a
// document that breaks it and one that keeps it.
func TestRules_Fixtures(t *testing.T) {
	all := slices.Concat(loaderFixtures, readingFixtures, schemaFixtures, routeFixtures)
	checker := &lint.Checker{}
	for _, r := range knownRules() {
		if len(r.Help) < 20 || !strings.HasSuffix(r.Help, ".") {
			t.Errorf("%s: the help is %q", r.Code, r.Help)
		}
		if elsewhere(r.Code) {
			continue
		}
		i := slices.IndexFunc(all, func(f fixture) bool { return f.code == r.Code })
		if i < 0 {
			t.Errorf("%s has no fixture", r.Code)
			continue
		}
		f := all[i]
		right, wrong := f.right, f.wrong
		if f.base != "" {
			right, wrong = f.base, strings.Replace(f.base, f.right, f.wrong, 1)
		}
		if got := f.find(t, checker, wrong); !slices.Contains(got, r.Code) {
			t.Errorf("%s: the document that breaks it gets %q", r.Code, got)
		}
		if got := f.find(t, checker, right); slices.Contains(got, r.Code) {
			t.Errorf("%s: the document that keeps it gets %q", r.Code, got)
		}
	}
	for _, f := range all {
		if !slices.ContainsFunc(knownRules(), func(r lint.Rule) bool { return r.Code == f.code }) {
			t.Errorf("%s is no rule", f.code)
		}
	}
}

// find returns the codes of what is found in a document.
func (f fixture) find(t *testing.T, checker *lint.Checker, text string) []string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range f.files {
		writeFile(t, filepath.Join(dir, name), content)
	}
	path := filepath.Join(dir, "asyncapi.yaml")
	if text != "" {
		writeFile(t, path, text)
	}
	opts := f.opts
	doc, findings, _ := spec.Load(t.Context(), path, &opts)
	in := &input{location: path, doc: doc, findings: findings}
	if err := in.inspect(checker); err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, d := range in.findings {
		codes = append(codes, d.Code)
		if d.Pos.File == "" || d.Summary == "" {
			t.Errorf("%s: not located: %v", f.code, d)
		}
	}
	return codes
}

func writeFile(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
