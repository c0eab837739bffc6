package jsonschema

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/fakedata"
	"asyncmock/spec"
)

// draftOf returns the draft that the name of a file of testdata/hard begins with.
func draftOf(file string) (version string, draft *v5.Draft) {
	version, _, _ = strings.Cut(strings.TrimSuffix(filepath.Base(file), ".json"), "_")
	return version, map[string]*v5.Draft{"draft-04": v5.Draft4, "draft-07": v5.Draft7, "2019-09": v5.Draft2019, "2020-12": v5.Draft2020}[version]
}

// TestSCH_9_HardSchemas makes payloads of the schemas of testdata/hard, which
// random generators usually fail on, and lets a plain compile of each judge.
func TestSCH_9_HardSchemas(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "hard", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		version, draft := draftOf(file)
		var list map[string]json.RawMessage
		if err := json.Unmarshal([]byte(readFile(t, file)), &list); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for name, text := range list {
			t.Run(version+" "+name, func(t *testing.T) {
				s, findings := compileText(t, "application/schema+json;version="+version, string(text))
				if s == nil || findings.HasErrors() {
					t.Fatalf("findings: %v", findings)
				}
				judge := plain(t, portable(t, text), draft)
				if judge == nil {
					t.Fatal("jsonschema/v5 cannot compile it")
				}
				checkMade(t, s, judge)
			})
		}
	}
}

// TestSCH_9_Unsatisfiable wants an error that names the place.
func TestSCH_9_Unsatisfiable(t *testing.T) {
	var list map[string]struct {
		At     string
		Draft  string
		Schema json.RawMessage
	}
	if err := json.Unmarshal([]byte(readFile(t, "testdata", "unsatisfiable.json")), &list); err != nil {
		t.Fatal(err)
	}
	for name, c := range list {
		t.Run(name, func(t *testing.T) {
			n, _ := spec.Parse("schema.json", c.Schema)
			_, findings := New(fakedata.New()).Compile(&spec.Schema{Format: "application/schema+json;version=" + c.Draft, Node: n})
			found := slices.ContainsFunc(findings, func(d spec.Diagnostic) bool { return d.Severity == spec.SeverityError && d.Pointer == c.At })
			if !found {
				t.Errorf("no error at %q: %v", c.At, findings)
			}
		})
	}
}

// portable takes out the patterns that Go's engine cannot read, which v5
// would refuse, and additionalProperties beside them.
func portable(t *testing.T, text []byte) string {
	t.Helper()
	v := tree(t, text)
	strip(v)
	var out bytes.Buffer
	if err := json.NewEncoder(&out).Encode(v); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func strip(v any) {
	readable := func(p string) bool { _, err := regexp.Compile(p); return err == nil }
	switch v := v.(type) {
	case map[string]any:
		if p, ok := v["pattern"].(string); ok && !readable(p) {
			delete(v, "pattern")
		}
		if props, ok := v["patternProperties"].(map[string]any); ok {
			for name := range props {
				if !readable(name) {
					delete(props, name)
					delete(v, "additionalProperties")
				}
			}
		}
		for _, sub := range v {
			strip(sub)
		}
	case []any:
		for _, sub := range v {
			strip(sub)
		}
	}
}
