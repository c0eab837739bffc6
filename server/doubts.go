package server

import (
	"fmt"
	"slices"
	"strings"

	"asyncmock/generator"
	"asyncmock/spec"
)

// Doubts returns what the document leaves open, so that the mock has to assume
// it: the side that it is written from, and messages of clients that cannot be
// told apart by their payloads (CHN-10). It compiles the messages of routes
// that take several.
func (m *Mock) Doubts() spec.Diagnostics {
	var doubts spec.Diagnostics
	if m.plan.role.Doubtful {
		doubts = append(doubts, m.doubtfulRole())
	}
	told := map[string]bool{}
	for _, r := range m.plan.routes {
		for i := range r.Receives {
			if d, ambiguous := m.ambiguous(r, i); ambiguous && !told[d.Pos.String()+d.Summary] {
				told[d.Pos.String()+d.Summary] = true
				doubts = append(doubts, d)
			}
		}
	}
	doubts.Sort()
	return doubts
}

// doubtfulRole is about a document that could be written from either side.
func (m *Mock) doubtfulRole() spec.Diagnostic {
	d := spec.Diagnostic{
		Code: "role-doubtful", Pos: m.doc.Node.Place(),
		Summary: fmt.Sprintf("the document hardly tells which side it is written from; role %q is assumed", m.plan.role.Role),
		Hint:    "x-asyncmock: {role: application} or {role: counterpart} in the document decides; asyncmock routes shows the evidence",
	}
	if n := m.doc.Node.Get("operations"); n != nil {
		d.Pos, d.Pointer = n.Place(), n.Pointer()
	} else if n := m.doc.Node.Get("channels"); n != nil {
		d.Pos, d.Pointer = n.Place(), n.Pointer()
	}
	return d
}

// ambiguous reports whether a payload made of the i-th message of a route fits
// others of them as well.
func (m *Mock) ambiguous(r *Route, i int) (d spec.Diagnostic, yes bool) {
	msg := r.Receives[i].Message
	if len(r.Receives) < 2 || !r.Validate || msg.Node == nil {
		return d, false
	}
	payload, _, err := msg.Append(nil, drawOf(m.opts.Seed, msg.Name))
	if err != nil {
		return d, false
	}
	_, match, findings := r.matcher.Read(payload, msg.Binary())
	if len(findings)+len(match.Findings) > 0 {
		return d, false
	}
	others := otherNames(r, r.matcher.Alike(match), msg)
	if len(others) == 0 {
		return d, false
	}
	return spec.Diagnostic{
		Code: "message-ambiguous", Pos: msg.Node.Place(), Pointer: msg.Node.Pointer(),
		Summary: fmt.Sprintf("payloads of %q can be taken for %s: the first that fits is taken", msg.Name, strings.Join(others, ", ")),
		Hint:    "a property with a const, or an enum of one value, tells messages apart",
	}, true
}

// otherNames are the names, quoted, of the candidates that are another message.
func otherNames(r *Route, candidates []int, than *generator.Message) (names []string) {
	for _, i := range candidates {
		if other := r.Receives[i].Message; other.Message != than.Message {
			if name := fmt.Sprintf("%q", other.Name); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}
