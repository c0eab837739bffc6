package jsonschema

import (
	"bytes"
	"encoding/json"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// parse reads a schema of a test.
func parse(t testing.TB, text string) *spec.Node {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	n := readNode(t, dec)
	point(n, n)
	return n
}

func readNode(t testing.TB, dec *json.Decoder) *spec.Node {
	token, err := dec.Token()
	if err != nil {
		t.Fatal(err)
	}
	switch v := token.(type) {
	case json.Delim:
		n := &spec.Node{Kind: spec.Array}
		if v == '{' {
			n.Kind = spec.Object
		}
		for dec.More() {
			if v == '[' {
				n.Items = append(n.Items, readNode(t, dec))
				continue
			}
			key, err := dec.Token()
			if err != nil {
				t.Fatal(err)
			}
			n.Members = append(n.Members, spec.Member{Key: key.(string), Value: readNode(t, dec)})
		}
		if _, err := dec.Token(); err != nil {
			t.Fatal(err)
		}
		return n
	case string:
		return &spec.Node{Kind: spec.String, Text: v}
	case json.Number:
		return &spec.Node{Kind: spec.Number, Text: string(v)}
	case bool:
		n := &spec.Node{Kind: spec.Bool, Text: "false"}
		if v {
			n.Text = "true"
		}
		return n
	}
	return &spec.Node{}
}

// point resolves local references as the loader does.
func point(root, n *spec.Node) {
	for _, m := range n.Members {
		if m.Key == "$ref" && m.Value.Kind == spec.String && strings.HasPrefix(m.Value.Text, "#") && (len(m.Value.Text) == 1 || m.Value.Text[1] == '/') {
			n.Target = pointTo(root, m.Value.Text[1:])
		}
		point(root, m.Value)
	}
	for _, item := range n.Items {
		point(root, item)
	}
}

// compileText compiles a schema of a test in a format ("" is AsyncAPI).
func compileText(t testing.TB, format, text string) (schema.Schema, spec.Diagnostics) {
	t.Helper()
	n := parse(t, text)
	if strings.HasPrefix(format, "application/schema") {
		forget(n)
	}
	return New(fakedata.New()).Compile(&spec.Schema{Format: format, Node: n})
}

// forget leaves the references to JSON Schema's own resolution.
func forget(n *spec.Node) {
	n.Target = nil
	for _, m := range n.Members {
		forget(m.Value)
	}
	for _, item := range n.Items {
		forget(item)
	}
}

// plain compiles a schema without any of our own code.
func plain(t testing.TB, text string, draft *v5.Draft) *v5.Schema {
	t.Helper()
	c := v5.NewCompiler()
	c.Draft = draft
	c.AssertFormat = true
	c.LoadURL = func(string) (io.ReadCloser, error) { return nil, errNoLoading }
	if err := c.AddResource("test:///plain", strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("test:///plain")
	if err != nil {
		t.Logf("plain compile: %v", err)
		return nil
	}
	return s
}

func newDraw(seed uint64) *schema.Draw {
	return &schema.Draw{Source: rand.New(rand.NewPCG(seed, 0)), Now: sampleTime, Memory: &schema.Memory{}}
}

func tree(t testing.TB, text []byte) any {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

func corpus(t testing.TB) string {
	dir := os.Getenv("ASYNCMOCK_CORPUS")
	if dir == "" {
		t.Skip("ASYNCMOCK_CORPUS is not set")
	}
	return dir
}

func readFile(t testing.TB, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// seeds is how many payloads a test of making makes.
func seeds() uint64 {
	if testing.Short() {
		return 20
	}
	return 100
}

// checkMade makes payloads and has them judged by a plain compile of the schema.
func checkMade(t *testing.T, s schema.Schema, judge *v5.Schema) {
	t.Helper()
	for seed := range seeds() {
		out, err := s.Append(nil, newDraw(seed))
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
			return
		}
		if judge == nil {
			continue
		}
		if err := judge.Validate(tree(t, out)); err != nil {
			t.Errorf("seed %d: %s is not valid: %#v", seed, out, err)
			return
		}
	}
}

func TestHardSchemas(t *testing.T) {
	var hard map[string]json.RawMessage
	if err := json.Unmarshal([]byte(readFile(t, corpus(t), "schemas", "hard.json")), &hard); err != nil {
		t.Fatal(err)
	}
	for name, text := range hard {
		t.Run(name, func(t *testing.T) {
			s, findings := compileText(t, "application/schema+json", string(text))
			if s == nil || len(findings) > 0 {
				t.Fatalf("findings: %v", findings)
			}
			checkMade(t, s, plain(t, string(text), v5.Draft7))
		})
	}
}

func TestLargeSchemas(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpus(t), "schemas", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		if name == "hard.json" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			text := readFile(t, file)
			s, findings := compileText(t, "application/schema+json", text)
			if s == nil || findings.HasErrors() {
				t.Fatalf("findings: %v", findings)
			}
			checkMade(t, s, plain(t, text, v5.Draft7))
			for folder, valid := range map[string]bool{"test": true, "negative_test": false} {
				instances, _ := filepath.Glob(filepath.Join(corpus(t), "schemas", "instances", folder, strings.TrimSuffix(name, ".json"), "*"))
				for _, instance := range instances {
					v, err := schema.Decode([]byte(readFile(t, instance)))
					if err != nil {
						continue
					}
					if got := len(s.Validate(v)) == 0; got != valid {
						t.Errorf("%s: valid is %t", instance, got)
					}
				}
			}
		})
	}
}
