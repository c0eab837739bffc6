// Package openapi reads the Schema Object of OpenAPI 3.0 and later. What it
// accepts and what is made of it comes from package jsonschema. That of 3.1
// is JSON Schema 2020-12 with a few annotations; the spellings of 3.0
// (nullable, boolean exclusiveMinimum, discriminator, example) are read into
// those of JSON Schema, and kin-openapi checks its rules.
package openapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"asyncmock/fakedata"
	"asyncmock/generator/jsonschema"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// Format compiles schemas of OpenAPI 3.0 and later. It is safe for concurrent use.
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
	later, about := version(s)
	compiled, findings := f.base.CompileOpenAPI(s, later)
	if !later {
		about = append(about, rules(s)...)
	}
	return compiled, append(findings, about...)
}

// Check returns the findings that need no compilation.
func (f *Format) Check(s *spec.Schema) spec.Diagnostics {
	later, about := version(s)
	return append(f.base.CheckOpenAPI(s, later), about...)
}

// version reports whether a schemaFormat names a version after 3.0. One that
// names none, or one that is not known, is read as 3.0.
func version(s *spec.Schema) (later bool, about spec.Diagnostics) {
	_, params, _ := mime.ParseMediaType(s.Format)
	switch v := params["version"]; {
	case v == "", v == "3", strings.HasPrefix(v, "3.0"):
		return false, nil
	case strings.HasPrefix(v, "3."):
		return true, nil
	default:
		return false, spec.Diagnostics{{
			Code: "schema-version-unknown", Severity: spec.SeverityWarning, Pos: s.Node.Place(), Pointer: s.Node.Pointer(),
			Summary: fmt.Sprintf("%q names no known version of OpenAPI; read as 3.0", s.Format),
		}}
	}
}

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
