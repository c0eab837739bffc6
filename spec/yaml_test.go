package spec

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

func TestYML1_YML2_ScalarsFollowTheJSONSchemaOfYAML12(t *testing.T) {
	const other = "" // no finding
	for text, want := range map[string][2]string{
		"null": {"null", other}, "~": {"null", other}, "": {"null", other}, "NULL": {"null", other},
		"true": {"true", other}, "False": {"false", other},
		"yes": {`"yes"`, other}, "no": {`"no"`, other}, "on": {`"on"`, other}, "nil": {`"nil"`, other}, "tRue": {`"tRue"`, other},
		"54350.40": {"54350.40", other}, "8628615390848610000": {"8628615390848610000", other}, "-0": {"-0", other},
		"1e3": {"1e3", other}, "3.0": {"3.0", other}, "1E+2": {"1E+2", other}, "1e9999999": {"1e9999999", other},
		"+12": {"12", other}, ".5": {"0.5", other}, "-.5": {"-0.5", other}, "5.": {"5", other}, "+5.e3": {"5e3", other},
		"0x1F": {"31", other}, "0o17": {"15", other}, "0xFFFFFFFFFFFFFFFFFF": {"4722366482869645213695", other},
		"012": {`"012"`, codeAmbiguous}, "-012": {`"-012"`, codeAmbiguous}, "1_000": {`"1_000"`, codeAmbiguous}, "00": {`"00"`, codeAmbiguous},
		".inf": {`".inf"`, codeAmbiguous}, "-.Inf": {`"-.Inf"`, codeAmbiguous}, ".NaN": {`".NaN"`, codeAmbiguous},
		"2020-01-01": {`"2020-01-01"`, other}, "12:30": {`"12:30"`, other}, "1.2.3": {`"1.2.3"`, other}, "-": {"[null]", other},
		"+": {`"+"`, other}, ".": {`"."`, other}, "0x": {`"0x"`, other}, "0x-1": {`"0x-1"`, other}, "0b1": {`"0b1"`, other}, "1e": {`"1e"`, other},
		"'12'": {`"12"`, other}, `"true"`: {`"true"`, other}, "|-\n  12": {`"12"`, other},
		"!!str 12": {`"12"`, other}, "!!int '12'": {"12", other}, "!!float 3": {"3", other}, "!!int x": {`"x"`, codeTag}, "!!bool 'true'": {"true", other},
		"!!timestamp 2020-01-01": {`"2020-01-01"`, codeTag}, "!own 5": {`"5"`, codeTag}, "!!binary aGk=": {`"aGk="`, codeTag},
		"!own [1]": {"[1]", codeTag}, "!!set {a}": {`{"a":null}`, codeTag},
	} {
		n, ds := Parse("a.yaml", []byte("v: "+text+"\n"))
		if text == "-" {
			n, ds = Parse("a.yaml", []byte("v:\n  -\n"))
		}
		codes := ""
		for _, d := range ds {
			codes += d.Code
		}
		if got := string(n.Get("v").AppendJSON(nil)); got != want[0] || codes != want[1] {
			t.Errorf("%q: got %s and %q, want %s and %q", text, got, codes, want[0], want[1])
		}
	}
}

func TestYML3_EveryNodeKnowsItsPlace(t *testing.T) {
	for name, text := range map[string]string{
		"a.yaml": "ä: [1,\n  {b/c: x}]\n",
		"a.json": "{\"ä\": [1,\n  {\"b/c\": \"x\"}]}",
	} {
		root, ds := Parse(name, []byte(text))
		if len(ds) > 0 {
			t.Fatal(ds)
		}
		n := root.At("ä", "1", "b/c")
		if n.Pos.File != name || n.Pos.Line != 2 || n.Pointer() != "/ä/1/b~1c" {
			t.Errorf("got %s %s", n.Pos, n.Pointer())
		}
		if want := map[string]int{"a.yaml": 9, "a.json": 11}[name]; n.Pos.Column != want {
			t.Errorf("%s: got column %d, want %d", name, n.Pos.Column, want)
		}
		if list := root.Get("ä"); list.Pos.Line != 1 || list.Pos.Column != map[string]int{"a.yaml": 4, "a.json": 7}[name] {
			t.Errorf("%s: got the list at %s", name, list.Pos)
		}
		if key := root.Members[0].KeyPos; key.Line != 1 || key.Column != map[string]int{"a.yaml": 1, "a.json": 2}[name] {
			t.Errorf("%s: got the key at %s", name, key)
		}
	}
}

func TestYML4_Keys(t *testing.T) {
	root, ds := Parse("a.yaml", []byte(`200: a
true: b
~: c
'3': d
? [x]
: dropped
k: first
m: 1
k: second
`))
	wantFindings(t, ds, "key-not-string 1:1", "key-not-string 2:1", "key-not-string 3:1", "key-not-string 5:3", "duplicate-key 9:1")
	if got, want := string(root.AppendJSON(nil)), `{"200":"a","true":"b","~":"c","3":"d","k":"first","m":1}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if last := ds[4]; !strings.Contains(last.Summary, "line 7") || last.Pos.Line != 9 {
		t.Errorf("got %s, want both lines", last)
	}
	_, ds = Parse("a.json", []byte("{\"k\": 1,\n \"k\": 2}"))
	wantFindings(t, ds, "duplicate-key 2:2")

	var many strings.Builder
	for i := range 50 {
		fmt.Fprintf(&many, "k%d: 1\n", i)
	}
	_, ds = Parse("a.yaml", []byte(many.String()+"k0: 2\nk49: 2\n"))
	wantFindings(t, ds, "duplicate-key 51:1", "duplicate-key 52:1")
}

func TestYML4_MergeKeys(t *testing.T) {
	root, ds := Parse("a.yaml", []byte(`base: &base {a: 1, b: 1}
more: &more {b: 2, c: 2}
one: {<<: *base, b: own}
two:
  <<: [*more, *base]
bad: {<<: 5}
plain: {'<<': 5}
`))
	wantFindings(t, ds, "yaml-merge-key 3:7", "yaml-merge-key 5:3", "yaml-merge-key 6:7", "wrong-type 6:11")
	for key, want := range map[string]string{"one": `{"b":"own","a":1}`, "two": `{"b":2,"c":2,"a":1}`, "bad": `{}`, "plain": `{"<<":5}`} {
		if got := string(root.Get(key).AppendJSON(nil)); got != want {
			t.Errorf("%s: got %s, want %s", key, got, want)
		}
	}
	if p := root.At("one", "a").Pointer(); p != "/one/a" {
		t.Errorf("got pointer %s", p)
	}
}

func TestYML5_AnchorsStreamsAndEncodings(t *testing.T) {
	root, ds := Parse("a.yaml", []byte("a: &x [1, *y]\n"))
	if root != nil || len(ds) != 1 || ds[0].Code != codeSyntax || ds[0].Hint == "" {
		t.Errorf("unknown anchor: got %v, %v", root, ds)
	}
	root, ds = Parse("a.yaml", []byte("a: &x {k: v}\nb: [*x, *x]\n"))
	if got := string(root.AppendJSON(nil)); len(ds) > 0 || got != `{"a":{"k":"v"},"b":[{"k":"v"},{"k":"v"}]}` {
		t.Errorf("got %s, %v", got, ds)
	}
	if p := root.At("b", "1", "k").Pointer(); p != "/b/1/k" {
		t.Errorf("got pointer %s", p)
	}
	for text, want := range map[string]string{
		"":                        "empty-document 0:0",
		"# nothing\n":             "empty-document 0:0",
		"\xEF\xBB\xBFa: 1\r\nb: ": "",
		"a: 1\n---\n":             "",
		"a: 1\n...\n":             "",
		"---\na: 1\n":             "",
		"a: 1\n---\nb: 2\n":       "multiple-documents 3:1",
		"a: 1\n---\nb: [\n":       "multiple-documents 0:0",
		"a: 1\x00\n":              "encoding 1:5",
		"a: 1\nb: \x01\n":         "encoding 2:4",
		"a: 1\nü: \xff\n":         "encoding 2:4",
		"a: \u0080\n":             "syntax 1:4",
		"\xFF\xFEa\x00:\x00":      "encoding 1:1",
		"\xFE\xFF\x00a\x00:":      "encoding 1:1",
		"a\x00:\x00":              "encoding 1:1",
	} {
		_, ds := Parse("a.yaml", []byte(text))
		if got := short(ds); got != want {
			t.Errorf("%q: got %q, want %q (%v)", text, got, want, ds)
		}
	}
	crlf, _ := Parse("a.yaml", []byte("a: |\r\n  x\r\n  y\r\nb: 1\r\n"))
	if got := string(crlf.AppendJSON(nil)); got != `{"a":"x\ny\n","b":1}` || crlf.Get("b").Pos.Line != 4 {
		t.Errorf("got %s", got)
	}
}

func TestYML_SyntaxErrorsAreLocatedWithAHint(t *testing.T) {
	for text, line := range map[string]int{
		"a: 1\nb: c: d\n":                      2,
		"a:\n\tb: 1\n":                         2,
		"a: [1, 2\nb: 3\n":                     1,
		"a: 1\nb: 'open\nc: 1\n":               2,
		"a: 1\n b: 2\n":                        2,
		"a: @x\n":                              1,
		"- a\nb: 1\n":                          2,
		"a: 1\nb: *\n":                         2,
		"channels:\n  a:\n    b: c\n   d: e\n": 4,
	} {
		root, ds := Parse("a.yaml", []byte(text))
		if root != nil || len(ds) != 1 || ds[0].Code != codeSyntax || ds[0].Hint == "" {
			t.Errorf("%q: got %v", text, ds)
			continue
		}
		if p := ds[0].Pos; p.Line != line || p.Column == 0 {
			t.Errorf("%q: got %s, want line %d", text, ds[0], line)
		}
	}
	for text, want := range map[string]string{
		`{"a": 1,}`:              "syntax 1:9",
		"{\n  \"a\": 1\n  \"b\"": "syntax 3:3",
		"{\"a\": 1 // why\n}":    "syntax 1:9",
		"{\"a\": [1, 2}":         "syntax 1:12",
		`{"a": 1} {}`:            "syntax 1:10",
		`{"a": 1`:                "syntax 1:8",
		`{"a": "x`:               "syntax 1:9",
		`{"a": tru}`:             "syntax 1:7",
		" ":                      "empty-document 0:0",
	} {
		root, ds := Parse("a.json", []byte(text))
		if got := short(ds); root != nil || got != want {
			t.Errorf("%q: got %q, want %q (%v)", text, got, want, ds)
		}
	}
}

func TestREL_YAML_1_AliasBombs(t *testing.T) {
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := range 9 {
		fmt.Fprintf(&bomb, "a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i), 10), ","))
	}
	var merge strings.Builder
	merge.WriteString("a0: &a0 {k0: 1}\n")
	for i := range 40 {
		fmt.Fprintf(&merge, "a%d: &a%d {<<: [*a%d, *a%d], k%d: 1}\n", i+1, i+1, i, i, i+1)
	}
	for name, text := range map[string]string{"lists": bomb.String(), "merges": merge.String()} {
		within(t, 20*time.Second, func() {
			root, ds := Parse("a.yaml", []byte(text))
			if root != nil || !ds.HasErrors() || ds[len(ds)-1].Code == codeInternal {
				t.Errorf("%s: got %v, %s", name, root != nil, short(ds))
			}
		})
	}
}

func TestREL_YAML_1_AliasesMayMultiplyToABudget(t *testing.T) {
	list := "a: &a [" + strings.TrimSuffix(strings.Repeat("x,", 999), ",") + "]\n" // with the list 1000 values
	for count, fits := range map[int]bool{maxAliasNodes / 1000: true, maxAliasNodes/1000 + 1: false} {
		root, ds := Parse("a.yaml", []byte(list+"b:\n"+strings.Repeat("  - *a\n", count)))
		if (root != nil) != fits || fits != (len(ds) == 0) || !fits && ds[0].Code != codeTooManyNodes {
			t.Errorf("%d aliases: got %v, %v", count, root != nil, ds)
		}
	}
}

func TestREL_YAML_2_DeepNesting(t *testing.T) {
	const deep = 100_000
	for name, text := range map[string]string{
		"list.yaml":    "a: " + strings.Repeat("[", deep),
		"map.yaml":     strings.Repeat("{a: ", deep),
		"list.json":    strings.Repeat("[", deep),
		"map.json":     strings.Repeat(`{"a":`, deep),
		"closed.yaml":  "a: " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000),
		"closed.json":  strings.Repeat("[", 9000) + "1" + strings.Repeat("]", 9000),
		"dashes.yaml":  strings.Repeat("- ", deep) + "a",
		"indents.yaml": indented(1000),
	} {
		within(t, 20*time.Second, func() {
			_, ds := Parse(name, []byte(text))
			if len(ds) == 0 || len(ds) > 2 || !ds.HasErrors() || ds[0].Code == codeInternal {
				t.Errorf("%s: got %v", name, ds)
			}
		})
	}
	_, ds := Parse("a.json", []byte(strings.Repeat("[", maxDepth)+strings.Repeat("]", maxDepth)))
	wantFindings(t, ds)
}

// indented returns YAML that is n levels deep.
func indented(n int) string {
	var s strings.Builder
	for i := range n {
		s.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return s.String()
}

func TestREL_YAML_3_SelfContainingAnchors(t *testing.T) {
	for _, text := range []string{"a: &x [1, *x]\n", "&x a: {b: &y {c: *y}}\n", "a: &x {<<: *x}\n", "a: &x {b: &y [*x, *y]}\n"} {
		_, ds := Parse("a.yaml", []byte(text))
		if !strings.Contains(short(ds), codeAliasCycle) || len(ds) > 4 {
			t.Errorf("%q: got %v", text, ds)
		}
	}
}

func TestREL_YAML_4_InputsThatOncePanicked(t *testing.T) {
	for _, text := range []string{"0: [:!00 \xef", "#\n - - - \n- :", "&a *a", "? ? ? :", "- - !<!", "%YAML 9.9\n---\na", "a: !!float", "<<: !!map", "!!merge <<: x", "- &\n- *", ": :", "\"\\xZZ\""} {
		root, ds := Parse("a.yaml", []byte(text))
		if root == nil && !ds.HasErrors() {
			t.Errorf("%q: got nothing and no finding", text)
		}
		for _, d := range ds {
			if d.Code == codeInternal {
				t.Errorf("%q: got %s", text, d)
			}
		}
	}
}

func TestREL_YAML_5_FileSize(t *testing.T) {
	folder := write(t, map[string]string{"big.yaml": ""})
	f, err := os.OpenFile(folder+"/big.yaml", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(maxFile + 1); err != nil {
		t.Fatal(err)
	}
	f.Close()
	within(t, 10*time.Second, func() {
		_, ds, err := Load(t.Context(), folder+"/big.yaml", nil)
		if err == nil || len(ds) != 1 || ds[0].Code != codeTooLarge {
			t.Errorf("got %v, %v", err, ds)
		}
	})
	_, ds := Parse("a.yaml", bytes.Repeat([]byte("x"), maxFile+1))
	wantFindings(t, ds, "file-too-large 0:0")
	_, ds = Parse("a.yaml", bytes.Repeat([]byte("- a\n"), maxMarks+1))
	wantFindings(t, ds, "too-many-values 0:0")
}

// within fails when fn takes longer than the limit, which is ten times what
// is asked of it.
func within(tb testing.TB, limit time.Duration, fn func()) {
	tb.Helper()
	start := time.Now()
	fn()
	if took := time.Since(start); took > limit {
		tb.Errorf("took %v, more than %v", took, limit)
	}
}
