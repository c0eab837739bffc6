package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"

	"asyncmock/generator"
	"asyncmock/server"
	"asyncmock/spec"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

func dice(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// TestCorpusSCH_9_PayloadsKeepTheirSchema makes payloads of every message of
// every served route, and lets a validator of its own judge them: the schema
// goes there straight from the document, past everything that the generator
// does to compile it.
func TestCorpusSCH_9_PayloadsKeepTheirSchema(t *testing.T) {
	seeds := 5
	if campaign() {
		seeds = 100
	}
	var total tally
	messages, strict := 0, 0
	for _, e := range corpus(t, 10, everything) {
		for _, m := range messagesOf(t, e) {
			judge, err := newOracle(m.Payload, true)
			if err != nil {
				total.skip(fmt.Sprintf("%s: %s: the oracle cannot read the schema: %v", e.Name, m.Name, err))
				continue
			}
			if judge.validate([]byte("null")) != nil || judge.validate([]byte("{}")) != nil {
				strict++
			}
			messages++
			for seed := range seeds {
				payload, _, err := m.Append(nil, draw(uint64(seed)+1))
				if err != nil {
					total.skip(fmt.Sprintf("%s: %s: cannot be made: %v", e.Name, m.Name, err))
					break
				}
				total.payloads++
				if err := judge.validate(payload); err != nil {
					t.Errorf("%s: %s, seed %d: %v\n%s", e.Name, m.Name, seed+1, err, payload)
					break
				}
			}
		}
	}
	total.log(t)
	t.Logf("%d messages; for %d of them the oracle refuses null or {}", messages, strict)
	if strict*2 < messages {
		t.Error("the oracle accepts nearly everything: what it says above shows nothing")
	}
}

// TestCorpusSCH_9_AjvAgrees lets the npm package ajv judge, on a sample.
func TestCorpusSCH_9_AjvAgrees(t *testing.T) {
	limit := 20
	if campaign() {
		limit = 200
	}
	var total tally
	var questions bytes.Buffer
	documents := 0
	for _, e := range corpus(t, 10, func(e entry) bool { return e.Accepted }) {
		before := questions.Len()
		for i, m := range messagesOf(t, e) {
			q := question{ID: fmt.Sprintf("%s: %d %s", e.Name, i, m.Name)}
			q.Schema, _ = bundle(m.Payload, false)
			for seed := range 10 {
				payload, _, err := m.Append(nil, draw(uint64(seed)+1))
				if err != nil {
					total.skip(q.ID + ": cannot be made: " + err.Error())
					break
				}
				q.Payloads = append(q.Payloads, payload)
				total.payloads++
			}
			if err := json.NewEncoder(&questions).Encode(q); err != nil {
				t.Fatalf("%s: %v", q.ID, err)
			}
		}
		if questions.Len() > before {
			documents++
		}
		if documents == limit {
			break
		}
	}
	t.Logf("%d documents", documents)
	refusedByAjv(t, &questions, &total)
}

// disagreements are what ajv says otherwise than the standard or than
// jsonschema/v5, with the reason why the payload is right all the same.
var disagreements = []struct {
	says   *regexp.Regexp
	reason string
}{
	{regexp.MustCompile(`accepted in spite of format .* is not a valid (iri|iri-reference|idn-email|idn-hostname)\)`), "ajv-formats does not know this format"},
	{regexp.MustCompile(`^our hard ones: 2020-12 a generic list: /list/0 must be array`), "ajv takes the $dynamicRef of a resource that was referred to for the resource itself; the outermost $dynamicAnchor counts"},
	{regexp.MustCompile(`ajv cannot read the schema: schema is invalid`), "the schema is malformed, which asyncmock reports; it goes by the rest"},
	{regexp.MustCompile(`ajv cannot read the schema: NOT SUPPORTED: keyword "id"`), "ajv refuses the keyword id, which has no meaning since draft 6"},
	{regexp.MustCompile(`ajv cannot judge: Maximum call stack size exceeded`), "the schema leads back to itself for the same value, which asyncmock reports and opens"},
	{regexp.MustCompile(`^our hard ones: draft-04 const is no keyword: `), "ajv reads const in draft 4, which does not know it"},
	{regexp.MustCompile(`ajv cannot read the schema: can't resolve reference [^#]`), "the schema refers to a file that is not there"},
}

func disagreement(answer string) string {
	for _, d := range disagreements {
		if d.says.MatchString(answer) {
			return d.reason
		}
	}
	return ""
}

// A tally counts payloads and keeps what was left out, with the reason.
type tally struct {
	payloads int
	skipped  []string
}

func (c *tally) skip(why string) { c.skipped = append(c.skipped, why) }

func (c *tally) log(t *testing.T) {
	t.Logf("%d payloads, %d left out", c.payloads, len(c.skipped))
	for _, why := range c.skipped {
		t.Log(why)
	}
}

// messagesOf returns the messages of the routes of a document that the oracles
// can judge; none when it does not serve.
func messagesOf(t *testing.T, e entry) []*generator.Message {
	t.Helper()
	doc, _ := load(t, e)
	if doc == nil {
		return nil
	}
	mock, err := server.New(doc, server.Options{Prefer: generator.PreferGenerated})
	if err != nil {
		return nil
	}
	var all []*generator.Message
	add := func(m *generator.Message) {
		if m == nil || m.Payload == nil || m.Text() || m.Binary() || !isJSONSchema(m.Payload) || slices.Contains(all, m) {
			return
		}
		if _, unvalidated := m.Unvalidated(); !unvalidated {
			all = append(all, m)
		}
	}
	for _, r := range mock.Routes() {
		for _, out := range r.Sends {
			add(out.Message)
		}
		for _, in := range r.Receives {
			add(in.Message)
			for _, reply := range in.Replies {
				add(reply.Message)
			}
		}
	}
	return all
}

// isJSONSchema reports whether a schema is written in JSON Schema or one of its
// dialects, which is what the oracles read.
func isJSONSchema(s *spec.Schema) bool {
	return s.Format == "" || regexp.MustCompile(`aai\.asyncapi|application/schema\+|oai\.openapi`).MatchString(s.Format)
}

// An oracle judges payloads with jsonschema/v5.
type oracle struct{ schema *jsonschema.Schema }

func newOracle(s *spec.Schema, portable bool) (o *oracle, err error) {
	defer func() {
		if r := recover(); r != nil {
			o, err = nil, fmt.Errorf("panic: %v", r)
		}
	}()
	if !isJSONSchema(s) {
		return nil, fmt.Errorf("%s is no JSON Schema", s.Format)
	}
	text, draft := bundle(s, portable)
	c := jsonschema.NewCompiler()
	c.Draft, c.AssertFormat = draft, true
	c.LoadURL = func(string) (io.ReadCloser, error) { return nil, errors.New("no files are read") }
	if err := c.AddResource("memory:///schema.json", bytes.NewReader(text)); err != nil {
		return nil, err
	}
	compiled, err := c.Compile("memory:///schema.json")
	if err != nil {
		return nil, err
	}
	return &oracle{compiled}, nil
}

func (o *oracle) validate(payload []byte) error {
	d := json.NewDecoder(bytes.NewReader(payload))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return err
	}
	return o.schema.Validate(v)
}
