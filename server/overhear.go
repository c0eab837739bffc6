package server

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"asyncmock/spec"
)

// A conversation between a client and a real service may be overheard: then
// the Mock says nothing, and its Session tells what the contract says of
// everything that the two say.

// A Verdict is what the contract says of an overheard message. Code and Reason
// are how a connection is closed because of it (RFC 6455, 7.4.1): 1008, or 1007
// for what cannot be decoded; 0: nothing is wrong. Findings and Reason hold no
// secrets (see Event.Redact).
type Verdict struct {
	Findings spec.Diagnostics
	Code     int
	Reason   string
}

// Wrong reports whether the message breaks the contract.
func (v *Verdict) Wrong() bool { return len(v.Findings) > 0 }

// Overhear opens a Session for a conversation between a client and a service
// that has let it in, with the subprotocol they agreed on. Nobody is refused:
// what the contract has against the handshake is in the connect event, and a
// path that no channel has is a conversation of which nothing is checked. Hear
// follows in place of Subscribe and Receive, and Closed at the end. The Send of
// w must fail with ErrGone; its Close is to end both sides.
func (m *Mock) Overhear(h *Handshake, subprotocol string, w Wire) *Session {
	a := m.recognise(h)
	a.Subprotocol = subprotocol
	l := m.byRoute[a.Route]
	if l == nil {
		l = m.undocumented
	}
	s := newSession(l, a, w, m.opts.Numbers.sessions.Add(1))
	s.overheard = true
	l.enter(s)
	s.observeConnect(a)
	m.count(s)
	return s
}

// recognise is Admit without refusals: all that is wrong becomes notes.
func (m *Mock) recognise(h *Handshake) *Admission {
	a := &Admission{Handshake: h, Session: clip(h.Query.Get("__session"), 100)}
	route, params, r := m.plan.table.find(h.Path)
	if route == nil {
		a.Route, a.Notes = m.undocumented.route, undocumented(h, r)
		return a
	}
	a.Route, a.Params = route, params
	if r != nil {
		a.Notes = r.Findings
	}
	for _, step := range []func(*Admission) *Refusal{m.admitQuery, m.admitHeaders, m.admitCredentials} {
		if r := step(a); r != nil {
			a.Notes = append(a.Notes, r.Findings...)
		}
	}
	return a
}

// undocumented is what is wrong with a path that is no route.
func undocumented(h *Handshake, r *Refusal) spec.Diagnostics {
	return spec.Diagnostics{{
		Code: "channel-undocumented", Severity: spec.SeverityError,
		Summary: fmt.Sprintf("no channel of the document has the path %s", clip(h.Path, 200)), Hint: r.Hint,
	}}
}

// Hear judges one message, of the client or of the service, and observes it.
// wrong is the text of the event when the message breaks the contract: what
// becomes of it. f is not kept. One goroutine a direction may call it.
func (s *Session) Hear(f *Frame, fromClient bool, wrong string) (v Verdict) {
	defer s.contain()
	switch {
	case s.live == s.live.mock.undocumented:
		s.hearUndocumented(f, fromClient)
		return v
	case !f.Binary && !utf8.Valid(f.Payload()):
		return s.hearGarbled(f, fromClient, wrong)
	case fromClient:
		return s.hearClient(f, wrong)
	}
	return s.hearService(f, wrong)
}

func (s *Session) hearUndocumented(f *Frame, fromClient bool) {
	if fromClient {
		s.received.Add(1)
		s.observeUnseen(f)
		return
	}
	s.sent.Add(1)
	s.hearing(&Event{Kind: EventSend, Payload: f.Payload(), Binary: f.Binary, Valid: true, Unvalidated: true})
}

// hearGarbled is about a text message that is none (RFC 6455, 8.1).
func (s *Session) hearGarbled(f *Frame, fromClient bool, wrong string) Verdict {
	e := &Event{Kind: EventSend, Payload: f.Payload(), Text: wrong, Findings: spec.Diagnostics{{
		Code: "payload-undecodable", Severity: spec.SeverityError, Summary: "text message is not UTF-8",
	}}}
	if fromClient {
		e.Kind = EventReceive
		s.received.Add(1)
		s.wrong.Add(1)
	} else {
		s.sent.Add(1)
	}
	s.hearing(e)
	return discreet(e.Findings, true)
}

func (s *Session) hearClient(f *Frame, wrong string) Verdict {
	s.received.Add(1)
	in, ok := s.skim(f)
	if !ok {
		in = s.identify(f)
	}
	if len(in.findings) > 0 {
		s.wrong.Add(1)
		in.text = wrong
	}
	s.observeReceive(&in)
	return discreet(in.findings, in.undecodable)
}

// skim is identify for a message that plainly keeps the contract, where
// nothing in it is looked at besides; ok is false where identify must tell.
func (s *Session) skim(f *Frame) (in inbound, ok bool) {
	r := s.live.route
	if !r.Validate || f.Binary || f.Carried != nil {
		return in, false
	}
	match, ok := r.matcher.Skim(f.Payload())
	if !ok || r.Receives[match.Index].Unchecked || r.Receives[match.Index].locates() {
		return in, false
	}
	in.frame = f
	in.take(r, match.Index)
	return in, true
}

// locates reports whether the message says a parameter of the path.
func (in *Incoming) locates() bool {
	return in.Channel != nil && slices.ContainsFunc(in.Channel.Parameters, func(p *spec.Parameter) bool {
		return p.Location != nil && p.Location.Pointer != ""
	})
}

func (s *Session) hearService(f *Frame, wrong string) Verdict {
	s.sent.Add(1)
	e := Event{Kind: EventSend, Payload: f.Payload(), Binary: f.Binary, Valid: true}
	if !s.live.route.Validate {
		e.Unvalidated = true
		s.hearing(&e)
		return Verdict{}
	}
	if o := s.live.reader().keeps(f); o != nil {
		e.from(o)
		_, e.Unvalidated = o.Message.Unvalidated()
		s.hearing(&e)
		return Verdict{}
	}
	said := s.live.reader().Read(f)
	e.from(said.Outgoing)
	if said.Own != nil {
		e.Message = said.Own.Name
	}
	e.Unvalidated = said.Unvalidated || said.Outgoing == nil && len(said.Findings) == 0
	if len(said.Findings) > 0 {
		e.Valid, e.Text, e.Findings = false, wrong, said.Findings
	}
	s.hearing(&e)
	return discreet(said.Findings, len(said.Findings) > 0 && said.Findings[0].Code == "payload-undecodable")
}

// hearing observes a message.
func (s *Session) hearing(e *Event) {
	if !s.watched() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.observe(e)
}

// discreet is the Verdict about findings without what they say of secrets: it
// ends in close reasons and refusals, which are written down.
func discreet(findings spec.Diagnostics, undecodable bool) Verdict {
	clean, _ := redactFindings(findings)
	return verdict(clean, undecodable)
}

// verdict is the one about findings.
func verdict(findings spec.Diagnostics, undecodable bool) Verdict {
	v := Verdict{Findings: findings}
	switch {
	case len(findings) == 0:
		return v
	case undecodable:
		v.Code = 1007
	default:
		v.Code = 1008
	}
	v.Reason = reasonOf(findings)
	return v
}

// peer is what speaks with the client.
func (s *Session) peer() string {
	if s.overheard {
		return "service"
	}
	return "mock"
}

// Pass observes a request that goes on to the service though no channel has
// its path: one that opens no conversation is the service's own business.
func (m *Mock) Pass(h *Handshake, method string) {
	if m.opts.Observe == nil {
		return
	}
	m.observe(&Event{
		Kind: EventNote, Transport: h.Transport, Remote: h.Remote, Path: h.Path, Valid: true,
		Text: method + " passed on", Findings: spec.Diagnostics{{
			Code: "channel-undocumented", Severity: spec.SeverityInfo,
			Summary: fmt.Sprintf("no channel of the document has the path %s", clip(h.Path, 200)),
		}},
	})
}
