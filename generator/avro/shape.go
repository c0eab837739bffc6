package avro

import (
	"fmt"
	"math"
	"math/big"
	"strconv"

	"asyncmock/spec"
)

// A shaper writes the plain form of a type as a Schema Object of AsyncAPI.
// What a value means (units of time, sizes) is said by formats and bounds.
type shaper struct{ named map[*typ]*spec.Node }

// shape returns the schema of t's plain form.
func shape(t *typ) *spec.Node {
	s := &shaper{map[*typ]*spec.Node{}}
	return s.of(t)
}

// of returns the schema of t; named types are shared, through references.
func (s *shaper) of(t *typ) *spec.Node {
	if t.kind == record || t.kind == enum {
		n, known := s.named[t]
		if !known {
			n = s.node(t)
			s.named[t] = n
			s.fill(n, t)
		}
		return &spec.Node{Kind: spec.Object, Pos: n.Pos, Members: []spec.Member{{Key: "$ref", Value: str("#/" + t.name)}}, Target: n}
	}
	n := s.node(t)
	s.fill(n, t)
	return n
}

func (s *shaper) node(t *typ) *spec.Node {
	return &spec.Node{Kind: spec.Object, Pos: t.node.Place()}
}

func str(text string) *spec.Node { return &spec.Node{Kind: spec.String, Text: text} }

func num(n int64) *spec.Node { return &spec.Node{Kind: spec.Number, Text: strconv.FormatInt(n, 10)} }

func set(n *spec.Node, key string, value *spec.Node) {
	n.Members = append(n.Members, spec.Member{Key: key, Value: value})
}

// ticks are the bounds of the integers that mean a time.
var ticks = map[string]struct {
	low, high int64
	format    string
}{
	"date":                   {19_700, 22_000, "int32"},
	"time-millis":            {0, 86_399_999, "int32"},
	"time-micros":            {0, 86_399_999_999, "int64"},
	"timestamp-millis":       {0, 0, "unixtime-ms"},
	"timestamp-micros":       {0, 0, "unixtime-us"},
	"timestamp-nanos":        {0, 0, "unixtime-ns"},
	"local-timestamp-millis": {0, 0, "unixtime-ms"},
	"local-timestamp-micros": {0, 0, "unixtime-us"},
	"local-timestamp-nanos":  {0, 0, "unixtime-ns"},
}

func (s *shaper) fill(n *spec.Node, t *typ) {
	switch t.kind {
	case null:
		set(n, "type", str("null"))
	case boolean:
		set(n, "type", str("boolean"))
	case integer, long:
		s.whole(n, t)
	case float, double:
		set(n, "type", str("number"))
		set(n, "format", str(t.kind.String()))
	case text:
		set(n, "type", str("string"))
		if t.logical == "uuid" {
			set(n, "format", str("uuid"))
		}
	case bytesKind, fixed:
		s.bytes(n, t)
	case enum:
		set(n, "type", str("string"))
		symbols := &spec.Node{Kind: spec.Array}
		for _, symbol := range t.symbols {
			symbols.Items = append(symbols.Items, str(symbol))
		}
		set(n, "enum", symbols)
	case array:
		set(n, "type", str("array"))
		set(n, "items", s.of(t.of))
	case mapping:
		set(n, "type", str("object"))
		set(n, "additionalProperties", s.of(t.of))
	case record:
		s.record(n, t)
	case union:
		s.union(n, t)
	}
}

func (s *shaper) whole(n *spec.Node, t *typ) {
	set(n, "type", str("integer"))
	format, low, high := "int32", int64(math.MinInt32), int64(math.MaxInt32)
	if t.kind == long {
		format, low, high = "int64", math.MinInt64, math.MaxInt64
	}
	if tick, ok := ticks[t.logical]; ok {
		format, low, high = tick.format, tick.low, tick.high
	}
	if high > 0 {
		set(n, "minimum", num(low))
		set(n, "maximum", num(high))
	}
	set(n, "format", str(format))
}

func (s *shaper) bytes(n *spec.Node, t *typ) {
	if t.logical == "decimal" {
		most := new(big.Rat).SetFrac(new(big.Int).Sub(power(t.digits), big.NewInt(1)), power(t.scale))
		step := new(big.Rat).SetFrac(big.NewInt(1), power(t.scale))
		set(n, "type", str("number"))
		set(n, "maximum", &spec.Node{Kind: spec.Number, Text: most.FloatString(t.scale)})
		set(n, "minimum", &spec.Node{Kind: spec.Number, Text: "-" + most.FloatString(t.scale)})
		set(n, "multipleOf", &spec.Node{Kind: spec.Number, Text: step.FloatString(t.scale)})
		return
	}
	set(n, "type", str("string"))
	switch {
	case t.logical == "duration":
		set(n, "pattern", str(`^[\x00-\x0b]\x00\x00\x00[\x00-\x1b]\x00\x00\x00[\x00-\x7f]{2}[\x00-\x03]\x00$`))
	case t.kind == fixed:
		set(n, "pattern", str(fmt.Sprintf(`^[\x00-\x7f]{%d}$`, min(t.size, 1000))))
		if t.size > 1000 {
			n.Members[len(n.Members)-1].Value = str(`^[\x00-\x7f]*$`)
			set(n, "minLength", num(int64(t.size)))
			set(n, "maxLength", num(int64(t.size)))
		}
	default:
		set(n, "pattern", str(`^[\x20-\x7e]*$`))
		set(n, "maxLength", num(64))
	}
}

func (s *shaper) record(n *spec.Node, t *typ) {
	set(n, "type", str("object"))
	if t.doc != "" {
		set(n, "description", str(t.doc))
	}
	properties, required := &spec.Node{Kind: spec.Object}, &spec.Node{Kind: spec.Array}
	for _, f := range t.fields {
		set(properties, f.name, s.of(f.typ))
		required.Items = append(required.Items, str(f.name))
	}
	set(n, "properties", properties)
	set(n, "required", required)
	set(n, "additionalProperties", &spec.Node{Kind: spec.Bool, Text: "false"})
}

// union lists the alternatives; those that cannot be told apart are objects
// with the branch's name as their only key.
func (s *shaper) union(n *spec.Node, t *typ) {
	list := &spec.Node{Kind: spec.Array}
	for _, b := range t.branches {
		alternative := s.of(b)
		if t.tagged && b.kind != null {
			inner := alternative
			alternative = s.node(b)
			properties := &spec.Node{Kind: spec.Object}
			set(properties, b.branch(), inner)
			set(alternative, "type", str("object"))
			set(alternative, "properties", properties)
			set(alternative, "required", &spec.Node{Kind: spec.Array, Items: []*spec.Node{str(b.branch())}})
			set(alternative, "additionalProperties", &spec.Node{Kind: spec.Bool, Text: "false"})
		}
		list.Items = append(list.Items, alternative)
	}
	set(n, "anyOf", list)
}
