package jsonschema

import (
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// A cost is what an act took: of this process, so that it is no less than
// the act's own.
type cost struct {
	cpu       time.Duration
	allocated uint64 // bytes
}

func (c cost) String() string {
	return fmt.Sprintf("%5.1f ms, %5.1f MB", float64(c.cpu.Microseconds())/1000, float64(c.allocated)/(1<<20))
}

func costOf(act func()) cost {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := cpuTime()
	act()
	used := cpuTime() - start
	runtime.ReadMemStats(&after)
	return cost{used, after.TotalAlloc - before.TotalAlloc}
}

// The bounds of a test are generous: what is aimed at is 100 ms and 32 MB.
const (
	tooLong = 2 * time.Second
	tooMuch = 64 << 20
)

func (c cost) check(t *testing.T, what string) {
	t.Helper()
	if c.cpu > tooLong || c.allocated > tooMuch {
		t.Errorf("%s: took %v", what, c)
	}
}

// list joins n parts of a schema.
func list(n int, part func(i int) string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = part(i)
	}
	return strings.Join(parts, ",")
}

// compileAt compiles a schema of which every part knows its place.
func compileAt(t *testing.T, text string) (schema.Schema, spec.Diagnostics) {
	t.Helper()
	n, findings := spec.Parse("hostile.json", []byte(text))
	if findings.HasErrors() {
		t.Fatalf("%s: %v", shorten(text), findings)
	}
	point(n, n)
	return New(fakedata.New()).Compile(&spec.Schema{Node: n})
}

// kindOf is an alternative for objects that say their kind.
func kindOf(i int) string {
	return fmt.Sprintf(`{"required":["k"],"properties":{"k":{"const":"k%d"},"n":{"const":%d}}}`, i, i)
}

// doubled nests a choice between twice the same.
func doubled(keyword string, levels int) string {
	text := `{"type":"integer"}`
	for range levels {
		text = `{"` + keyword + `":[` + text + `,` + text + `]}`
	}
	return text
}

// hostile are schemas that nothing satisfies, or nothing of a bearable size,
// with the place that is named.
var hostile = []struct{ at, text string }{
	{"", `false`},
	{"", `{"not":{}}`},
	{"", `{"enum":[]}`},
	{"", `{"type":"string","minLength":1000000000}`},
	{"", `{"type":"array","minItems":1000000000}`},
	{"", `{"type":"object","minProperties":1000000000}`},
	{"", `{"type":"integer","minimum":5,"maximum":4}`},
	{"", `{"type":"string","minLength":5,"maxLength":4}`},
	{"", `{"type":"array","minItems":5,"maxItems":4}`},
	{"", `{"type":"object","minProperties":5,"maxProperties":4}`},
	{"", `{"type":"integer","multipleOf":1e300,"minimum":1,"maximum":1000}`},
	{"", `{"type":"integer","exclusiveMinimum":1,"exclusiveMaximum":2}`},
	{"", `{"type":"number","multipleOf":1e-300,"exclusiveMinimum":0,"exclusiveMaximum":1e-300}`},
	{"/properties/a", `{"type":"object","required":["a"],"properties":{"a":false}}`},
	{"", `{"type":"object","required":["a"],"additionalProperties":false}`},
	{"", `{"type":"string","const":5}`},
	{"", `{"type":"string","enum":[1,2]}`},
	{"", `{"allOf":[{"type":"string"},{"type":"integer"}]}`},
	{"", `{"oneOf":[true,true]}`},
	{"", `{"anyOf":[false,false]}`},
	{"/items", `{"type":"array","items":false,"minItems":1}`},
	{"/contains", `{"type":"array","contains":false}`},
	{"", `{"type":"array","uniqueItems":true,"minItems":3,"items":{"type":"boolean"}}`},
	{"/properties/next", `{"type":"object","required":["next"],"properties":{"next":{"$ref":"#"}}}`},
	{"", `{"type":"object","propertyNames":false,"minProperties":1}`},
	{"", `{"type":"string","pattern":"^a$","minLength":3}`},
	{"", `{"type":"string","allOf":[{"pattern":"^a+$"},{"pattern":"^b+$"}]}`},
	{"", `{"if":true,"then":false}`},
	{"", `{"type":"integer","not":{"type":"integer"}}`},
	{"/items", `{"type":"array","minItems":10000,"items":{"type":"array","minItems":10000,"items":{"type":"array","minItems":10000}}}`},
	{"", `{"type":"string","format":"uuid","maxLength":10}`},
	{"", `{"type":"boolean","enum":["true"]}`},
	{"", `{"type":"string","pattern":"(?!)"}`},
	{"", `{"type":"array","minItems":10000,"items":{"type":"string","minLength":1000000}}`},
	{"", `{"type":"array","minItems":10000,"items":{"enum":["` + strings.Repeat("long", 1000) + `"]}}`},
	{"", `{"type":"string","minLength":1000000,"format":"email"}`},
	{"", `{"type":"string","minLength":1000000,"not":{"pattern":"a"}}`},
	{"", `{"type":"string","minLength":1000000,"pattern":"^[a-z]{3}$"}`},
	{"", `{"type":"array","uniqueItems":true,"minItems":10000,"items":{"type":"integer","minimum":1,"maximum":9999}}`},
	{"", `{"type":"array","uniqueItems":true,"minItems":5,"items":{"type":"array","minItems":2,"maxItems":2,"items":{"type":"boolean"}}}`},
	{"", `{"type":"object","minProperties":1999,"propertyNames":{"enum":["a","b"]}}`},
	{"", `{"type":"object","minProperties":1999,"propertyNames":{"pattern":"^(?!c)[ab]$"}}`},
	{"", `{"type":"object","minProperties":1999,"additionalProperties":false,"patternProperties":{"^[ab]$":{}}}`},
	{"", `{"type":"object","required":[` + list(3000, func(i int) string { return fmt.Sprintf(`"p%d"`, i) }) + `]}`},
	{"", `{"type":"integer","minimum":0,"maximum":1999,"not":{"enum":[` + list(2000, strconv.Itoa) + `]}}`},
	{"", `{"allOf":[{"enum":[` + list(5000, func(i int) string { return fmt.Sprintf(`"a%d"`, i) }) + `]},{"enum":[` + list(5000, func(i int) string { return fmt.Sprintf(`"b%d"`, i) }) + `]}]}`},
	{"/properties/n", `{"type":"object","required":["k","n"],"properties":{"n":{"const":-1}},"oneOf":[` + list(500, kindOf) + `]}`},
	{"", `{"oneOf":[` + list(500, func(int) string { return `{"type":"integer"}` }) + `]}`},
	{"", `{"type":"string","maxLength":2,"pattern":"` + strings.Repeat(`\\p{L}`, 300) + `"}`},
	{"", `{"type":"string","maxLength":2,"pattern":"^(?!(x+x+)+$)x{40}$"}`},
	{"", `{"type":"integer","allOf":[` + list(40, func(int) string { return `{"anyOf":[{"minimum":5},{"maximum":3}]}` }) + `,{"const":4}]}`},
	{"", doubled("oneOf", 10)},
	{"/definitions/d0", `{"$ref":"#/definitions/d40","definitions":{"d0":false` + list(40, func(i int) string {
		return fmt.Sprintf(`,"d%d":{"type":"object","required":["a","b"],"properties":{"a":{"$ref":"#/definitions/d%d"},"b":{"$ref":"#/definitions/d%d"}}}`, i+1, i, i)[min(i, 1):]
	}) + `}}`},
	{"/properties/a", `{"type":"object","required":["a","b"],"properties":{"a":{"$ref":"#"},"b":{"$ref":"#"}}}`},
	{"/anyOf/0/properties/a", `{"anyOf":[{"type":"object","required":["a"],"properties":{"a":{"$ref":"#"}}},{"type":"array","minItems":1,"items":{"$ref":"#"}}]}`},
	{"", strings.Repeat(`{"type":"array","minItems":1,"items":`, 40) + `{}` + strings.Repeat("}", 40)},
	{"", `{"type":"number","minimum":1,"allOf":[` + list(1000, func(i int) string { return fmt.Sprintf(`{"multipleOf":%de-%d}`, 1000003+2*i, i%300) }) + `]}`},
}

func TestREL_GEN_3_Unsatisfiable(t *testing.T) {
	for _, test := range hostile {
		name := shorten(test.text)
		var s schema.Schema
		var findings spec.Diagnostics
		took := costOf(func() { s, findings = compileAt(t, test.text) })
		t.Logf("%v  %s", took, name)
		took.check(t, name)
		i := slices.IndexFunc(findings, func(d spec.Diagnostic) bool { return d.Severity == spec.SeverityError })
		if i < 0 || findings[i].Code != "schema-unsatisfiable" || findings[i].Pointer != test.at || findings[i].Pos.Line == 0 {
			t.Errorf("%s: got %v", name, findings)
		}
		if s == nil {
			continue
		}
		if out, err := s.Append(nil, newDraw(1)); err == nil {
			t.Errorf("%s: made %.100s", name, out)
		}
	}
}

// hard are schemas that ask for much and can be satisfied.
var hard = []string{
	`{"type":"string","minLength":1000000}`,
	`{"type":"array","minItems":10000,"items":{"type":"object","properties":{"a":{"type":"string"}}}}`,
	`{"type":"object","minProperties":500}`, `{"type":"array","uniqueItems":true,"minItems":2000,"items":{"type":"integer"}}`,
	`{"oneOf":[{"type":"integer"},{"type":"array","minItems":10000,"items":{"type":"array","minItems":10000}}]}`,
	`{"type":"array","uniqueItems":true,"minItems":10000,"items":{"type":"integer"}}`,
	`{"type":"array","uniqueItems":true,"minItems":2000,"items":{"type":"object","required":["a","b"],"properties":{"a":{"type":"integer"},"b":{"type":"string"}}}}`,
	`{"type":"integer","minimum":0,"maximum":1999,"not":{"enum":[` + list(1999, strconv.Itoa) + `]}}`,
	`{"uniqueItems":true,"const":[` + list(5000, strconv.Itoa) + `]}`,
	`{"type":"object","properties":{` + list(2500, func(i int) string { return fmt.Sprintf(`"p%d":{"type":"string"}`, i) }) + `}}`,
	`{"type":"object","required":["p0"],"dependencies":{` + list(500, func(i int) string { return fmt.Sprintf(`"p%d":["p%d"]`, i, i+1) }) + `}}`,
	doubled("anyOf", 10),
	`{"type":"string","pattern":"` + strings.Repeat("[a-z]", 1500) + `"}`, `{"type":"string","pattern":"^((a+)+)+b$"}`, `{"type":"string","pattern":"^(?:(?:a{1,30}){1,30}){1,1}$"}`,
	`{"type":"number","multipleOf":1e-300}`, `{"type":"integer","multipleOf":1e300}`,
	`{"type":"object","properties":{"a":{"type":"array","minItems":100,"items":{"type":"string","minLength":1000000}}}}`,
}

func TestREL_GEN_1_Bounded(t *testing.T) {
	for _, text := range hard {
		var s schema.Schema
		var findings spec.Diagnostics
		compiled := costOf(func() { s, findings = compileAt(t, text) })
		name := shorten(text)
		if s == nil || findings.HasErrors() {
			t.Errorf("%s: %v", name, findings)
			continue
		}
		var out []byte
		var err error
		made := costOf(func() {
			for seed := range uint64(5) {
				if out, err = s.Append(nil, newDraw(seed)); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
		if len(s.Validate(decoded(t, string(out)))) > 0 {
			t.Errorf("%s: made %.100s", name, out)
		}
		made.cpu, made.allocated = made.cpu/5, made.allocated/5
		if len(out) > 2*maxBytes {
			t.Errorf("%s: made %d bytes", name, len(out))
		}
		t.Logf("%v to compile, %v to make  %s", compiled, made, name)
		compiled.check(t, name)
		made.check(t, name)
	}
}
