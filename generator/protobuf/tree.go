package protobuf

import (
	"encoding/base64"
	"encoding/json"
	"fmt"

	"strconv"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"

	"asyncmock/generator/schema"
)

// A grower turns a decoded message into its plain form: the names of
// ProtoJSON, whole numbers as numbers. It notes what the schema does not know.
type grower struct {
	check
	options protojson.MarshalOptions
}

func (g *grower) message(m protoreflect.Message) any {
	g.unknown(m)
	if isWellKnown(m.Descriptor()) {
		return g.wellKnown(m)
	}
	object := map[string]any{}
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		key := f.JSONName()
		if f.IsExtension() {
			key = "[" + string(f.FullName()) + "]"
		}
		g.below(key, func() { object[key] = g.field(f, v) })
		return true
	})
	return object
}

// unknown notes the fields that the schema does not have.
func (g *grower) unknown(m protoreflect.Message) {
	last := protowire.Number(0)
	for b := m.GetUnknown(); len(b) > 0; {
		number, _, n := protowire.ConsumeField(b)
		if n < 0 {
			return
		}
		if b = b[n:]; number != last {
			g.wrong("additional-properties", "has a field with the number %d or a type that %s does not have", number, m.Descriptor().FullName())
		}
		last = number
	}
}

func (g *grower) wellKnown(m protoreflect.Message) any {
	text, err := g.options.Marshal(m.Interface())
	if err != nil {
		g.wrong("format", "is no %s", m.Descriptor().FullName())
		return map[string]any{}
	}
	v, err := schema.Decode(text)
	if err != nil {
		g.wrong("format", "is no %s: %v", m.Descriptor().FullName(), err)
	}
	return v.Tree
}

func (g *grower) field(f protoreflect.FieldDescriptor, v protoreflect.Value) any {
	switch {
	case f.IsMap():
		object := make(map[string]any, v.Map().Len())
		v.Map().Range(func(k protoreflect.MapKey, item protoreflect.Value) bool {
			g.below(k.String(), func() { object[k.String()] = g.single(f.MapValue(), item) })
			return true
		})
		return object
	case f.IsList():
		items := make([]any, v.List().Len())
		for i := range items {
			g.below(strconv.Itoa(i), func() { items[i] = g.single(f, v.List().Get(i)) })
		}
		return items
	}
	return g.single(f, v)
}

func (g *grower) single(f protoreflect.FieldDescriptor, v protoreflect.Value) any {
	switch f.Kind() {
	case protoreflect.MessageKind, protoreflect.GroupKind:
		return g.message(v.Message())
	case protoreflect.EnumKind:
		if f.Enum().FullName() == "google.protobuf.NullValue" {
			return nil
		}
		if known := f.Enum().Values().ByNumber(v.Enum()); known != nil {
			return string(known.Name())
		}
		return json.Number(strconv.Itoa(int(v.Enum())))
	case protoreflect.BytesKind:
		return base64.StdEncoding.EncodeToString(v.Bytes())
	case protoreflect.FloatKind:
		return schema.Float(v.Float(), 32)
	case protoreflect.DoubleKind:
		return schema.Float(v.Float(), 64)
	case protoreflect.BoolKind:
		return v.Bool()
	case protoreflect.StringKind:
		return v.String()
	}
	return json.Number(fmt.Sprint(v.Interface()))
}
