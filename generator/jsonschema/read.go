package jsonschema

import (
	"fmt"
	"slices"
	"strings"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// A reader turns Nodes into subschemas, each Node once. It reads with an
// explicit list of what is left to do, so that depth costs no stack.
type reader struct {
	dialect  dialect
	fake     *fakedata.Faker
	told     *notices
	resolve  *resolver
	known    map[*spec.Node]*subschema
	order    []*subschema
	pending  []*subschema
	notices  []notice
	findings spec.Diagnostics
}

func (f *Format) reader(d dialect, root *spec.Node) *reader {
	return &reader{dialect: d, fake: f.fake, told: &f.told, resolve: newResolver(d, root), known: map[*spec.Node]*subschema{}}
}

// read returns the subschema of n and of all that it reaches.
func (r *reader) read(n *spec.Node) *subschema {
	s := r.get(n)
	for len(r.pending) > 0 {
		next := r.pending[len(r.pending)-1]
		r.pending = r.pending[:len(r.pending)-1]
		r.fill(next)
	}
	r.give()
	return s
}

// get returns the subschema of n, which is filled in later.
func (r *reader) get(n *spec.Node) *subschema {
	if s, ok := r.known[n]; ok {
		return s
	}
	s := newSubschema(n, len(r.order))
	r.known[n] = s
	r.order = append(r.order, s)
	r.pending = append(r.pending, s)
	return s
}

func newSubschema(n *spec.Node, index int) *subschema {
	return &subschema{
		src: n, index: index,
		minLength: -1, maxLength: -1, minProps: -1, maxProps: -1,
		minItems: -1, maxItems: -1, minContains: -1, maxContains: -1,
	}
}

func (r *reader) warn(n *spec.Node, code, format string, args ...any) {
	d := spec.Diagnostic{Code: code, Severity: spec.SeverityWarning, Summary: fmt.Sprintf(format, args...)}
	if n != nil {
		d.Pos, d.Pointer = n.Pos, n.Pointer()
	}
	r.findings = append(r.findings, d)
}

func (r *reader) malformed(n *spec.Node, key, want string) {
	r.warn(n, "schema-keyword-malformed", "%s must be %s; the keyword is not used", key, want)
}

func (r *reader) ignored(n *spec.Node, key string) {
	r.warn(n, "schema-keyword-ignored", "%s belongs to a newer draft of JSON Schema than %s; it is not used", key, r.dialect.name)
}

var yes, no = true, false

func (r *reader) fill(s *subschema) {
	n := s.src
	switch {
	case n == nil:
		s.always = &yes
		return
	case n.Kind == spec.Bool:
		s.always = &no
		if n.Text == "true" {
			s.always = &yes
		}
		return
	case n.Kind != spec.Object:
		r.malformed(n, "a schema", "an object or a boolean")
		s.always = &yes
		return
	}
	if ref, target := r.reference(n); ref != nil {
		if target == nil && isMeta(ref.Text) {
			s.meta = ref.Text
			s.examples = []literal{{raw: []byte("{}"), tree: map[string]any{}}}
			return
		}
		s.ref = r.get(target)
		if target == nil {
			r.warn(ref, "schema-ref-unresolved", "the reference %q leads nowhere; anything is accepted there", ref.Text)
		} else if s.ref.name == "" {
			s.ref.name = lastToken(ref.Text)
		}
		if r.dialect.version < 2019 {
			return
		}
	}
	for _, m := range n.Members {
		r.keyword(s, m.Key, m.Value)
	}
	r.combine(s)
}

// reference returns the $ref of n and what it points at.
func (r *reader) reference(n *spec.Node) (ref, target *spec.Node) {
	for _, key := range []string{"$ref", "$recursiveRef", "$dynamicRef"} {
		ref := n.Own(key)
		if ref == nil || ref.Kind != spec.String || key != "$ref" && r.dialect.version < 2019 {
			continue
		}
		if n.Target != nil && key == "$ref" {
			return ref, n.Target
		}
		return ref, r.resolve.find(n, ref.Text)
	}
	return nil, nil
}

// isMeta reports whether a reference names a meta-schema of JSON Schema.
func isMeta(ref string) bool {
	ref = strings.TrimSuffix(strings.Replace(ref, "https://", "http://", 1), "#")
	name, ok := strings.CutPrefix(ref, "http://json-schema.org/")
	return ok && slices.Contains([]string{"draft-04/schema", "draft-06/schema", "draft-07/schema", "draft/2019-09/schema", "draft/2020-12/schema"}, name)
}

// combine brings keywords into shape that are read together.
func (r *reader) combine(s *subschema) {
	if n := s.src.Own("exclusiveMinimum"); n != nil && n.Kind == spec.Bool && n.Text == "true" {
		s.minimum, s.exMinimum = nil, s.minimum
	}
	if n := s.src.Own("exclusiveMaximum"); n != nil && n.Kind == spec.Bool && n.Text == "true" {
		s.maximum, s.exMaximum = nil, s.maximum
	}
	if s.hasEnum && len(s.enum) == 0 {
		s.always = &no // no draft says otherwise, but the meta-schemas do not like it
	}
	if rest := s.src.Own("additionalItems"); rest != nil && len(s.tuple) > 0 && r.dialect.version < 2020 {
		s.items = r.get(rest)
	}
}

// schemas reads an array of schemas.
func (r *reader) schemas(key string, n *spec.Node) (list []*subschema) {
	if n.Kind != spec.Array || len(n.Items) == 0 && key != "items" && key != "prefixItems" {
		r.malformed(n, key, "a list of schemas that is not empty")
		return nil
	}
	for _, item := range n.Items {
		list = append(list, r.get(item))
	}
	return list
}

// strings reads an array of strings without doublets.
func (r *reader) strings(key string, n *spec.Node) (list []string) {
	if n.Kind != spec.Array {
		hint := "a list of property names"
		if key == "required" && n.Kind == spec.Bool {
			hint += " beside properties, not true or false inside one of them"
		}
		r.malformed(n, key, hint)
		return nil
	}
	seen := map[string]bool{}
	for _, item := range n.Items {
		switch {
		case item.Kind != spec.String:
			r.malformed(item, key, "a list of strings")
		case !seen[item.Text]:
			seen[item.Text] = true
			list = append(list, item.Text)
		}
	}
	return list
}

// literal reads a value; ok is false when a number of it is out of range.
func (r *reader) literal(key string, n *spec.Node) (l literal, ok bool) {
	raw := n.AppendJSON(nil)
	v, err := schema.Decode(raw)
	if err != nil {
		r.warn(n, "schema-keyword-malformed", "%s holds a value that cannot be used: %v", key, err)
		return literal{}, false
	}
	return literal{raw: raw, tree: v.Tree, node: n}, true
}

func (r *reader) literals(key string, n *spec.Node) (list []literal) {
	for _, item := range n.Items {
		if l, ok := r.literal(key, item); ok {
			list = append(list, l)
		}
	}
	return list
}

// keysOf returns the set of many values, nil of few.
func keysOf(list []literal) map[string]bool {
	if len(list) <= fewValues {
		return nil
	}
	keys := make(map[string]bool, len(list))
	for _, l := range list {
		keys[string(schema.AppendKey(nil, l.tree))] = true
	}
	return keys
}

// lastToken returns the last token of a reference's pointer or path.
func lastToken(ref string) string {
	ref = ref[strings.LastIndexByte(ref, '/')+1:]
	ref = ref[strings.LastIndexByte(ref, '#')+1:]
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(ref)
}
