package jsonschema

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// suiteCases is how many cases the official suite of draft 7 has.
const suiteCases = 927

// addRemotes puts the documents that the suite expects at other addresses
// into a schema, under those addresses: nothing is loaded from elsewhere.
func addRemotes(t *testing.T, n *spec.Node) {
	t.Helper()
	if n.Kind != spec.Object {
		return
	}
	remotes := &spec.Node{Kind: spec.Array}
	for _, name := range []string{
		"integer.json", "nested/string.json", "nested/foo-ref-string.json", "baseUriChange/folderInteger.json", "baseUriChangeFolder/folderInteger.json",
		"baseUriChangeFolderInSubschema/folderInteger.json", "draft7/subSchemas.json", "draft7/name.json", "draft7/ref-and-definitions.json",
		"draft7/locationIndependentIdentifier.json", "draft7/detached-ref.json",
	} {
		doc := parse(t, readFile(t, corpus(t), "schemas", "JSON-Schema-Test-Suite", "remotes", filepath.FromSlash(name)))
		forget(doc)
		doc.Members = slices.DeleteFunc(doc.Members, func(m spec.Member) bool { return m.Key == "$id" })
		id := &spec.Node{Kind: spec.String, Text: "http://localhost:1234/" + name}
		doc.Members = append(doc.Members, spec.Member{Key: "$id", Value: id})
		remotes.Items = append(remotes.Items, doc)
	}
	n.Members = append(n.Members, spec.Member{Key: "x-remotes", Value: remotes})
}

type suiteGroup struct {
	Description string
	Schema      json.RawMessage
	Tests       []struct {
		Description string
		Data        json.RawMessage
		Valid       bool
	}
}

// knowsMeta reports whether a schema refers to a meta-schema, which only the
// validator knows.
func knowsMeta(s *subschema) bool {
	found := s.meta != ""
	s.inPlace(func(sub *subschema) { found = found || sub.meta != "" })
	return found
}

// TestSCH_1_OfficialSuite runs the draft-07 part of the official JSON Schema
// test suite through the whole compile path, and makes payloads of its schemas.
func TestSCH_1_OfficialSuite(t *testing.T) {
	dir := filepath.Join(corpus(t), "schemas", "JSON-Schema-Test-Suite", "tests", "draft7")
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) < 30 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	groups, cases, made, byCheck := 0, 0, 0, 0
	var unmade []string
	for _, file := range files {
		var list []suiteGroup
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &list); err != nil {
			t.Fatal(err)
		}
		for _, g := range list {
			name := filepath.Base(file) + "/" + g.Description
			n := parse(t, string(g.Schema))
			forget(n)
			if filepath.Base(file) == "refRemote.json" {
				addRemotes(t, n)
			}
			s, findings := New(fakedata.New()).Compile(&spec.Schema{Format: "application/schema+json;version=draft-07", Node: n})
			if s == nil {
				t.Errorf("%s: %v", name, findings)
				continue
			}
			groups++
			for _, c := range g.Tests {
				v, err := schema.Decode(c.Data)
				if err != nil {
					t.Errorf("%s: %s: %v", name, c.Description, err)
					continue
				}
				cases++
				quick := s.(*compiled).quick
				if quick.accepts(v.Tree) || quick.acceptsText(c.Data) {
					byCheck++
				}
				if got := len(s.Validate(v)) == 0; got != c.Valid || quick.acceptsText(c.Data) && !c.Valid {
					t.Errorf("%s: %s: valid is %t, want %t", name, c.Description, got, c.Valid)
				}
				// The judgement that planning relies on agrees with the validator's.
				if c := s.(*compiled); !knowsMeta(c.root) && c.root.accepts(v.Tree) != (validate(c.v5, v.Tree) == nil) {
					t.Errorf("%s: %s: accepts differs from the validator", name, g.Description)
				}
			}
			if findings.HasErrors() {
				unmade = append(unmade, name+": "+findings[len(findings)-1].Summary)
				continue
			}
			made++
			checkMade(t, s, plain(t, string(g.Schema), v5.Draft7))
		}
	}
	if cases != suiteCases {
		t.Errorf("%d cases, want %d", cases, suiteCases)
	}
	t.Logf("%d groups, %d cases right (%d valid ones by the quick check), payloads made of %d; unsatisfiable:\n%s", groups, cases, byCheck, made, strings.Join(unmade, "\n"))
}
