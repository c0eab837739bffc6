package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"asyncmock/fakedata"
	"asyncmock/generator/jsonschema"
	"asyncmock/generator/openapi"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// TestCorpusSCH_9_EverySchema makes payloads of every JSON Schema there is: of
// the corpus's documents, its hard and large schemas, the official suite, and
// the hard schemas of our own. jsonschema/v5, which gets each schema past all
// that the generator does to compile it, judges them; so does the npm package
// ajv, where it is installed. What cannot be satisfied is listed with its
// place, and what was given up within the budget.
func TestCorpusSCH_9_EverySchema(t *testing.T) {
	if testing.Short() && !campaign() {
		t.Skip("takes a minute; leave -short out to run it")
	}
	var total validity
	subjects := make(chan subject)
	var workers sync.WaitGroup
	modules := ""
	if _, err := exec.LookPath("node"); err == nil && os.Getenv("ASYNCMOCK_NODE_MODULES") != "" {
		modules = nodeModules(t)
	}
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			judge := &ajvJudge{t: t, total: &total, modules: modules}
			for s := range subjects {
				total.add(s, s.run(judge))
			}
			judge.ask()
		})
	}
	for s := range everySubject(t) {
		subjects <- s
	}
	close(subjects)
	workers.Wait()
	total.log(t)
	if total.payloads == 0 || total.strict*2 < total.made {
		t.Errorf("the judge refuses too little: %d schemas made, %d strict", total.made, total.strict)
	}
}

// A subject is a schema of which payloads are made.
type subject struct {
	source  string // documents, hard, large, suite
	name    string
	schema  *spec.Schema
	text    []byte // the same as one JSON Schema, for the judges
	draft   string
	seeds   int
	valid   []json.RawMessage          // values that are known to satisfy it
	remotes map[string]json.RawMessage // what it refers to, by address
}

// An outcome is what became of a subject.
type outcome struct {
	payloads   int
	strict     bool   // the judge refuses something
	impossible string // unsatisfiable: where and why
	givenUp    string
	unjudged   string
	wrong      string
}

func (s subject) run(ajv *ajvJudge) (o outcome) {
	judge, err := newJudge(s.text, s.draft)
	if err != nil {
		o.unjudged = err.Error()
	}
	made, findings := s.compile()
	if i := slices.IndexFunc(findings, func(d spec.Diagnostic) bool { return d.Severity == spec.SeverityError }); i >= 0 {
		return s.impossible(o, judge, findings[i])
	}
	if made == nil {
		o.givenUp = "neither a schema nor an error"
		return o
	}
	if judge != nil {
		o.strict = slices.ContainsFunc(plainValues, func(v string) bool { return judge.validate([]byte(v)) != nil })
	}
	q := question{ID: s.source + ": " + s.name, Schema: s.forAjv(), Draft: s.draft, Remotes: s.remotes}
	for seed := range s.seeds {
		payload, err := made.Append(nil, draw(uint64(seed)+1))
		if err != nil {
			o.givenUp = fmt.Sprintf("seed %d: %v", seed+1, err)
			return o
		}
		o.payloads++
		if judge != nil {
			if err := judge.validate(payload); err != nil {
				o.wrong = fmt.Sprintf("seed %d: %v\n%s", seed+1, err, payload)
				return o
			}
		}
		if seed < 100 {
			q.Payloads = append(q.Payloads, payload)
		}
	}
	ajv.add(q)
	return o
}

// forAjv is the schema as ajv reads it like all others.
func (s subject) forAjv() json.RawMessage {
	d := json.NewDecoder(bytes.NewReader(s.text))
	d.UseNumber()
	var v any
	if s.draft != "draft-07" && s.draft != "draft-04" || d.Decode(&v) != nil {
		return s.text
	}
	withoutBeside(v)
	text, err := json.Marshal(v)
	if err != nil {
		return s.text
	}
	return text
}

// plainValues are values that most schemas refuse, and those that accept
// nothing else accept one of them.
var plainValues = []string{"null", "true", "0", "-1.5", `""`, `"a"`, "[]", "[1]", "{}", `{"a":1}`}

// impossible is a schema that is said to be unsatisfiable: no value that is at
// hand may satisfy it.
func (s subject) impossible(o outcome, judge *oracle, d spec.Diagnostic) outcome {
	o.impossible = fmt.Sprintf("%s: %s [%s]", d.Pointer, d.Summary, d.Code)
	values := s.valid
	for _, v := range plainValues {
		values = append(values, json.RawMessage(v))
	}
	for _, v := range values {
		if judge != nil && d.Code == "schema-unsatisfiable" && judge.validate(v) == nil {
			o.impossible, o.givenUp = "", fmt.Sprintf("%s, but %s satisfies it", o.impossible, v)
			break
		}
	}
	return o
}

func (s subject) compile() (schema.Schema, spec.Diagnostics) {
	fake := fakedata.New()
	if strings.Contains(s.schema.Format, "oai.openapi") {
		return openapi.New(fake).Compile(s.schema)
	}
	return jsonschema.New(fake).Compile(s.schema)
}

// A validity adds the outcomes up.
type validity struct {
	mu                                                    sync.Mutex
	counts                                                map[string]*[2]int // schemas and payloads of a source
	payloads                                              int
	made                                                  int
	strict                                                int
	asked                                                 int // payloads that ajv judged
	wrong, refused, impossible, givenUp, unjudged, differ []string
}

func (v *validity) add(s subject, o outcome) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.counts == nil {
		v.counts = map[string]*[2]int{}
	}
	if v.counts[s.source] == nil {
		v.counts[s.source] = new([2]int)
	}
	v.counts[s.source][0]++
	v.counts[s.source][1] += o.payloads
	v.payloads += o.payloads
	if o.payloads > 0 {
		v.made++
	}
	if o.strict {
		v.strict++
	}
	for _, entry := range []struct {
		list *[]string
		what string
	}{{&v.impossible, o.impossible}, {&v.givenUp, o.givenUp}, {&v.unjudged, o.unjudged}, {&v.wrong, o.wrong}} {
		if entry.what != "" {
			*entry.list = append(*entry.list, s.source+": "+s.name+": "+entry.what)
		}
	}
}

// log prints the lists; payloads that were refused fail the test.
func (v *validity) log(t *testing.T) {
	t.Helper()
	for _, source := range slices.Sorted(maps.Keys(v.counts)) {
		t.Logf("%s: %d schemas, %d payloads", source, v.counts[source][0], v.counts[source][1])
	}
	t.Logf("%d schemas made, the judge refuses something for %d of them; %d payloads judged by ajv", v.made, v.strict, v.asked)
	for _, part := range []struct {
		title string
		list  []string
		fails bool
	}{
		{"refused by jsonschema/v5", v.wrong, true}, {"refused by ajv", v.refused, true}, {"given up", v.givenUp, true},
		{"unsatisfiable", v.impossible, false}, {"jsonschema/v5 cannot read the schema", v.unjudged, false}, {"ajv differs, with the reason", v.differ, false},
	} {
		slices.Sort(part.list)
		report := t.Logf
		if part.fails && len(part.list) > 0 {
			report = t.Errorf
		}
		report("%s: %d\n%s", part.title, len(part.list), strings.Join(part.list, "\n"))
	}
}

// A question is what ajv.cjs reads, a line each.
type question struct {
	ID       string                     `json:"id"`
	Schema   json.RawMessage            `json:"schema"`
	Draft    string                     `json:"draft,omitempty"`
	Remotes  map[string]json.RawMessage `json:"remotes,omitempty"`
	Payloads []json.RawMessage          `json:"payloads,omitempty"`
	Invalid  []broken                   `json:"invalid,omitempty"`
}

// ajvBatch is how many bytes of questions are asked at once.
const ajvBatch = 4 << 20

// An ajvJudge collects questions and asks npm's ajv.
type ajvJudge struct {
	t         *testing.T
	total     *validity
	modules   string // "": none are installed
	questions bytes.Buffer
	payloads  int
}

func (j *ajvJudge) add(q question) {
	if j.modules == "" {
		return
	}
	if err := json.NewEncoder(&j.questions).Encode(q); err != nil {
		j.t.Errorf("%s: %v", q.ID, err)
	}
	j.payloads += len(q.Payloads)
	if j.questions.Len() > ajvBatch {
		j.ask()
	}
}

func (j *ajvJudge) ask() {
	if j.questions.Len() == 0 {
		return
	}
	file := j.t.TempDir() + "/questions.ndjson"
	if err := os.WriteFile(file, j.questions.Bytes(), 0o600); err != nil {
		j.t.Error(err)
		return
	}
	answers, err := runNode("node", []string{"NODE_PATH=" + j.modules}, "ajv.cjs", file)
	if err != nil {
		j.t.Error(err)
	}
	j.questions.Reset()
	os.Remove(file)
	j.total.mu.Lock()
	defer j.total.mu.Unlock()
	j.total.asked += j.payloads
	j.payloads = 0
	for answer := range strings.Lines(answers) {
		if reason := disagreement(answer); reason != "" {
			j.total.differ = append(j.total.differ, reason+": "+strings.TrimSpace(answer))
		} else {
			j.total.refused = append(j.total.refused, strings.TrimSpace(answer))
		}
	}
}
