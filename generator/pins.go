package generator

import (
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

func (m *Message) pin(dst []byte, start int, pins []schema.Pin) ([]byte, spec.Diagnostics) {
	return dst, nil
}
