// Package openapi reads the Schema Object of OpenAPI 3.0. Its rules are
// checked by kin-openapi; what it accepts and what is made of it comes from
// package jsonschema, which reads OpenAPI's spellings (nullable, boolean
// exclusiveMinimum, discriminator, example) into those of JSON Schema.
package openapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

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

// Compile implements schema.Format. What breaks the rules of OpenAPI is said
// and does not keep the rest from being used.
func (f *Format) Compile(s *spec.Schema) (schema.Schema, spec.Diagnostics) {
	compiled, findings := f.base.CompileOpenAPI(s)
	return compiled, append(findings, rules(s)...)
}

// Check returns the findings that need no compilation.
func (f *Format) Check(s *spec.Schema) spec.Diagnostics { return f.base.CheckOpenAPI(s) }

// maxRules bounds the text of a schema that is checked by kin-openapi.
const maxRules = 1 << 20

// rules checks the rules of OpenAPI. References are followed first; a schema
// that contains itself keeps some, and is not checked.
func rules(s *spec.Schema) (findings spec.Diagnostics) {
	text := s.Node.AppendJSON(nil)
	if len(text) > maxRules || strings.Contains(string(text), `"$ref"`) {
		return nil
	}
	defer func() {
		if r := recover(); r != nil {
			findings = spec.Diagnostics{finding(s, fmt.Errorf("%v", r))}
		}
	}()
	var read openapi3.Schema
	if err := json.Unmarshal(text, &read); err != nil {
		return spec.Diagnostics{finding(s, err)}
	}
	// Patterns are read as ECMA-262 by package jsonschema, not as Go does.
	err := read.Validate(context.Background(), openapi3.EnableMultiError(), openapi3.DisableSchemaPatternValidation(), openapi3.DisableExamplesValidation())
	for _, err := range flat(err) {
		d := finding(s, err)
		if !slices.Contains(findings, d) {
			findings = append(findings, d)
		}
	}
	return findings
}

// flat lists the errors that were joined into one.
func flat(err error) []error {
	var many openapi3.MultiError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &many):
		var list []error
		for _, one := range many {
			list = append(list, flat(one)...)
		}
		return list
	}
	return []error{err}
}

func finding(s *spec.Schema, err error) spec.Diagnostic {
	summary, detail, _ := strings.Cut(err.Error(), "\n")
	return spec.Diagnostic{
		Code: "openapi-schema", Severity: spec.SeverityWarning, Pos: s.Node.Place(), Pointer: s.Node.Pointer(),
		Summary: "not a Schema Object of OpenAPI 3.0: " + summary, Detail: detail,
	}
}
