package report_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"asyncmock/cmd/internal/report"
	"asyncmock/spec"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const source = "asyncapi: 3.0.0\nchannels:\n\tbad: {$ref: '#/nowhere'}\n"

func sample() *report.Result {
	return &report.Result{
		Documents: []report.Document{
			{Path: "a.yaml", Findings: spec.Diagnostics{
				{Code: "reference-unresolved", Severity: spec.SeverityError, Pos: spec.Pos{File: "a.yaml", Line: 3, Column: 14},
					Pointer: "/channels/bad/$ref", Summary: `nothing is at "#/nowhere"`,
					Detail: "a reference names a place\nin this document", Hint: "there is /channels/bad"},
				{Code: "unknown-key", Severity: spec.SeverityWarning, Pos: spec.Pos{File: "a.yaml", Line: 99, Column: 1},
					Pointer: "/x\x1b[2J", Summary: "line 99 is not in the file \x1b[31m"},
			}},
			{Path: "b.yaml"},
		},
		Source: func(file string) []byte {
			if file == "a.yaml" {
				return []byte(source)
			}
			return nil
		},
		FailSeverity: spec.SeverityError,
		Codes:        spec.Codes(),
	}
}

func TestGolden(t *testing.T) {
	for name, r := range map[string]*report.Result{"sample": sample(), "exchange": exchange()} {
		for _, f := range report.Formats() {
			t.Run(name+"."+f.Name, func(t *testing.T) { golden(t, name+"."+f.Name, structure(write(t, f.Name, r))) })
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	}
}

func TestLookup(t *testing.T) {
	if f, err := report.Lookup("json"); err != nil || f.Name != "json" {
		t.Errorf("got %q, %v", f.Name, err)
	}
	if _, err := report.Lookup("jsn"); err == nil || !strings.Contains(err.Error(), "text, json") {
		t.Errorf("an unknown kind must name the known ones, got %v", err)
	}
}

func TestAtLeast(t *testing.T) {
	for sev, want := range map[spec.Severity]int{spec.SeverityError: 1, spec.SeverityWarning: 2, spec.SeverityInfo: 2} {
		if got := sample().AtLeast(sev); got != want {
			t.Errorf("AtLeast(%s): got %d, want %d", sev, got, want)
		}
	}
}

func TestREL_LOG_4_PrintableEscapes(t *testing.T) {
	for in, want := range map[string]string{
		"plain – ünïcode 🙂":         "plain – ünïcode 🙂",
		"\x1b[2J":                   `\x1b[2J`,
		"a\nb\tc\r":                 `a\nb\tc\r`,
		"\x7f\u0085":                `\x7f\u0085`,
		"left\u202eright":           `left\u202eright`,
		"bad \xff utf-8":            `bad \xff utf-8`,
		"tag \U000e0041 zero\u200b": `tag \U000e0041 zero\u200b`,
	} {
		if got := report.Printable(in); got != want {
			t.Errorf("Printable(%q): got %q, want %q", in, got, want)
		}
	}
}

func TestCaretStandsUnderThePlace(t *testing.T) {
	long := strings.Repeat("x", 300) + "HERE" + strings.Repeat("y", 300)
	for _, c := range []struct {
		name, line string
		column     int
		under      string
	}{
		{"start", "abc: 1", 1, "abc"},
		{"middle", "abc: def", 6, "def"},
		{"after a tab", "\tabc: def", 7, "def"},
		{"after an escape", "\x01\x02def", 3, "def"},
		{"not ascii", "ключ: знач", 7, "знач"},
		{"long line", long, 301, "HERE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			p := report.Printer{Source: func(string) []byte { return []byte(c.line) }}
			p.Finding(&b, spec.Diagnostic{Code: "c", Pos: spec.Pos{File: "f", Line: 1, Column: c.column}})
			lines := strings.Split(b.String(), "\n")
			at := len([]rune(lines[2][:strings.Index(lines[2], "^")]))
			if got := string([]rune(lines[1])[at:]); !strings.HasPrefix(got, c.under) {
				t.Errorf("the caret is under %q, want %q\n%s", got, c.under, &b)
			}
			if n := len([]rune(lines[1])); n > 130 {
				t.Errorf("the line is %d characters long", n)
			}
		})
	}
}

func TestColorOnlyWhenAsked(t *testing.T) {
	f, _ := report.Lookup("text")
	r := sample()
	var plain, colored bytes.Buffer
	f.Write(&plain, r)
	r.Color = true
	f.Write(&colored, r)
	if strings.Contains(plain.String(), "\x1b") {
		t.Errorf("escapes without Color: %q", plain.String())
	}
	if !strings.Contains(colored.String(), "\x1b[1;31merror:") {
		t.Errorf("no red error: %q", colored.String())
	}
}
