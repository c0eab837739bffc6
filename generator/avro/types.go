package avro

import "asyncmock/spec"

// A kind is a type of Avro (Apache Avro 1.12.0, Schema Declaration).
type kind uint8

const (
	null kind = iota
	boolean
	integer
	long
	float
	double
	bytesKind
	text
	record
	enum
	array
	mapping
	fixed
	union
)

var kindNames = [...]string{
	"null", "boolean", "int", "long", "float", "double", "bytes", "string", "record", "enum", "array", "map", "fixed", "union",
}

func (k kind) String() string { return kindNames[k] }

// primitive returns the kind of a primitive type's name.
func primitive(name string) (kind, bool) {
	for k := null; k <= text; k++ {
		if kindNames[k] == name {
			return k, true
		}
	}
	return 0, false
}

// A typ is one type of a schema. Named types may contain themselves. It does
// not change once the schema is read.
type typ struct {
	kind     kind
	name     string     // full name of a record, enum or fixed
	wire     string     // the name that the codec knows it by
	doc      string     // of the named type
	fields   []field    // of a record
	symbols  []string   // of an enum
	fallback string     // of an enum: its default
	of       *typ       // what an array or a map holds
	branches []*typ     // of a union
	tagged   bool       // of a union: the plain form needs the branch's name
	size     int        // of a fixed
	logical  string     // a logical type that is known and fits, "" if none
	digits   int        // of a decimal: its precision
	scale    int        // of a decimal
	node     *spec.Node // where it was written
}

// A field is a field of a record.
type field struct {
	name    string
	doc     string
	typ     *typ
	initial any  // the default, as a JSON tree
	has     bool // a default
	node    *spec.Node
}

// branch is how the JSON encoding names a branch of a union.
func (t *typ) branch() string {
	if t.name != "" {
		return t.name
	}
	return t.kind.String()
}

// token is the JSON type of the plain form, to see which branches of a union
// can be told apart without their names.
func (t *typ) token() spec.Kind {
	switch t.kind {
	case null:
		return spec.Null
	case boolean:
		return spec.Bool
	case integer, long, float, double:
		return spec.Number
	case array:
		return spec.Array
	case record, mapping:
		return spec.Object
	case bytesKind, fixed:
		if t.logical == "decimal" {
			return spec.Number
		}
	}
	return spec.String
}
