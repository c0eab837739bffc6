package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"asyncmock/generator"
	"asyncmock/generator/catalog"
	"asyncmock/generator/schema"
	"asyncmock/spec"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// TestCorpusGEN_CatalogKeepsItsWord lets a validator of its own judge the
// catalogs of product and example documents: every entry is valid, and every
// invalid one is refused for the reason it states.
func TestCorpusGEN_CatalogKeepsItsWord(t *testing.T) {
	nth := 20
	if testing.Short() {
		nth = 80
	}
	var total tally
	counts := map[schema.CaseKind]int{}
	keywords := map[string]int{}
	ofHeaders := 0
	for _, e := range corpus(t, nth, func(e entry) bool { return e.Kind == "product" || e.Kind == "example" }) {
		doc, _ := load(t, e)
		if doc == nil {
			continue
		}
		begun := time.Now()
		oracles := map[*spec.Schema]*oracle{}
		err := catalog.New(doc, catalog.Options{Kinds: schema.CaseKinds(), Seed: 1}).Entries(t.Context(), func(x *catalog.Entry) error {
			s, _ := judged(x)
			judge, known := oracles[s]
			if !known {
				judge = judgeOf(s, func(err error) {
					total.skip(fmt.Sprintf("%s: %s: the oracle cannot read the schema: %v", e.Name, x.Message.Name, err))
				})
				oracles[s] = judge
			}
			if judge == nil {
				return nil
			}
			total.payloads++
			counts[x.Kind]++
			if x.OfHeaders {
				ofHeaders++
			}
			if x.Violates != nil {
				keywords[x.Violates.Keyword]++
			}
			if wrong := judge.contradicts(x); wrong != "" {
				t.Errorf("%s: %s, %s %q: %s\n%s", e.Name, x.Message.Name, x.Kind, x.Name, wrong, x.Payload)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", e.Name, err)
		}
		if took := time.Since(begun); took > 10*time.Second {
			t.Logf("%s took %s", e.Name, took)
		}
	}
	total.log(t)
	t.Log(counts, keywords, ofHeaders, "of headers")
	for _, kind := range schema.CaseKinds() {
		if counts[kind] == 0 {
			t.Errorf("no %s entry was judged", kind)
		}
	}
}

// judged returns what an entry is about, the payload or the headers, and its
// schema; nil where that is no JSON.
func judged(x *catalog.Entry) (*spec.Schema, []byte) {
	switch {
	case x.OfHeaders:
		return x.Message.Headers, x.Headers
	case x.Text || x.Binary || x.ExamplesOnly != "":
		return nil, nil
	}
	return x.Message.Payload, x.Payload
}

// judgeOf returns an oracle for a schema, nil where it is no JSON Schema.
func judgeOf(s *spec.Schema, skip func(error)) *oracle {
	if s == nil || !isJSONSchema(s) {
		return nil
	}
	judge, err := newOracle(s, false)
	if err != nil {
		skip(err)
		return nil
	}
	return judge
}

// contradicts says how the oracle judges otherwise than the entry says.
func (o *oracle) contradicts(x *catalog.Entry) string {
	_, value := judged(x)
	err := o.validate(value)
	if x.Violates == nil {
		if err != nil {
			return err.Error()
		}
		return ""
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return fmt.Sprintf("accepted, stated was %s at %q", x.Violates.Keyword, x.Violates.Instance)
	}
	if !slices.Contains(reasons(invalid), x.Violates.Keyword+" "+x.Violates.Instance) {
		return fmt.Sprintf("stated was %s at %q, found %q", x.Violates.Keyword, x.Violates.Instance, reasons(invalid))
	}
	return ""
}

// reasons lists the keywords that failed, each with the place in the payload.
func reasons(e *jsonschema.ValidationError) []string {
	tokens := strings.Split(e.KeywordLocation, "/")
	last := func(n int) string { return tokens[max(0, len(tokens)-n)] }
	around := e.InstanceLocation[:max(0, strings.LastIndexByte(e.InstanceLocation, '/'))]
	list := []string{last(1) + " " + e.InstanceLocation}
	switch {
	case last(1) == "minContains": // which contains means where it is not written
		list = append(list, "contains "+e.InstanceLocation)
	case last(2) == "propertyNames" || last(1) == "propertyNames": // about a name, which v5 gives as a place
		list = append(list, "propertyNames "+around)
	case strings.HasPrefix(last(3), "depend"): // …/dependencies/name/0
		list = append(list, last(3)+" "+e.InstanceLocation)
	case e.Message == "not allowed": // the schema false
		list = append(list, "false schema "+e.InstanceLocation, last(1)+" "+around, last(2)+" "+e.InstanceLocation)
	}
	for _, cause := range e.Causes {
		list = append(list, reasons(cause)...)
	}
	return list
}

// TestCorpusGEN_IntoDocument fills the examples of documents in, and loads
// what comes of it: no line was taken away, and every example that was added
// fits.
func TestCorpusGEN_IntoDocument(t *testing.T) {
	nth := 20
	if testing.Short() {
		nth = 80
	}
	documents, added, refusals, changed := 0, 0, 0, 0
	for _, e := range corpus(t, nth, func(e entry) bool { return e.Kind == "product" || e.Kind == "example" }) {
		doc, _ := load(t, e)
		if doc == nil {
			continue
		}
		var items []catalog.Item
		err := catalog.New(doc, catalog.Options{Seed: 1}).Entries(t.Context(), func(x *catalog.Entry) error {
			items = append(items, catalog.Item{Entry: x})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		source, err := os.ReadFile(e.Path)
		if err != nil {
			t.Fatal(err)
		}
		edits, _ := catalog.Examples(doc, items)
		out, refused, err := spec.Splice(e.Path, source, edits)
		if err != nil {
			t.Errorf("%s: %v", e.Name, err)
			continue
		}
		documents++
		added += len(edits) - len(refused)
		refusals += len(refused)
		for _, r := range refused {
			t.Logf("%s: refused at %s", e.Name, r.Pointer)
		}
		checkFilled(t, e, source, out)
		for _, line := range changedLines(source, out) {
			changed++
			if !strings.Contains(line, "{") {
				t.Errorf("%s: a line is no longer there: %s", e.Name, line)
			}
		}
	}
	t.Logf("%d documents, %d messages with new examples, %d refused; %d lines in flow style are longer, all others are as they were", documents, added, refusals, changed)
	if added == 0 || refusals*20 > added {
		t.Errorf("%d examples added, %d refused", added, refusals)
	}
}

// changedLines lists the lines of source that out has not, in order.
func changedLines(source, out []byte) (lines []string) {
	rest := strings.Split(string(out), "\n")
	for line := range strings.SplitSeq(string(source), "\n") {
		if i := slices.Index(rest, line); i >= 0 {
			rest = rest[i+1:]
		} else {
			lines = append(lines, line)
		}
	}
	return lines
}

// checkFilled loads the document that came out, and compares.
func checkFilled(t *testing.T, e entry, source, out []byte) {
	t.Helper()
	before, _, err := spec.Load(t.Context(), "-", &spec.LoadOptions{Root: filepath.Dir(e.Path), Stdin: bytes.NewReader(source)})
	if err != nil {
		return // its references need the place that it has
	}
	after, _, err := spec.Load(t.Context(), "-", &spec.LoadOptions{Root: filepath.Dir(e.Path), Stdin: bytes.NewReader(out)})
	if err != nil {
		t.Errorf("%s: %v", e.Name, err)
		return
	}
	if was, is := faults(before), faults(after); is > was {
		t.Errorf("%s: %d examples do not fit, before %d", e.Name, is, was)
	}
}

// faults counts the examples of a document that do not fit.
func faults(doc *spec.Document) (n int) {
	compiler := generator.NewCompiler(doc, generator.Options{})
	seen := map[*spec.Message]bool{}
	for _, s := range catalog.New(doc, catalog.Options{}).Subjects() {
		if seen[s.Message] {
			continue
		}
		seen[s.Message] = true
		for _, d := range compiler.Message(s.Message).Compile() {
			if d.Code == "example-invalid" {
				n++
			}
		}
	}
	return n
}

// TestCorpusGEN_AjvRefusesWhatIsInvalid lets the npm package ajv judge the
// entries that break a constraint.
func TestCorpusGEN_AjvRefusesWhatIsInvalid(t *testing.T) {
	var questions bytes.Buffer
	var total tally
	for _, e := range corpus(t, 10, func(e entry) bool { return e.Accepted && (e.Kind == "product" || e.Kind == "example") }) {
		if doc, _ := load(t, e); doc != nil {
			total.payloads += askAboutInvalid(t, &questions, e.Name, doc)
		}
	}
	refusedByAjv(t, &questions, &total)
}

type broken struct {
	Payload json.RawMessage `json:"payload"`
	Keyword string          `json:"keyword"`
	Pointer string          `json:"pointer"`
	Finding string          `json:"finding"`
}

// askAboutInvalid writes a question for every message of a document that ajv
// can judge, and returns how many payloads are in them.
func askAboutInvalid(t *testing.T, questions *bytes.Buffer, name string, doc *spec.Document) (payloads int) {
	t.Helper()
	asked := map[*spec.Schema]*question{}
	var order []*question
	err := catalog.New(doc, catalog.Options{Kinds: []schema.CaseKind{schema.Invalid}, Seed: 1}).Entries(t.Context(), func(x *catalog.Entry) error {
		s, value := judged(x)
		if s == nil || !isJSONSchema(s) {
			return nil
		}
		q := asked[s]
		if q == nil {
			q = &question{ID: name + ": " + x.Message.Name, Draft: draftNamed(s.Format)}
			q.Schema, _ = bundle(s, false)
			asked[s] = q
			order = append(order, q)
		}
		payloads++
		q.Invalid = append(q.Invalid, broken{value, x.Violates.Keyword, x.Violates.Instance, x.Violates.Finding.Summary})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range order {
		if err := json.NewEncoder(questions).Encode(q); err != nil {
			t.Fatalf("%s: %v", q.ID, err)
		}
	}
	return payloads
}

// refusedByAjv fails for every answer that is no known disagreement.
func refusedByAjv(t *testing.T, questions *bytes.Buffer, total *tally) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "questions.ndjson")
	if err := os.WriteFile(file, questions.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for answer := range strings.Lines(node(t, nil, "ajv.cjs", file)) {
		if reason := disagreement(answer); reason != "" {
			total.skip(reason + ": " + answer)
			continue
		}
		t.Error(answer)
	}
	total.log(t)
	if total.payloads == 0 {
		t.Error("nothing was judged")
	}
}
