package generator

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"asyncmock/fakedata"
	"asyncmock/generator/jsonschema"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// TestMostLeavesGetValuesOfTheirKind looks at the strings and numbers that the
// product documents declare, and prints those of which nothing is known.
func TestMostLeavesGetValuesOfTheirKind(t *testing.T) {
	leaves, known := 0, 0
	var lost []string
	for _, path := range corpusDocuments(t, "product") {
		doc, _, err := spec.Load(context.Background(), path, &spec.LoadOptions{Root: corpusRoot(path)})
		if err != nil {
			continue
		}
		c := NewCompiler(doc, Options{Prefer: PreferGenerated})
		for _, m := range messagesOf(doc) {
			s := c.Message(m).schema()
			for _, leaf := range leavesOf(s) {
				leaves++
				if leaf.Kind != "" {
					known++
				} else {
					lost = append(lost, filepath.Base(path)+" "+leaf.Pointer+" ("+leaf.Type+")")
				}
			}
		}
	}
	slices.Sort(lost)
	lost = slices.Compact(lost)
	t.Logf("%d of %d leaves get a value of their kind; the rest:\n%s", known, leaves, strings.Join(lost, "\n"))
	if leaves == 0 || known*100 < leaves*80 {
		t.Errorf("only %d of %d leaves get a value of their kind", known, leaves)
	}
}

func leavesOf(s schema.Schema) []jsonschema.Leaf {
	if s == nil {
		return nil
	}
	return jsonschema.Leaves(s)
}

// TestPageOfPayloads prints what six product documents look like (go test -v);
// all of it keeps its contract.
func TestPageOfPayloads(t *testing.T) {
	var page strings.Builder
	shown := 0
	for _, path := range corpusDocuments(t, "product") {
		doc, _, err := spec.Load(context.Background(), path, &spec.LoadOptions{Root: corpusRoot(path)})
		if err != nil || shown == 6 {
			continue
		}
		lines := payloadsOf(t, doc, 4)
		if len(lines) < 4 {
			continue
		}
		shown++
		page.WriteString("\n" + doc.Info.Title + "\n  " + strings.Join(lines, "\n  ") + "\n")
	}
	if shown < 6 {
		t.Errorf("only %d documents have payloads to show", shown)
	}
	t.Log(page.String())
}

// payloadsOf makes one payload each of the messages that say most.
func payloadsOf(t *testing.T, doc *spec.Document, most int) (lines []string) {
	c := NewCompiler(doc, Options{Prefer: PreferGenerated})
	for _, m := range messagesOf(doc) {
		message := c.Message(m)
		out, _, err := message.Append(nil, &schema.Draw{Source: rand.New(rand.NewPCG(3, 3)), Now: time.Date(2026, 1, 15, 9, 30, 0, 0, time.UTC)})
		if err != nil || len(out) < 120 || len(out) > 1500 {
			continue
		}
		v, err := message.Decode(out, message.Binary())
		if found := message.Validate(v); err != nil || len(found) > 0 {
			t.Errorf("%s: %s: %v %v", m.Name, out, err, found)
		}
		if lines = append(lines, m.Name+" "+string(out)); len(lines) == most {
			break
		}
	}
	return lines
}

// TestSameSeedSameStreams: the same bytes on one processor and on two, with
// other streams beside.
func TestSameSeedSameStreams(t *testing.T) {
	const text = `{"type":"object","required":["userId","name","city","lat","price","seq","at","items","total"],"properties":{"userId":{"type":"string"},"name":{"type":"string"},
		"city":{"type":"string"},"lat":{"type":"number"},"price":{"type":"string","format":"decimal"},"seq":{"type":"integer"},"at":{"type":"integer"},"note":{"type":"string"},
		"items":{"type":"array","items":{"type":"object","properties":{"sku":{"type":"string"},"price":{"type":"number"},"quantity":{"type":"integer"}}}},"total":{"type":"number"}}}`
	streams := func(processors int) [4]string {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		node, findings := spec.Parse("item.json", []byte(text))
		if findings.HasErrors() {
			t.Fatal(findings)
		}
		s, findings := jsonschema.New(fakedata.New()).Compile(&spec.Schema{Node: node})
		if findings.HasErrors() {
			t.Fatal(findings)
		}
		var all [4]string
		var group sync.WaitGroup
		for i := range all {
			group.Go(func() {
				d := &schema.Draw{Source: rand.New(rand.NewPCG(uint64(i), 9)), Memory: &schema.Memory{}}
				for n := range 200 {
					d.Now = time.Unix(1_768_469_400+int64(n), 0)
					out, err := s.Append(nil, d)
					if err != nil {
						t.Error(err)
					}
					all[i] += string(out) + "\n"
				}
			})
		}
		group.Wait()
		return all
	}
	one, two := streams(1), streams(2)
	if one != two || one != streams(2) {
		t.Error("the same seed gives other streams")
	}
	if one[0] == one[1] {
		t.Error("another seed gives the same stream")
	}
}
