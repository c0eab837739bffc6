package jsonschema

import (
	"math/rand/v2"
	"strconv"
)

// maxStrangers is how many names in a row may be refused before no more are
// proposed.
const maxStrangers = 300

// extras names properties that nobody declares: as many as minProperties
// lacks, and some for what is a map.
func (p *planner) extras(s *shape, b *branch, o *objectPlan) {
	missing := o.low - len(o.props)
	open := false
	for _, a := range b.atoms {
		open = open || len(a.patternProps) > 0 || a.additional != nil && a.additional.always == nil && a.additional.src != nil
	}
	want := missing
	if open && len(o.props) == 0 {
		want = max(missing, 4)
		o.typical = min(2, o.high)
	}
	if want <= 0 {
		return
	}
	want = min(want+4, maxPlanProps)
	source := p.nameSource(b)
	taken, _ := b.memberNames(b.needs())
	known := set(taken)
	for i, refused := 0, 0; refused < maxStrangers && len(o.extras) < want; i++ {
		name := source.propose(i, p.src)
		refused++
		if known[name] {
			continue
		}
		known[name] = true
		if prop, why := p.prop(s, b, name, false); why == "" {
			o.extras = append(o.extras, prop)
			refused = 0
		}
	}
}

// A nameSource proposes names of properties: by propertyNames, by
// patternProperties, or words.
type nameSource struct {
	texts    []*textPlan
	values   []string
	patterns []*pattern
	makers   []*maker
}

func (p *planner) nameSource(b *branch) *nameSource {
	n := &nameSource{}
	for _, a := range b.atoms {
		for _, pp := range a.patternProps {
			if m := newMaker(pp.pattern); m != nil {
				n.patterns, n.makers = append(n.patterns, pp.pattern), append(n.makers, m)
			}
		}
		if a.propertyNames == nil || len(n.texts)+len(n.values) > 0 {
			continue
		}
		q := &planner{fake: p.fake, shapes: map[string]*shape{}, src: p.src}
		s := q.shape([]goal{{schema: a.propertyNames}}, "name", "")
		for _, branch := range unfold(s.goals) {
			if values, known := valuesOf(branch.atoms); known {
				for _, l := range values {
					if text, ok := l.tree.(string); ok {
						n.values = append(n.values, text)
					}
				}
			} else if plan, _ := q.texts(s, branch); plan != nil {
				n.texts = append(n.texts, plan)
			}
		}
	}
	return n
}

var plainNames = []string{"main", "other", "extra", "primary", "secondary", "first", "second", "third"}

// propose returns the i-th name; it may be one that was proposed before.
func (n *nameSource) propose(i int, src *rand.Rand) string {
	if i < len(n.values) {
		return n.values[i]
	}
	if len(n.texts) > 0 {
		return n.texts[i%len(n.texts)].sample(src)
	}
	if k := i % (len(n.makers) + 1); k < len(n.makers) {
		for range 20 {
			if text := string(n.makers[k].text(nil, src, 0, 8)); n.patterns[k].matches(text) {
				return text
			}
		}
	}
	if i < len(plainNames) {
		return plainNames[i]
	}
	return "key" + strconv.Itoa(i)
}
