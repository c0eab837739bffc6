package jsonschema

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"
)

// A check is a schema made ready to say yes quickly. It is made of the
// compiled schema of jsonschema/v5, so that it means the same, and knows all
// keywords but those that look at what other keywords have seen
// (unevaluated…, $dynamicRef): a schema that reaches such a one has no check.
// What a check refuses or gives up on is for jsonschema/v5 to decide.
//
// It reads decoded values (fasttree.go) and JSON texts (fasttext.go) without
// allocating.
type check struct {
	always *bool

	types  typeSet // 0: any
	values *valueCheck
	number *numberCheck
	text   *textCheck
	object *objectCheck
	array  *arrayCheck

	all, any, one   []*check
	not             *check
	cond, then, els *check
	inPlace         bool // one of the above is there
}

// valueCheck is const and enum.
type valueCheck struct {
	texts   map[string]bool
	numbers []bound
	others  []any // null, booleans, objects, arrays
}

type numberCheck struct {
	minimum, maximum, exMinimum, exMaximum *bound
	multiple                               *bound
}

type textCheck struct {
	min, max int // -1: none
	pattern  *regexp.Regexp
	simple   simplePattern // the pattern, where it is of a simple kind
	slow     []*pattern
	format   *formatCheck
	content  *contentCheck
}

type contentCheck struct {
	decode func(string) ([]byte, error)
	media  func([]byte) error
}

type objectCheck struct {
	members    []memberCheck
	index      map[string]int
	patterns   []patternCheck
	additional *check // nil: anything
	names      *check
	min, max   int // -1: none
	needs      []needCheck
	required   [memberWords]uint64
}

// memberWords bounds the properties of an object that is checked as a text.
const memberWords = 4

// memberCheck is what is known of a property: what properties says, that it
// is required, or only that others depend on it.
type memberCheck struct {
	name     string
	declared bool
	required bool
	check    *check // nil: anything
}

type patternCheck struct {
	pattern *regexp.Regexp
	check   *check
}

// needCheck is a dependency.
type needCheck struct {
	member int
	needs  []int
	check  *check // nil: needs counts
}

type arrayCheck struct {
	tuple    []*check
	rest     *check // nil: anything
	min, max int
	unique   bool
	contains *check
	least    int
	most     int // -1: none
}

// newCheck returns the check of a compiled schema, nil when there is none.
func newCheck(s *v5.Schema) *check {
	k := &checker{known: map[*v5.Schema]*check{}}
	root := k.check(s)
	for len(k.pending) > 0 && !k.failed {
		next := k.pending[len(k.pending)-1]
		k.pending = k.pending[:len(k.pending)-1]
		k.fill(k.known[next], next)
	}
	if k.failed || k.loops() {
		return nil
	}
	return root
}

// A checker makes checks, each schema once.
type checker struct {
	known   map[*v5.Schema]*check
	pending []*v5.Schema
	failed  bool
}

func (k *checker) check(s *v5.Schema) *check {
	if s == nil {
		return nil
	}
	for range maxDepth { // up to draft 7 nothing stands beside $ref
		if s.Ref == nil || s.Draft == v5.Draft2019 || s.Draft == v5.Draft2020 {
			break
		}
		s = s.Ref
	}
	if c, ok := k.known[s]; ok {
		return c
	}
	c := &check{}
	k.known[s] = c
	k.pending = append(k.pending, s)
	return c
}

func (k *checker) checks(list []*v5.Schema) (checks []*check) {
	for _, s := range list {
		checks = append(checks, k.check(s))
	}
	return checks
}

func (k *checker) fill(c *check, s *v5.Schema) {
	if c.always = s.Always; c.always != nil {
		return
	}
	k.failed = k.failed || s.RecursiveRef != nil || s.DynamicRef != nil || s.UnevaluatedProperties != nil || s.UnevaluatedItems != nil || s.RegexProperties
	for _, name := range s.Types {
		c.types |= typeNamed(name)
	}
	k.values(c, s)
	k.numbers(c, s)
	k.texts(c, s)
	k.objects(c, s)
	k.arrays(c, s)
	c.all = k.checks(s.AllOf)
	if s.Ref != nil {
		c.all = append(c.all, k.check(s.Ref))
	}
	c.any, c.one, c.not = k.checks(s.AnyOf), k.checks(s.OneOf), k.check(s.Not)
	if c.cond = k.check(s.If); c.cond != nil {
		c.then, c.els = k.check(s.Then), k.check(s.Else)
	}
	c.inPlace = len(c.all)+len(c.any)+len(c.one) > 0 || c.not != nil || c.cond != nil
}

// loops reports whether a schema leads to itself without going into the value.
func (k *checker) loops() bool {
	const open, done = 1, 2
	state := map[*check]int{}
	var visit func(c *check) bool
	visit = func(c *check) bool {
		if c == nil || state[c] == done {
			return false
		}
		if state[c] == open {
			return true
		}
		state[c] = open
		list := slices.Concat(c.all, c.any, c.one, []*check{c.not, c.cond, c.then, c.els})
		if c.object != nil {
			for _, n := range c.object.needs {
				list = append(list, n.check)
			}
		}
		if slices.ContainsFunc(list, visit) {
			return true
		}
		state[c] = done
		return false
	}
	for _, c := range k.known {
		if visit(c) {
			return true
		}
	}
	return false
}

func (k *checker) values(c *check, s *v5.Schema) {
	for _, list := range [][]any{s.Constant, s.Enum} {
		if len(list) == 0 {
			continue
		}
		if c.values != nil { // const beside enum: rare enough
			k.failed = true
			return
		}
		c.values = &valueCheck{texts: map[string]bool{}}
		for _, v := range list {
			switch typeOf(v) {
			case typeString:
				c.values.texts[v.(string)] = true
			case typeNumber, typeNumber | typeInteger:
				c.values.numbers = append(c.values.numbers, newBound(rational(v.(json.Number))))
			default:
				c.values.others = append(c.values.others, v)
			}
		}
	}
}

func (k *checker) numbers(c *check, s *v5.Schema) {
	if s.Minimum == nil && s.Maximum == nil && s.ExclusiveMinimum == nil && s.ExclusiveMaximum == nil && s.MultipleOf == nil {
		return
	}
	c.number = &numberCheck{
		minimum: boundOf(s.Minimum), maximum: boundOf(s.Maximum),
		exMinimum: boundOf(s.ExclusiveMinimum), exMaximum: boundOf(s.ExclusiveMaximum), multiple: boundOf(s.MultipleOf),
	}
}

func (k *checker) texts(c *check, s *v5.Schema) {
	t := &textCheck{min: s.MinLength, max: s.MaxLength, pattern: s.Pattern, format: newFormatCheck(s.Format)}
	if t.pattern != nil {
		t.simple = newSimplePattern(t.pattern.String())
	}
	for _, extension := range s.Extensions {
		p, ok := extension.(slowPattern)
		if k.failed = k.failed || !ok; ok {
			t.slow = append(t.slow, p.pattern)
		}
	}
	// Since 2019-09 the content of strings is not asserted.
	decode, media := v5.Decoders[s.ContentEncoding], v5.MediaTypes[s.ContentMediaType]
	if s.Draft != v5.Draft2019 && s.Draft != v5.Draft2020 && (decode != nil || media != nil) {
		t.content = &contentCheck{decode, media}
	}
	k.failed = k.failed || s.ContentSchema != nil
	if t.min >= 0 || t.max >= 0 || t.pattern != nil || len(t.slow) > 0 || t.format != nil || t.content != nil {
		c.text = t
	}
}

func (k *checker) objects(c *check, s *v5.Schema) {
	o := &objectCheck{index: map[string]int{}, names: k.check(s.PropertyNames), min: s.MinProperties, max: s.MaxProperties}
	for _, name := range slices.SortedFunc(maps.Keys(s.Properties), tellingFirst(s)) {
		m := &o.members[o.member(name)]
		m.declared, m.check = true, k.check(s.Properties[name])
	}
	for _, name := range s.Required {
		i := o.member(name)
		o.members[i].required = true
		if i < 64*memberWords {
			o.required[i/64] |= 1 << (i % 64)
		}
	}
	for p, sub := range s.PatternProperties {
		o.patterns = append(o.patterns, patternCheck{p, k.check(sub)})
	}
	switch a := s.AdditionalProperties.(type) {
	case bool:
		if !a {
			o.additional = &check{always: &no}
		}
	case *v5.Schema:
		o.additional = k.check(a)
	}
	k.needs(o, s)
	if len(o.members)+len(o.patterns) > 0 || o.additional != nil || o.names != nil || o.min >= 0 || o.max >= 0 {
		c.object = o
	}
}

// tellingFirst orders properties: those that tell schemas apart come first.
func tellingFirst(s *v5.Schema) func(a, b string) int {
	rank := func(name string) int {
		if sub := s.Properties[name]; len(sub.Constant)+len(sub.Enum) > 0 {
			return 0
		}
		return 1
	}
	return func(a, b string) int {
		if ra, rb := rank(a), rank(b); ra != rb {
			return ra - rb
		}
		if a < b {
			return -1
		}
		return 1
	}
}

// member returns the index of a member, a new one where it is not known.
func (o *objectCheck) member(name string) int {
	i, ok := o.index[name]
	if !ok {
		i = len(o.members)
		o.index[name] = i
		o.members = append(o.members, memberCheck{name: name})
	}
	return i
}

func (k *checker) needs(o *objectCheck, s *v5.Schema) {
	add := func(name string, needs []string, sub *v5.Schema) {
		n := needCheck{member: o.member(name), check: k.check(sub)}
		for _, need := range needs {
			n.needs = append(n.needs, o.member(need))
		}
		o.needs = append(o.needs, n)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Dependencies)) {
		switch d := s.Dependencies[name].(type) {
		case *v5.Schema:
			add(name, nil, d)
		case []string:
			add(name, d, nil)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.DependentRequired)) {
		add(name, s.DependentRequired[name], nil)
	}
	for _, name := range slices.Sorted(maps.Keys(s.DependentSchemas)) {
		add(name, nil, s.DependentSchemas[name])
	}
}

func (k *checker) arrays(c *check, s *v5.Schema) {
	a := &arrayCheck{min: s.MinItems, max: s.MaxItems, unique: s.UniqueItems, contains: k.check(s.Contains), least: s.MinContains, most: s.MaxContains}
	switch items := s.Items.(type) {
	case *v5.Schema:
		a.rest = k.check(items)
	case []*v5.Schema:
		a.tuple = k.checks(items)
		switch rest := s.AdditionalItems.(type) {
		case bool:
			if !rest {
				a.rest = &check{always: &no}
			}
		case *v5.Schema:
			a.rest = k.check(rest)
		}
	}
	if s.PrefixItems != nil || s.Items2020 != nil {
		a.tuple, a.rest = k.checks(s.PrefixItems), k.check(s.Items2020)
	}
	if len(a.tuple) > 0 || a.rest != nil || a.contains != nil || a.min >= 0 || a.max >= 0 || a.unique {
		c.array = a
	}
}
