package jsonschema

import (
	"iter"
	"math/rand/v2"
	"time"

	"asyncmock/generator/schema"
)

// The bounds of a catalog.
const (
	maxCases      = 1000     // of one kind and one schema
	maxCaseTries  = 20_000   // payloads made for them
	caseAttempts  = 12       // for one payload
	maxCaseText   = 10_000   // characters of a text at its limit
	maxCaseMember = 1000     // items or properties of a value at its limit
	maxCaseEffort = 64 << 20 // bytes made in all
	manyCaseBytes = 3000     // above, only what is required is made around what a case shows
)

// Cases implements schema.Cases. The values are made by the plan, changed so
// that what a case shows is there; the validator has the last word on each.
func (c *compiled) Cases(kind schema.CaseKind, d *schema.Draw) iter.Seq[schema.Case] {
	return func(yield func(schema.Case) bool) {
		if c.broken != nil {
			return
		}
		k := &casing{schema: c, root: withoutWholes(c.plan.root, c.revealer(kind)), seed: d.Source.Uint64(), now: d.Now, kind: kind, yield: yield, names: map[string]int{}, yielded: map[string]bool{}, told: map[string]bool{}}
		switch kind {
		case schema.Typical:
			k.whole(usual)
		case schema.Minimal:
			k.whole(least)
		case schema.Full:
			k.whole(full)
		case schema.Branch:
			k.measure()
			k.eachSite(k.branches)
		case schema.Boundary:
			k.measure()
			k.eachSite(k.boundaries)
		case schema.Invalid:
			k.measure()
			k.eachSite(k.violations)
		}
		if k.cut && d.Cut != nil {
			d.Cut()
		}
	}
}

// revealer is for the kinds that show a place each.
func (c *compiled) revealer(kind schema.CaseKind) *revealer {
	switch kind {
	case schema.Branch, schema.Boundary, schema.Invalid:
		return newRevealer(newPlanner(c.plan.fake))
	}
	return nil
}

// A casing is one walk over a schema that yields cases of one kind.
type casing struct {
	schema *compiled
	root   *shape // of the plan, but without examples of objects and arrays
	seed   uint64
	now    time.Time
	kind   schema.CaseKind
	yield  func(schema.Case) bool
	names  map[string]int
	// yielded are the values that a place has already: equal ones say nothing.
	yielded map[string]bool
	told    map[string]bool // names of violations that have their value
	around  manner          // of what is beside what a case shows
	effort  int             // bytes made
	count   int
	tries   int
	plans   int // made for what is broken
	done    bool
	cut     bool // it ends early: a bound is reached
}

// measure chooses how much is made around what a case shows.
func (k *casing) measure() {
	k.around = usual
	if value, ok := k.make(k.root, usual); !ok || len(value) > manyCaseBytes {
		k.around = least
	}
}

// whole yields the one value made in a manner.
func (k *casing) whole(m manner) {
	if value, ok := k.make(k.root, m); ok {
		k.emit(schema.Case{Name: k.kind.String(), Value: value})
	}
}

// make makes a value that the validator accepts by a plan that begins at root.
func (k *casing) make(root *shape, wanted manner) ([]byte, bool) {
	for i := range caseAttempts {
		m := wanted
		if i > caseAttempts/2 {
			m = manners[i%len(manners)]
		}
		value, ok := k.attempt(root, m, i, 0)
		if ok && k.accepted(value) {
			return value, true
		}
	}
	return nil, false
}

// attempt makes a value that nobody has judged yet. All cases of a schema
// draw from the same seed, so that they differ in little but what they show.
func (k *casing) attempt(root *shape, wanted manner, i, depth int) ([]byte, bool) {
	if k.tries++; k.tries > maxCaseTries {
		k.end()
		return nil, false
	}
	value, err := k.making(wanted, i).shape(nil, root, depth)
	if k.effort += len(value); k.effort > maxCaseEffort {
		k.end()
	}
	return value, err == nil
}

func (k *casing) making(wanted manner, i int) *making {
	return &making{src: rand.New(rand.NewPCG(k.seed, uint64(i))), now: k.now, manner: wanted, turn: i}
}

// accepted judges a value.
func (k *casing) accepted(value []byte) bool {
	v, err := schema.Decode(value)
	return err == nil && k.schema.valid(v)
}

// emit yields a case under a name of its own.
func (k *casing) emit(c schema.Case) {
	if k.done {
		return
	}
	c.Kind = k.kind
	c.Name = k.named(c.Name)
	if k.count == maxCases {
		k.end()
		return
	}
	k.count++
	k.done = !k.yield(c)
}

// end ends the walk because of a bound.
func (k *casing) end() { k.done, k.cut = true, true }
