package jsonschema

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/generator/schema"
)

// invented makes a schema of keywords that meet in ways nobody wrote down.
func invented(src *rand.Rand, depth int) map[string]any {
	s := map[string]any{}
	all := inventions()
	for range 1 + src.IntN(3) {
		keyword := all[src.IntN(len(all))]
		if depth > 0 || !keyword.deep {
			s[keyword.name] = keyword.value(src, depth-1)
		}
	}
	return s
}

type invention struct {
	name  string
	deep  bool // holds schemas
	value func(src *rand.Rand, depth int) any
}

func inventions() (list []invention) {
	pick := func(values ...any) func(*rand.Rand, int) any {
		return func(src *rand.Rand, _ int) any { return values[src.IntN(len(values))] }
	}
	one := func(src *rand.Rand, depth int) any {
		if src.IntN(12) == 0 {
			return src.IntN(2) == 0
		}
		return invented(src, depth)
	}
	many := func(src *rand.Rand, depth int) any {
		return []any{one(src, depth), one(src, depth), one(src, depth)}[:1+src.IntN(3)]
	}
	named := func(names ...string) func(*rand.Rand, int) any {
		return func(src *rand.Rand, depth int) any {
			return map[string]any{names[src.IntN(len(names))]: one(src, depth), names[src.IntN(len(names))]: one(src, depth)}
		}
	}
	object := map[string]any{"a": 1, "b": "x"}
	for range 2 {
		list = append(list, invention{"type", false, pick("object", "array", "string", "integer", "number", "object", "array", []any{"string", "null"}, []any{"integer", "object"})})
	}
	return append(list,
		invention{"enum", false, pick([]any{"a", "b", 1, nil}, []any{1, 2.5, 3}, []any{object, []any{1}, "x"})},
		invention{"const", false, pick("a", 1, nil, object, []any{1, 1})},
		invention{"minimum", false, pick(0, 2, 2.5)}, invention{"maximum", false, pick(2.5, 3, 10)}, invention{"exclusiveMinimum", false, pick(1, 2)},
		invention{"multipleOf", false, pick(1, 2, 0.5, 3)},
		invention{"minLength", false, pick(1, 3)}, invention{"maxLength", false, pick(1, 4)}, invention{"pattern", false, pick("^a", "b$", "^[a-c]+$", "[0-9]")},
		invention{"format", false, pick("date", "email", "ipv4")},
		invention{"required", false, pick([]any{"a"}, []any{"b"}, []any{"a", "b"})},
		invention{"minProperties", false, pick(1, 2)}, invention{"maxProperties", false, pick(1, 2)},
		invention{"minItems", false, pick(1, 2)}, invention{"maxItems", false, pick(1, 2, 3)}, invention{"uniqueItems", false, pick(true)},
		invention{"properties", true, named("a", "b", "ab")}, invention{"patternProperties", true, named("^a", "b", "^[a-c]$")},
		invention{"additionalProperties", true, one}, invention{"propertyNames", true, one}, invention{"dependencies", true, named("a", "b")},
		invention{"items", true, one}, invention{"items", true, many}, invention{"additionalItems", true, one}, invention{"contains", true, one},
		invention{"allOf", true, many}, invention{"anyOf", true, many}, invention{"oneOf", true, many}, invention{"oneOf", true, many},
		invention{"not", true, one}, invention{"if", true, one}, invention{"then", true, one}, invention{"else", true, one},
	)
}

// FuzzPlan makes payloads of invented schemas. A plain compile judges them.
func FuzzPlan(f *testing.F) {
	for seed := range uint64(50) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		text, s, judge := inventedSchema(t, seed)
		if s == nil {
			return
		}
		for i := range uint64(5) {
			out, err := s.Append(nil, newDraw(i))
			if err != nil {
				return
			}
			if err := judge.Validate(tree(t, out)); err != nil {
				t.Fatalf("%s made %s: %v", text, out, err)
			}
		}
	})
}

func inventedSchema(t testing.TB, seed uint64) (text []byte, s schema.Schema, judge *v5.Schema) {
	t.Helper()
	text, err := json.Marshal(invented(rand.New(rand.NewPCG(seed, 1)), 3))
	if err != nil {
		t.Fatal(err)
	}
	c := v5.NewCompiler()
	c.Draft, c.AssertFormat = v5.Draft7, true
	c.LoadURL = func(string) (io.ReadCloser, error) { return nil, errNoLoading }
	if err := c.AddResource("test:///invented", strings.NewReader(string(text))); err != nil {
		t.Fatal(err)
	}
	if judge, err = c.Compile("test:///invented"); err != nil {
		return text, nil, nil
	}
	s, _ = compileText(t, "application/schema+json;version=draft-07", string(text))
	return text, s, judge
}

// candidates are tried on what is said to be unsatisfiable.
var candidates = strings.Split(`null true 0 1 2 2.5 3 4 5 6 12 "" "a" "b" "ab" "abc" "acb" "0b" "a0b" "2026-01-02" "a@b.co" "8.8.8.8" [] [1] ["a"] [1,1] ["a","b"] [null] [{}] [{"a":1}] [1,"a"] [2,3] [[]] {} {"a":1} {"b":"x"} `+
	`{"a":1,"b":"x"} {"a":"a"} {"b":1} {"a":"a","b":"b"} {"c":1} {"a":null} {"a":{}} {"a":[]} {"b":{}} {"b":null} {"ab":1} {"a":2} {"a":3,"b":3} {"x":1} {"x":"a"} {"a":[1]} {"a":{"a":1}} {"a":{"b":1}} {"b":[]}`, " ")

// TestSCH_9_InventedSchemas counts how many of them are given up though a
// plain value satisfies them.
func TestSCH_9_InventedSchemas(t *testing.T) {
	made, missed := 0, 0
	for seed := range uint64(inventedCount()) {
		text, s, judge := inventedSchema(t, seed)
		if judge == nil {
			continue
		}
		if s != nil {
			ok := true
			for i := range uint64(5) {
				out, err := s.Append(nil, newDraw(i))
				if err != nil {
					ok = false
					break
				}
				if err := judge.Validate(tree(t, out)); err != nil {
					t.Errorf("%s made %s: %v", text, out, err)
				}
			}
			if ok {
				made++
				continue
			}
		}
		for _, c := range candidates {
			if judge.Validate(tree(t, []byte(c))) == nil {
				missed++
				t.Logf("%s is satisfied by %s", text, c)
				break
			}
		}
	}
	t.Logf("%d made, %d given up that a plain value satisfies", made, missed)
	if missed*100 > made {
		t.Errorf("%d given up, %d made", missed, made)
	}
}

func inventedCount() (n int) {
	fmt.Sscan(os.Getenv("ASYNCMOCK_INVENTED"), &n)
	return max(n, 500)
}
