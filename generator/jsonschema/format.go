// Package jsonschema reads AsyncAPI's own Schema Object, the drafts of JSON
// Schema, and (for its neighbour openapi) OpenAPI's Schema Object.
//
// A schema is read once into subschemas (read.go, keywords.go). Of them are
// made a self-contained document for jsonschema/v5, which decides what is
// valid (bundle.go, validator.go), and a plan that appends payloads
// (shape.go, make.go). Of v5's compiled schema is made a check that says yes
// quickly, to values and to texts (fast.go); what it refuses or does not know
// is v5's to judge. What a plan makes is checked so, unless the plan is valid
// by construction (proven.go). What a document writes wrongly costs the one keyword,
// never the whole schema, and is said.
package jsonschema

import (
	"cmp"
	"fmt"
	"strings"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// maxDepth bounds the walks over what a document nests; the loader refuses more.
const maxDepth = 1000

// Format compiles schemas of the AsyncAPI and JSON Schema families. It is
// safe for concurrent use.
type Format struct {
	fake *fakedata.Faker
	told notices
}

// New returns the Format; fake draws its values. It says of each unknown
// format and keyword once that it is not known.
func New(fake *fakedata.Faker) *Format { return &Format{fake: fake} }

// Names implements schema.Format.
func (*Format) Names() []string {
	return []string{
		"application/vnd.aai.asyncapi", "application/vnd.aai.asyncapi+json", "application/vnd.aai.asyncapi+yaml",
		"application/schema+json", "application/schema+yaml",
	}
}

// Compile implements schema.Format.
func (f *Format) Compile(s *spec.Schema) (schema.Schema, spec.Diagnostics) {
	d, known := dialectOf(s)
	c, findings := f.compile(d, s)
	if !known {
		findings = append(findings, spec.Diagnostic{
			Code: "schema-version-unknown", Severity: spec.SeverityWarning, Pos: s.Node.Pos, Pointer: s.Node.Pointer(),
			Summary: fmt.Sprintf("%q names no known draft of JSON Schema; read as %s", s.Format, d.name),
		})
	}
	return orNil(c), findings
}

// CompileOpenAPI compiles a Schema Object of OpenAPI 3.0, or where later is
// true of 3.1 and the versions after it.
func (f *Format) CompileOpenAPI(s *spec.Schema, later bool) (schema.Schema, spec.Diagnostics) {
	c, findings := f.compile(openAPIDialect(later), s)
	return orNil(c), findings
}

// Check returns the findings that need no compilation: what is malformed,
// loops, too complex, or cannot be satisfied.
func (f *Format) Check(s *spec.Schema) spec.Diagnostics {
	d, _ := dialectOf(s)
	return f.checked(d, s)
}

// CheckOpenAPI is Check for what CompileOpenAPI compiles.
func (f *Format) CheckOpenAPI(s *spec.Schema, later bool) spec.Diagnostics {
	return f.checked(openAPIDialect(later), s)
}

func openAPIDialect(later bool) dialect {
	if later {
		return openAPI31
	}
	return openAPI
}

func (f *Format) checked(d dialect, s *spec.Schema) spec.Diagnostics {
	r := f.reader(d, s.Node)
	root := r.read(s.Node)
	r.examine(root)
	return r.findings
}

func orNil(c *compiled) schema.Schema {
	if c == nil {
		return nil
	}
	return c
}

func dialectOf(s *spec.Schema) (d dialect, known bool) {
	if !strings.HasPrefix(strings.ToLower(s.Format), "application/schema") {
		return asyncAPI, true
	}
	return jsonSchema(s.Node, version(s.Format))
}

// compiled is a schema ready for use; it does not change.
type compiled struct {
	name    string
	v5      *v5.Schema
	quick   *check // nil: v5 alone judges
	root    *subschema
	sources []*spec.Node // by index of subschema
	costly  bool         // the cost of a payload is counted before it is validated
	plan    *plan
	broken  error // why nothing can be made
}

func (f *Format) compile(d dialect, s *spec.Schema) (*compiled, spec.Diagnostics) {
	r := f.reader(d, s.Node)
	root := r.read(s.Node)
	if !r.examine(root) {
		return nil, r.findings
	}
	r.samples()
	slow := map[string]*pattern{}
	sources := make([]*spec.Node, len(r.order))
	for i, sub := range r.order {
		sources[i] = sub.src
		if sub.pattern != nil && sub.pattern.linear == nil {
			slow[sub.pattern.text] = sub.pattern
		}
	}
	validator, err := compileBundle(d, r.bundle(root), definition(root), slow)
	if err != nil {
		r.fail(root, "schema-invalid", fmt.Sprintf("the schema cannot be compiled: %v", err))
		return nil, r.findings
	}
	c := &compiled{name: cmp.Or(s.Name, "payload"), v5: validator, quick: newCheck(validator), root: root, sources: sources, costly: r.costly(root)}
	if trouble := c.planned(f.fake); !r.findings.HasErrors() {
		r.findings = append(r.findings, trouble...)
	}
	return c, r.findings
}

// fail adds an error about s.
func (r *reader) fail(s *subschema, code, summary string) {
	d := spec.Diagnostic{Code: code, Severity: spec.SeverityError, Summary: summary}
	if s.src != nil {
		d.Pos, d.Pointer = s.src.Pos, s.src.Pointer()
	}
	r.findings = append(r.findings, d)
}
