package cli

import (
	"fmt"
	"slices"
	"strings"

	"asyncmock/spec"
	"asyncmock/spec/lint"
)

// A rulebook says what findings are worth to the user: the levels of
// --rule, those of the file of --rules, and those of the rules themselves.
type rulebook struct {
	flags  []string
	file   string
	levels map[string]level
}

// A level is a severity, or off.
type level uint8

const (
	levelOff level = iota
	levelInfo
	levelWarning
	levelError
)

var levelNames = []string{"off", "info", "warning", "error"}

// advice is the name of all rules that are off unless they are asked for.
const advice = "advice"

// open reads the file and the flags.
func (b *rulebook) open(c *console) error {
	b.levels = map[string]level{}
	for _, r := range knownRules() {
		if r.Off {
			b.levels[r.Code] = levelOff
		}
	}
	if b.file != "" {
		if err := c.settingsFile("--rules", b.file, b.read); err != nil {
			return err
		}
	}
	for _, f := range b.flags {
		code, name, _ := strings.Cut(f, "=")
		if hint, err := b.set(code, name); err != nil {
			return unusable(hint, "--rule %s: %w", f, err)
		}
	}
	return nil
}

const wantRules = "a file of rules has the key rules, with a level for each code"

// read takes the levels of a file: an object rules with a level for each code.
func (b *rulebook) read(root *spec.Node) (findings spec.Diagnostics) {
	if root.Kind != spec.Object || len(root.Members) == 0 {
		return append(findings, misplaced(root.Pos, root, wantRules, "for example rules: {unused-component: off}"))
	}
	for _, m := range root.Members {
		if m.Key != "rules" || m.Value.Kind != spec.Object && m.Value.Kind != spec.Null {
			findings = append(findings, misplaced(m.KeyPos, m.Value, wantRules, "for example rules: {unused-component: off}"))
			continue
		}
		for _, r := range m.Value.Members {
			if hint, err := b.set(r.Key, r.Value.Scalar()); err != nil {
				findings = append(findings, misplaced(r.KeyPos, r.Value, err.Error(), hint))
			}
		}
	}
	return findings
}

// set gives a rule, or all advice, a level.
func (b *rulebook) set(code, name string) (hint string, err error) {
	l := slices.Index(levelNames, name)
	if name == "false" { // off without quotes is a boolean to some
		l = int(levelOff)
	}
	if l < 0 {
		return "for example --rule unused-component=off", fmt.Errorf("the level must be one of %s", strings.Join(levelNames, ", "))
	}
	rules := knownRules()
	if code == advice {
		for _, r := range rules {
			if r.Off {
				b.levels[r.Code] = level(l)
			}
		}
		return "", nil
	}
	var codes []string
	for _, r := range rules {
		codes = append(codes, r.Code)
	}
	if slices.ContainsFunc(messageCodes(), func(r lint.Rule) bool { return r.Code == code }) {
		return "", fmt.Errorf("%s is a finding about messages, not about documents: it has no level", code)
	}
	if !slices.Contains(codes, code) {
		hint := spec.DidYouMean(code, codes)
		if hint == "" {
			hint = "asyncmock help codes lists them"
		}
		return hint, fmt.Errorf("there is no rule %q", code)
	}
	b.levels[code] = level(l)
	return "", nil
}

// apply gives findings their levels and drops those that are off.
func (b *rulebook) apply(findings spec.Diagnostics) spec.Diagnostics {
	kept := findings[:0]
	for _, d := range findings {
		l, ok := b.levels[d.Code]
		if ok && l == levelOff {
			continue
		}
		if ok {
			d.Severity = spec.Severity(l - levelInfo)
		}
		kept = append(kept, d)
	}
	return kept
}

// levelOf words the level that a rule has when nothing is said about it.
func levelOf(r lint.Rule) string {
	if r.Off {
		return "off"
	}
	return r.Severity.String()
}
