package behavior

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"asyncmock/spec"
)

// A checker walks a file by the grammar and keeps everything that is wrong.
type checker struct {
	shared      bool // what a document does not have is an info
	expressions *dictionary
	variables   []string // that the file names: vars.x, global.y; for hints
	findings    spec.Diagnostics
}

// value checks a value of a form.
func (c *checker) value(n *spec.Node, f form) {
	if !f.takes(n.Kind) {
		c.wrong(n, "behavior-type", fmt.Sprintf("%s stands where %s is expected", article(n.Kind), f.about()), instead(f, n))
		return
	}
	f.check(c, n)
}

// article names a kind of value in a sentence.
func article(k spec.Kind) string {
	switch k {
	case spec.Array:
		return "a list"
	case spec.Object:
		return "a mapping"
	case spec.String:
		return "text"
	case spec.Null:
		return "nothing"
	}
	return "a " + k.String()
}

// wrong reports an error at a value.
func (c *checker) wrong(n *spec.Node, code, summary, hint string) {
	c.at(n.Place(), n, code, summary, hint)
}

// The codes of findings that depend on the document.
const (
	codeRoute   = "behavior-route"
	codeMessage = "behavior-message"
)

// maxFindings is how many are kept.
const maxFindings = 1000

// at reports an error at a place in a value.
func (c *checker) at(pos spec.Pos, n *spec.Node, code, summary, hint string) {
	severity := spec.SeverityError
	if c.shared && (code == codeRoute || code == codeMessage) {
		severity = spec.SeverityInfo
	}
	switch len(c.findings) {
	case maxFindings:
		return
	case maxFindings - 1:
		code, severity, hint = "too-many-findings", spec.SeverityError, ""
		summary = fmt.Sprintf("more than %d findings, the rest is not shown", maxFindings)
	}
	c.findings = append(c.findings, spec.Diagnostic{
		Code: code, Severity: severity, Pos: pos, Pointer: n.Pointer(), Summary: summary, Hint: hint,
	})
}

// instead is the hint that says what to write where another kind stands.
func instead(f form, n *spec.Node) string {
	switch f := f.(type) {
	case *list:
		if n.Kind == spec.Object || n.Kind == spec.String {
			return `begin it with "- ", or put it into [ ]`
		}
	case *object:
		var names []string
		for _, k := range f.keys {
			names = append(names, k.name)
		}
		return "its keys are " + strings.Join(names, ", ")
	}
	return "write " + f.about()
}

// near is the hint that names the word most like what was written, or all.
func near(written string, known []string) string {
	best, cost := "", 1+len(written)/3
	for _, k := range known {
		if d := spec.EditDistance(strings.ToLower(clip(written)), strings.ToLower(k)); d <= cost && (best == "" || d < cost) {
			best, cost = k, d
		}
	}
	if best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	if len(known) == 0 {
		return ""
	}
	return "there are " + strings.Join(known[:min(len(known), 40)], ", ")
}

// clip shortens text of the file for a message.
func clip(text string) string {
	const most = 60
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// A span is a time, or a range from which one is drawn.
type span struct{ least, most time.Duration }

// longest bounds times in a file.
const longest = 24 * time.Hour

// readSpan reads "500ms" or "50ms..2s".
func readSpan(text string, least time.Duration) (span, error) {
	low, high, ranged := strings.Cut(text, "..")
	if !ranged {
		high = low
	}
	from, err1 := time.ParseDuration(low)
	to, err2 := time.ParseDuration(high)
	switch {
	case errors.Join(err1, err2) != nil:
		return span{}, errors.New("is no duration")
	case from < least || to < from || to > longest:
		return span{}, fmt.Errorf("is not between %s and %s", least, longest)
	}
	return span{from, to}, nil
}

// draw returns a time of the span.
func (s span) draw(dice *rand.Rand) time.Duration {
	if s.most <= s.least {
		return s.least
	}
	return s.least + time.Duration(dice.Int64N(int64(s.most-s.least)+1))
}

// spanOf reads what the grammar has checked.
func spanOf(n *spec.Node) span {
	s, _ := readSpan(n.Str(), 0)
	return s
}

// listOf returns a value, or the items if it is a list.
func listOf(n *spec.Node) []*spec.Node {
	if n == nil {
		return nil
	}
	if n.Kind == spec.Array {
		return n.Items
	}
	return []*spec.Node{n}
}

func textsOf(n *spec.Node) []string {
	var texts []string
	for _, item := range listOf(n) {
		texts = append(texts, item.Scalar())
	}
	return slices.Compact(texts)
}
