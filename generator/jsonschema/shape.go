package jsonschema

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"asyncmock/fakedata"
	"asyncmock/spec"
)

// The bounds of what is planned and made.
const (
	maxShapes    = 20_000
	maxText      = 1 << 20 // bytes of one string
	maxItems     = 10_000
	maxNodes     = 100_000 // values of one payload
	maxBytes     = 4 << 20 // of one payload
	nodeBytes    = 40      // a text weighs one value more for each of these
	maxMade      = 32      // levels of one payload
	unreachable  = 1 << 30 // height and weight of what cannot be made
	maxPlanProps = 2_000
)

// A shape is what is made for a set of goals at a place of some name. Equal
// sets at places of one name are one shape, so that recursion closes.
type shape struct {
	index  int
	key    string // of its values in a Memory
	walks  string // of those that walk for each thing
	homes  string // of those near the towns of things
	name   string
	parent string
	beside []string // the names of the properties of the object
	above  []string // and of the object around it
	goals  []goal
	alts   []*alt
	height int // levels of the least value
	weight int // values in the least value
	reason string
	at     *spec.Node
}

// An alt is one way to make a shape.
type alt struct {
	branch *branch
	kinds  []typeSet // the types that can be made, null last
	spare  typeSet   // takes their place when none of them can be
	values []literal // when const or enum leave only these
	seeds  []literal // examples that fit
	def    *literal
	number *numberPlan
	text   *textPlan
	object *objectPlan
	array  *arrayPlan
	height int
	weight int
}

// A plan knows how to make values of one schema. It does not change.
type plan struct {
	fake   *fakedata.Faker
	root   *shape
	proven bool // what is made needs no check
}

// A planner expands shapes until nothing new comes up.
type planner struct {
	fake    *fakedata.Faker
	shapes  map[string]*shape
	order   []*shape
	src     *rand.Rand // for samples, always the same
	weaves  map[string]*weave
	weaving int // steps that they took
}

// newPlan expands everything that can come up in making root.
func newPlan(fake *fakedata.Faker, root *subschema, name string) *plan {
	p := newPlanner(fake)
	s := p.shape([]goal{{schema: root}}, name, "")
	p.grow(maxShapes)
	key := root.src.Place().File + "#" + root.src.Pointer() + "#"
	for _, s := range p.order {
		s.key = key + strconv.Itoa(s.index)
		s.walks, s.homes = s.key+"@", s.key+"~"
		s.bind()
	}
	return &plan{fake: fake, root: s, proven: p.proves(s)}
}

func newPlanner(fake *fakedata.Faker) *planner {
	return &planner{fake: fake, shapes: map[string]*shape{}, weaves: map[string]*weave{}, src: rand.New(rand.NewPCG(1, 2))}
}

// grow expands the shapes and those that they lead to, and measures them.
func (p *planner) grow(limit int) {
	for i := 0; i < len(p.order); i++ {
		if i < limit {
			p.expand(p.order[i])
		} else {
			p.order[i].reason = fmt.Sprintf("the schema leads to more than %d different places", limit)
		}
	}
	p.measure()
}

// shape returns the shape of the goals, to be expanded later.
func (p *planner) shape(goals []goal, name, parent string) *shape {
	slices.SortFunc(goals, func(a, b goal) int {
		if a.schema.index != b.schema.index {
			return a.schema.index - b.schema.index
		}
		return strings.Compare(strconv.FormatBool(a.not), strconv.FormatBool(b.not))
	})
	goals = slices.Compact(goals)
	var key strings.Builder
	key.WriteString(name + "\x00")
	for _, g := range goals {
		fmt.Fprintf(&key, "%d%t,", g.schema.index, g.not)
	}
	if s, ok := p.shapes[key.String()]; ok {
		return s
	}
	s := &shape{index: len(p.order), name: name, parent: parent, goals: goals, height: unreachable, weight: unreachable}
	for _, g := range goals {
		if g.schema.src != nil && !g.not && s.at == nil {
			s.at = g.schema.src
		}
	}
	p.shapes[key.String()] = s
	p.order = append(p.order, s)
	return s
}

// expand finds the ways to make s.
func (p *planner) expand(s *shape) {
	for _, b := range unfold(s.goals) {
		a, reason := p.alt(s, b)
		if a == nil {
			if s.reason == "" {
				s.reason = reason
			}
			continue
		}
		s.alts = append(s.alts, a)
	}
	if len(s.alts) == 0 && s.reason == "" {
		s.reason = "its parts exclude each other"
	}
}

// alt merges what a branch asks for. The reason says why nothing fits.
func (p *planner) alt(s *shape, b *branch) (*alt, string) {
	a := &alt{branch: b}
	if values, known := valuesOf(b.atoms); known {
		for _, l := range values {
			if b.accepts(l.tree) {
				a.values = append(a.values, l)
			}
		}
		if len(a.values) == 0 {
			return nil, "none of the values of enum or const fits the rest"
		}
		return a, ""
	}
	reason := "no type is left"
	kinds, others := b.kinds()
	for i, kind := range append(kinds, others...) {
		if i == len(kinds) && len(a.kinds) > 0 {
			p.spare(s, a, others)
			break
		}
		why := p.kind(s, a, kind)
		if why != "" {
			reason = why
			continue
		}
		a.kinds = append(a.kinds, kind)
	}
	if len(a.kinds) == 0 {
		return nil, reason
	}
	p.seed(a)
	a.learn()
	return a, ""
}

// spare plans a plain type that the schema does not speak about, for when the
// objects and arrays that it does speak about turn out impossible.
func (p *planner) spare(s *shape, a *alt, others []typeSet) {
	if slices.ContainsFunc(a.kinds, func(kind typeSet) bool { return kind&(typeObject|typeArray) == 0 }) {
		return
	}
	for _, kind := range others {
		if kind&(typeObject|typeArray) == 0 && p.kind(s, a, kind) == "" {
			a.spare = kind
			return
		}
	}
}

// kind plans the values of one type; it returns why there are none.
func (p *planner) kind(s *shape, a *alt, kind typeSet) string {
	switch kind {
	case typeNull:
		if !a.branch.acceptsScalar(nil) {
			return "null is excluded"
		}
	case typeBoolean:
		if !a.branch.acceptsScalar(true) && !a.branch.acceptsScalar(false) {
			return "true and false are excluded"
		}
	case typeInteger, typeNumber:
		plan, reason := p.numbers(s, a.branch, kind)
		if plan == nil {
			return reason
		}
		a.number = plan
	case typeString:
		plan, reason := p.texts(s, a.branch)
		if plan == nil {
			return reason
		}
		a.text = plan
	case typeObject:
		plan, reason := p.objects(s, a.branch)
		if plan == nil {
			return reason
		}
		a.object = plan
	case typeArray:
		plan, reason := p.arrays(s, a.branch)
		if plan == nil {
			return reason
		}
		a.array = plan
	}
	return ""
}

// seed collects the examples and the default that fit.
func (p *planner) seed(a *alt) {
	for _, atom := range a.branch.atoms {
		for _, l := range atom.examples {
			if a.branch.accepts(l.tree) {
				a.seeds = append(a.seeds, l)
			}
		}
		if l := atom.defaultValue; l != nil && a.def == nil && a.branch.accepts(l.tree) {
			a.def = l
		}
	}
}
