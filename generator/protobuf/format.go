// Package protobuf reads schemas of Protocol Buffers, versions 2 and 3: the
// text of a .proto file, with imports of the well-known types.
//
// bufbuild/protocompile reads the text (parse.go, root.go); messages are
// dynamic ones of google.golang.org/protobuf, which encodes them. The plain
// form of a payload is its JSON form (ProtoJSON) with whole numbers as
// numbers. Package jsonschema makes such values from the message translated
// into its words (shape.go). check.go judges what came, tree.go turns a
// binary message into its plain form.
package protobuf

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/bufbuild/protocompile/linker"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"

	"asyncmock/fakedata"
	"asyncmock/generator/jsonschema"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// Format compiles schemas of Protocol Buffers. It is safe for concurrent use.
type Format struct{ base *jsonschema.Format }

// New returns the Format; fake draws its values.
func New(fake *fakedata.Faker) *Format { return &Format{jsonschema.New(fake)} }

// Names implements schema.Format.
func (*Format) Names() []string {
	return []string{"application/vnd.google.protobuf", "application/protobuf", "application/x-protobuf"}
}

// Binary implements schema.Encoder: messages are binary unless their content
// type is one of JSON.
func (*Format) Binary(contentType string) bool {
	name, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	name = strings.TrimSpace(name)
	return !strings.HasSuffix(name, "json") && !strings.HasPrefix(name, "text/")
}

// Shape implements schema.Encoder.
func (*Format) Shape(s *spec.Schema) *spec.Node {
	m, _, _ := parse(s)
	if m == nil {
		return nil
	}
	return shape(m, s.Node.Place())
}

// Check returns the findings that need no compilation.
func (*Format) Check(s *spec.Schema) spec.Diagnostics {
	_, _, findings := parse(s)
	return findings
}

// Compile implements schema.Format.
func (f *Format) Compile(s *spec.Schema) (schema.Schema, spec.Diagnostics) {
	m, file, findings := parse(s)
	if m == nil {
		return nil, findings
	}
	maker, about := f.base.Compile(&spec.Schema{Name: s.Name, Node: shape(m, s.Node.Place())})
	findings = append(findings, about...)
	if maker == nil {
		return nil, findings
	}
	return newCompiled(m, file, maker), findings
}

// compiled is a schema ready for use; it does not change.
type compiled struct {
	message protoreflect.MessageDescriptor
	maker   schema.Schema
	read    protojson.UnmarshalOptions
	write   protojson.MarshalOptions
	decode  proto.UnmarshalOptions
}

func newCompiled(m protoreflect.MessageDescriptor, file linker.File, maker schema.Schema) *compiled {
	types := newResolver(file)
	return &compiled{
		message: m, maker: maker,
		read:   protojson.UnmarshalOptions{Resolver: types, RecursionLimit: schema.MaxDepth},
		write:  protojson.MarshalOptions{Resolver: types, AllowPartial: true},
		decode: proto.UnmarshalOptions{Resolver: types, RecursionLimit: schema.MaxDepth, AllowPartial: true},
	}
}

// Validate implements schema.Schema.
func (c *compiled) Validate(v schema.Value) spec.Diagnostics {
	k := check{resolver: c.read}
	k.message(c.message, v.Tree)
	findings := append(v.Findings[:len(v.Findings):len(v.Findings)], k.findings...)
	findings.Sort()
	return findings
}

// Append implements schema.Schema.
func (c *compiled) Append(dst []byte, d *schema.Draw) ([]byte, error) { return c.maker.Append(dst, d) }

// Cases implements schema.Cases.
func (c *compiled) Cases(kind schema.CaseKind, d *schema.Draw) iter.Seq[schema.Case] {
	return schema.Sieve(c, c.maker, kind, d)
}

// Encode implements schema.Codec.
func (c *compiled) Encode(dst, plain []byte, binary bool) ([]byte, error) {
	m := dynamicpb.NewMessage(c.message)
	if err := c.read.Unmarshal(plain, m); err != nil {
		return dst, fmt.Errorf("not the JSON form of %s: %w", c.message.FullName(), err)
	}
	if binary {
		return proto.MarshalOptions{Deterministic: true}.MarshalAppend(dst, m)
	}
	text, err := c.write.Marshal(m)
	if err != nil {
		return dst, err
	}
	buf := bytes.NewBuffer(dst)
	err = json.Compact(buf, text) // its spaces are not always the same
	return buf.Bytes(), err
}

// ErrBinary says that bytes are not the binary encoding of the message.
var ErrBinary = errors.New("not Protobuf")

// Decode implements schema.Codec.
func (c *compiled) Decode(payload []byte, binary bool) (schema.Value, error) {
	if !binary {
		return c.decodeText(payload)
	}
	v := schema.Value{Raw: payload}
	m := dynamicpb.NewMessage(c.message)
	if err := c.decode.Unmarshal(payload, m); err != nil {
		return v, fmt.Errorf("%w: not a message %s", ErrBinary, c.message.FullName())
	}
	g := grower{check{resolver: c.read}, c.write}
	v.Tree = g.message(m)
	v.Findings = g.findings
	return v, nil
}

// decodeText leaves what does not fit as it came, so that findings name
// places in it.
func (c *compiled) decodeText(payload []byte) (schema.Value, error) {
	v, err := schema.Decode(payload)
	if err != nil {
		return v, err
	}
	k := check{resolver: c.read}
	if k.message(c.message, v.Tree); len(k.findings) > 0 {
		return v, nil
	}
	m := dynamicpb.NewMessage(c.message)
	if c.read.Unmarshal(payload, m) == nil {
		g := grower{check{resolver: c.read}, c.write}
		v.Tree = g.message(m)
	}
	return v, nil
}
