package server

import (
	"slices"
	"strconv"

	"asyncmock/generator"
	"asyncmock/spec"
)

// ExampleName is what the i-th example of a message is called in events: its
// name, or its place counted from 1 where it has none.
func ExampleName(m *generator.Message, i int) string {
	if name := m.Examples[i].Name; name != "" {
		return name
	}
	return strconv.Itoa(i + 1)
}

// example notes which example of its message a frame was made of.
func (e *Event) example(f *Frame, o *Outgoing) {
	if f.example == nil || o == nil {
		return
	}
	if i := slices.IndexFunc(o.Message.Examples, func(x *spec.Example) bool { return x == f.example }); i >= 0 {
		e.Example = ExampleName(o.Message, i)
	}
}
