package generator

import (
	"slices"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// A Matcher finds which of its candidates a payload is. It is safe for
// concurrent use.
type Matcher struct {
	candidates []*Message
	raw        int // candidates that are no JSON
	tables     []table
	all        set
	twins      []int // the first candidate with an equivalent schema
	open       set   // candidates that accept anything: the last resort
	single     bool  // all candidates are JSON and twins of the first

	encoded []int    // candidates with an encoding of their own
	others  *Matcher // of the rest, nil if there is none or all are the rest
	places  []int    // of the rest among the candidates
}

// A Match is what a Matcher says of a payload.
type Match struct {
	Message   *Message         // the message it is; when Findings is not empty the NEAREST one, nil if there are no candidates
	Index     int              // of Message among the candidates, -1 if none
	Ambiguous []*Message       // further messages that fit as well
	Findings  spec.Diagnostics // empty: valid
}

// NewMatcher builds the discriminating table.
func NewMatcher(candidates []*Message) *Matcher {
	m := &Matcher{candidates: candidates, all: newSet(len(candidates)), open: newSet(len(candidates))}
	for i, c := range candidates {
		m.all.add(i)
		if c.raw() {
			m.raw++
		}
		if _, unvalidated := c.Unvalidated(); unvalidated || c.contract == nil {
			m.open.add(i)
		}
	}
	m.twins = twins(candidates)
	m.tables = tablesOf(candidates)
	m.split()
	m.single = len(candidates) > 0 && m.raw == 0 && len(m.encoded) == 0 && m.open.empty() && slices.Max(m.twins) == 0
	return m
}

// split sets the candidates with an encoding of their own apart.
func (m *Matcher) split() {
	var rest []*Message
	for i, c := range m.candidates {
		if c.encoded {
			m.encoded = append(m.encoded, i)
		} else {
			rest, m.places = append(rest, c), append(m.places, i)
		}
	}
	if len(m.encoded) > 0 && len(rest) > 0 {
		m.others = NewMatcher(rest)
	}
}

// twins finds for each candidate the first one that accepts the same payloads
// by the same words: those are one for the question which it is.
func twins(candidates []*Message) []int {
	list := make([]int, len(candidates))
	texts := map[string]int{}
	for i, c := range candidates {
		list[i] = i
		if c.contract == nil {
			continue
		}
		n := c.contract.source.Node
		for n.Target != nil {
			if n = n.Target; n == c.contract.source.Node {
				break
			}
		}
		text := c.contract.source.Format + string(n.AppendWritten(nil)) + n.Pos.File
		if c.encoded { // a text that defines many messages
			text += "\n" + c.contract.source.Name + "\n" + c.contract.source.Owner
		}
		if first, ok := texts[text]; ok {
			list[i] = first
		} else {
			texts[text] = i
		}
	}
	return list
}

// Match identifies v by the table, validates the candidates that are left,
// and returns the findings about the nearest when none fits.
func (m *Matcher) Match(v schema.Value) Match {
	if len(m.candidates) == 0 {
		return Match{Index: -1}
	}
	possible := m.possible(v.Tree)
	if found := m.fitting(v, possible.without(m.open)); len(found) > 0 {
		return m.choose(v, found)
	}
	if i, ok := m.open.first(); ok {
		return Match{Message: m.candidates[i], Index: i}
	}
	return m.nearest(v, possible)
}

// fitting validates candidates in document order; twins only once.
func (m *Matcher) fitting(v schema.Value, possible set) (found []int) {
	for i := range possible.each {
		if first := m.twins[i]; first != i && possible.has(first) {
			continue
		}
		if len(m.candidates[i].Validate(v)) == 0 {
			found = append(found, i)
		}
	}
	return found
}

// choose takes the only one, or the one whose defaults the payload has, or
// the first of the document.
func (m *Matcher) choose(v schema.Value, found []int) Match {
	best := found[0]
	if len(found) > 1 {
		most := -1
		for _, i := range found {
			if n := defaultsMet(m.candidates[i].Payload, v.Tree); n > most {
				best, most = i, n
			}
		}
	}
	match := Match{Message: m.candidates[best], Index: best}
	for _, i := range found {
		if i != best {
			match.Ambiguous = append(match.Ambiguous, m.candidates[i])
		}
	}
	return match
}

// defaultsMet counts the top-level properties that have their default value.
func defaultsMet(s *spec.Schema, tree any) (n int) {
	object, ok := tree.(map[string]any)
	if !ok || s == nil {
		return 0
	}
	for _, p := range membersOf(s.Node.Deref().Own("properties")) {
		value, present := object[p.Key]
		def := p.Value.Deref().Own("default")
		if !present || def == nil {
			continue
		}
		if want, err := schema.Decode(def.AppendJSON(nil)); err == nil && schema.Equal(want.Tree, value) {
			n++
		}
	}
	return n
}

// maxNearest bounds how many candidates are validated for their findings.
const maxNearest = 32

// nearest returns the findings about the candidate that the payload comes
// closest to: by constants, then by the number of findings.
func (m *Matcher) nearest(v schema.Value, possible set) Match {
	if possible.empty() {
		possible = m.closest(v.Tree)
	}
	best := Match{Index: -1}
	tried := 0
	for i := range possible.each {
		if first := m.twins[i]; first != i && possible.has(first) {
			continue
		}
		if tried++; tried > maxNearest {
			break
		}
		findings := m.candidates[i].Validate(v)
		if best.Index < 0 || distance(findings) < distance(best.Findings) {
			best = Match{Message: m.candidates[i], Index: i, Findings: findings}
		}
	}
	return best
}

// distance weighs findings: a payload of another type altogether is farther
// off than one with a few wrong places.
func distance(findings spec.Diagnostics) int {
	n := len(findings)
	for _, d := range findings {
		if d.Instance == "" && d.Code == "payload-type" {
			n += 10
		}
	}
	return n
}

// possible returns the candidates that no constant excludes.
func (m *Matcher) possible(tree any) set {
	if len(m.tables) == 0 {
		return m.all
	}
	possible := slices.Clone(m.all)
	for i := range m.tables {
		if left, ok := m.tables[i].left(tree); ok {
			possible.keep(left)
		}
	}
	return possible
}

// closest returns the candidates with the most constants that the payload has.
func (m *Matcher) closest(tree any) set {
	score := make([]int, len(m.candidates))
	for i := range m.tables {
		value, there, _ := m.tables[i].at(tree)
		same := m.tables[i].admitted(value)
		if !there || same == nil {
			continue // a constant that may be absent shows nothing
		}
		for c := range m.tables[i].here.each {
			if same.has(c) {
				score[c]++
			}
		}
	}
	best := newSet(len(m.candidates))
	for i, n := range score {
		if n == slices.Max(score) {
			best.add(i)
		}
	}
	return best
}
