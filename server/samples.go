package server

import (
	"encoding/json"
	"hash/fnv"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"time"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// sample returns a path of the route that a client can use as it stands:
// parameters filled in, required query keys set.
func (p *planner) sample(r *Route) string {
	p.sampleFields(r.Query)
	p.sampleFields(r.Headers)
	var b strings.Builder
	b.WriteString(FillPath(r.Path, func(name string) string { return p.sampleValue(r.parameter(name), name) }))
	for i, key := range p.sampleQuery(r) {
		b.WriteByte("?&"[min(i, 1)])
		b.WriteString(key)
	}
	return b.String()
}

// FillPath returns a path, percent-encoded, that a template such as Route.Path
// becomes with these values for its parameters.
func FillPath(path string, value func(name string) string) string {
	var b strings.Builder
	for _, s := range parseTemplate(path) {
		b.WriteByte('/')
		for i, lit := range s.lits {
			b.WriteString(escapeSegment(lit))
			if i < len(s.names) {
				b.WriteString(escapeSegment(value(s.names[i])))
			}
		}
	}
	if b.Len() == 0 {
		b.WriteByte('/')
	}
	return b.String()
}

// escapeSegment escapes text for a segment of a path; what people read easily
// and servers accept stays as it is.
func escapeSegment(text string) string {
	escaped := url.PathEscape(text)
	if !strings.Contains(escaped, "%") {
		return escaped
	}
	return strings.ReplaceAll(strings.ReplaceAll(escaped, "%3A", ":"), "%40", "@")
}

// sampleQuery returns the required query keys with values.
func (p *planner) sampleQuery(r *Route) []string {
	var keys []string
	for _, f := range r.Query {
		if f.Required && !f.HasDefault {
			keys = append(keys, url.QueryEscape(f.Name)+"="+url.QueryEscape(f.Sample))
		}
	}
	return keys
}

// sampleFields sets the samples of required fields.
func (p *planner) sampleFields(fields []Field) {
	for i := range fields {
		switch f := &fields[i]; {
		case !f.Required:
		case f.HasDefault:
			f.Sample = f.Default
		default:
			f.Sample = p.sampleValue(&spec.Parameter{Name: f.Name, Schema: f.Schema}, f.Name)
		}
	}
}

// sampleValue returns a value of a parameter: default, enum, examples, else
// one made by its schema and name (CHN-9).
func (p *planner) sampleValue(param *spec.Parameter, name string) string {
	if param != nil {
		for _, v := range slices.Concat([]string{param.Default}, param.Enum, param.Examples, schemaSamples(param.Schema)) {
			if v != "" && (len(param.Enum) == 0 || slices.Contains(param.Enum, v)) && p.keeps(param, v) {
				return v
			}
		}
	}
	if v := p.made(param, name); v != "" {
		return v
	}
	return "1"
}

// keeps reports whether a suggested value keeps the parameter's own schema.
func (p *planner) keeps(param *spec.Parameter, value string) bool {
	if param.Schema == nil {
		return true
	}
	p.checks.add(param.Name, param.Schema)
	_, findings := p.checks.coerce("parameter", param.Name, []string{value}, param.Schema)
	return len(findings) == 0
}

// schemaSamples returns the values that a schema suggests itself.
func schemaSamples(s *spec.Schema) []string {
	if s == nil {
		return nil
	}
	var values []string
	for _, key := range []string{"default", "const", "example"} {
		values = append(values, listText(s.Node.Get(key)))
	}
	for _, key := range []string{"enum", "examples"} {
		for _, item := range s.Node.Get(key).List() {
			values = append(values, listText(item))
		}
	}
	return values
}

// made generates a value for the name, as a property of that name would get;
// for names without schema once.
func (p *planner) made(param *spec.Parameter, name string) string {
	if param != nil && param.Schema != nil {
		return p.madeBy(param.Schema.Node, name)
	}
	v, ok := p.samples[name]
	if !ok {
		v = p.madeBy(objectNode(member("type", stringNode("string"))), name)
		p.samples[name] = v
	}
	return v
}

// madeBy generates a value for the name that keeps a schema, "" if none can be.
func (p *planner) madeBy(property *spec.Node, name string) string {
	node := objectNode(
		member("type", stringNode("object")),
		member("required", arrayNode(stringNode(name))),
		member("properties", objectNode(member(name, property))),
	)
	m := p.compiler.Message(&spec.Message{Name: name, ContentType: "application/json", Payload: &spec.Schema{Name: name, Node: node}})
	made, _, err := m.Append(nil, p.draw(name))
	var values map[string]json.RawMessage
	if err != nil || json.Unmarshal(made, &values) != nil {
		return ""
	}
	var text string
	if json.Unmarshal(values[name], &text) != nil {
		text = strings.Trim(string(values[name]), "[]")
		if strings.HasPrefix(text, "{") {
			return text
		}
		text = strings.ReplaceAll(text, "\"", "")
	}
	if !property.Has("pattern") {
		text = strings.NewReplacer("/", "-", " ", "-").Replace(text)
	}
	return clip(text, 64)
}

// draw is the dice for one name: the same seed and name give the same value.
func (p *planner) draw(name string) *schema.Draw { return drawOf(p.opts.Seed, name) }

func drawOf(seed uint64, name string) *schema.Draw {
	h := fnv.New64a()
	h.Write([]byte(name))
	return &schema.Draw{Source: rand.New(rand.NewPCG(max(seed, 1), h.Sum64())), Now: time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC), Memory: &schema.Memory{}}
}
