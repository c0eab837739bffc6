package jsonschema

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// suiteSkips are the groups of the official suite that need what a payload
// schema never has: documents at other addresses.
var suiteSkips = map[string]string{
	"refRemote.json": "schemas are not loaded from elsewhere",
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
	groups, cases, made := 0, 0, 0
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
			if suiteSkips[filepath.Base(file)] != "" || suiteSkips[name] != "" {
				continue
			}
			n := parse(t, string(g.Schema))
			forget(n)
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
				if got := len(s.Validate(v)) == 0; got != c.Valid {
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
	t.Logf("%d groups, %d cases right, payloads made of %d; unsatisfiable:\n%s", groups, cases, made, strings.Join(unmade, "\n"))
}
