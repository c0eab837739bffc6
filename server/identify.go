package server

import (
	"fmt"
	"slices"
	"sync"

	"asyncmock/generator"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// identify decodes an inbound message once, finds which of the route's
// messages it is, and validates it (ASYNCAPI.md, 13):
//
//	by the route's Matcher: constants first, then schemas
//	none of them: perhaps one that only the mock sends, and that is said
func (s *Session) identify(f *Frame) (in inbound) {
	in = inbound{frame: f, index: -1}
	r := s.live.route
	unchecked := !r.Validate || len(r.Receives)+len(r.Sends) == 0 // no message is forbidden where none is known
	if len(r.Receives) == 0 && !unchecked && !r.Echo && !r.Relays {
		in.findings = s.unexpected(f)
		return in
	}
	s.match(&in)
	switch {
	case unchecked || in.incoming != nil && in.incoming.Unchecked:
		in.findings, in.unchecked = nil, true
		if in.incoming == nil && len(r.Receives) == 1 {
			in.take(r, 0)
		}
	case in.incoming != nil && len(in.findings) == 0:
		_, in.unvalidated = in.incoming.Message.Unvalidated()
		s.checkLocations(&in)
	}
	return in
}

func (in *inbound) take(r *Route, i int) { in.index, in.incoming = i, r.Receives[i] }

// match decodes the message and asks the Matcher.
func (s *Session) match(in *inbound) {
	r := s.live.route
	value, m, findings := r.matcher.Read(in.frame.Payload(), in.frame.Binary)
	if in.value = value; len(findings) > 0 {
		in.findings, in.undecodable = findings, true
		return
	}
	if in.frame.Binary && (m.Message == nil || !m.Message.Binary()) {
		in.notes = append(in.notes, spec.Diagnostic{Code: "frame-type", Summary: "JSON came in a binary frame; text is expected"})
	}
	if !in.frame.Binary && m.Message != nil && m.Message.Binary() {
		in.notes = append(in.notes, spec.Diagnostic{Code: "frame-type", Summary: "text came where a binary frame is expected"})
	}
	m, aboutHeaders := s.matchHeaders(in, m)
	if m.Index >= 0 {
		in.take(r, m.Index)
	}
	in.findings = append(m.Findings, aboutHeaders...)
	if len(m.Findings) > 0 && r.Validate {
		s.recogniseOwn(in)
	}
	if len(m.Ambiguous) > 0 {
		in.notes = append(in.notes, ambiguity(m))
	}
}

// ambiguity says that several messages fit (CHN-10).
func ambiguity(m generator.Match) spec.Diagnostic {
	names := ""
	for _, other := range m.Ambiguous {
		names += fmt.Sprintf(", %q", other.Name)
	}
	return spec.Diagnostic{
		Code:    "message-ambiguous",
		Summary: fmt.Sprintf("the payload is %q and as well%s; the first was taken", m.Message.Name, names[1:]),
	}
}

// unexpected is the finding about any message on a route where clients say nothing.
func (s *Session) unexpected(f *Frame) spec.Diagnostics {
	in := inbound{frame: f, index: -1}
	s.recogniseOwn(&in)
	if len(in.findings) > 0 {
		return in.findings
	}
	return spec.Diagnostics{{
		Code: "message-unexpected", Severity: spec.SeverityError,
		Summary: "clients send no messages on this route",
	}}
}

// A wrongWay knows the messages that only the mock sends, once a message came
// that is none of the client's.
type wrongWay struct {
	once    sync.Once
	own     []*generator.Message
	matcher *generator.Matcher
}

// recogniseOwn replaces the findings when the message is one that the mock sends.
func (s *Session) recogniseOwn(in *inbound) {
	w := &s.live.wrongWay
	w.once.Do(func() { w.build(s.live.route) })
	if len(w.own) == 0 {
		return
	}
	value, m, findings := w.matcher.Read(in.frame.Payload(), in.frame.Binary)
	if len(findings)+len(m.Findings) > 0 || m.Message == nil {
		return
	}
	in.value = value
	in.index, in.incoming, in.own = -1, nil, m.Message
	in.findings = spec.Diagnostics{{
		Code: "message-direction", Severity: spec.SeverityError,
		Summary: fmt.Sprintf("%q goes from the %s to the client, not from the client", m.Message.Name, s.peer()),
		Hint:    "if the document describes the other side, try --role application or --role counterpart",
	}}
}

// build keeps the messages of the mock.
func (w *wrongWay) build(r *Route) {
	for _, o := range r.Sends {
		w.add(o.Message)
	}
	for _, in := range r.Receives {
		for _, reply := range in.Replies {
			w.add(reply.Message)
		}
	}
	w.matcher = generator.NewMatcher(w.own)
}

// add keeps a message that would not accept just anything.
func (w *wrongWay) add(m *generator.Message) {
	empty := schema.Value{Raw: []byte("{}"), Tree: map[string]any{}}
	if m == nil || slices.Contains(w.own, m) || len(m.Validate(empty)) == 0 {
		return
	}
	w.own = append(w.own, m)
}

// checkLocations compares what the message says at the location of a path
// parameter with the path (CHN-8). A difference is a note.
func (s *Session) checkLocations(in *inbound) {
	if in.incoming.Channel == nil {
		return
	}
	for _, p := range in.incoming.Channel.Parameters {
		if p.Location == nil || p.Location.Pointer == "" {
			continue
		}
		tree := in.value.Tree
		if p.Location.Header {
			tree = in.headers.Tree
		}
		bound := slices.IndexFunc(s.params, func(b Param) bool { return b.Name == p.Name })
		v, ok := lookup(tree, p.Location.Pointer)
		if bound < 0 || !ok || string(jsonText(v)) == string(s.params[bound].JSON) {
			continue
		}
		in.notes = append(in.notes, spec.Diagnostic{
			Code: "parameter-mismatch", Severity: spec.SeverityWarning, Instance: p.Location.Pointer,
			Summary: fmt.Sprintf("%s is not the %s of the path, %q", jsonText(v), p.Name, s.params[bound].Value),
		})
	}
}

// failures remembers which messages could not be made.
type failures struct {
	mu   sync.Mutex
	seen map[*Outgoing]bool
}

// first reports whether o failed for the first time.
func (f *failures) first(o *Outgoing) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.seen[o] {
		return false
	}
	if f.seen == nil {
		f.seen = map[*Outgoing]bool{}
	}
	f.seen[o] = true
	return true
}
