package generator

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// corpusDocuments lists the documents of the corpus, of the kinds given.
func corpusDocuments(t testing.TB, kinds string) (paths []string) {
	dir := os.Getenv("ASYNCMOCK_CORPUS")
	if dir == "" {
		t.Skip("ASYNCMOCK_CORPUS is not set")
	}
	f, err := os.Open(filepath.Join(dir, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		cells := strings.Split(lines.Text(), "\t")
		if len(cells) > 4 && strings.Contains(kinds, cells[3]) {
			paths = append(paths, filepath.Join(dir, cells[0]))
		}
	}
	return paths
}

func corpusRoot(path string) string {
	dir := os.Getenv("ASYNCMOCK_CORPUS")
	rel, err := filepath.Rel(filepath.Join(dir, "docs"), path)
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "docs", strings.Split(rel, string(filepath.Separator))[0])
}

// messagesOf returns every message of a document once, in order.
func messagesOf(doc *spec.Document) (list []*spec.Message) {
	seen := map[*spec.Message]bool{}
	add := func(messages []*spec.Message) {
		for _, m := range messages {
			if m != nil && !seen[m] {
				seen[m] = true
				list = append(list, m)
			}
		}
	}
	for _, ch := range doc.Channels {
		add(ch.Messages)
	}
	for _, op := range doc.Operations {
		add(op.Messages)
		if op.Reply != nil {
			add(op.Reply.Messages)
		}
	}
	add(doc.ComponentMessages)
	return list
}

// judge compiles a payload schema without any of our code, nil where that
// does not work: recursion, or what the validator does not read.
func judge(m *spec.Message) *v5.Schema {
	name, _, _ := strings.Cut(strings.ToLower(m.Payload.Format), ";")
	if name != "" && !strings.Contains(name, "asyncapi") && !strings.Contains(name, "schema+") {
		return nil
	}
	text := m.Payload.Node.AppendJSON(nil)
	if len(text) > 1<<20 || strings.Contains(string(text), `"$ref"`) {
		return nil
	}
	c := v5.NewCompiler()
	c.Draft = v5.Draft7
	c.LoadURL = func(string) (io.ReadCloser, error) { return nil, os.ErrNotExist }
	if err := c.AddResource("test:///plain", strings.NewReader(string(text))); err != nil {
		return nil
	}
	s, err := c.Compile("test:///plain")
	if err != nil {
		return nil
	}
	return s
}

// TestREL_GEN_CorpusPayloads makes payloads of every message of the corpus and
// has them judged by a plain compile of the schema.
func TestREL_GEN_CorpusPayloads(t *testing.T) {
	count, every := uint64(100), 1
	if testing.Short() {
		count, every = 10, 8
	}
	var documents, messages, judged, unusable, slow int
	for i, path := range corpusDocuments(t, "product example fixture conformance") {
		if i%every != 0 {
			continue
		}
		doc, _, err := spec.Load(context.Background(), path, &spec.LoadOptions{Root: corpusRoot(path)})
		if err != nil {
			continue
		}
		documents++
		c := NewCompiler(doc, Options{Prefer: PreferGenerated})
		for _, m := range messagesOf(doc) {
			if m.Payload == nil {
				continue
			}
			messages++
			start := time.Now()
			msg := c.Message(m)
			findings := msg.Compile()
			if d := time.Since(start); d > time.Second {
				slow++
				t.Logf("slow: %s %s: compiled in %v", path, m.Name, d)
			}
			if _, yes := msg.Unvalidated(); yes || findings.HasErrors() {
				unusable++
				if !yes {
					t.Logf("%s: %s: %v", strings.TrimPrefix(path, os.Getenv("ASYNCMOCK_CORPUS")), m.Name, firstError(findings))
				}
				continue
			}
			if !checkMessage(t, path, msg, count) {
				continue
			}
			judged++
		}
	}
	t.Logf("%d documents, %d messages, %d judged from outside, %d unusable, %d slow", documents, messages, judged, unusable, slow)
}

func firstError(findings spec.Diagnostics) string {
	for _, d := range findings {
		if d.Severity == spec.SeverityError {
			return d.String()
		}
	}
	return ""
}

// checkMessage makes count payloads; it reports whether they were judged from outside.
func checkMessage(t *testing.T, path string, msg *Message, count uint64) bool {
	plain := judge(msg.Message)
	for seed := range count {
		out, _, err := msg.Append(nil, &schema.Draw{Source: rand.New(rand.NewPCG(seed, 0)), Now: time.Unix(1767323045, 0)})
		if err != nil {
			t.Errorf("%s: %s: seed %d: %v", path, msg.Name, seed, err)
			return false
		}
		if msg.Text() || msg.Binary() || plain == nil {
			continue
		}
		dec := json.NewDecoder(strings.NewReader(string(out)))
		dec.UseNumber()
		var v any
		if err := dec.Decode(&v); err != nil {
			t.Errorf("%s: %s: seed %d: %v in %s", path, msg.Name, seed, err, out)
			return false
		}
		if err := plain.Validate(v); err != nil {
			t.Errorf("%s: %s: seed %d: %s: %v", path, msg.Name, seed, out, err)
			return false
		}
	}
	return plain != nil
}
