package behavior_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"asyncmock/server"
	"asyncmock/server/behavior"
	"asyncmock/spec"
)

// lines are n lines made of a format and their number.
func lines(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format+"\n", i)
	}
	return b.String()
}

// TestHostileFiles: whatever is in a file, it is refused where it is wrong,
// with findings that can be counted, and costs what can be paid.
func TestHostileFiles(t *testing.T) {
	deep := func(n int, open, shut string) string { return strings.Repeat(open, n) + strings.Repeat(shut, n) }
	bomb := "a: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for i := range 9 {
		bomb += fmt.Sprintf("b%d: &a%d [%s*a%d]\n", i, i+1, strings.Repeat(fmt.Sprintf("*a%d, ", i), 8), i)
	}
	for name, c := range map[string]struct {
		text, want string // want: in the first finding; "": none
		most       int    // findings
	}{
		"deep lists":          {"rules: " + strings.Repeat("[", 100_000), "nested too deeply", 1},
		"deep conditions":     {"rules: [{when: " + deep(5000, "{not: ", "}") + ", then: []}]", "nested more than 200 levels", 1},
		"deep, but not much":  {"rules: [{when: " + deep(150, "{not: ", "}") + ", then: []}]", "", 2}, // not: nothing
		"aliases":             {bomb, "too many values", 1},
		"alias of itself":     {"rules: &a [*a]", "contains itself", 1},
		"reference":           {`rules: [{then: [{$ref: "#/rules/0"}]}]`, `an action has no key "$ref"`, 1},
		"merge of itself":     {"rules: [&a {<<: *a, then: []}]", "", 5},
		"no text":             {"rules: [{name: \"\xff\"}]", "0xff", 1},
		"zeros":               {"rules: [\x00]", "0x00", 1},
		"several documents":   {"rules: []\n---\nrules: []", "several YAML documents", 1},
		"key twice":           {"rules: []\nrules: []", `"rules" stands here and in line 1`, 1},
		"a list":              {"- rules", "a list stands where", 1},
		"huge pattern":        {`rules: [{when: {text: {matches: "((a{100}){100}){100}"}}, then: []}]`, "is no regular expression", 1},
		"deep pattern":        {`rules: [{when: {text: {matches: "` + deep(2000, "(", ")") + `"}}, then: []}]`, "is no regular expression", 1},
		"deep expression":     {`rules: [{when: {if: "` + strings.Repeat("not ", 5000) + `true"}, then: []}]`, "maximum allowed nodes", 1},
		"long expression":     {`rules: [{when: {if: "` + strings.Repeat("1+", 200_000) + `1 > 0"}, then: []}]`, "maximum allowed nodes", 1},
		"pattern of a client": {`rules: [{when: {if: "'x' matches payload.p"}, then: []}]`, "matches wants a pattern in quotes", 1},
		"many expressions":    {`rules: [{when: {text: x}, then: [{reply: "` + strings.Repeat("{{ n }}", 200_000) + `"}]}]`, "more than 10000 expressions", 1},
		"many rules":          {"rules:\n" + lines(20_000, "  - {when: {text: a%d}, then: []}"), "there are 20000 rules; 10000 are the most", 1},
		"many scenarios":      {"scenarios:\n" + lines(20_000, "  - {steps: [{note: a%d}]}"), "there are 20000 scenarios", 1},
		"many variables":      {"vars:\n" + lines(20_000, "  a%d: 1"), "there are 20000 values by name; 1000 are the most", 1},
		"many wrong routes":   {"routes:\n" + lines(20_000, "  /x%d: {interval: 1s}"), `there is no route "/x0"`, 1000},
		"many wrong keys":     {lines(20_000, "k%d: 1"), `a behavior has no key "k0"`, 1000},
		"a long name":         {"rules: [{name: " + strings.Repeat("n", 201) + ", then: []}]", "is too long", 1},
		"a large number":      {"rules: [{when: {json: {/a: {above: 1e999999999}}}, then: []}]", "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			found := compiledText(t, c.text)
			if len(found) > c.most || c.want != "" && len(found) == 0 || len(found) > 0 && !strings.Contains(found[0].Summary+found[0].Hint, c.want) {
				t.Errorf("got %d: %v, want at most %d with %q", len(found), found[:min(len(found), 3)], c.most, c.want)
			}
			for _, d := range found {
				if d.Pos.Line == 0 && d.Code != "syntax" { // the parser does not say where it is too deep
					t.Errorf("without a place: %v", d)
				}
			}
		})
	}
}

// compiledText is compiled of a text that may be refused as it stands.
func compiledText(t *testing.T, text string) spec.Diagnostics {
	d, _ := load(t, document, "{}")
	f, findings := behavior.Parse("behavior.yaml", []byte(text))
	if f == nil {
		return findings
	}
	if _, err := server.New(d, server.Options{Behavior: f}); err != nil {
		return err.(*server.BehaviorError).Findings
	}
	return nil
}

// TestLargeFiles: of a file that is too large nothing is kept, and what is no
// file is not waited for.
func TestLargeFiles(t *testing.T) {
	name := filepath.Join(t.TempDir(), "behavior.yaml")
	if err := os.WriteFile(name, bytes.Repeat([]byte("#"), 10<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := behavior.Load(name); err == nil || !strings.Contains(err.Error(), "larger than 8 MiB") {
		t.Errorf("got %v", err)
	}
	if _, _, err := behavior.Load(filepath.Dir(name)); err == nil {
		t.Error("a folder is no file")
	}
}

// TestExpressionsAreBounded: clients choose how large values are; what an
// expression makes of them takes neither the memory nor the time of the mock,
// and the connection lives.
func TestExpressionsAreBounded(t *testing.T) {
	large := `{"l":[` + strings.Repeat("1,", 200_000) + `1],"t":"` + strings.Repeat("x,", 150_000) + `"}`
	many := strings.Repeat("payload.l, ", 30) + "payload.l"
	for expression, want := range map[string]string{
		"flatten([" + many + "])":                                                     "flatten is given more than it may take",
		"len(string([" + many + "]))":                                                 "",
		"max([" + many + "])":                                                         "max is given more than it may take",
		"median([" + many + "])":                                                      "median is given more than it may take",
		"concat(" + strings.Repeat("payload.l, ", 150) + "payload.l)":                 "concat is given more than it may take",
		strings.Repeat("toBase64(", 200) + "payload.t" + strings.Repeat(")", 200):     "toBase64 is given more than it may take",
		"len(map(1..9999, split(payload.t, '')))":                                     "its loops go round too often",
		"map(1..9999, sort(payload.l))":                                               "",
		"map(1..9999, upper(payload.t))":                                              "its loops go round too often",
		"map(payload.l, count(payload.l, # == #))":                                    "its loops go round too often",
		"1..1000000000":                                                               "memory budget exceeded",
		"[" + many + "]":                                                              "",
		"join([payload.t, payload.t, payload.t, payload.t])":                          "a text of more than",
		strings.Repeat("(payload.t + ", 100) + "payload.t" + strings.Repeat(")", 100): "a text of more than",
		"replace(payload.t, ',', payload.t)":                                          "a text of more than",
		"filter(payload.l, # in payload.l and payload.l == reverse(payload.l))":       "its loops go round too often",
	} {
		t.Run(expression[:min(len(expression), 30)], func(t *testing.T) {
			b := serve(t, document, `rules: [{name: x, validate: off, when: {json: {"": {exists: true}}}, then: [{reply: "{{ `+expression+` }}"}, {reply: lives}]}]`)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			b.dial("/desk").say(large).hears("lives")
			runtime.ReadMemStats(&after)
			b.note("rule x: " + want)
			t.Logf("%d MB", (after.TotalAlloc-before.TotalAlloc)>>20)
			if made := (after.TotalAlloc - before.TotalAlloc) >> 20; made > 2000 {
				t.Errorf("it took %d MB", made)
			}
		})
	}
}
