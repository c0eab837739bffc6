package avro

import (
	"slices"

	"asyncmock/spec"
)

// bases says which types a logical type may stand on.
var bases = map[string][]kind{
	"decimal":                {bytesKind, fixed},
	"big-decimal":            {bytesKind},
	"uuid":                   {text, fixed},
	"date":                   {integer},
	"time-millis":            {integer},
	"time-micros":            {long},
	"timestamp-millis":       {long},
	"timestamp-micros":       {long},
	"timestamp-nanos":        {long},
	"local-timestamp-millis": {long},
	"local-timestamp-micros": {long},
	"local-timestamp-nanos":  {long},
	"duration":               {fixed},
}

// logical reads the logical type. One that does not fit is ignored, as the
// specification wants it, and said.
func (p *parser) logical(t *typ, n *spec.Node) {
	given := n.Own("logicalType")
	name := given.Str()
	if given == nil || name == "" {
		return
	}
	base, known := bases[name]
	switch {
	case !known:
		return
	case !slices.Contains(base, t.kind):
		p.report(spec.SeverityWarning, given, "the logical type %s cannot stand on %s and is ignored", name, t.kind)
		return
	case name == "duration" && t.size != 12, name == "uuid" && t.kind == fixed && t.size != 16:
		p.report(spec.SeverityWarning, given, "a fixed of %d bytes cannot be a %s; the logical type is ignored", t.size, name)
		return
	case name == "decimal" && !p.decimal(t, n):
		p.report(spec.SeverityWarning, given, "a decimal needs a precision above 0, that its bytes can hold, and a scale of 0 to precision; it is ignored")
		return
	}
	t.logical = name
}

// maxDigits bounds the precision of a decimal.
const maxDigits = 300

func (p *parser) decimal(t *typ, n *spec.Node) bool {
	digits, ok := n.Own("precision").AsInt()
	if !ok || digits < 1 || digits > maxDigits {
		return false
	}
	scale := 0
	if given := n.Own("scale"); given != nil {
		if scale, ok = given.AsInt(); !ok || scale < 0 || scale > digits {
			return false
		}
	}
	if t.kind == fixed && len(decimalBytes(power(digits), 0)) > t.size {
		return false
	}
	t.digits, t.scale = digits, scale
	return true
}

// records lists the named records in the order of their places.
func (p *parser) records() (list []*typ) {
	for _, t := range p.places {
		if t.kind == record {
			list = append(list, t)
		}
	}
	slices.SortFunc(list, func(a, b *typ) int {
		if a.name < b.name {
			return -1
		}
		return 1
	})
	return list
}

// defaults checks the defaults of fields. A wrong one is said and does not count.
func (p *parser) defaults() {
	for _, t := range p.records() {
		for i := range t.fields {
			f := &t.fields[i]
			if !f.has {
				continue
			}
			c := check{limit: 1, steps: budget(nil)}
			c.value(f.typ, f.initial)
			if len(c.findings) > 0 {
				p.report(spec.SeverityWarning, f.node.Own("default"), "the default of %q does not fit: it %s", f.name, c.findings[0].Summary)
				f.has = false
			}
		}
	}
}

// endless reports records that contain themselves whatever branch is taken.
func (p *parser) endless(*typ) {
	finite := map[*typ]bool{}
	var ends func(t *typ) bool
	ends = func(t *typ) bool {
		switch t.kind {
		case record:
			return finite[t]
		case union:
			return slices.ContainsFunc(t.branches, ends)
		}
		return true
	}
	records := p.records()
	for changed := true; changed; {
		changed = false
		for _, t := range records {
			if !finite[t] && !slices.ContainsFunc(t.fields, func(f field) bool { return !ends(f.typ) }) {
				finite[t], changed = true, true
			}
		}
	}
	for _, t := range records {
		if !finite[t] {
			p.fail(t.node, "record %q contains itself in every value, so there is none", t.name)
		}
	}
}
