package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"asyncmock/spec"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"
)

// everySubject yields the schemas of a campaign, each text of documents once.
func everySubject(t *testing.T) iter.Seq[subject] {
	dir := os.Getenv("ASYNCMOCK_CORPUS")
	seeds, large := 4, 1
	if campaign() {
		seeds, large = 1000, 100
	}
	if n, err := strconv.Atoi(os.Getenv("ASYNCMOCK_SEEDS")); err == nil {
		seeds, large = n, (n+9)/10
	}
	return func(yield func(subject) bool) {
		for _, file := range globbed(t, "../../generator/jsonschema/testdata/hard/*.json") {
			version, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".json"), "_")
			for name, text := range members(t, file) {
				if !yield(written("our hard ones", version+" "+name, text, version, seeds)) {
					return
				}
			}
		}
		if dir == "" {
			t.Log("ASYNCMOCK_CORPUS is not set: only our own hard schemas were used")
			return
		}
		for name, text := range members(t, filepath.Join(dir, "schemas", "hard.json")) {
			if !yield(written("hard", name, text, "draft-07", seeds)) {
				return
			}
		}
		for _, file := range globbed(t, filepath.Join(dir, "schemas", "*.json")) {
			if filepath.Base(file) != "hard.json" && !yield(written("large", filepath.Base(file), read(t, file), "draft-07", large)) {
				return
			}
		}
		for s := range suite(t, dir, seeds) {
			if !yield(s) {
				return
			}
		}
		for s := range documentSubjects(t, seeds) {
			if !yield(s) {
				return
			}
		}
	}
}

func globbed(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %d files, %v", pattern, len(files), err)
	}
	return files
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// members returns the schemas of a file by name.
func members(t *testing.T, file string) map[string]json.RawMessage {
	t.Helper()
	var all map[string]json.RawMessage
	if err := json.Unmarshal(read(t, file), &all); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return all
}

// written is a JSON Schema that stands in a file of its own.
func written(source, name string, text []byte, version string, seeds int) subject {
	n, _ := spec.Parse(name, text)
	if declared := n.Own("$schema"); declared != nil {
		version = draftNamed(declared.Text)
	}
	return subject{source: source, name: name, text: text, draft: version, seeds: seeds,
		schema: &spec.Schema{Format: "application/schema+json;version=" + version, Node: n}}
}

// suite yields the schemas of the official test suite, with the values that
// it calls valid.
func suite(t *testing.T, dir string, seeds int) iter.Seq[subject] {
	return func(yield func(subject) bool) {
		for _, file := range globbed(t, filepath.Join(dir, "schemas", "JSON-Schema-Test-Suite", "tests", "draft7", "*.json")) {
			var groups []struct {
				Description string
				Schema      json.RawMessage
				Tests       []struct {
					Data  json.RawMessage
					Valid bool
				}
			}
			if err := json.Unmarshal(read(t, file), &groups); err != nil {
				t.Fatal(err)
			}
			for _, g := range groups {
				s := written("suite", filepath.Base(file)+"/"+g.Description, g.Schema, "draft-07", seeds)
				if filepath.Base(file) == "refRemote.json" {
					s.remotes = remotes(t, dir)
					s.schema.Node.Members = append(s.schema.Node.Members, spec.Member{Key: "x-remotes", Value: embedded(s.remotes)})
				}
				for _, test := range g.Tests {
					if test.Valid {
						s.valid = append(s.valid, test.Data)
					}
				}
				if !yield(s) {
					return
				}
			}
		}
	}
}

// remotes returns the documents that the suite expects at other addresses.
func remotes(t *testing.T, dir string) map[string]json.RawMessage {
	t.Helper()
	all := map[string]json.RawMessage{}
	for _, name := range []string{
		"integer.json", "nested/string.json", "nested/foo-ref-string.json", "baseUriChange/folderInteger.json", "baseUriChangeFolder/folderInteger.json",
		"baseUriChangeFolderInSubschema/folderInteger.json", "draft7/subSchemas.json", "draft7/name.json", "draft7/ref-and-definitions.json",
		"draft7/locationIndependentIdentifier.json", "draft7/detached-ref.json",
	} {
		all[remoteBase+name] = read(t, filepath.Join(dir, "schemas", "JSON-Schema-Test-Suite", "remotes", filepath.FromSlash(name)))
	}
	return all
}

const remoteBase = "http://localhost:1234/"

// embedded puts documents into a schema under their addresses: the generator
// loads nothing from elsewhere.
func embedded(remotes map[string]json.RawMessage) *spec.Node {
	list := &spec.Node{Kind: spec.Array}
	for _, address := range slices.Sorted(maps.Keys(remotes)) {
		n, _ := spec.Parse(address, remotes[address])
		n.Members = slices.DeleteFunc(n.Members, func(m spec.Member) bool { return m.Key == "$id" })
		n.Members = append(n.Members, spec.Member{Key: "$id", Value: &spec.Node{Kind: spec.String, Text: address}})
		list.Items = append(list.Items, n)
	}
	return list
}

// documentSubjects yields the schemas of payloads, headers and components of
// all documents.
func documentSubjects(t *testing.T, seeds int) iter.Seq[subject] {
	return func(yield func(subject) bool) {
		seen := map[string]bool{}
		for _, e := range corpus(t, 60, everything) {
			doc, _ := load(t, e)
			if doc == nil {
				continue
			}
			for name, s := range schemasOf(doc) {
				if !isJSONSchema(s) || s.Node == nil {
					continue
				}
				text, _ := bundle(s, false)
				if seen[s.Format+string(text)] {
					continue
				}
				seen[s.Format+string(text)] = true
				sub := subject{source: "documents", name: e.Name + ": " + name, schema: s, text: text, draft: draftNamed(s.Format), seeds: seeds}
				if !yield(sub) {
					return
				}
			}
		}
	}
}

func draftNamed(format string) string {
	for _, version := range []string{"2020-12", "2019-09", "draft-04"} {
		if strings.Contains(format, version) {
			return version
		}
	}
	return "draft-07"
}

// schemasOf yields all schemas of a document that payloads can be made of.
func schemasOf(doc *spec.Document) iter.Seq2[string, *spec.Schema] {
	return func(yield func(string, *spec.Schema) bool) {
		messages := slices.Clone(doc.ComponentMessages)
		for _, ch := range doc.Channels {
			messages = append(messages, ch.Messages...)
		}
		for _, op := range doc.Operations {
			messages = append(messages, op.Messages...)
			if op.Reply != nil {
				messages = append(messages, op.Reply.Messages...)
			}
		}
		seen := map[*spec.Message]bool{}
		for _, m := range messages {
			if m == nil || seen[m] {
				continue
			}
			seen[m] = true
			if m.Payload != nil && !yield(m.Name+" payload", m.Payload) || m.Headers != nil && !yield(m.Name+" headers", m.Headers) {
				return
			}
		}
		for _, s := range doc.ComponentSchemas {
			if s.Schema != nil && !yield("schema "+s.Name, s.Schema) {
				return
			}
		}
	}
}

// newJudge compiles a JSON Schema with jsonschema/v5, past all of our own
// code. Patterns that Go's engine cannot read are left to ajv.
func newJudge(text []byte, version string) (o *oracle, err error) {
	defer func() {
		if r := recover(); r != nil {
			o, err = nil, fmt.Errorf("panic: %v", r)
		}
	}()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	withoutForeign(v)
	text, err = json.Marshal(v)
	if err != nil {
		return nil, err
	}
	c := v5.NewCompiler()
	c.Draft = map[string]*v5.Draft{"draft-04": v5.Draft4, "draft-07": v5.Draft7, "2019-09": v5.Draft2019, "2020-12": v5.Draft2020}[version]
	c.AssertFormat = true
	missing := false
	c.LoadURL = func(address string) (io.ReadCloser, error) {
		name, ok := strings.CutPrefix(address, remoteBase)
		if missing = missing || !ok; missing {
			return nil, errors.New("nothing is read from elsewhere")
		}
		return os.Open(filepath.Join(os.Getenv("ASYNCMOCK_CORPUS"), "schemas", "JSON-Schema-Test-Suite", "remotes", filepath.FromSlash(name)))
	}
	if err := c.AddResource("memory:///schema.json", bytes.NewReader(text)); err != nil {
		return nil, err
	}
	compiled, err := c.Compile("memory:///schema.json")
	switch {
	case err != nil && missing && withoutMissing(v):
		text, _ := json.Marshal(v)
		return newJudge(text, version)
	case err != nil:
		return nil, err
	}
	return &oracle{compiled}, nil
}

// withoutMissing takes out references to other files; it reports whether there
// were any.
func withoutMissing(v any) (found bool) {
	switch v := v.(type) {
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok && ref != "" && ref[0] != '#' {
			delete(v, "$ref")
			found = true
		}
		for _, sub := range v {
			found = withoutMissing(sub) || found
		}
	case []any:
		for _, sub := range v {
			found = withoutMissing(sub) || found
		}
	}
	return found
}

// withoutBeside takes out what stands beside $ref, which the drafts up to 7 say
// to ignore and ajv does not.
func withoutBeside(v any) {
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v["$ref"].(string); ok {
			maps.DeleteFunc(v, func(key string, _ any) bool { return key != "$ref" && key != "definitions" })
		}
		for key, sub := range v {
			if key != "enum" && key != "const" {
				withoutBeside(sub)
			}
		}
	case []any:
		for _, sub := range v {
			withoutBeside(sub)
		}
	}
}

// withoutForeign takes out the patterns that Go's engine cannot read, and
// additionalProperties beside them.
func withoutForeign(v any) {
	unreadable := func(p string) bool { _, err := regexp.Compile(p); return err != nil }
	switch v := v.(type) {
	case map[string]any:
		if p, ok := v["pattern"].(string); ok && unreadable(p) {
			delete(v, "pattern")
		}
		if props, ok := v["patternProperties"].(map[string]any); ok {
			for name := range props {
				if unreadable(name) {
					delete(props, name)
					delete(v, "additionalProperties")
				}
			}
		}
		for _, sub := range v {
			withoutForeign(sub)
		}
	case []any:
		for _, sub := range v {
			withoutForeign(sub)
		}
	}
}
