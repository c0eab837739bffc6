package jsonschema

import "regexp/syntax"

// A simplePattern is a regular expression that is anchored at both ends and
// is a row of classes, each some times: ^\+[1-9][0-9]{6,13}$. What a class
// repeats is never what may follow, so that it is read without trying back.
type simplePattern []classRun

type classRun struct {
	class    [128]bool
	min, max int // -1: endless
}

// newSimplePattern returns nil when the expression is of another kind.
func newSimplePattern(text string) simplePattern {
	re, err := syntax.Parse(text, syntax.Perl)
	if err != nil || re.Op != syntax.OpConcat || len(re.Sub) < 3 {
		return nil
	}
	last := len(re.Sub) - 1
	if re.Sub[0].Op != syntax.OpBeginText || re.Sub[last].Op != syntax.OpEndText {
		return nil
	}
	var p simplePattern
	for _, sub := range re.Sub[1:last] {
		if p = p.add(sub); p == nil {
			return nil
		}
	}
	if !p.clear() {
		return nil
	}
	return p
}

// add appends the runs of a part; nil when it is not simple.
func (p simplePattern) add(re *syntax.Regexp) simplePattern {
	if re.Flags&syntax.FoldCase != 0 {
		return nil
	}
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			if r >= 128 {
				return nil
			}
			run := classRun{min: 1, max: 1}
			run.class[r] = true
			p = append(p, run)
		}
		return p
	case syntax.OpCharClass:
		run := classRun{min: 1, max: 1}
		for i := 0; i < len(re.Rune); i += 2 {
			for r := re.Rune[i]; r <= re.Rune[i+1] && r < 128; r++ {
				run.class[r] = true
			}
		}
		return append(p, run)
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		one := simplePattern(nil).add(re.Sub[0])
		if len(one) != 1 || one[0].min != 1 || one[0].max != 1 {
			return nil
		}
		one[0].min, one[0].max = repeats(re)
		return append(p, one[0])
	}
	return nil
}

// clear reports whether nothing that a run of varying length takes could
// begin what may follow.
func (p simplePattern) clear() bool {
	for i, run := range p {
		if run.min == run.max {
			continue
		}
		for _, next := range p[i+1:] {
			for c := range run.class {
				if run.class[c] && next.class[c] {
					return false
				}
			}
			if next.min > 0 {
				break
			}
		}
	}
	return len(p) > 0
}

// matches reports whether text is ASCII and matches.
func (p simplePattern) matches(text string) bool {
	at := 0
	for i := range p {
		run := &p[i]
		n := 0
		for at < len(text) && n != run.max && text[at] < 128 && run.class[text[at]] {
			at++
			n++
		}
		if n < run.min {
			return false
		}
	}
	return at == len(text)
}
