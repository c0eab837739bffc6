package server

import (
	"fmt"
	"hash/fnv"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"asyncmock/spec"
)

// watched reports whether somebody looks at Events; none is made otherwise.
func (s *Session) watched() bool { return s.live.mock.opts.Observe != nil }

// observe completes an event about the session and hands it out. It is called
// under mu, so that events of a session keep their order.
func (s *Session) observe(e *Event) {
	if s.called == "" {
		s.called = s.Connection()
	}
	e.Connection, e.Transport, e.Remote = s.called, s.way, s.remote
	if e.Session = s.name; e.Session == "" {
		e.Session = e.Connection
	}
	e.Route, e.Path = s.live.route.Path, s.path
	s.live.mock.observe(e)
}

// observed are Events for observers. One for each thing that happens would be
// most of what a message costs.
var observed = sync.Pool{New: func() any { return new(Event) }}

// observe numbers an event and hands it out. What the pool has of an event is
// overwritten by the next.
func (m *Mock) observe(e *Event) {
	shown := observed.Get().(*Event)
	*shown = *e
	shown.Seq, shown.Time = m.opts.Numbers.events.Add(1), time.Now()
	m.opts.Observe(shown)
	observed.Put(shown)
}

func (s *Session) observeConnect(a *Admission) {
	if !s.watched() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.observe(&Event{Kind: EventConnect, Valid: !a.Notes.HasErrors(), Findings: a.Notes, Text: a.summary()})
}

func (s *Session) observeClose(code int, reason string) {
	if !s.watched() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dropped > 1 { // the first was told when it happened
		s.note(fmt.Sprintf("%d messages were left out", s.dropped), nil)
	}
	s.observe(&Event{Kind: EventClose, Valid: true, Code: code, Text: reason})
}

func (s *Session) observeReceive(in *inbound) {
	if in.unvalidated {
		s.live.mock.unvalidated.Add(1)
	}
	if !s.watched() {
		return
	}
	e := &Event{
		Kind: EventReceive, Payload: in.frame.Payload(), Binary: in.frame.Binary, Headers: in.observed(s.live.route),
		Valid: len(in.findings) == 0, Unvalidated: in.unvalidated || in.unchecked || in.excused, Findings: in.findings, Text: in.text,
	}
	if len(in.notes) > 0 {
		e.Findings = append(append(spec.Diagnostics{}, in.findings...), in.notes...)
	}
	e.about(in.incoming)
	e.Message = in.name()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.observe(e)
}

// observeUnseen is observeReceive where nothing is looked at.
func (s *Session) observeUnseen(f *Frame) {
	if !s.watched() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.observe(&Event{Kind: EventReceive, Payload: f.Payload(), Binary: f.Binary, Valid: true, Unvalidated: true})
}

// observeSend is called under mu. o is nil for echoes and for what others hear too.
func (s *Session) observeSend(f *Frame, o *Outgoing) {
	if !s.watched() || f.Shared {
		return // a relay is one event
	}
	e := &Event{Kind: EventSend, Payload: f.Payload(), Binary: f.Binary, Headers: f.Headers, Valid: true}
	e.from(o)
	e.by(f.by)
	e.example(f, o)
	if f.flaw != nil {
		e.Valid, e.Findings = !f.flaw.invalid, f.flaw.findings
		e.Message = f.Name
	}
	s.observe(e)
}

func (s *Session) observeRelay(f *Frame, in *Incoming, receivers int) {
	if !s.watched() {
		return
	}
	e := &Event{Kind: EventRelay, Payload: f.Payload(), Binary: f.Binary, Valid: true, Count: receivers}
	e.about(in)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.observe(e)
}

// Note observes something about the connection that is worth a line. The
// caller holds no lock that its Wire takes.
func (s *Session) Note(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note(text, nil)
}

// note observes something worth a line, called under mu.
func (s *Session) note(text string, findings spec.Diagnostics) {
	if s.watched() {
		s.observe(&Event{Kind: EventNote, Valid: !findings.HasErrors(), Text: text, Findings: findings})
	}
}

// noteConflicts observes pins that did not fit, called under mu.
func (s *Session) noteConflicts(o *Outgoing, conflicts spec.Diagnostics) {
	if len(conflicts) == 0 || !s.watched() {
		return
	}
	e := &Event{Kind: EventNote, Valid: true, Text: "not all that was asked for fits " + o.Message.Name, Findings: conflicts}
	e.from(o)
	s.observe(e)
}

// noteFailure observes, once per message of the route, that it cannot be made.
// It is called under mu.
func (s *Session) noteFailure(o *Outgoing, err error) {
	if s.watched() && s.live.failed.first(o) {
		s.observe(failure(o, err))
	}
}

// failure is the note that a message cannot be made.
func failure(o *Outgoing, err error) *Event {
	e := &Event{Kind: EventNote, Text: fmt.Sprintf("message %q cannot be made: %v", o.Message.Name, err)}
	e.from(o)
	return e
}

// about names what an inbound message is.
func (e *Event) about(in *Incoming) {
	if in != nil {
		e.name(in.Message.Name, in.Channel, in.Operation)
	}
}

// from names what an outbound message is.
func (e *Event) from(o *Outgoing) {
	if o != nil {
		e.name(o.Message.Name, o.Channel, o.Operation)
	}
}

func (e *Event) name(message string, ch *spec.Channel, op *spec.Operation) {
	e.Message = message
	if ch != nil {
		e.Channel = ch.Name
	}
	if op != nil {
		e.Operation = op.Name
	}
}

// contain ends the session, and nothing else, when handling it panicked
// (REL-WS-14). It is deferred, and called with no lock held by the panic's path.
func (s *Session) contain() {
	if value := recover(); value != nil {
		s.panicked(value, debug.Stack())
	}
}

// panicked tells where it happened and closes with 1011. The client learns
// the id of the stack only.
func (s *Session) panicked(value any, stack []byte) {
	id := stackID(stack)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note("internal error "+id, internalError(value, stack))
	s.status.Store(max(s.status.Load(), statusEnding))
	s.closeNow(1011, "internal error "+id)
}

func internalError(value any, stack []byte) spec.Diagnostics {
	return spec.Diagnostics{{
		Code: "internal-error", Severity: spec.SeverityError,
		Summary: fmt.Sprint(value), Detail: string(stack), Hint: "this is a bug of ours, please report it with its stack",
	}}
}

// stackID is the same for panics at the same place: addresses and arguments
// do not count.
func stackID(stack []byte) string {
	h := fnv.New32a()
	for line := range strings.Lines(string(stack)) {
		line, _, _ = strings.Cut(line, "(0x")
		line, _, _ = strings.Cut(line, " +0x")
		if !strings.HasPrefix(line, "goroutine ") {
			h.Write([]byte(strings.TrimSpace(line)))
		}
	}
	return fmt.Sprintf("%08x", h.Sum32())
}
