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
	maxMade      = 32      // levels of one payload
	unreachable  = 1 << 30 // height and weight of what cannot be made
	maxPlanProps = 2_000
)

// A shape is what is made for a set of goals at a place of some name. Equal
// sets at places of one name are one shape, so that recursion closes.
type shape struct {
	index  int
	name   string
	parent string
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
	root *shape
	key  string // of its values in a Memory
}

// A planner expands shapes until nothing new comes up.
type planner struct {
	fake   *fakedata.Faker
	shapes map[string]*shape
	order  []*shape
	src    *rand.Rand // for samples, always the same
}

// newPlan expands everything that can come up in making root.
func newPlan(fake *fakedata.Faker, root *subschema, name string) *plan {
	p := &planner{fake: fake, shapes: map[string]*shape{}, src: rand.New(rand.NewPCG(1, 2))}
	s := p.shape([]goal{{schema: root}}, name, "")
	for i := 0; i < len(p.order); i++ {
		if i < maxShapes {
			p.expand(p.order[i])
		} else {
			p.order[i].reason = fmt.Sprintf("the schema leads to more than %d different places", maxShapes)
		}
	}
	p.measure()
	return &plan{root: s, key: root.src.Place().File + "#" + root.src.Pointer()}
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
	return a, ""
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

// accepts judges a value by all that the branch asks for.
func (b *branch) accepts(v any) bool {
	for _, atom := range b.atoms {
		if !atom.accepts(v) {
			return false
		}
	}
	object, isObject := v.(map[string]any)
	for _, name := range b.demanded {
		if _, has := object[name]; isObject && !has {
			return false
		}
	}
	for _, name := range b.forbidden {
		if _, has := object[name]; isObject && has {
			return false
		}
	}
	for _, n := range b.notProps {
		if value, has := object[n.name]; has && n.schema.accepts(value) {
			return false
		}
	}
	return b.acceptsScalar(v)
}

// acceptsScalar judges a value by what negations ask for.
func (b *branch) acceptsScalar(v any) bool {
	of := typeOf(v)
	if of == typeInteger|typeNumber {
		of = typeInteger
	}
	if of&b.types == 0 || slices.ContainsFunc(b.notValues, func(other any) bool { return equal(other, v) }) {
		return false
	}
	if text, ok := v.(string); ok {
		for _, p := range b.notText {
			if p.matches(text) {
				return false
			}
		}
	}
	for _, l := range b.limits {
		if !l.accepts(v) {
			return false
		}
	}
	return !slices.ContainsFunc(b.hopes, func(s *subschema) bool { return s.accepts(v) })
}

// kinds returns the types worth making: those that are declared, or else
// those that the keywords speak about, or else one that does little harm; and
// the others that are left, in case none of those can be made.
func (b *branch) kinds() (kinds, others []typeSet) {
	left := b.typesLeft()
	worth := left
	if !slices.ContainsFunc(b.atoms, func(a *subschema) bool { return a.types != 0 }) {
		if meant := b.meant() & left; meant != 0 {
			worth = meant
		} else if left&typeString != 0 {
			worth = typeString
		} else if left&typeObject != 0 {
			worth = typeObject
		}
	}
	for _, kind := range []typeSet{typeObject, typeArray, typeString, typeNumber, typeInteger, typeBoolean, typeNull} {
		switch {
		case kind == typeInteger && left&typeNumber != 0: // numbers of both kinds come from one plan
		case worth&kind != 0:
			kinds = append(kinds, kind)
		case left&kind != 0:
			others = append(others, kind)
		}
	}
	return kinds, others
}

// meant returns the types that the keywords speak about.
func (b *branch) meant() (types typeSet) {
	if len(b.demanded)+len(b.forbidden)+len(b.notProps) > 0 {
		types |= typeObject
	}
	for _, list := range [][]*subschema{b.atoms, b.limits} {
		for _, a := range list {
			if len(a.properties)+len(a.patternProps)+len(a.required)+len(a.dependencies) > 0 || a.additional != nil ||
				a.propertyNames != nil || a.minProps > 0 || a.maxProps >= 0 || a.discriminator != nil || a.unevaluated != nil {
				types |= typeObject
			}
			if a.items != nil || len(a.tuple) > 0 || a.contains != nil || a.minItems > 0 || a.maxItems >= 0 || a.unique {
				types |= typeArray
			}
			if a.pattern != nil || a.format != "" && !numeric(a.format) || a.minLength > 0 || a.maxLength >= 0 || a.contentEncoding != "" {
				types |= typeString
			}
			if a.minimum != nil || a.maximum != nil || a.exMinimum != nil || a.exMaximum != nil || a.multiple != nil || numeric(a.format) {
				types |= typeNumber | typeInteger
			}
			for _, l := range a.examples {
				types |= typeOf(l.tree)
			}
		}
	}
	return types
}

func numeric(format string) bool {
	return slices.Contains([]string{"int32", "int64", "float", "double", "integer", "number", "long", "int"}, format)
}

// measure finds the least height and weight of all shapes, and takes out the
// ways that lead nowhere.
func (p *planner) measure() {
	for changed := true; changed; {
		changed = false
		for _, s := range p.order {
			for _, a := range s.alts {
				a.height, a.weight = a.least()
				if a.height < s.height {
					s.height, changed = a.height, true
				}
				if a.weight < s.weight {
					s.weight, changed = a.weight, true
				}
			}
		}
	}
	for _, s := range p.order {
		for _, a := range s.alts {
			a.height, a.weight = a.least()
		}
		possible := slices.DeleteFunc(slices.Clone(s.alts), func(a *alt) bool { return a.height >= unreachable })
		if len(possible) > 0 {
			s.alts = possible
		}
		for _, a := range s.alts {
			a.prune()
		}
	}
}

// least returns the height and weight of the least value of a way.
func (a *alt) least() (height, weight int) {
	if a.values != nil {
		return 1, 1
	}
	height, weight = unreachable, unreachable
	for _, kind := range a.kinds {
		h, w := 1, 1
		switch kind {
		case typeObject:
			h, w = a.object.least()
		case typeArray:
			h, w = a.array.least()
		}
		height, weight = min(height, h), min(weight, w)
	}
	return height, weight
}

// prune takes out the types that cannot be made.
func (a *alt) prune() {
	possible := slices.DeleteFunc(slices.Clone(a.kinds), func(kind typeSet) bool {
		h := 1
		switch kind {
		case typeObject:
			h, _ = a.object.least()
		case typeArray:
			h, _ = a.array.least()
		}
		return h >= unreachable
	})
	if len(possible) > 0 {
		a.kinds = possible
	}
}
