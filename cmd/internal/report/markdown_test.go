package report_test

import (
	"regexp"
	"strings"
	"testing"

	"asyncmock/cmd/internal/report"
	"asyncmock/spec"
)

// Every row of every table has four cells, whatever the texts are.
func TestMarkdownRows(t *testing.T) {
	escaped := regexp.MustCompile(`\\.`)
	rows := 0
	for _, line := range strings.Split(string(write(t, "markdown", hostile())), "\n") {
		switch {
		case strings.HasPrefix(line, "|"):
			rows++
			if n := strings.Count(escaped.ReplaceAllString(line, ""), "|"); n != 5 {
				t.Errorf("%d bars: %s", n, line)
			}
		case line != "" && !strings.HasPrefix(line, "#"):
			t.Errorf("outside of tables: %s", line)
		}
		if strings.ContainsAny(line, "\x00\x1b\r") {
			t.Errorf("control characters: %q", line)
		}
	}
	if want := 2*6 + len(findings(hostile())); rows != want {
		t.Errorf("got %d rows, want two for each of the 6 tables and one for each finding: %d", rows, want)
	}
}

func TestMarkdownActsUponNothing(t *testing.T) {
	for in, want := range map[string]string{
		"plain words, 3:4":      "plain words, 3:4",
		"a|b *c* _d_ `e` ~f~":   "a\\|b \\*c\\* \\_d\\_ \\`e\\` \\~f\\~",
		"<b> &amp; ![x](y) \\n": `\<b\> \&amp; \!\[x\](y) \\n`,
		"@ada #12 #/a":          "@&#8203;ada #&#8203;12 #/a",
		"one $ref":              "one $ref",
		"$a $b":                 "<span>$</span>a <span>$</span>b",
		"":                      "",
	} {
		r := &report.Result{Documents: []report.Document{{Path: "x", Findings: spec.Diagnostics{{Code: "c", Summary: in}}}}}
		if got := string(write(t, "markdown", r)); !strings.Contains(got, "|  | "+want+" | `c` |") {
			t.Errorf("%q: want %q in\n%s", in, want, got)
		}
	}
}

// A comment on a pull request holds 65,536 characters.
func TestMarkdownIsBounded(t *testing.T) {
	r := sample()
	for range 2000 {
		r.Documents = append(r.Documents, sample().Documents...)
	}
	got := string(write(t, "markdown", r))
	if len(got) > 65_000 {
		t.Errorf("%d bytes", len(got))
	}
	shown := strings.Count(got, "\n### ") + strings.Count(got, "\n| error |") + strings.Count(got, "\n| warning |")
	left := regexp.MustCompile(`… and (\d+) lines that`).FindStringSubmatch(got)
	if left == nil || shown+atoi(t, left[1]) != 2001*4 {
		t.Errorf("%d shown, and left out: %q; together there are %d", shown, left, 2001*4)
	}
}
