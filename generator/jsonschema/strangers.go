package jsonschema

// maxStrangers is how many names in a row may be refused before no more are
// proposed.
const maxStrangers = 300

// extras names properties that nobody declares: as many as minProperties
// lacks, and some for what is a map.
func (p *planner) extras(s *shape, b *branch, o *objectPlan) {
	missing := min(o.low, max(o.low-len(o.props), 0)+4) // some of those that are declared may turn out impossible
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
	sources := p.nameSources(b)
	taken, _ := b.memberNames(b.needs())
	known := set(taken)
	for i, refused := 0, 0; refused < maxStrangers && len(o.extras) < want && len(sources) > 0; i++ {
		name := sources[i%len(sources)].name(p, i/len(sources))
		refused++
		if known[name] {
			continue
		}
		known[name] = true
		if prop, why := p.prop(s, b, name, singular(s.name), false); why == "" {
			o.extras = append(o.extras, prop)
			refused = 0
		}
	}
}
