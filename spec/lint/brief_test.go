package lint

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"asyncmock/spec"
)

// TestBrief holds that what is left out of a document for speed has no
// finding: of schemas that are nearly right, and of the documents that others
// wrote.
func TestBrief(t *testing.T) {
	checker := &Checker{}
	for _, schema := range []string{
		"{type: object, properties: {a: {type: string, pattern: '^a'}}, required: [a]}",
		"{type: objekt}", "{type: [string, string]}", "{required: []}", "{required: [a, a]}", "{enum: []}", "{enum: [1, 1]}",
		"{minLength: -1}", "{minLength: 1.5}", "{maximum: x}", "{exclusiveMinimum: true}", "{multipleOf: 0}", "{pattern: '(['}", "{pattern: 1}",
		"{allOf: []}", "{allOf: {}}", "{items: []}", "{items: [{type: x}]}", "{properties: []}", "{properties: {a: 1}}", "{additionalProperties: 1}",
		"{$ref: 1}", "{$ref: 'a b'}", "{title: 1}", "{deprecated: no-idea}", "{discriminator: {propertyName: a}}", "{externalDocs: {}}",
		"{examples: 1}", "{not: 1}", "{if: {}, then: 3}", "{definitions: {a: []}}", "{schema: {}}", "true", "[]", "text", "{schemaFormat: a, schema: {}}",
	} {
		for _, base := range []string{v2, v3} {
			text := strings.Replace(base, "payload: {type: string}", "payload: "+schema, 1) + "  schemas: {a: " + schema + "}\n"
			path := filepath.Join(t.TempDir(), "asyncapi.yaml")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			sameInBrief(t, checker, path, filepath.Dir(path), schema)
		}
	}
}

func TestBrief_Corpus(t *testing.T) {
	dir := os.Getenv("ASYNCMOCK_CORPUS")
	if dir == "" {
		t.Skip("ASYNCMOCK_CORPUS is not set: a folder of documents with a MANIFEST.tsv")
	}
	f, err := os.Open(filepath.Join(dir, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	checker, step := &Checker{}, 8
	if os.Getenv("ASYNCMOCK_CAMPAIGN") == "full" {
		step = 1
	}
	for i := 1; i < len(rows); i += step {
		name := rows[i][0]
		parts := strings.SplitN(name, "/", 3)
		sameInBrief(t, checker, filepath.Join(dir, name), filepath.Join(dir, parts[0], parts[1]), name)
	}
}

// sameInBrief holds that a document has the same findings in full.
func sameInBrief(t *testing.T, checker *Checker, path, root, name string) {
	t.Helper()
	doc, _, err := spec.Load(t.Context(), path, &spec.LoadOptions{Root: root})
	if err != nil {
		return
	}
	s, err := checker.structure(schemaVersion(doc.AsyncAPI))
	if err != nil {
		t.Fatal(err)
	}
	brief := once(s.check(doc.Node))
	full := once(s.explain(s.compiled.Validate(newExpander(s.version[0]).document(doc.Node, s.version)), doc.Node))
	if !slices.Equal(brief, full) {
		t.Errorf("%s:\n brief %v\n  full %v", name, brief, full)
	}
}

// once returns each finding once, without the hint, which grows with every
// way that leads to the place.
func once(found spec.Diagnostics) spec.Diagnostics {
	found.Sort()
	for i := range found {
		found[i].Hint = ""
	}
	return slices.Compact(found)
}
