// Package avro reads schemas of Apache Avro.
//
// A schema is read once, with the place of everything that is wrong
// (parse.go, rules.go). The plain form of a payload is the JSON that people
// write: alternatives of a union without their name where the value tells
// them apart, decimals as numbers. Package jsonschema makes such values from
// the schema translated into its words (shape.go). check.go judges what came;
// encode.go writes Avro's binary or JSON encoding, and twmb/avro, which
// bounds what a hostile message can cost, reads the binary one (decode.go).
package avro

import (
	"fmt"
	"iter"
	"math"
	"strings"

	codec "github.com/twmb/avro"

	"asyncmock/fakedata"
	"asyncmock/generator/jsonschema"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// Format compiles Avro schemas. It is safe for concurrent use.
type Format struct{ base *jsonschema.Format }

// New returns the Format; fake draws its values.
func New(fake *fakedata.Faker) *Format { return &Format{jsonschema.New(fake)} }

// Names implements schema.Format.
func (*Format) Names() []string {
	return []string{"application/vnd.apache.avro", "application/vnd.apache.avro+json", "application/vnd.apache.avro+yaml"}
}

// Binary implements schema.Encoder: without a content type, and with one of
// JSON or text, messages are in Avro's JSON encoding, else in the binary one.
func (*Format) Binary(contentType string) bool {
	name, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	name = strings.TrimSpace(name)
	return name != "" && !strings.HasSuffix(name, "json") && !strings.HasPrefix(name, "text/")
}

// Shape implements schema.Encoder.
func (*Format) Shape(s *spec.Schema) *spec.Node {
	t, _ := parse(s)
	if t == nil {
		return nil
	}
	return shape(t)
}

// Check returns the findings that need no compilation.
func (*Format) Check(s *spec.Schema) spec.Diagnostics {
	_, findings := parse(s)
	return findings
}

// Compile implements schema.Format.
func (f *Format) Compile(s *spec.Schema) (schema.Schema, spec.Diagnostics) {
	t, findings := parse(s)
	if t == nil {
		return nil, findings
	}
	wire, err := codec.Parse(string(newWriter().schema(nil, t)))
	if err != nil {
		return nil, append(findings, fault(s, err))
	}
	maker, about := f.base.Compile(&spec.Schema{Name: s.Name, Node: shape(t)})
	findings = append(findings, about...)
	if maker == nil {
		return nil, findings
	}
	return &compiled{root: t, wire: wire, maker: maker}, findings
}

func fault(s *spec.Schema, err error) spec.Diagnostic {
	return spec.Diagnostic{
		Code: schemaCode, Severity: spec.SeverityError, Pos: s.Node.Place(), Pointer: s.Node.Pointer(),
		Summary: fmt.Sprintf("Avro schema: %v", err),
	}
}

// compiled is a schema ready for use; it does not change.
type compiled struct {
	root  *typ
	wire  *codec.Schema
	maker schema.Schema
}

// Validate implements schema.Schema.
func (c *compiled) Validate(v schema.Value) spec.Diagnostics {
	k := check{limit: maxFindings, steps: budget(v.Raw)}
	k.value(c.root, v.Tree)
	findings := append(v.Findings[:len(v.Findings):len(v.Findings)], k.findings...)
	findings.Sort()
	return findings
}

// Append implements schema.Schema.
func (c *compiled) Append(dst []byte, d *schema.Draw) ([]byte, error) { return c.maker.Append(dst, d) }

// Cases implements schema.Cases.
func (c *compiled) Cases(kind schema.CaseKind, d *schema.Draw) iter.Seq[schema.Case] {
	return schema.Sieve(c, c.maker, kind, d)
}

// Encode implements schema.Codec.
func (c *compiled) Encode(dst, plain []byte, binary bool) ([]byte, error) {
	v, err := schema.Decode(plain)
	if err != nil {
		return dst, err
	}
	k := check{limit: 1, steps: budget(plain)}
	if k.value(c.root, v.Tree); len(k.findings) > 0 {
		return dst, fmt.Errorf("%s %s", k.findings[0].Instance, k.findings[0].Summary)
	}
	e := encoder{check{limit: 1, steps: math.MaxInt}} // what was checked is not left out half-way
	if binary {
		return e.binary(dst, c.root, v.Tree), nil
	}
	return e.json(dst, c.root, v.Tree), nil
}
