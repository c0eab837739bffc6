package server

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"asyncmock/spec"
)

// A Push is a message that somebody else than the contract makes the mock
// send: the control API, or a test.
type Push struct {
	Message string // name of a message that the mock sends; "": Payload is sent
	Example string // of that message; "": what comes next
	Set     []Set  // written into it

	Payload []byte
	Binary  bool

	// Raw sends it even where it breaks the contract.
	Raw bool
}

// A Set is a value that is written at a place of a payload.
type Set struct {
	Pointer string          // RFC 6901
	Value   json.RawMessage // compact JSON
}

// A pushed is a Push made for one room.
type pushed struct {
	to    []*Session
	out   *Outgoing // nil: none of the contract's
	frame *Frame    // shared
	wrong spec.Diagnostics
}

// To sends p to the sessions, of whatever Mocks, and returns how many took it.
// Everyone of a room gets the same. Findings say why nothing was sent at all:
// the message breaks the contract of a route, or none of the routes has it.
// Sessions whose route does not have the message by that name are left out.
func (p *Push) To(sessions []*Session) (receivers int, findings spec.Diagnostics) {
	var all []*pushed
	var unknown spec.Diagnostics
	for _, r := range byRoom(sessions) {
		one, findings := p.make(r)
		switch {
		case len(findings) == 0:
			all = append(all, one)
		case findings[0].Code == CodeUnknownMessage:
			unknown = with(unknown, findings)
		default:
			return 0, findings
		}
	}
	if len(all) == 0 {
		return 0, unknown
	}
	for _, one := range all {
		receivers += one.send()
	}
	return receivers, nil
}

// with appends findings that are not there yet: rooms of one route have the same.
func with(all, more spec.Diagnostics) spec.Diagnostics {
	for _, d := range more {
		if !slices.Contains(all, d) {
			all = append(all, d)
		}
	}
	return all
}

// byRoom puts sessions together that hear the same. One message by POST is
// over before anything could be pushed.
func byRoom(sessions []*Session) (rooms [][]*Session) {
	for _, s := range sessions {
		i := slices.IndexFunc(rooms, func(r []*Session) bool { return r[0].room == s.room })
		switch {
		case s.way == TransportHTTP:
		case i < 0:
			rooms = append(rooms, []*Session{s})
		default:
			rooms[i] = append(rooms[i], s)
		}
	}
	return rooms
}

// make makes the message for sessions of one room.
func (p *Push) make(to []*Session) (*pushed, spec.Diagnostics) {
	one := &pushed{to: to}
	var findings spec.Diagnostics
	if p.Message != "" {
		findings = one.generate(p)
	} else {
		findings = one.take(p)
	}
	if p.Raw && one.frame != nil {
		one.wrong, findings = findings, nil
	}
	for i := range findings {
		findings[i].Severity = spec.SeverityError
	}
	return one, findings
}

// take sends the bytes that are given.
func (one *pushed) take(p *Push) spec.Diagnostics {
	one.frame = NewFrame(p.Payload, p.Binary)
	one.frame.Shared = true
	out, findings := one.to[0].live.judge(p.Payload, p.Binary)
	if len(findings) > 0 {
		return findings
	}
	one.out, one.frame.Name = out, out.Message.Name
	return nil
}

// generate makes a message by its name.
func (one *pushed) generate(p *Push) spec.Diagnostics {
	s := one.to[0]
	out := s.live.speech().byName[p.Message]
	if out == nil {
		return s.live.lacksMessage(p.Message)
	}
	one.out = out
	if findings := out.lacksExample(p.Example); findings != nil {
		return findings
	}
	return one.write(p, s)
}

func (one *pushed) write(p *Push, s *Session) spec.Diagnostics {
	k := newMaking()
	defer k.done()
	k.pinParameters(one.out, s.params)
	for _, set := range p.Set {
		k.pin(set.pin("pushed"), false)
	}
	var err error
	s.room.pushing(func(v *voice) {
		k.pinFresh(s.live, one.out, v)
		_, err = k.payload(s.live, one.out, v, p.Example)
	})
	if err != nil {
		return spec.Diagnostics{{Code: "message-unmakeable", Summary: err.Error()}}
	}
	one.frame = NewFrame(k.frame.Payload(), k.frame.Binary)
	one.frame.Shared, one.frame.Name, one.frame.example = true, one.out.Message.Name, k.frame.example
	if len(p.Set) == 0 {
		return nil
	}
	return one.out.examine(one.frame, p.Set)
}

// pushing lends f the voice of what is pushed to the room.
func (r *room) pushing(f func(*voice)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.voice == nil {
		r.voice = newVoice(r.seed("push"))
	}
	f(r.voice)
}

// send hands the message to everyone and observes it: as one that was sent
// where it went to one, else as one for the room.
func (one *pushed) send() (receivers int) {
	s := one.to[0]
	if len(one.to) > 1 {
		for _, s := range one.to {
			if s.hear(one.frame) {
				receivers++
			}
		}
		s.room.observePush(one, receivers)
		return receivers
	}
	if s.hear(one.frame) {
		s.observePush(one)
		return 1
	}
	return 0
}

func (s *Session) observePush(one *pushed) {
	if !s.watched() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.observe(one.event(EventSend))
}

func (r *room) observePush(one *pushed, receivers int) {
	if r.live.mock.opts.Observe == nil {
		return
	}
	e := one.event(EventRelay)
	e.Route, e.Path, e.Count = r.live.route.Path, r.live.route.Path, receivers
	r.live.mock.observe(e)
}

func (one *pushed) event(kind EventKind) *Event {
	e := &Event{
		Kind: kind, Payload: one.frame.Payload(), Binary: one.frame.Binary,
		Valid: len(one.wrong) == 0, Findings: one.wrong, Text: "pushed",
	}
	e.from(one.out)
	e.example(one.frame, one.out)
	return e
}

// names lists some messages.
func names(out []*Outgoing) string {
	const most = 10
	var list []string
	for _, o := range out {
		list = append(list, o.Message.Name)
	}
	if n := len(list); n > most {
		list = append(list[:most], fmt.Sprintf("%d more", n-most))
	}
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}
