package behavior_test

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"asyncmock/server/behavior"
	"asyncmock/spec"
)

// everything is a file in which each key of the grammar stands once at least.
const everything = `
mode: duplex
reply: echo
validate: on
interval: 1s
jitter: 10ms
stream: off
delay: 1ms..2ms
relay: others
fallback: wss://api.example.com
routes: {/desk: {mode: sink, reply: relay, validate: off, interval: 1s, jitter: 1ms, stream: broadcast, delay: 5ms, relay: all, fallback: off}}
vars: {a: 1}
global: {b: [x]}
data: {c: {d: null}}
faults: [delay:1s@5%]
auth:
  - {route: /desk, tokens: [a], query: q, header: H, cookie: c, subprotocol: true, refuse: 403, close: {code: 4001, reason: no}}
  - {route: [/hall], ticket: {path: /t, query: t, within: 1s}, close: 4000}
  - first: {message: [a], valid: true, text: x, json: {/a: 1}, path: {a: 1}, query: {a: b}, header: {a: b}, cookie: {a: b}, vars: {a: 1}, global: {a: 1}, if: "true", all: {}, any: [{}], not: {},
            within: 1s, late: {code: 4001, reason: late}, wrong: 4002, then: []}
scenarios:
  - {name: s, route: /desk, enabled: true, validate: off, steps: [{note: x}]}
rules:
  - name: one
    route: [/desk, hall]
    on: message
    enabled: true
    nth: {from: 1, to: 9, every: 2}
    delay: 5ms
    validate: on
    continue: true
    when:
      message: order
      valid: false
      text: {equals: a, not: b, oneOf: [a], includes: a, startsWith: a, endsWith: a, matches: a, above: 1, atLeast: 1, below: 2, atMost: 2, exists: true}
      json: {/a/b: {above: 1.5}}
      path: {room: red}
      query: {a: 1}
      header: {X-A: {exists: false}}
      cookie: {a: true}
      vars: {a: {oneOf: [1, x, null]}}
      global: {b: {includes: 1}}
      if: n > 1
      all: [{text: a}, {not: {text: b}}]
      any: {text: a}
      not: [{message: [a, b]}]
    then:
      - reply: text
      - reply: {message: accepted, example: usual, set: {/a: 1}, validate: off}
      - send: {json: {a: [1, {}]}, binary: true}
      - reply: {text: x}
      - reply: {base64: AAA=}
      - reply: {hex: 00 ff}
      - reply: {file: a.json}
      - broadcast: {to: all, others: true, text: x}
      - broadcast: {to: room, json: 1, binary: false, validate: on}
      - broadcast: {group: g, message: m, example: e, set: {"": 1}}
      - broadcast: {route: /hall, file: x}
      - broadcast: {base64: AA==}
      - broadcast: {hex: "00"}
      - join: a
      - leave: a
      - set: {vars.a: 1, global.b: "{{ n }}", data.c: {}}
      - add: {vars.a: 1, global.b: "{{ n }}"}
      - wait: 1ms..2s
      - close: 4000
      - close: {code: 4000, reason: bye}
      - accept: true
      - fault: corrupt
      - choose: {by: random, of: [{when: {}, nth: 3, enabled: false, default: true, then: []}]}
      - expect: {message: a, valid: true, text: x, json: {/a: 1}, path: {a: 1}, query: {a: b}, header: {a: b}, cookie: {a: b}, vars: {a: 1}, global: {a: 1}, if: "true", all: {}, any: [{}], not: {},
                 within: 1s, else: [], other: []}
      - repeat: {times: 2, do: []}
      - if: n > 1
        then: []
        else: []
      - if: {text: x}
      - replay: {file: a.ndjson, connection: ws-1, speed: 2, step: true}
      - note: x
  - {on: idle, after: 1s, jitter: 1ms, then: []}
  - {on: time, every: 1s, per: room, then: []}
`

// TestEverything: each key that Parse knows is in the schema, stands in
// everything, and is fine there.
func TestEverything(t *testing.T) {
	if _, findings := behavior.Parse("behavior.yaml", []byte(everything)); len(findings) > 0 {
		t.Error(findings)
	}
	if err := bySchema(t, schemaOf(t), everything); err != nil {
		t.Error(err)
	}
	type object struct{ Properties map[string]any }
	var schema struct {
		Schema string `json:"$schema"`
		object
		Definitions map[string]object
	}
	if err := json.Unmarshal(behavior.Schema(), &schema); err != nil || schema.Schema != "http://json-schema.org/draft-07/schema#" {
		t.Fatal(err, schema.Schema)
	}
	schema.Definitions["file"] = schema.object
	for _, name := range slices.Sorted(maps.Keys(schema.Definitions)) {
		for key := range schema.Definitions[name].Properties {
			if !strings.Contains(everything, key+": ") && !strings.Contains(everything, key+":\n") {
				t.Errorf("%s: %s does not stand in the file", name, key)
			}
		}
	}
}

// A mutant is a file in which one thing is wrong, or something else.
type mutant struct {
	File any    `json:"file"`
	How  string `json:"-"`
}

// mutants are the value with each key misspelt, left out, and each value of
// another kind.
func mutants(root any) (all []mutant) {
	var walk func(v any, at string, put func(any))
	keep := func(how string) {
		text, _ := json.Marshal(root)
		var file any
		json.Unmarshal(text, &file)
		all = append(all, mutant{file, how})
	}
	walk = func(v any, at string, put func(any)) {
		for _, other := range []any{nil, true, 1.5, "%", []any{[]any{}}, map[string]any{"zz": 1}} {
			put(other)
			text, _ := json.Marshal(other)
			keep(at + " = " + string(text))
		}
		put(v)
		switch v := v.(type) {
		case []any:
			for i := range v {
				walk(v[i], at+"/"+string(rune('0'+i%10)), func(other any) { v[i] = other })
			}
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(v)) {
				value := v[key]
				delete(v, key)
				keep("without " + at + "/" + key)
				v["%"+key] = value
				keep("misspelt " + at + "/" + key)
				delete(v, "%"+key)
				v[key] = value
				walk(value, at+"/"+key, func(other any) { v[key] = other })
			}
		}
	}
	walk(root, "", func(other any) { root = other })
	return all
}

// TestSchemaAndLoadAgreeOnMutants: what Parse refuses of files that are almost
// right, the schema refuses, by two validators, and the other way round. Parse
// is stricter about what stands in a text: patterns, faults, encodings.
func TestSchemaAndLoadAgreeOnMutants(t *testing.T) {
	s := schemaOf(t)
	root, _ := spec.Parse("behavior.yaml", []byte(everything))
	text, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	var file any
	json.Unmarshal(text, &file)
	all := mutants(file)[1:] // the first is null, an empty file
	if os.Getenv("ASYNCMOCK_CAMPAIGN") != "full" {
		all = slices.DeleteFunc(all, func(m mutant) bool { return len(m.How)%11 != 0 }) // some of each kind
	}
	verdicts := byAjv(t, all)
	fine, wrong := 0, 0
	for i, m := range all {
		text, _ := json.Marshal(m.File)
		_, findings := behavior.Parse("behavior.yaml", text)
		parsed, valid := !findings.HasErrors(), s.Validate(m.File) == nil
		stricter := valid && findings.HasErrors() && strings.HasSuffix(m.How, `= "%"`) && findings[0].Code == "behavior-value"
		if parsed != valid && !stricter {
			t.Errorf("%s: the schema says %v, Parse %v", m.How, valid, findings)
		}
		if verdicts != nil && verdicts[i] != valid {
			t.Errorf("%s: jsonschema says %v, ajv %v", m.How, valid, verdicts[i])
		}
		if parsed {
			fine++
		} else {
			wrong++
		}
	}
	if t.Logf("%d files are fine, %d are wrong", fine, wrong); fine < 20 || wrong < 80 {
		t.Error("that is too few")
	}
}

// byAjv asks ajv, in strict mode, about all files; nil where it is not at hand.
func byAjv(t *testing.T, all []mutant) (verdicts []bool) {
	t.Helper()
	program, err := exec.LookPath("node")
	modules := os.Getenv("ASYNCMOCK_NODE_MODULES")
	if err != nil || modules == "" {
		t.Log("without ajv: node is not installed, or ASYNCMOCK_NODE_MODULES not set")
		return nil
	}
	input, err := json.Marshal(map[string]any{"schema": json.RawMessage(behavior.Schema()), "files": all})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-e", `
		const Ajv = require("ajv"), chunks = []
		process.stdin.on("data", c => chunks.push(c)).on("end", () => {
			const {schema, files} = JSON.parse(Buffer.concat(chunks))
			const ajv = new Ajv({strict: true, allowUnionTypes: true, strictRequired: false})
			if (!ajv.validateSchema(schema)) throw new Error(ajv.errorsText())
			const validate = ajv.compile(schema)
			console.log(JSON.stringify(files.map(f => validate(f.file))))
		})`)
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules+string(filepath.ListSeparator)+filepath.Join(modules, "node_modules"))
	cmd.Stdin = strings.NewReader(string(input))
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v %s", err, err.(*exec.ExitError).Stderr)
	}
	if err := json.Unmarshal(out, &verdicts); err != nil || len(verdicts) != len(all) {
		t.Fatalf("%d verdicts, %v", len(verdicts), err)
	}
	return verdicts
}
