package protobuf

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// maxFindings bounds the findings about one payload.
const maxFindings = 100

// A check compares a JSON tree with a message, by the rules of ProtoJSON:
// names in lowerCamelCase or as written, whole numbers also as texts, enums
// also as numbers. Numbers that are none of the enum's are refused.
type check struct {
	resolver protojson.UnmarshalOptions
	path     []string
	findings spec.Diagnostics
}

func (c *check) wrong(code, format string, args ...any) {
	if len(c.findings) < maxFindings {
		c.findings = append(c.findings, spec.Diagnostic{
			Code: "payload-" + code, Severity: spec.SeverityError,
			Instance: spec.JoinPointer("", c.path...), Summary: fmt.Sprintf(format, args...),
		})
	}
}

func (c *check) below(token string, f func()) {
	c.path = append(c.path, token)
	f()
	c.path = c.path[:len(c.path)-1]
}

func (c *check) message(m protoreflect.MessageDescriptor, v any) {
	if isWellKnown(m) {
		c.wellKnown(m, v)
		return
	}
	object, ok := v.(map[string]any)
	if !ok {
		c.wrong("type", "is %s where the message %s is expected", schema.Named(v), m.FullName())
		return
	}
	seen := map[protoreflect.FieldNumber]string{}
	groups := map[protoreflect.FullName]string{}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if strings.HasPrefix(key, "[") {
			continue // an extension
		}
		f := fieldOf(m, key)
		if f == nil {
			c.wrong("additional-properties", "has %q, which is no field of %s", shorten(key), m.FullName())
			continue
		}
		if other, twice := seen[f.Number()]; twice {
			c.wrong("duplicate", "has the field %q twice, also as %q", key, other)
		}
		value := object[key]
		if value == nil && !takesNull(f) {
			continue // null is as if it were not there
		}
		seen[f.Number()] = key
		if group := f.ContainingOneof(); group != nil && !group.IsSynthetic() {
			if other, twice := groups[group.FullName()]; twice {
				c.wrong("one-of", "has %q and %q, of which only one may be there", other, key)
			}
			groups[group.FullName()] = key
		}
		c.below(key, func() { c.field(f, value) })
	}
	for i := range m.Fields().Len() {
		f := m.Fields().Get(i)
		if _, there := seen[f.Number()]; !there && f.Cardinality() == protoreflect.Required {
			c.wrong("required", "lacks the required field %q of %s", f.JSONName(), m.FullName())
		}
	}
}

func fieldOf(m protoreflect.MessageDescriptor, key string) protoreflect.FieldDescriptor {
	if f := m.Fields().ByJSONName(key); f != nil {
		return f
	}
	return m.Fields().ByTextName(key)
}

// takesNull reports whether null is a value of the field.
func takesNull(f protoreflect.FieldDescriptor) bool {
	if f.IsList() || f.IsMap() {
		return false
	}
	if e := f.Enum(); e != nil {
		return e.FullName() == "google.protobuf.NullValue"
	}
	return f.Message() != nil && f.Message().FullName() == "google.protobuf.Value"
}

func (c *check) field(f protoreflect.FieldDescriptor, v any) {
	switch {
	case f.IsMap():
		object, ok := v.(map[string]any)
		if !ok {
			c.wrong("type", "is %s where a map is expected", schema.Named(v))
			return
		}
		for _, key := range slices.Sorted(maps.Keys(object)) {
			c.below(key, func() {
				if why := keyFault(f.MapKey(), key); why != "" {
					c.wrong("property-names", "is no key of the map: %s", why)
				}
				c.single(f.MapValue(), object[key])
			})
		}
	case f.IsList():
		items, ok := v.([]any)
		if !ok {
			c.wrong("type", "is %s where an array is expected", schema.Named(v))
			return
		}
		for i, item := range items {
			c.below(strconv.Itoa(i), func() { c.single(f, item) })
		}
	default:
		c.single(f, v)
	}
}

func keyFault(f protoreflect.FieldDescriptor, key string) string {
	switch f.Kind() {
	case protoreflect.StringKind:
		return ""
	case protoreflect.BoolKind:
		if key != "true" && key != "false" {
			return "true or false is expected"
		}
		return ""
	}
	return wholeFault(f.Kind(), key)
}

func (c *check) single(f protoreflect.FieldDescriptor, v any) {
	kind := f.Kind()
	switch kind {
	case protoreflect.MessageKind, protoreflect.GroupKind:
		c.message(f.Message(), v)
	case protoreflect.EnumKind:
		c.enum(f.Enum(), v)
	case protoreflect.BoolKind:
		if _, ok := v.(bool); !ok {
			c.mismatch(kind, v)
		}
	case protoreflect.StringKind:
		if _, ok := v.(string); !ok {
			c.mismatch(kind, v)
		}
	case protoreflect.BytesKind:
		if s, ok := v.(string); !ok {
			c.mismatch(kind, v)
		} else if !isBase64(s) {
			c.wrong("format", "is no base64: %q", shorten(s))
		}
	case protoreflect.FloatKind, protoreflect.DoubleKind:
		c.float(kind, v)
	default:
		literal, ok := numeral(v)
		if !ok {
			c.mismatch(kind, v)
		} else if why := wholeFault(kind, literal); why != "" {
			c.wrong("range", "is %s: %s", shorten(literal), why)
		}
	}
}

func (c *check) mismatch(kind protoreflect.Kind, v any) {
	c.wrong("type", "is %s where %s is expected", schema.Named(v), kind)
}

// numeral returns the literal of a number, which may be a text.
func numeral(v any) (string, bool) {
	switch v := v.(type) {
	case json.Number:
		return string(v), true
	case string:
		return v, true
	}
	return "", false
}

// wholeFault says why a literal is no number of an integer kind.
func wholeFault(kind protoreflect.Kind, literal string) string {
	var low, high *big.Int
	power := func(bits uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), bits) }
	switch kind {
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		low, high = new(big.Int).Neg(power(31)), power(31)
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		low, high = new(big.Int), power(32)
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		low, high = new(big.Int), power(64)
	default:
		low, high = new(big.Int).Neg(power(63)), power(63)
	}
	if !json.Valid([]byte(literal)) { // ProtoJSON reads a text as a JSON number: no "00"
		return "a whole number is expected"
	}
	if len(literal) > 400 || strings.ContainsAny(literal, "/_xXpP +") && !strings.ContainsAny(literal, "eE") {
		return "a whole number is expected"
	}
	if _, exponent, ok := strings.Cut(strings.ToLower(literal), "e"); ok && len(exponent) > 3 {
		return "a whole number is expected"
	}
	r, ok := new(big.Rat).SetString(literal)
	if !ok || !r.IsInt() {
		return "a whole number is expected"
	}
	if r.Num().Cmp(low) < 0 || r.Num().Cmp(high) >= 0 {
		return "beyond " + kind.String()
	}
	return ""
}

func (c *check) float(kind protoreflect.Kind, v any) {
	literal, ok := numeral(v)
	bits := 64
	if kind == protoreflect.FloatKind {
		bits = 32
	}
	if _, text := v.(string); text && slices.Contains([]string{"NaN", "Infinity", "-Infinity"}, literal) {
		return
	}
	f, err := strconv.ParseFloat(literal, bits)
	switch {
	case !ok || err != nil && !math.IsInf(f, 0), math.IsNaN(f):
		c.mismatch(kind, v)
	case math.IsInf(f, 0):
		c.wrong("range", "is %s, more than %s can hold", shorten(literal), kind)
	}
}

func (c *check) enum(e protoreflect.EnumDescriptor, v any) {
	switch v := v.(type) {
	case string:
		if e.Values().ByName(protoreflect.Name(v)) == nil {
			c.wrong("enum", "is %q, none of the values of %s", shorten(v), e.FullName())
		}
	case json.Number:
		n, err := strconv.ParseInt(string(v), 10, 32)
		if err != nil || e.Values().ByNumber(protoreflect.EnumNumber(n)) == nil {
			c.wrong("enum", "is %s, none of the values of %s", shorten(string(v)), e.FullName())
		}
	case nil:
		if e.FullName() != "google.protobuf.NullValue" {
			c.wrong("type", "is null where a value of %s is expected", e.FullName())
		}
	default:
		c.wrong("type", "is %s where a value of %s is expected", schema.Named(v), e.FullName())
	}
}

// wellKnown asks the codec, which knows the forms of these messages.
func (c *check) wellKnown(m protoreflect.MessageDescriptor, v any) {
	text, err := json.Marshal(v)
	if err == nil {
		err = c.resolver.Unmarshal(text, dynamicpb.NewMessage(m))
	}
	if err != nil {
		c.wrong("format", "is no %s: %s", m.FullName(), shorten(string(text)))
	}
}

func isBase64(s string) bool {
	s = strings.TrimRight(s, "=")
	s = strings.NewReplacer("-", "+", "_", "/").Replace(s)
	_, err := base64.RawStdEncoding.DecodeString(s)
	return err == nil
}

func shorten(s string) string {
	const limit = 60
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "") + "…"
}
