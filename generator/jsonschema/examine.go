package jsonschema

import (
	"fmt"
	"slices"

	"asyncmock/spec"
)

// maxBranches bounds how often a schema tests one and the same value: nested
// alternatives double with each level.
const maxBranches = 10_000

// maxRequired bounds the names of one required: that they differ is looked at
// in pairs.
const maxRequired = 10_000

// examine looks for what must not be compiled: schemas that apply to the same
// value without end, and too many branches. It also reports what can never
// be satisfied. It says whether the schema can be compiled.
func (r *reader) examine(root *subschema) (fine bool) {
	fine = r.noLoops()
	if !fine {
		return false
	}
	counts := map[*subschema]int{}
	for _, s := range r.order {
		if n := branches(s, counts); n > maxBranches {
			r.fail(s, "schema-too-complex", fmt.Sprintf("the alternatives of this schema multiply to more than %d branches", maxBranches))
			return false
		}
		if len(s.required) > maxRequired {
			r.fail(s, "schema-too-complex", fmt.Sprintf("the schema requires more than %d properties", maxRequired))
			return false
		}
	}
	for _, s := range r.order {
		s.tag = tagOf(s.oneOf)
	}
	must := necessary(root)
	for _, s := range r.order {
		r.contradiction(s, must[s])
	}
	return true
}

// samples reports defaults and examples that their own schema refuses.
func (r *reader) samples() {
	for _, s := range r.order {
		if s.defaultValue != nil && !s.accepts(s.defaultValue.tree) {
			r.warn(s.src.Own("default"), "schema-default", "the default does not fit its schema; it is not used")
		}
		for _, l := range s.examples {
			if s.src != nil && s.meta == "" && !s.accepts(l.tree) {
				d := spec.Diagnostic{Code: "schema-example", Severity: spec.SeverityInfo, Pos: l.node.Place(), Pointer: l.node.Pointer(),
					Summary: fmt.Sprintf("the example %s does not fit its schema; it is not used", shorten(string(l.raw)))}
				r.findings = append(r.findings, d)
			}
		}
	}
}

// necessary returns the schemas that every payload meets: the root, what it
// refers to and joins, and the properties and items that must be there.
func necessary(root *subschema) map[*subschema]bool {
	must := map[*subschema]bool{}
	var visit func(s *subschema)
	visit = func(s *subschema) {
		if s == nil || must[s] {
			return
		}
		must[s] = true
		visit(s.ref)
		for _, sub := range s.allOf {
			visit(sub)
		}
		if s.types == typeObject {
			for _, p := range s.properties {
				if slices.Contains(s.required, p.name) {
					visit(p.schema)
				}
			}
		}
		if s.types == typeArray && s.minItems > len(s.tuple) {
			visit(s.items)
		}
	}
	visit(root)
	return must
}

// noLoops finds schemas that lead back to themselves without going into a
// part of the value. The loop of polymorphism, where a base lists its kinds in
// oneOf and each kind has the base in allOf, is opened: the kinds get the base
// without its list.
func (r *reader) noLoops() bool {
	for range len(r.order) + 1 {
		from, to := r.loop()
		if to == nil {
			return true
		}
		if len(to.oneOf)+len(to.anyOf) == 0 {
			r.fail(to, "schema-loop", "the schema refers to itself for the same value, without end")
			return false
		}
		r.warn(to.src, "schema-loop", "the schema lists kinds that refer back to it; they are read as if it had no oneOf or anyOf there")
		bare := *to
		bare.oneOf, bare.anyOf, bare.index = nil, nil, len(r.order)
		r.order = append(r.order, &bare)
		from.replace(to, &bare)
	}
	return true
}

// replace puts another schema in the place of one that applies to the same value.
func (s *subschema) replace(old, new *subschema) {
	for _, place := range []**subschema{&s.ref, &s.not, &s.cond, &s.then, &s.els} {
		if *place == old {
			*place = new
		}
	}
	for _, list := range [][]*subschema{s.allOf, s.anyOf, s.oneOf} {
		for i := range list {
			if list[i] == old {
				list[i] = new
			}
		}
	}
	for i := range s.dependencies {
		if s.dependencies[i].schema == old {
			s.dependencies[i].schema = new
		}
	}
}

// loop returns the step that closes a loop, nil when there is none.
func (r *reader) loop() (from, to *subschema) {
	const (
		unseen = iota
		open
		done
	)
	state := make([]uint8, len(r.order))
	var visit func(s *subschema)
	visit = func(s *subschema) {
		state[s.index] = open
		s.inPlace(func(sub *subschema) {
			switch {
			case to != nil:
			case state[sub.index] == unseen:
				visit(sub)
			case state[sub.index] == open:
				from, to = s, sub
			}
		})
		state[s.index] = done
	}
	for _, s := range r.order {
		if state[s.index] == unseen && to == nil {
			visit(s)
		}
	}
	return from, to
}

// branches counts the schemas that one value is tested against.
func branches(s *subschema, counts map[*subschema]int) int {
	if n, ok := counts[s]; ok {
		return n
	}
	n := 1
	s.inPlace(func(sub *subschema) { n = min(n+branches(sub, counts), maxBranches+1) })
	counts[s] = n
	return n
}

// contradiction reports keywords of one object that exclude each other: an
// error where every payload must meet them.
func (r *reader) contradiction(s *subschema, must bool) {
	bad := func(format string, args ...any) {
		d := spec.Diagnostic{Code: "schema-unsatisfiable", Severity: spec.SeverityWarning, Summary: "no value can satisfy this schema: " + fmt.Sprintf(format, args...)}
		if must {
			d.Severity = spec.SeverityError
		}
		if s.src != nil {
			d.Pos, d.Pointer = s.src.Pos, s.src.Pointer()
		}
		r.findings = append(r.findings, d)
	}
	above := func(low, high int) bool { return low >= 0 && high >= 0 && low > high }
	numeric := s.types != 0 && s.types&^(typeInteger|typeNumber) == 0
	switch {
	case s.always != nil && !*s.always && must:
		bad("it is false")
	case numeric && s.minimum != nil && s.maximum != nil && s.minimum.Cmp(s.maximum) > 0:
		bad("minimum %s is greater than maximum %s", decimal(s.minimum), decimal(s.maximum))
	case s.types == typeString && above(s.minLength, s.maxLength):
		bad("minLength %d is greater than maxLength %d", s.minLength, s.maxLength)
	case s.types == typeArray && above(s.minItems, s.maxItems):
		bad("minItems %d is greater than maxItems %d", s.minItems, s.maxItems)
	case s.types == typeObject && above(s.minProps, s.maxProps):
		bad("minProperties %d is greater than maxProperties %d", s.minProps, s.maxProps)
	case s.types == typeString && s.minLength > maxText:
		bad("minLength %d is more than the %d that are made", s.minLength, maxText)
	case s.types == typeArray && s.minItems > maxItems:
		bad("minItems %d is more than the %d that are made", s.minItems, maxItems)
	case s.types == typeObject && s.minProps > maxPlanProps:
		bad("minProperties %d is more than the %d that are made", s.minProps, maxPlanProps)
	case s.types != 0 && s.constant != nil && s.types&typeOf(s.constant.tree) == 0:
		bad("const is not of the type")
	}
}
