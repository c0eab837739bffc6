package generator

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// TestFMT2_CorpusEncodings compiles every Avro and Protobuf schema of the
// corpus, or has an error with a place; what compiles makes payloads that come
// back whole from the wire.
func TestFMT2_CorpusEncodings(t *testing.T) {
	count := 100
	if testing.Short() {
		count = 10
	}
	var compiled, broken int
	for _, path := range corpusDocuments(t, "product example fixture conformance rule-test") {
		doc, _, err := spec.Load(context.Background(), path, &spec.LoadOptions{Root: corpusRoot(path)})
		if err != nil {
			continue
		}
		c := NewCompiler(doc, Options{Prefer: PreferGenerated})
		for _, m := range messagesOf(doc) {
			msg := c.Message(m)
			if !msg.encoded {
				continue
			}
			if msg.schema() == nil {
				broken++
				wantPlace(t, path, msg)
				continue
			}
			compiled++
			for _, d := range msg.Compile() {
				t.Logf("%s: %s: %v %s", path, m.Name, d, d.Detail)
			}
			for seed := range count {
				thereAndBack(t, path, msg, uint64(seed))
			}
		}
	}
	t.Logf("%d schemas compiled, %d have errors", compiled, broken)
	if compiled == 0 || broken == 0 {
		t.Error("nothing was tried")
	}
}

func wantPlace(t *testing.T, path string, m *Message) {
	t.Helper()
	findings := m.Compile()
	if !findings.HasErrors() {
		t.Errorf("%s: %s does not compile and nothing says why", path, m.Name)
	}
	for _, d := range findings {
		t.Logf("%s: %s: %v", path, m.Name, d)
		if d.Pos.Line == 0 {
			t.Errorf("%s: %s: no place: %v", path, m.Name, d)
		}
	}
}

func thereAndBack(t *testing.T, path string, m *Message, seed uint64) {
	t.Helper()
	d := &schema.Draw{Source: rand.New(rand.NewPCG(seed, 1)), Now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Memory: &schema.Memory{}}
	wire, _, err := m.Append(nil, d)
	if err != nil {
		t.Errorf("%s: %s: %v", path, m.Name, err)
		return
	}
	v, err := m.Decode(wire, m.Binary())
	if err != nil {
		t.Errorf("%s: %s: %v: %q", path, m.Name, err, wire)
		return
	}
	if findings := m.Validate(v); len(findings) > 0 {
		t.Errorf("%s: %s: %v: %q", path, m.Name, findings, wire)
	}
}
