package protobuf

import (
	"github.com/bufbuild/protocompile/linker"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// A resolver finds what a google.protobuf.Any may hold, and extensions: the
// types of the file and its imports, and the well-known ones.
type resolver struct {
	linker.Resolver
	known *protoregistry.Types
}

func newResolver(file linker.File) *resolver {
	r := &resolver{linker.ResolverFromFile(file), new(protoregistry.Types)}
	for _, m := range []proto.Message{
		&durationpb.Duration{}, &emptypb.Empty{}, &fieldmaskpb.FieldMask{}, &timestamppb.Timestamp{},
		&structpb.Struct{}, &structpb.Value{}, &structpb.ListValue{},
		&wrapperspb.BoolValue{}, &wrapperspb.BytesValue{}, &wrapperspb.StringValue{}, &wrapperspb.DoubleValue{}, &wrapperspb.FloatValue{},
		&wrapperspb.Int32Value{}, &wrapperspb.Int64Value{}, &wrapperspb.UInt32Value{}, &wrapperspb.UInt64Value{},
	} {
		// The names differ, so that there is nothing to go wrong.
		_ = r.known.RegisterMessage(m.ProtoReflect().Type())
	}
	return r
}

// FindMessageByName implements protoregistry.MessageTypeResolver.
func (r *resolver) FindMessageByName(name protoreflect.FullName) (protoreflect.MessageType, error) {
	if m, err := r.Resolver.FindMessageByName(name); err == nil {
		return m, nil
	}
	return r.known.FindMessageByName(name)
}

// FindMessageByURL implements protoregistry.MessageTypeResolver.
func (r *resolver) FindMessageByURL(url string) (protoreflect.MessageType, error) {
	if m, err := r.Resolver.FindMessageByURL(url); err == nil {
		return m, nil
	}
	return r.known.FindMessageByURL(url)
}
