package jsonschema

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	v6 "github.com/santhosh-tekuri/jsonschema/v6"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// A benched is a schema that speed is measured on, with a valid value.
type benched struct {
	name  string
	ours  *compiled
	v6    *v6.Schema
	value schema.Value
}

// benchedOf compiles a schema twice; text is a value, made when it is "".
func benchedOf(b *testing.B, name string, s *spec.Schema, text string) benched {
	b.Helper()
	f := New(fakedata.New())
	made, findings := f.Compile(s)
	if made == nil {
		b.Fatal(findings)
	}
	if text == "" {
		out, err := made.Append(nil, newDraw(1))
		if err != nil {
			b.Fatal(err)
		}
		text = string(out)
	}
	d, _ := dialectOf(s)
	r := f.reader(d, s.Node)
	root := r.read(s.Node)
	r.examine(root)
	doc, err := v6.UnmarshalJSON(bytes.NewReader(r.bundle(root)))
	if err != nil {
		b.Fatal(err)
	}
	c := v6.NewCompiler()
	c.DefaultDraft(v6.Draft7)
	c.AssertFormat()
	if err := c.AddResource(location, doc); err != nil {
		b.Fatal(err)
	}
	other, err := c.Compile(location + "#/definitions/" + definition(root))
	if err != nil {
		b.Fatal(err)
	}
	return benched{name, made.(*compiled), other, decoded(b, text)}
}

// eachBenched runs on the three schemas that the goals of speed are measured
// on, and on messages of documents found in the wild.
func eachBenched(b *testing.B, run func(b *testing.B, s benched)) {
	dir := filepath.Join(filepath.Dir(corpus(b)), "perf", "schemas")
	var list []benched
	for _, size := range []string{"small", "medium", "large"} {
		n := parse(b, readFile(b, dir, size+".schema.json"))
		forget(n)
		s := &spec.Schema{Format: "application/schema+json;version=draft-07", Node: n}
		list = append(list, benchedOf(b, size, s, readFile(b, dir, size+".value.json")))
	}
	for i, s := range productMessages(b, 5) {
		list = append(list, benchedOf(b, "message"+strconv.Itoa(i+1), s, ""))
	}
	for _, s := range list {
		b.Run(s.name, func(b *testing.B) { run(b, s) })
	}
}

// fewProperties is how many properties the messages that are measured have at least.
const fewProperties = 6

// productMessages picks payloads by a rule: of the n documents of products
// with the most messages the first with enough properties.
func productMessages(b *testing.B, n int) (list []*spec.Schema) {
	type document struct {
		path     string
		messages int
	}
	var documents []document
	for _, line := range strings.Split(readFile(b, corpus(b), "MANIFEST.tsv"), "\n")[1:] {
		if row := strings.Split(line, "\t"); len(row) > 8 && row[3] == "product" {
			count, _ := strconv.Atoi(row[8])
			documents = append(documents, document{row[0], count})
		}
	}
	slices.SortStableFunc(documents, func(a, b document) int { return cmp.Compare(b.messages, a.messages) })
	for _, d := range documents {
		doc, _, err := spec.Load(context.Background(), filepath.Join(corpus(b), d.path), nil)
		if err != nil || doc == nil || len(list) == n {
			continue
		}
		if s := firstLarge(doc); s != nil {
			list = append(list, s)
		}
	}
	return list
}

func firstLarge(doc *spec.Document) *spec.Schema {
	for _, ch := range doc.Channels {
		for _, m := range ch.Messages {
			if m.Payload == nil || m.Payload.Format != "" && !strings.Contains(m.Payload.Format, "asyncapi") {
				continue
			}
			if len(declared(m.Payload.Node)) >= fewProperties {
				return m.Payload
			}
		}
	}
	return nil
}

// against runs both in turns and reports the processor time that each takes
// and the median of their ratios.
func against(b *testing.B, ours, baseline func() error) {
	block := 1
	timed := func(act func() error) float64 {
		start := cpuTime()
		for range block {
			if err := act(); err != nil {
				b.Fatal(err)
			}
		}
		return float64((cpuTime() - start).Nanoseconds()) / float64(block)
	}
	for timed(ours)*float64(block) < 2e6 { // too short to be measured
		block *= 2
	}
	var mine, theirs, ratios []float64
	for b.Loop() {
		a, c := timed(ours), timed(baseline)
		mine, theirs, ratios = append(mine, a), append(theirs, c), append(ratios, a/c)
	}
	median := func(list []float64) float64 {
		slices.Sort(list)
		return list[len(list)/2]
	}
	b.ReportMetric(0, "ns/op") // of both together: says nothing
	b.ReportMetric(median(mine), "ours-ns")
	b.ReportMetric(median(theirs), "baseline-ns")
	b.ReportMetric(median(ratios), "ratio")
}

// BenchmarkValidateAgainstV6 is goal G12: a valid decoded value, against jsonschema/v6.
func BenchmarkValidateAgainstV6(b *testing.B) {
	eachBenched(b, func(b *testing.B, s benched) {
		against(b, func() error {
			if found := s.ours.Validate(s.value); len(found) > 0 {
				return fmt.Errorf("%v", found)
			}
			return nil
		}, func() error { return s.v6.Validate(s.value.Tree) })
	})
}

// equals is how many payloads of a stream the maps are equal to that are marshalled.
const equals = 64

// BenchmarkAppendAgainstMarshal is goal G10: the payloads of a stream, against
// json.Marshal of maps that are ready and equal to such payloads.
func BenchmarkAppendAgainstMarshal(b *testing.B) {
	eachBenched(b, func(b *testing.B, s benched) {
		d, size, n := newDraw(1), 0, 0
		var out []byte
		var ready [equals]any
		made := func() (err error) {
			out, err = s.ours.Append(out[:0], d)
			size, n = size+len(out), n+1
			return err
		}
		for i := range ready {
			if err := made(); err != nil {
				b.Fatal(err)
			}
			if err := json.Unmarshal(out, &ready[i]); err != nil {
				b.Fatal(err)
			}
		}
		size, n = 0, 0
		turn, marshalled := 0, 0
		against(b, made, func() error {
			text, err := json.Marshal(ready[turn%equals])
			turn, marshalled = turn+1, marshalled+len(text)
			return err
		})
		b.ReportMetric(float64(size/n), "bytes/payload")
		b.ReportMetric(float64(marshalled/turn), "bytes/ready")
	})
}

func declared(n *spec.Node) []spec.Member {
	if properties := n.Get("properties"); properties != nil {
		return properties.Members
	}
	return nil
}
