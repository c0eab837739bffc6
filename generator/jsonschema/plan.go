package jsonschema

import (
	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

type plan struct{}
type maker struct{}

func (c *compiled) planned(fake *fakedata.Faker) spec.Diagnostics { return nil }

func (c *compiled) Append(dst []byte, d *schema.Draw) ([]byte, error) {
	return append(dst, "null"...), nil
}

func pointerOf(n *spec.Node) string { return schema.Pointer(n) }
