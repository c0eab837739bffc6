package spec

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// write puts files into a new folder and returns it. Names end a path with
// slashes.
func write(tb testing.TB, files map[string]string) string {
	tb.Helper()
	folder := tb.TempDir()
	for name, text := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	return folder
}

// loadText loads a document from a file of the name.
func loadText(tb testing.TB, name, text string) (*Document, Diagnostics, error) {
	tb.Helper()
	return loadFiles(tb, map[string]string{name: text}, name)
}

// loadFiles loads one of some files.
func loadFiles(tb testing.TB, files map[string]string, name string) (*Document, Diagnostics, error) {
	tb.Helper()
	return Load(tb.Context(), filepath.Join(write(tb, files), filepath.FromSlash(name)), nil)
}

// mustLoad loads a YAML document and fails when there is any finding.
func mustLoad(tb testing.TB, text string) *Document {
	tb.Helper()
	doc, ds, err := loadText(tb, "asyncapi.yaml", text)
	if err != nil || len(ds) > 0 {
		tb.Fatalf("got %v and findings %s, want none", err, short(ds))
	}
	return doc
}

// short writes findings as "code line:column", one per line.
func short(ds Diagnostics) string {
	var lines []string
	for _, d := range ds {
		lines = append(lines, fmt.Sprintf("%s %d:%d", d.Code, d.Pos.Line, d.Pos.Column))
	}
	return strings.Join(lines, "\n")
}

// wantFindings compares findings with "code line:column" lines.
func wantFindings(tb testing.TB, ds Diagnostics, want ...string) {
	tb.Helper()
	if got := short(ds); got != strings.Join(want, "\n") {
		tb.Errorf("got findings\n%s\nwant\n%s", got, strings.Join(want, "\n"))
		for _, d := range ds {
			tb.Logf("%s %s (%s)", d, d.Pointer, d.Hint)
		}
	}
}

// names returns the names of messages.
func names(list []*Message) string {
	var s []string
	for _, m := range list {
		s = append(s, m.Name)
	}
	return strings.Join(s, " ")
}

// find returns what has the name in a list.
func find[T any](tb testing.TB, list []*T, name func(*T) string, want string) *T {
	tb.Helper()
	i := slices.IndexFunc(list, func(v *T) bool { return name(v) == want })
	if i < 0 {
		tb.Fatalf("there is no %q", want)
	}
	return list[i]
}

func operation(tb testing.TB, doc *Document, name string) *Operation {
	tb.Helper()
	return find(tb, doc.Operations, func(o *Operation) string { return o.Name }, name)
}

func channel(tb testing.TB, doc *Document, name string) *Channel {
	tb.Helper()
	return find(tb, doc.Channels, func(c *Channel) string { return c.Name }, name)
}

func server(tb testing.TB, doc *Document, name string) *Server {
	tb.Helper()
	return find(tb, doc.Servers, func(s *Server) string { return s.Name }, name)
}

// head3 begins documents of 3.x with its four lines.
const head3 = `asyncapi: 3.0.0
info:
  title: Harbour
  version: 1.0.0
`

// head2 begins documents of 2.x with its four lines.
const head2 = `asyncapi: 2.6.0
info:
  title: Harbour
  version: 1.0.0
`

func TestVER1_Versions(t *testing.T) {
	for text, want := range map[string]string{
		"2.0.0": "", "2.6.0": "", "3.0.0": "", "3.1.0": "", "3.0.1": "", "2.6.9-beta.1": "",
		"2.7.0": codeVersionNewer, "3.4.0": codeVersionNewer, "'2.6'": codeVersionType,
		"1.2.0": codeVersion, "4.0.0": codeVersion, "0.1.0": codeVersion,
		"three": codeVersion, "[3]": codeVersion, "''": codeVersion, "null": codeVersion, "3.0.0.0": codeVersion, "v3.0.0": codeVersion,
	} {
		doc, ds, err := loadText(t, "asyncapi.yaml", "asyncapi: "+text+"\ninfo: {title: a, version: b}\nchannels: {}\n")
		switch {
		case want == "" && (err != nil || len(ds) > 0), want != "" && (len(ds) != 1 || ds[0].Code != want):
			t.Errorf("%s: got %v, %s, want %q", text, err, short(ds), want)
		case (err == nil) != (doc != nil), (want == codeVersion) != errors.Is(err, ErrUnusable):
			t.Errorf("%s: got document %v with error %v", text, doc != nil, err)
		}
	}
}

func TestVER2_VersionsWithoutQuotesAndOtherDocuments(t *testing.T) {
	for text, want := range map[string]string{"2.6": "2.6.0", "3.0": "3.0.0"} {
		doc, ds, err := loadText(t, "asyncapi.yaml", "asyncapi: "+text+"\ninfo: {title: a, version: b}\nchannels: {}\n")
		if err != nil || doc.AsyncAPI != want {
			t.Fatalf("%s: got %v, %v", text, doc, err)
		}
		wantFindings(t, ds, "version-not-text 1:11")
	}
	for _, text := range []string{"openapi: 3.0.3\ninfo: {}\n", "swagger: '2.0'\ninfo: {}\n"} {
		_, ds, err := loadText(t, "api.yaml", text)
		if !errors.Is(err, ErrUnusable) || len(ds) != 1 || ds[0].Code != codeNotAsyncAPI || !strings.Contains(ds[0].Summary, "OpenAPI") {
			t.Errorf("%s: got %v, %v", text, err, ds)
		}
	}
	_, ds, _ := loadText(t, "api.yaml", "asyncAPI: 3.0.0\n")
	if len(ds) != 1 || !strings.Contains(ds[0].Hint, "asyncAPI") {
		t.Errorf("got %v, want a hint about the spelling", ds)
	}
}

func TestDOC1_RequiredRoots(t *testing.T) {
	for text, want := range map[string][]string{
		"asyncapi: 2.6.0\n": {"required-missing 1:1", "required-missing 1:1"}, // info, channels
		"asyncapi: 3.0.0\n": {"required-missing 1:1"},                         // info
		"asyncapi: 3.0.0\ninfo: {}\n": {
			"required-missing 2:7", "required-missing 2:7"}, // title, version
		"asyncapi: 3.0.0\ninfo: text\n": {"wrong-type 2:7"},
		"asyncapi: 3.0.0\ninfo: {title: t, version: 1.0}\nchannels: []\noperations: 3\nservers: x\ncomponents: no\n": {
			"unquoted-text 2:27", "wrong-type 3:11", "wrong-type 4:13", "wrong-type 5:10", "wrong-type 6:13"},
	} {
		_, ds, err := loadText(t, "asyncapi.yaml", text)
		if err != nil {
			t.Errorf("%q: got %v", text, err)
		}
		wantFindings(t, ds, want...)
	}
}

func TestDOC2_UnknownKeys(t *testing.T) {
	_, ds, err := loadText(t, "asyncapi.yaml", head3+`tags: []
chanels: {}
x-fine: {}
channels:
  quay:
    adress: /quay
    publish: {}
`)
	if err != nil {
		t.Fatal(err)
	}
	wantFindings(t, ds, "unknown-key 5:1", "unknown-key 6:1", "unknown-key 10:5", "unknown-key 11:5")
	for i, want := range []string{"this is a field of AsyncAPI 2.x", `did you mean "channels"?`, `did you mean "address"?`, "this is a field of AsyncAPI 2.x"} {
		if !strings.HasPrefix(ds[i].Hint, want) {
			t.Errorf("%s: got hint %q, want %q", ds[i], ds[i].Hint, want)
		}
	}
	if ds[2].Pointer != "/channels/quay/adress" {
		t.Errorf("got pointer %q", ds[2].Pointer)
	}
}

func TestDOC3_ComponentsHaveNoEffectUnlessReferenced(t *testing.T) {
	doc := mustLoad(t, head3+`channels:
  used: {$ref: '#/components/channels/quay'}
components:
  channels:
    quay: {address: quay}
    unused: {address: unused}
  operations:
    unused: {action: send, channel: {$ref: '#/components/channels/unused'}}
`)
	if len(doc.Channels) != 1 || doc.Channels[0].Name != "used" || doc.Channels[0].Address != "quay" || len(doc.Operations) != 0 {
		t.Errorf("got channels %v, operations %v", doc.Channels, doc.Operations)
	}
}

func TestEXT1_ExtensionsAreKeptAndNeverFail(t *testing.T) {
	doc := mustLoad(t, head3+`x-owner: {$ref: '#/nowhere'}
x-plan: {$ref: 'https://203.0.113.7/plan.yaml'}
channels:
  quay:
    address: quay
    x-b: 2
    x-a: {deep: [1, {$ref: ./missing.yaml}]}
    messages:
      ask:
        x-response: {$ref: '#/channels/quay/messages/answer'}
      answer: {payload: {type: object, properties: {x-count: {$ref: '#/components/schemas/count'}}}}
components:
  schemas:
    count: {type: integer}
`)
	ch := doc.Channels[0]
	if len(ch.Extensions) != 2 || ch.Extensions[0].Key != "x-b" || ch.Extensions.Get("x-a") == nil || ch.Extensions.Get("x-none") != nil {
		t.Errorf("got %v", ch.Extensions)
	}
	answer := ch.Messages[0].Extensions.Get("x-response").Deref()
	if answer.Pointer() != "/channels/quay/messages/answer" {
		t.Errorf("x-response leads to %q", answer.Pointer())
	}
	if got := string(doc.Extensions.Get("x-owner").AppendJSON(nil)); got != `{"$ref":"#/nowhere"}` {
		t.Errorf("got %s", got)
	}
	if n := ch.Messages[1].Payload.Node.At("properties", "x-count", "type"); n.Str() != "integer" {
		t.Errorf("a property named x-… is no extension, got %v", n)
	}
	_, ds, _ := loadText(t, "asyncapi.yaml", head3+"components: {schemas: {a: {properties: {x-b: {$ref: '#/c'}}}}}\n")
	wantFindings(t, ds, "ref-target-missing 5:53")
}

func TestDocument_FindingsAreSortedAndOnce(t *testing.T) {
	text := head3 + "channels:\n" + strings.Repeat("  a: 1\n", 3) + "  b: {parameters: {p: {$ref: '#/z'}}, messages: 5}\n"
	_, ds, err := loadText(t, "asyncapi.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	wantFindings(t, ds, "wrong-type 6:6", "duplicate-key 7:3", "duplicate-key 8:3", "ref-target-missing 9:30", "wrong-type 9:49")
	var many strings.Builder
	for i := range maxFindings + 10 {
		fmt.Fprintf(&many, "wrong%d: 1\n", i)
	}
	_, ds, _ = loadText(t, "asyncapi.yaml", head3+many.String())
	if len(ds) != maxFindings || !slices.ContainsFunc(ds, func(d Diagnostic) bool { return d.Code == codeCapped }) {
		t.Errorf("got %d findings", len(ds))
	}
}

func TestCodes_TableIsCompleteAndUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Codes() {
		if seen[c.Code] || c.Help == "" || strings.ToLower(c.Code) != c.Code || strings.ContainsAny(c.Code, " _") {
			t.Errorf("bad row %+v", c)
		}
		seen[c.Code] = true
	}
	source, err := os.ReadFile("codes.go")
	if err != nil {
		t.Fatal(err)
	}
	constants, _, _ := strings.Cut(string(source), "// codes is the table")
	for _, line := range strings.Split(constants, "\n") {
		if _, value, found := strings.Cut(line, " = "); found {
			if code := strings.Trim(value, `" `); !seen[code] {
				t.Errorf("%s is not in the table", code)
			}
		}
	}
}

func TestLoad_WhatCannotBeRead(t *testing.T) {
	folder := write(t, map[string]string{"a.yaml": "x"})
	for _, location := range []string{filepath.Join(folder, "none.yaml"), folder, "-", "https://203.0.113.7/a.yaml", "http://localhost/a.yaml", ""} {
		doc, ds, err := Load(t.Context(), location, nil)
		if doc != nil || !errors.Is(err, ErrUnusable) || len(ds) != 1 || !ds.HasErrors() {
			t.Errorf("%q: got %v, %v, %v", location, doc, ds, err)
		}
	}
}

func TestYML6_StandardInputAndSniffing(t *testing.T) {
	for _, text := range []string{head3, `{"asyncapi":"3.0.0","info":{"title":"a\/b","version":"1"}}`, "{asyncapi: 3.0.0, info: {title: a/b, version: '1'}}", `{"asyncapi": 3.0.0, "info": {title: a, version: b}}`, "\n \t[]"} {
		doc, ds, err := Load(t.Context(), "-", &LoadOptions{Stdin: strings.NewReader(text)})
		if strings.Contains(text, "[]") {
			if err == nil || ds[0].Code != codeNotAsyncAPI || ds[0].Pos.File != "stdin" {
				t.Errorf("got %v, %v", ds, err)
			}
			continue
		}
		if err != nil || len(ds) > 0 || doc.Location != "-" {
			t.Errorf("%s: got %v, %v", text, ds, err)
		}
	}
}
