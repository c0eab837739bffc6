package protobuf

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"github.com/bufbuild/protocompile"
	"github.com/bufbuild/protocompile/linker"
	"github.com/bufbuild/protocompile/parser"
	"github.com/bufbuild/protocompile/reporter"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"

	"asyncmock/spec"
)

// The code of what is wrong with a schema.
const schemaCode = "protobuf-schema"

// mainFile is the name of the schema among its imports.
const mainFile = "schema.proto"

// A source is the text of a schema and what is found out about it.
type source struct {
	schema   *spec.Schema
	node     *spec.Node
	text     string
	findings spec.Diagnostics
}

// parse compiles the text and finds the message that payloads are; it is nil
// when there is an error.
func parse(s *spec.Schema) (protoreflect.MessageDescriptor, linker.File, spec.Diagnostics) {
	src := &source{schema: s, node: s.Node.Deref()}
	if src.node == nil || src.node.Kind != spec.String {
		src.fail(reporter.ErrorWithPos(nil), "a schema of Protocol Buffers is text")
		return nil, nil, src.findings
	}
	file := src.read()
	if file == nil || src.findings.HasErrors() {
		return nil, nil, src.findings
	}
	root := src.root(file)
	return root, file, src.findings
}

// fail adds an error, at its place in the text when that is known.
func (src *source) fail(at reporter.ErrorWithPos, format string, args ...any) {
	src.report(spec.SeverityError, at, fmt.Sprintf(format, args...))
}

func (src *source) report(severity spec.Severity, at reporter.ErrorWithPos, what string) {
	d := spec.Diagnostic{
		Code: schemaCode, Severity: severity, Pos: src.schema.Node.Place(), Pointer: src.schema.Node.Pointer(),
		Summary: "Protobuf schema: " + what,
	}
	if src.node != nil {
		d.Pos, d.Pointer = src.node.Place(), src.node.Pointer()
	}
	if at != nil {
		line, column := at.GetPosition().Line, at.GetPosition().Col
		if src.node != nil && src.node.Parent() == nil {
			d.Pos.Line, d.Pos.Column = line, column // a file of its own
		} else {
			d.Summary = fmt.Sprintf("Protobuf schema, line %d, column %d of the text: %s", line, column, what)
		}
	}
	if len(src.findings) < 100 {
		src.findings = append(src.findings, d)
	}
}

var syntaxForm = regexp.MustCompile(`(?m)^\s*(syntax|edition)\s*=\s*["'](\w+)["']`)

// read compiles the text. One that does not say its syntax is of the version
// that schemaFormat names, or of version 2 if only that works, as protoc has it.
func (src *source) read() linker.File {
	version := src.version()
	said := syntaxForm.FindStringSubmatch(src.node.Text)
	if said != nil {
		if said[1] == "syntax" && version != "" && said[2] != "proto"+version {
			src.report(spec.SeverityWarning, nil, fmt.Sprintf("schemaFormat says version %s and the text says %s; the text counts", version, said[2]))
		}
		src.text = src.node.Text
		return src.compile()
	}
	second := *src
	second.text = `syntax="proto2";` + src.node.Text // in front, so that lines stay
	if version != "3" {
		*src = second
		return src.compile()
	}
	src.text = `syntax="proto3";` + src.node.Text
	file := src.compile()
	if !src.findings.HasErrors() {
		return file
	}
	if file = second.compile(); !second.findings.HasErrors() {
		*src = second
		src.report(spec.SeverityWarning, nil, "the text is of version 2 and does not say so, schemaFormat says version 3")
		return file
	}
	return nil
}

// version is the version that schemaFormat names, "" if none.
func (src *source) version() string {
	_, parameters, _ := strings.Cut(strings.ToLower(src.schema.Format), ";")
	for part := range strings.SplitSeq(parameters, ";") {
		if name, value, _ := strings.Cut(part, "="); strings.TrimSpace(name) == "version" {
			value = strings.TrimPrefix(strings.Trim(value, ` "'`), "proto")
			value, _, _ = strings.Cut(value, ".")
			return value
		}
	}
	return ""
}

// compile parses and links the text. Options of other packages are left
// aside: what they mean is not known here, nor where their files are.
func (src *source) compile() linker.File {
	handler := reporter.NewHandler(reporter.NewReporter(func(e reporter.ErrorWithPos) error {
		src.fail(e, "%v", e.Unwrap())
		return nil
	}, nil))
	tree, err := parser.Parse(mainFile, strings.NewReader(src.text), handler)
	if err != nil || src.findings.HasErrors() {
		return src.failed(err)
	}
	result, err := parser.ResultFromAST(tree, true, handler)
	if err != nil || src.findings.HasErrors() {
		return src.failed(err)
	}
	dropOptions(result.FileDescriptorProto())
	unknown := protocompile.ResolverFunc(func(path string) (protocompile.SearchResult, error) {
		if path == mainFile {
			return protocompile.SearchResult{ParseResult: result}, nil
		}
		if strings.HasPrefix(path, "google/protobuf/") {
			return protocompile.SearchResult{}, fs.ErrNotExist
		}
		if text, ok := googleType(path); ok {
			return protocompile.SearchResult{Source: strings.NewReader(text)}, nil
		}
		empty := &descriptorpb.FileDescriptorProto{Name: proto.String(path), Syntax: proto.String("proto3")}
		return protocompile.SearchResult{Proto: empty}, nil
	})
	compiler := protocompile.Compiler{
		Resolver: protocompile.WithStandardImports(unknown), MaxParallelism: 1, SourceInfoMode: protocompile.SourceInfoStandard,
		Reporter: reporter.NewReporter(func(e reporter.ErrorWithPos) error {
			src.fail(e, "%v", e.Unwrap())
			return nil
		}, nil),
	}
	files, err := compiler.Compile(context.Background(), mainFile)
	if err != nil || len(files) == 0 {
		return src.failed(err)
	}
	src.imports(files[0])
	return files[0]
}

// failed reports an error that nobody reported yet.
func (src *source) failed(err error) linker.File {
	if !src.findings.HasErrors() {
		var at reporter.ErrorWithPos
		if errors.As(err, &at) {
			err = at.Unwrap()
		}
		src.fail(at, "%v", err)
	}
	return nil
}

// imports says which imports are not read.
func (src *source) imports(file linker.File) {
	list := file.Imports()
	for i := range list.Len() {
		path := list.Get(i).Path()
		if _, known := googleType(path); !known && !strings.HasPrefix(path, "google/protobuf/") {
			src.report(spec.SeverityInfo, nil, fmt.Sprintf("the import %q is not read; options that it defines have no effect", path))
		}
	}
}

// dropOptions removes the options in brackets, which imports define.
func dropOptions(file *descriptorpb.FileDescriptorProto) {
	file.Options = plainOptions(file.Options)
	for _, m := range file.MessageType {
		dropMessageOptions(m)
	}
	for _, e := range file.EnumType {
		dropEnumOptions(e)
	}
	for _, f := range file.Extension {
		f.Options = plainOptions(f.Options)
	}
	file.Service = nil
}

func dropMessageOptions(m *descriptorpb.DescriptorProto) {
	m.Options = plainOptions(m.Options)
	for _, list := range [][]*descriptorpb.FieldDescriptorProto{m.Field, m.Extension} {
		for _, f := range list {
			f.Options = plainOptions(f.Options)
		}
	}
	for _, o := range m.OneofDecl {
		o.Options = plainOptions(o.Options)
	}
	for _, sub := range m.NestedType {
		dropMessageOptions(sub)
	}
	for _, e := range m.EnumType {
		dropEnumOptions(e)
	}
}

func dropEnumOptions(e *descriptorpb.EnumDescriptorProto) {
	e.Options = plainOptions(e.Options)
	for _, v := range e.Value {
		v.Options = plainOptions(v.Options)
	}
}

// plainOptions keeps what Protobuf itself defines.
func plainOptions[T interface {
	proto.Message
	GetUninterpretedOption() []*descriptorpb.UninterpretedOption
}](options T) T {
	m := options.ProtoReflect()
	if !m.IsValid() {
		return options
	}
	field := m.Descriptor().Fields().ByName("uninterpreted_option")
	var kept []*descriptorpb.UninterpretedOption
	for _, o := range options.GetUninterpretedOption() {
		if len(o.Name) > 0 && !o.Name[0].GetIsExtension() {
			kept = append(kept, o)
		}
	}
	m.Clear(field)
	list := m.Mutable(field).List()
	for _, o := range kept {
		list.Append(protoreflect.ValueOfMessage(o.ProtoReflect()))
	}
	return options
}
