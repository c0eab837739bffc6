package jsonschema

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// location is the address of the bundled document.
const location = "schema:///bundle"

// errNoLoading refuses what the compiler wants to read from elsewhere: the
// bundle is complete, and a schema must not open files.
var errNoLoading = errors.New("schemas are not loaded from elsewhere")

// compileBundle compiles a definition of a bundled document.
func compileBundle(d dialect, bundle []byte, definition string, slow map[string]*pattern) (s *v5.Schema, err error) {
	defer func() {
		if r := recover(); r != nil {
			s, err = nil, fmt.Errorf("the schema cannot be compiled: %v", r)
		}
	}()
	c := v5.NewCompiler()
	c.Draft = d.draft()
	c.AssertFormat = true
	c.LoadURL = func(string) (io.ReadCloser, error) { return nil, errNoLoading }
	if len(slow) > 0 {
		meta, err := v5.CompileString("schema:///pattern", `true`)
		if err != nil {
			return nil, err
		}
		c.RegisterExtension(patternKeyword, meta, slowPatterns(slow))
	}
	if err := c.AddResource(location, bytes.NewReader(bundle)); err != nil {
		return nil, err
	}
	return c.Compile(location + "#/definitions/" + definition)
}

// slowPatterns compiles patternKeyword.
type slowPatterns map[string]*pattern

// Compile implements v5.ExtCompiler.
func (p slowPatterns) Compile(_ v5.CompilerContext, m map[string]any) (v5.ExtSchema, error) {
	text, ok := m[patternKeyword].(string)
	if !ok {
		return nil, nil
	}
	return slowPattern{p[text]}, nil
}

type slowPattern struct{ pattern *pattern }

// Validate implements v5.ExtSchema.
func (p slowPattern) Validate(ctx v5.ValidationContext, v any) error {
	if s, ok := v.(string); ok && !p.pattern.matches(s) {
		return ctx.Error("pattern", "does not match pattern %q", p.pattern.text)
	}
	return nil
}

// validate asks jsonschema/v5, whose verdict counts.
func validate(compiled *v5.Schema, v any) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the value cannot be validated: %v", r)
		}
	}()
	return compiled.Validate(v)
}

// Validate implements schema.Schema.
func (c *compiled) Validate(v schema.Value) spec.Diagnostics {
	if c.quick.accepts(v.Tree) {
		return nil
	}
	if c.costly && !c.affordable(v.Tree) {
		return spec.Diagnostics{{Code: "payload-too-complex", Severity: spec.SeverityError,
			Summary: "the payload takes too many steps to validate against its schema"}}
	}
	err := validate(c.v5, v.Tree)
	if err == nil {
		return nil
	}
	var invalid *v5.ValidationError
	if !errors.As(err, &invalid) {
		return spec.Diagnostics{{Code: "payload-unvalidatable", Severity: spec.SeverityError, Summary: err.Error()}}
	}
	return c.findings(invalid, v.Tree)
}

// AcceptsText reports whether text is a valid value. It says the same as
// Decode and Validate, sooner.
func (c *compiled) AcceptsText(text []byte) bool {
	if c.quick.acceptsText(text) {
		return true
	}
	v, err := schema.Decode(text)
	return err == nil && c.valid(v)
}

// SurelyAcceptsText reports whether text is a valid value, as far as that is
// known without decoding it: false says nothing.
func (c *compiled) SurelyAcceptsText(text []byte) bool { return c.quick.acceptsText(text) }

// valid is Validate without the findings.
func (c *compiled) valid(v schema.Value) bool {
	return c.quick.accepts(v.Tree) || validate(c.v5, v.Tree) == nil
}
