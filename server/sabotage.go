package server

import (
	"bytes"
	"time"
	"unicode/utf8"

	"asyncmock/generator"
	"asyncmock/spec"
)

// What faults do to messages. A message on its way to a session with troubles
// goes through sendTroubled: which faults hit it is decided in the order they
// were given, then it is changed, then it leaves, late, twice, or behind the next.

// A flaw is what is wrong with a Frame on purpose.
type flaw struct {
	broken   *Fault // how the wire breaks it; nil: not at all
	invalid  bool   // it breaks the contract
	findings spec.Diagnostics
}

// A parcel is a message while faults look at it.
type parcel struct {
	frame  *Frame
	out    *Outgoing
	copies int
	delay  time.Duration
	behind time.Duration // reorder: leave after the next one, or after that long
}

// sendTroubled is sendLocked in a session with troubles.
func (s *Session) sendTroubled(t *troubles, f *Frame, o *Outgoing) bool {
	p := &parcel{frame: f, out: o}
	now := s.live.mock.clock.now()
	for _, tr := range t.list {
		if tr.strikes(now) {
			tr.apply(p)
		}
	}
	t.sent++
	ok := t.leave(p)
	s.checkTrouble()
	return ok
}

// leave sends the parcel, or keeps it for the next to go first.
func (t *troubles) leave(p *parcel) bool {
	if p.behind > 0 && t.held == nil {
		t.hold(p)
		return true
	}
	ok := t.session.deliver(p)
	t.release()
	return ok
}

// deliver hands the parcel on, as often as it shall be.
func (s *Session) deliver(p *parcel) bool {
	ok := false
	for range p.copies + 1 {
		if s.live.delayed || p.delay > 0 || s.holdsBack() {
			ok = s.sendLater(p.frame, p.out, p.delay) || ok
		} else {
			ok = s.sendNow(p.frame, p.out) || ok
		}
		p.delay = 0
	}
	return ok
}

// strikes decides whether the fault hits the next message, and counts.
func (tr *trouble) strikes(now time.Duration) bool {
	w := tr.When
	if tr.info.Scope != ScopeMessage || !tr.ready(now) || w.Times > 0 && tr.times == 0 {
		return false
	}
	if tr.Kind == FaultReorder && tr.troubles.held != nil {
		return false // it is the one that another waits for
	}
	tr.seen++
	if w.Every > 0 && tr.seen%w.Every != 0 || tr.urn != nil && !tr.urn.draw() {
		return false
	}
	if w.Times > 0 {
		tr.times--
	}
	return true
}

// apply does to the message what the fault does, and observes it.
func (tr *trouble) apply(p *parcel) {
	s := tr.troubles.session
	e := &Event{Valid: true}
	e.from(p.out)
	if p.out == nil {
		e.Message = p.frame.Name
	}
	switch tr.Kind {
	case FaultDelay:
		p.delay += tr.Wait.draw(tr.dice)
	case FaultDuplicate:
		p.copies += tr.Number
	case FaultReorder:
		p.behind = tr.Wait.draw(tr.dice)
	default:
		tr.spoil(p)
		e.Valid = !p.frame.flaw.invalid
	}
	s.observeFault(tr.activeFault, e)
}

// spoil replaces the message by one that is wrong.
func (tr *trouble) spoil(p *parcel) {
	payload, binary := bytes.Clone(p.frame.Payload()), p.frame.Binary
	broken := p.frame.flaw
	switch tr.Kind {
	case FaultCorrupt:
		payload = tr.corrupt(payload, binary)
	case FaultTruncate:
		payload = truncate(payload, binary, tr.Number)
	case FaultBadUTF8:
		payload, binary = tr.badUTF8(payload), false
	case FaultInvalid:
		payload = tr.invalid(p)
	}
	f := NewFrame(payload, binary)
	f.Name, f.Address, f.Headers, f.flaw = p.frame.Name, p.frame.Address, p.frame.Headers, &flaw{}
	p.frame = f
	if broken != nil {
		*p.frame.flaw = *broken
	}
	switch tr.Kind {
	case FaultBreak, FaultReservedBit, FaultWrongOpcode:
		p.frame.flaw.broken, p.frame.flaw.invalid = &tr.Fault, true
	default:
		tr.troubles.session.judge(p)
	}
}

// judge finds whether a message that was changed still keeps the contract, for
// those who watch.
func (s *Session) judge(p *parcel) {
	if !s.watched() {
		return
	}
	m := s.messageOf(p)
	fl := p.frame.flaw
	switch {
	case !p.frame.Binary && !utf8.Valid(p.frame.Payload()):
		fl.invalid = true
	case m != nil:
		v, err := m.Decode(p.frame.Payload(), p.frame.Binary)
		if err != nil {
			fl.invalid = true
			return
		}
		fl.findings = m.Validate(v)
		fl.invalid = fl.invalid || len(fl.findings) > 0
	}
}

// messageOf returns what the parcel is a message of; nil: nobody knows.
func (s *Session) messageOf(p *parcel) *generator.Message {
	if p.out != nil {
		return p.out.Message
	}
	for _, o := range s.live.route.Sends {
		if o.Message.Name == p.frame.Name {
			return o.Message
		}
	}
	for _, in := range s.live.route.Receives {
		if in.Message.Name == p.frame.Name {
			return in.Message
		}
	}
	return nil
}

// A heldFrame waits for the next message to go first.
type heldFrame struct {
	entry
	troubles *troubles
	parcel   *parcel
}

// hold keeps the parcel until release, at the latest until its time is over.
func (t *troubles) hold(p *parcel) {
	p.frame = p.frame.Clone()
	t.held = &heldFrame{troubles: t, parcel: p}
	t.held.task = t.held
	t.session.beat(0).add(&t.held.entry, t.session.live.mock.clock.now()+p.behind)
}

// release sends what reorder has kept.
func (t *troubles) release() {
	h := t.held
	if h == nil {
		return
	}
	t.held = nil
	t.session.beat(0).remove(&h.entry)
	t.session.deliver(h.parcel)
}

// fire implements task: nothing else was sent.
func (h *heldFrame) fire(_, _ time.Duration) (next time.Duration, again bool) {
	s := h.troubles.session
	defer s.contain()
	s.mu.Lock()
	defer s.mu.Unlock()
	if h.troubles.held == h && s.status.Load() == statusOpen {
		h.troubles.release()
	}
	return 0, false
}

// sendFlawed is what sendNow does with a Frame that is wrong on purpose.
func (s *Session) sendFlawed(f *Frame) error {
	if f.flaw.broken == nil {
		return s.wire.Send(f)
	}
	saboteur, ok := s.wire.(Saboteur)
	if !ok {
		return s.wire.Send(f)
	}
	return saboteur.SendBroken(f, f.flaw.broken)
}
