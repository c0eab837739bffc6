package protobuf

import (
	"strings"
	"unicode"

	"github.com/bufbuild/protocompile/linker"
	"google.golang.org/protobuf/reflect/protoreflect"

	"asyncmock/spec"
)

// rootMark in the comment of a message says that payloads are this message.
const rootMark = "@RootNode"

// root finds the message that payloads are, the first rule that finds one:
//
//	1 the message whose comment says @RootNode
//	2 the only message of the file
//	3 the message named like the schema or like the AsyncAPI message
//	4 the only message that no other one of the file contains
func (src *source) root(file linker.File) protoreflect.MessageDescriptor {
	all := file.Messages()
	if all.Len() == 0 {
		src.fail(nil, "there is no message")
		return nil
	}
	var marked, alike, free []protoreflect.MessageDescriptor
	used := contained(all)
	for i := range all.Len() {
		m := all.Get(i)
		at := file.SourceLocations().ByDescriptor(m)
		if strings.Contains(at.LeadingComments+at.TrailingComments, rootMark) {
			marked = append(marked, m)
		}
		if name := plainName(string(m.Name())); name == plainName(src.schema.Name) || name == plainName(src.schema.Owner) {
			alike = append(alike, m)
		}
		if !used[m.FullName()] {
			free = append(free, m)
		}
	}
	switch {
	case len(marked) > 0:
		return marked[0]
	case all.Len() == 1:
		return all.Get(0)
	case len(alike) == 1:
		return alike[0]
	case len(free) == 1:
		return free[0]
	}
	if len(free) == 0 {
		for i := range all.Len() {
			free = append(free, all.Get(i))
		}
	}
	src.ambiguous(free)
	return nil
}

func (src *source) ambiguous(list []protoreflect.MessageDescriptor) {
	names := make([]string, len(list))
	for i, m := range list {
		names[i] = string(m.Name())
	}
	src.fail(nil, "payloads may be any of the messages %s", strings.Join(names, ", "))
	last := &src.findings[len(src.findings)-1]
	last.Severity = spec.SeverityError
	last.Hint = "name the AsyncAPI message or schema like one of them, or write // " + rootMark + " above it"
}

// contained are the messages that others of the file have fields of.
func contained(all protoreflect.MessageDescriptors) map[protoreflect.FullName]bool {
	used := map[protoreflect.FullName]bool{}
	var walk func(m, top protoreflect.MessageDescriptor)
	walk = func(m, top protoreflect.MessageDescriptor) {
		for i := range m.Fields().Len() {
			if sub := m.Fields().Get(i).Message(); sub != nil && sub.FullName() != top.FullName() {
				used[sub.FullName()] = true
			}
		}
		for i := range m.Messages().Len() {
			walk(m.Messages().Get(i), top)
		}
	}
	for i := range all.Len() {
		walk(all.Get(i), all.Get(i))
	}
	return used
}

// plainName is a name without what spellings differ in.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}
