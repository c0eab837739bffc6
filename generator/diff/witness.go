package diff

import (
	"strings"
	"time"

	"asyncmock/generator"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// The budgets of a search, for each pair of schemas and each way round.
const (
	maxLocals = 600  // values of the pair
	maxBases  = 40   // payloads that they are put into
	maxTries  = 6000 // payloads judged
)

// contrast is the search for payloads on which two versions of a schema differ.
type contrast struct {
	old, new   *side
	candidates map[searchKey][]*candidate
}

type searchKey struct {
	old, new *spec.Node
	path     string
	lost     bool
}

// A side is one version of the whole schema.
type side struct {
	compiler *generator.Compiler
	schema   *spec.Schema
	whole    *generator.Message
	payloads [][]byte // made of it, at most maxBases
}

// A candidate is a payload that one version accepts and the other refuses.
type candidate struct {
	payload  []byte
	tree     any
	local    any              // the value of the pair in it
	refusals spec.Diagnostics // of local
	finding  spec.Diagnostic  // the first of the payload
	declared bool             // it holds no property that the accepting version does not declare
}

func newContrast(old, new *generator.Compiler, before, after *spec.Schema) *contrast {
	return &contrast{old: newSide(old, before), new: newSide(new, after), candidates: map[searchKey][]*candidate{}}
}

func newSide(c *generator.Compiler, s *spec.Schema) *side {
	return &side{compiler: c, schema: s, whole: judge(c, s)}
}

// judge compiles a schema for itself. Payloads are compared as JSON, whatever
// they travel as.
func judge(c *generator.Compiler, s *spec.Schema) *generator.Message {
	return c.Message(&spec.Message{Name: "payload", ContentType: "application/json", Payload: s})
}

// part compiles a schema below the whole.
func (s *side) part(n *spec.Node) *generator.Message {
	switch {
	case n == nodeOf(s.schema):
		return s.whole
	case n == nil || s.schema == nil:
		return judge(s.compiler, nil)
	}
	return judge(s.compiler, &spec.Schema{Format: s.schema.Format, Node: n, Name: "part"})
}

// options of what is made: the same on every day.
func options() generator.CaseOptions {
	return generator.CaseOptions{Seed: 1, Now: time.Date(2025, 3, 10, 9, 0, 0, 0, time.UTC), Count: 2}
}

// bases returns payloads of the whole.
func (s *side) bases() [][]byte {
	if s.payloads != nil {
		return s.payloads
	}
	s.payloads = [][]byte{}
	for _, kind := range []schema.CaseKind{schema.Full, schema.Minimal, schema.Typical, schema.Branch} {
		for c := range s.whole.Cases(kind, options()) {
			if len(s.payloads) == maxBases {
				return s.payloads
			}
			s.payloads = append(s.payloads, c.Value)
		}
	}
	return s.payloads
}

// found returns the witness of a delta. lost: the old version accepts it and
// the new one refuses it; else the other way round.
func (c *contrast) found(p *pair, d *delta, lost bool) *Witness {
	target := d.old
	if lost {
		target = d.new
	}
	if d.within != nil && target != nil {
		target = d.within
	}
	var best *candidate
	for _, k := range c.search(p, lost) {
		if k.about(d, target) && (best == nil || len(k.refusals) < len(best.refusals)) {
			best = k
		}
	}
	return best.witness(lost)
}

// any returns the witness of the whole that needs no property that nobody declares.
func (c *contrast) any(p *pair, lost bool) *Witness {
	for _, k := range c.search(p, lost) {
		if k.declared {
			return k.witness(lost)
		}
	}
	return nil
}

func (k *candidate) witness(lost bool) *Witness {
	if k == nil {
		return nil
	}
	w := &Witness{Payload: k.payload, AcceptedBy: "new", Instance: k.finding.Instance, Refusal: k.finding.Summary}
	if lost {
		w.AcceptedBy = "old"
	}
	return w
}

// about reports whether the refusal is because of the delta.
func (k *candidate) about(d *delta, target *spec.Node) bool {
	if !d.open && !k.declared {
		return false
	}
	if d.anywhere {
		return d.shows == nil || d.shows(k.local)
	}
	for _, f := range k.refusals {
		if d.inside && target != nil && f.Instance != "" {
			return true
		}
		if under(f, target) && (d.shows == nil || d.shows(at(k.local, f.Instance))) {
			return true
		}
	}
	return false
}

// under reports whether a finding is by a keyword, or by what is in it.
func under(f spec.Diagnostic, keyword *spec.Node) bool {
	if keyword == nil {
		return false
	}
	pointer := keyword.Pointer()
	return f.Pos.File == keyword.Pos.File && (f.Pointer == pointer || strings.HasPrefix(f.Pointer, pointer+"/"))
}

// search returns the candidates of a pair.
func (c *contrast) search(p *pair, lost bool) []*candidate {
	key := searchKey{p.old, p.new, strings.Join(p.path, "/"), lost}
	if known, ok := c.candidates[key]; ok {
		return known
	}
	s := &search{pair: p, source: c.new, target: c.old, accepts: c.new.part(p.new), refuses: c.old.part(p.old)}
	if lost {
		s.source, s.target, s.accepts, s.refuses = c.old, c.new, c.old.part(p.old), c.new.part(p.new)
	}
	found := s.run()
	c.candidates[key] = found
	return found
}

// A search looks for candidates of one pair, one way round.
type search struct {
	pair             *pair
	source, target   *side              // the wholes: one accepts, the other refuses
	accepts, refuses *generator.Message // the parts
	tries            int
	out              []*candidate
}

func (s *search) run() []*candidate {
	seen := map[string]bool{}
	locals := 0
	try := func(value []byte) bool {
		if seen[string(value)] {
			return true
		}
		seen[string(value)] = true
		s.lift(value)
		locals++
		return locals < maxLocals && s.tries < maxTries
	}
	for _, kind := range []schema.CaseKind{schema.Minimal, schema.Full, schema.Typical, schema.Branch, schema.Boundary} {
		for c := range s.accepts.Cases(kind, options()) {
			if !try(c.Value) {
				return s.out
			}
		}
	}
	for c := range s.refuses.Cases(schema.Invalid, options()) {
		if !try(c.Value) {
			break
		}
	}
	return s.out
}

// lift puts a value of the parts into payloads of the whole until one is a
// candidate.
func (s *search) lift(value []byte) {
	v, err := s.accepts.Decode(value, false)
	if err != nil || !s.differs(v) {
		return
	}
	if s.accepts == s.source.whole && s.refuses == s.target.whole {
		s.judge(value, v.Tree)
		return
	}
	for _, base := range s.source.bases() {
		b, err := s.source.whole.Decode(base, false)
		if err != nil {
			continue
		}
		for _, way := range []func(any, any) any{replaced, overlaid} {
			if s.tries++; s.tries > maxTries {
				return
			}
			if tree, local, ok := put(b.Tree, s.pair.path, v.Tree, way); ok && s.judge(encode(tree), local) {
				return
			}
		}
	}
}

// differs reports whether the parts judge a value differently.
func (s *search) differs(v schema.Value) bool {
	s.tries++
	return len(s.accepts.Validate(v)) == 0 && len(s.refused(v)) > 0
}

func (s *search) refused(v schema.Value) spec.Diagnostics {
	if again, err := s.refuses.Decode(v.Raw, false); err == nil {
		return s.refuses.Validate(again)
	}
	return nil
}

// judge keeps a payload that the wholes judge differently.
func (s *search) judge(payload []byte, local any) bool {
	v, err := s.source.whole.Decode(payload, false)
	if err != nil || len(s.source.whole.Validate(v)) > 0 {
		return false
	}
	again, err := s.target.whole.Decode(payload, false)
	if err != nil {
		return false
	}
	findings := s.target.whole.Validate(again)
	if len(findings) == 0 {
		return false
	}
	part, err := s.accepts.Decode(encode(local), false)
	if err != nil {
		return false
	}
	refusals := s.refused(part)
	if len(refusals) == 0 {
		return false
	}
	s.out = append(s.out, &candidate{payload: payload, tree: v.Tree, local: local, refusals: refusals, finding: findings[0], declared: s.source.declares(v.Tree)})
	return true
}
