package protobuf

import (
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"asyncmock/spec"
)

// A shaper writes the plain form of messages as Schema Objects of AsyncAPI.
// It leads what is made, not what is accepted: all that is made is accepted.
type shaper struct {
	pos   spec.Pos
	named map[protoreflect.FullName]*spec.Node
}

// shape returns the schema of the plain form of m.
func shape(m protoreflect.MessageDescriptor, pos spec.Pos) *spec.Node {
	s := &shaper{pos, map[protoreflect.FullName]*spec.Node{}}
	return s.message(m)
}

func (s *shaper) object(members ...spec.Member) *spec.Node {
	return &spec.Node{Kind: spec.Object, Pos: s.pos, Members: members}
}

func str(text string) *spec.Node { return &spec.Node{Kind: spec.String, Text: text} }

func list(items ...*spec.Node) *spec.Node { return &spec.Node{Kind: spec.Array, Items: items} }

func never() *spec.Node { return &spec.Node{Kind: spec.Bool, Text: "false"} }

func set(n *spec.Node, key string, value *spec.Node) {
	n.Members = append(n.Members, spec.Member{Key: key, Value: value})
}

// typed is {type: kind} and further keywords with texts.
func (s *shaper) typed(kind string, more ...string) *spec.Node {
	n := s.object(spec.Member{Key: "type", Value: str(kind)})
	for i := 0; i+1 < len(more); i += 2 {
		value := str(more[i+1])
		if strings.HasPrefix(more[i], "m") { // minimum, maximum, minLength …
			value.Kind = spec.Number
		}
		set(n, more[i], value)
	}
	return n
}

// message returns a reference to the shared schema of m.
func (s *shaper) message(m protoreflect.MessageDescriptor) *spec.Node {
	if known := s.wellKnown(m); known != nil {
		return known
	}
	n, ok := s.named[m.FullName()]
	if !ok {
		n = s.object()
		s.named[m.FullName()] = n
		s.fields(n, m)
	}
	ref := s.object(spec.Member{Key: "$ref", Value: str("#/" + string(m.FullName()))})
	ref.Target = n
	return ref
}

// maxVariants bounds in how many ways the oneofs of a message are combined.
const maxVariants = 64

// fields says that fields are there which must be, and those that cannot say
// whether they are.
func (s *shaper) fields(n *spec.Node, m protoreflect.MessageDescriptor) {
	choices, varied := s.choices(m)
	properties, required := s.object(), list()
	for i := range m.Fields().Len() {
		f := m.Fields().Get(i)
		if group := f.ContainingOneof(); group != nil && !group.IsSynthetic() && !varied[group.Index()] && group.Fields().Get(0) != f {
			continue
		}
		set(properties, f.JSONName(), s.field(f))
		if f.Cardinality() == protoreflect.Required || !f.HasPresence() && !f.IsList() && !f.IsMap() {
			required.Items = append(required.Items, str(f.JSONName()))
		}
	}
	set(n, "type", str("object"))
	set(n, "properties", properties)
	set(n, "required", required)
	set(n, "additionalProperties", never())
	switch len(choices.Items) {
	case 0:
	case 1:
		set(n, "oneOf", choices.Items[0].Own("oneOf"))
	default:
		set(n, "allOf", choices)
	}
}

// choices says of the oneofs that exactly one member is there. Of those that
// would be too many ways together only the first member is used.
func (s *shaper) choices(m protoreflect.MessageDescriptor) (choices *spec.Node, varied map[int]bool) {
	choices, varied = list(), map[int]bool{}
	ways := 1
	for i := range m.Oneofs().Len() {
		group := m.Oneofs().Get(i)
		if n := group.Fields().Len(); group.IsSynthetic() || n < 2 || ways*n > maxVariants {
			continue
		}
		ways *= group.Fields().Len()
		varied[i] = true
		one := list()
		for j := range group.Fields().Len() {
			one.Items = append(one.Items, s.object(spec.Member{Key: "required", Value: list(str(group.Fields().Get(j).JSONName()))}))
		}
		choices.Items = append(choices.Items, s.object(spec.Member{Key: "oneOf", Value: one}))
	}
	return choices, varied
}

func (s *shaper) field(f protoreflect.FieldDescriptor) *spec.Node {
	switch {
	case f.IsMap():
		n := s.typed("object")
		key := `^[a-z]{3,8}$`
		switch f.MapKey().Kind() {
		case protoreflect.StringKind:
			set(n, "additionalProperties", s.single(f.MapValue()))
			return n
		case protoreflect.BoolKind:
			key = `^(true|false)$`
		default:
			key = `^[1-9][0-9]{0,3}$`
		}
		set(n, "patternProperties", s.object(spec.Member{Key: key, Value: s.single(f.MapValue())}))
		set(n, "additionalProperties", never())
		return n
	case f.IsList():
		n := s.typed("array")
		set(n, "items", s.single(f))
		return n
	}
	return s.single(f)
}

func (s *shaper) single(f protoreflect.FieldDescriptor) *spec.Node {
	switch f.Kind() {
	case protoreflect.BoolKind:
		return s.typed("boolean")
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		return s.typed("integer", "format", "int32", "minimum", "-2147483648", "maximum", "2147483647")
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		return s.typed("integer", "minimum", "0", "maximum", "4294967295")
	case protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Sfixed64Kind:
		return s.typed("integer", "format", "int64", "minimum", "-9223372036854775808", "maximum", "9223372036854775807")
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return s.typed("integer", "format", "int64", "minimum", "0", "maximum", "18446744073709551615")
	case protoreflect.FloatKind:
		return s.typed("number", "format", "float")
	case protoreflect.DoubleKind:
		return s.typed("number", "format", "double")
	case protoreflect.BytesKind:
		return s.typed("string", "format", "byte")
	case protoreflect.EnumKind:
		return s.enum(f.Enum())
	case protoreflect.MessageKind, protoreflect.GroupKind:
		return s.message(f.Message())
	}
	return s.typed("string")
}

// enum lists the names, without the zero that says nothing where there are others.
func (s *shaper) enum(e protoreflect.EnumDescriptor) *spec.Node {
	if e.FullName() == "google.protobuf.NullValue" {
		return s.typed("null")
	}
	names := list()
	for i := range e.Values().Len() {
		v := e.Values().Get(i)
		nothing := v.Number() == 0 && (strings.HasSuffix(string(v.Name()), "UNSPECIFIED") || strings.HasSuffix(string(v.Name()), "UNKNOWN"))
		if !nothing || e.Values().Len() == 1 {
			names.Items = append(names.Items, str(string(v.Name())))
		}
	}
	n := s.typed("string")
	set(n, "enum", names)
	return n
}

// wellKnown returns the schema of the messages that have a JSON form of
// their own (ProtoJSON Format), nil for others.
func (s *shaper) wellKnown(m protoreflect.MessageDescriptor) *spec.Node {
	if !isWellKnown(m) {
		return nil
	}
	switch m.Name() {
	case "Timestamp":
		return s.typed("string", "format", "date-time")
	case "Duration":
		return s.typed("string", "pattern", `^[1-9][0-9]{0,3}s$`)
	case "FieldMask":
		return s.typed("string", "pattern", `^[a-z]{3,8}(,[a-z]{3,8})?$`)
	case "Struct":
		n := s.typed("object")
		set(n, "additionalProperties", s.typed("string"))
		return n
	case "ListValue":
		n := s.typed("array")
		set(n, "items", s.typed("string"))
		return n
	case "Value":
		return s.object(spec.Member{Key: "anyOf", Value: list(s.typed("string"), s.typed("number"), s.typed("boolean"))})
	case "Any":
		n, properties := s.typed("object"), s.object()
		kind := s.object(spec.Member{Key: "const", Value: str("type.googleapis.com/google.protobuf.StringValue")})
		set(properties, "@type", kind)
		set(properties, "value", s.typed("string"))
		set(n, "properties", properties)
		set(n, "required", list(str("@type"), str("value")))
		set(n, "additionalProperties", never())
		return n
	case "Empty":
		n := s.typed("object")
		set(n, "additionalProperties", never())
		return n
	}
	return s.single(m.Fields().Get(0)) // a wrapper
}

// wellKnownNames have a JSON form of their own, besides the wrappers.
var wellKnownNames = []protoreflect.Name{"Any", "Duration", "Empty", "FieldMask", "ListValue", "Struct", "Timestamp", "Value"}

func isWellKnown(m protoreflect.MessageDescriptor) bool {
	if m.ParentFile() == nil || m.FullName().Parent() != "google.protobuf" {
		return false
	}
	for _, name := range wellKnownNames {
		if m.Name() == name {
			return true
		}
	}
	return strings.HasSuffix(string(m.Name()), "Value") && m.Fields().Len() == 1 && m.Fields().Get(0).Name() == "value"
}
