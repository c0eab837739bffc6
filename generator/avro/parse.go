package avro

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// The code of what is wrong with a schema.
const schemaCode = "avro-schema"

// maxTypes bounds how many types one schema may write down.
const maxTypes = 20_000

// maxFixed bounds the bytes of a fixed that are made.
const maxFixed = 1 << 20

// A parser reads a schema as written, with the place of everything that is wrong.
type parser struct {
	named    map[string]*typ     // by full name
	places   map[*spec.Node]*typ // named types by where they are written: a $ref may lead there again
	open     []*spec.Node        // arrays, maps and unions being read
	count    int
	findings spec.Diagnostics
}

// parse reads the schema; the type is nil when there is an error.
func parse(s *spec.Schema) (*typ, spec.Diagnostics) {
	p := &parser{named: map[string]*typ{}, places: map[*spec.Node]*typ{}}
	t := p.read(s.Node, "")
	if t != nil {
		p.defaults()
		p.endless(t)
	}
	p.findings.Sort()
	if p.findings.HasErrors() {
		return nil, p.findings
	}
	return t, p.findings
}

func (p *parser) report(severity spec.Severity, n *spec.Node, format string, args ...any) {
	p.findings = append(p.findings, spec.Diagnostic{
		Code: schemaCode, Severity: severity, Pos: n.Place(), Pointer: n.Pointer(),
		Summary: "Avro schema: " + fmt.Sprintf(format, args...),
	})
}

func (p *parser) fail(n *spec.Node, format string, args ...any) *typ {
	p.report(spec.SeverityError, n, format, args...)
	return nil
}

// read reads a type: a name, an object or a union. space is the namespace
// around it.
func (p *parser) read(n *spec.Node, space string) *typ {
	d := n.Deref()
	if p.count++; p.count > maxTypes {
		if p.count == maxTypes+1 {
			p.fail(n, "more than %d types", maxTypes)
		}
		return nil
	}
	switch {
	case d == nil || d.Broken():
		return p.fail(n, "a type is missing")
	case d.Kind == spec.String:
		return p.byName(d, d.Text, space)
	case d.Kind != spec.Array && d.Kind != spec.Object:
		return p.fail(d, "a type is a name, an object or a list of alternatives, not %s", d.Kind)
	}
	if known := p.places[d]; known != nil {
		return known
	}
	if slices.Contains(p.open, d) {
		return p.fail(n, "the type contains itself without a name")
	}
	p.open = append(p.open, d)
	defer func() { p.open = p.open[:len(p.open)-1] }()
	if d.Kind == spec.Array {
		return p.union(d, space)
	}
	return p.object(d, space)
}

// byName finds a primitive type or one that was defined before.
func (p *parser) byName(n *spec.Node, name, space string) *typ {
	if k, ok := primitive(name); ok {
		return &typ{kind: k, node: n}
	}
	if t := p.lookup(name, space); t != nil {
		return t
	}
	if name == "" {
		return p.fail(n, "a type has no name")
	}
	p.fail(n, "there is no type %q before this place", name)
	if slices.Contains(foreign, name) {
		p.findings[len(p.findings)-1].Hint = "this is a type of JSON Schema: leave schemaFormat out if the schema is one"
	}
	return nil
}

// foreign are types that JSON Schema has and Avro does not.
var foreign = []string{"object", "number", "integer"}

func (p *parser) lookup(name, space string) *typ {
	if !strings.Contains(name, ".") && space != "" {
		if t := p.named[space+"."+name]; t != nil {
			return t
		}
	}
	return p.named[name]
}

// object reads a type that is written as an object.
func (p *parser) object(n *spec.Node, space string) *typ {
	kind := n.Own("type").Deref()
	if kind == nil {
		return p.fail(n, "an object needs the key type")
	}
	if kind.Kind != spec.String {
		return p.read(kind, space)
	}
	var t *typ
	switch kind.Text {
	case "record", "error":
		t = p.record(n, space)
	case "enum":
		t = p.enum(n, space)
	case "fixed":
		t = p.fixed(n, space)
	case "array":
		if of := p.part(n, "items", space); of != nil {
			t = &typ{kind: array, of: of, node: n}
		}
	case "map":
		if of := p.part(n, "values", space); of != nil {
			t = &typ{kind: mapping, of: of, node: n}
		}
	default:
		t = p.byName(kind, kind.Text, space)
	}
	if t == nil || t.name != "" && kind.Text != "fixed" {
		return t
	}
	t.node = n
	p.logical(t, n)
	return t
}

// part reads what an array or a map holds.
func (p *parser) part(n *spec.Node, key, space string) *typ {
	if n.Own(key) == nil {
		return p.fail(n, "%s needs the key %s", n.Own("type").Str(), key)
	}
	return p.read(n.Own(key), space)
}

func (p *parser) union(n *spec.Node, space string) *typ {
	t := &typ{kind: union, node: n}
	broken := false
	for _, item := range n.Items {
		b := p.read(item, space)
		if b == nil {
			broken = true
			continue
		}
		if b.kind == union {
			return p.fail(item, "a union may not hold a union")
		}
		for _, other := range t.branches {
			if other.branch() == b.branch() {
				return p.fail(item, "the union has %s twice", b.branch())
			}
			t.tagged = t.tagged || other.token() == b.token()
		}
		t.branches = append(t.branches, b)
	}
	switch {
	case broken:
		return nil
	case len(t.branches) == 0:
		return p.fail(n, "a union needs alternatives")
	}
	return t
}

var nameForm = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// define enters a named type and returns its namespace; ok is false when the
// name cannot be used.
func (p *parser) define(n *spec.Node, t *typ, space string) (inner string, ok bool) {
	name := n.Own("name").Str()
	if given := n.Own("namespace"); given != nil && !strings.Contains(name, ".") {
		space = given.Str()
	}
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		space, name = name[:i], name[i+1:]
	}
	at := n
	if n.Own("name") != nil {
		at = n.Own("name")
	}
	if !nameForm.MatchString(name) {
		p.fail(at, "%s needs a name of letters, digits and _, not %q", t.kind, name)
		return "", false
	}
	if _, taken := primitive(name); taken && space == "" {
		p.fail(at, "%q is the name of a primitive type", name)
		return "", false
	}
	for part := range strings.SplitSeq(space, ".") {
		if space != "" && !nameForm.MatchString(part) {
			p.fail(at, "the namespace %q is not made of names with dots between them", space)
			return "", false
		}
	}
	if t.name = name; space != "" {
		t.name = space + "." + name
	}
	if p.named[t.name] != nil {
		p.fail(at, "the type %q is defined twice", t.name)
		return "", false
	}
	t.wire = "T" + strconv.Itoa(len(p.places))
	t.node, t.doc = n, n.Own("doc").Str()
	p.named[t.name], p.places[n] = t, t
	for _, alias := range n.Own("aliases").Strings() {
		if p.lookup(alias, space) == nil && nameForm.MatchString(alias) && space != "" {
			alias = space + "." + alias
		}
		if p.named[alias] == nil {
			p.named[alias] = t
		}
	}
	return space, true
}

func (p *parser) record(n *spec.Node, space string) *typ {
	t := &typ{kind: record}
	space, ok := p.define(n, t, space)
	if !ok {
		return nil
	}
	fields := n.Own("fields").Deref()
	if fields == nil || fields.Kind != spec.Array {
		return p.fail(n, "record %q needs a list of fields", t.name)
	}
	for _, item := range fields.Items {
		if f, ok := p.field(item.Deref(), space); !ok {
			continue
		} else if slices.ContainsFunc(t.fields, func(g field) bool { return g.name == f.name }) {
			p.fail(item, "record %q has the field %q twice", t.name, f.name)
		} else {
			t.fields = append(t.fields, f)
		}
	}
	return t
}

func (p *parser) field(n *spec.Node, space string) (f field, ok bool) {
	if n == nil || n.Kind != spec.Object {
		p.fail(n, "a field is an object with name and type")
		return f, false
	}
	f = field{name: n.Own("name").Str(), doc: n.Own("doc").Str(), node: n}
	if !nameForm.MatchString(f.name) {
		p.fail(n, "a field needs a name of letters, digits and _, not %q", f.name)
		return f, false
	}
	if n.Own("type") == nil {
		p.fail(n, "the field %q has no type", f.name)
		return f, false
	}
	if f.typ = p.inline(n, space); f.typ == nil {
		return f, false
	}
	if given := n.Own("default"); given != nil {
		v, err := schema.Decode(given.AppendJSON(nil))
		f.initial, f.has = v.Tree, err == nil
	}
	return f, true
}

// inline reads the type of a field. Many write what belongs to the type
// (items, symbols, size) beside it in the field; that is understood and said.
func (p *parser) inline(n *spec.Node, space string) *typ {
	kind := n.Own("type").Deref()
	if kind != nil && kind.Kind == spec.String {
		for _, c := range [...]struct{ kind, key string }{
			{"array", "items"}, {"map", "values"}, {"enum", "symbols"}, {"fixed", "size"}, {"record", "fields"},
		} {
			if kind.Text == c.kind && n.Own(c.key) != nil {
				p.report(spec.SeverityWarning, n, "%s belongs into the type of the field %q, not beside it", c.key, n.Own("name").Str())
				return p.object(n, space)
			}
		}
	}
	return p.read(n.Own("type"), space)
}

func (p *parser) enum(n *spec.Node, space string) *typ {
	t := &typ{kind: enum}
	if _, ok := p.define(n, t, space); !ok {
		return nil
	}
	symbols := n.Own("symbols").Deref()
	if symbols == nil || len(symbols.Items) == 0 {
		return p.fail(n, "enum %q needs symbols", t.name)
	}
	for _, item := range symbols.Items {
		s := item.Str()
		switch {
		case !nameForm.MatchString(s):
			p.fail(item, "enum %q: a symbol is made of letters, digits and _, %q is not", t.name, s)
		case slices.Contains(t.symbols, s):
			p.fail(item, "enum %q has the symbol %q twice", t.name, s)
		default:
			t.symbols = append(t.symbols, s)
		}
	}
	if given := n.Own("default"); given != nil {
		if t.fallback = given.Str(); !slices.Contains(t.symbols, t.fallback) {
			p.report(spec.SeverityWarning, given, "the default of enum %q is none of its symbols", t.name)
			t.fallback = ""
		}
	}
	return t
}

func (p *parser) fixed(n *spec.Node, space string) *typ {
	t := &typ{kind: fixed}
	if _, ok := p.define(n, t, space); !ok {
		return nil
	}
	size, ok := n.Own("size").AsInt()
	if !ok || size < 0 || size > maxFixed {
		return p.fail(n, "fixed %q needs a size of 0 to %d bytes", t.name, maxFixed)
	}
	t.size = size
	return t
}
