package generator

import (
	"strings"

	"asyncmock/fakedata"
	"asyncmock/generator/avro"
	"asyncmock/generator/jsonschema"
	"asyncmock/generator/openapi"
	"asyncmock/generator/protobuf"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// A checker is a Format that finds faults of a schema without compiling it.
type checker interface {
	Check(*spec.Schema) spec.Diagnostics
}

// formats is the table of schema formats. A new one is one line here.
func formats(fake *fakedata.Faker) []schema.Format {
	return []schema.Format{
		jsonschema.New(fake),
		openapi.New(fake),
		avro.New(fake),
		protobuf.New(fake),
	}
}

// formatOf finds the format of a schema; without schemaFormat it is
// AsyncAPI's own, the first of the table.
func (c *Compiler) formatOf(s *spec.Schema) (schema.Format, bool) {
	name, _, _ := strings.Cut(strings.ToLower(s.Format), ";")
	name = strings.TrimSpace(name)
	if name == "" {
		return c.formats[0], true
	}
	for _, f := range c.formats {
		for _, known := range f.Names() {
			if name == known {
				return f, true
			}
		}
	}
	return nil, false
}
