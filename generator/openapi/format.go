// Package openapi reads the Schema Object of OpenAPI 3.0.
package openapi

import (
	"asyncmock/fakedata"
	"asyncmock/generator/jsonschema"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// Format compiles schemas of OpenAPI 3.0. It is safe for concurrent use.
type Format struct{ base *jsonschema.Format }

// New returns the Format; fake draws its values.
func New(fake *fakedata.Faker) *Format { return &Format{jsonschema.New(fake)} }

// Names implements schema.Format.
func (*Format) Names() []string {
	return []string{"application/vnd.oai.openapi", "application/vnd.oai.openapi+json", "application/vnd.oai.openapi+yaml"}
}

// Compile implements schema.Format.
func (f *Format) Compile(s *spec.Schema) (schema.Schema, spec.Diagnostics) {
	return f.base.CompileOpenAPI(s)
}

// Check returns the findings that need no compilation.
func (f *Format) Check(s *spec.Schema) spec.Diagnostics { return f.base.CheckOpenAPI(s) }
