package server

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"asyncmock/spec"
)

// An Interception answers the next message that it fits, once, in place of the
// rules and of the contract: next-reply overrides of the control API, and what
// tests say. One that is given to several Mocks answers for one of them.
type Interception struct {
	// What it waits for; "" is any. Session is a ?__session= or a connection,
	// Route a route's path or one as requested. A wrong message is the one
	// that it is nearest to.
	Session, Route, Message string
	// Answers says what the message gets, in this order; none: nothing. It is
	// called while the session is busy with the message, must not block, and
	// must not use the Session but to look at it.
	Answers func(Received) []Answer
	// Accept: what the contract does besides answering happens all the same:
	// streams begin and end.
	Accept bool
	// Shot is shared by those of which only one is to answer; nil: its own.
	Shot *Shot
}

// A Shot is fired once.
type Shot struct{ fired atomic.Bool }

// fire reports whether this was the first time.
func (s *Shot) fire() bool { return s.fired.CompareAndSwap(false, true) }

// A Received is a message that a client sent.
type Received struct {
	Session  *Session
	Message  string // name; "" if unknown
	Payload  []byte // valid during the call
	Findings spec.Diagnostics
}

// An Answer is one thing that a message gets: something that is said, or the
// end of the connection.
type Answer struct {
	Push       // zero: nothing is said
	Close  int // code, see Session.Close; 0: the connection stays
	Reason string
}

// interceptions wait for their message, the oldest first.
type interceptions struct {
	waiting atomic.Int32 // len(list): sessions look at the list only where there is one

	mu   sync.Mutex
	list []*Interception
}

// Intercept lets i wait for its message. cancel is false when it has answered,
// or was cancelled before.
func (m *Mock) Intercept(i *Interception) (cancel func() bool) {
	if i.Shot == nil {
		i.Shot = &Shot{}
	}
	m.interceptions.add(i)
	return func() bool {
		first := i.Shot.fire()
		m.interceptions.remove(i)
		return first
	}
}

func (all *interceptions) add(i *Interception) {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.list = append(all.list, i)
	all.waiting.Store(int32(len(all.list)))
}

// all returns those that wait, the oldest first.
func (all *interceptions) all() []*Interception {
	all.mu.Lock()
	defer all.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(all.list), func(i *Interception) bool { return i.Shot.fired.Load() })
}

func (all *interceptions) remove(i *Interception) {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.list = slices.DeleteFunc(all.list, func(o *Interception) bool { return o == i })
	all.waiting.Store(int32(len(all.list)))
}

// take returns the oldest that fits; it answers nothing else.
func (all *interceptions) take(s *Session, in *inbound) *Interception {
	if all.waiting.Load() == 0 {
		return nil
	}
	all.mu.Lock()
	defer all.mu.Unlock()
	var found *Interception
	all.list = slices.DeleteFunc(all.list, func(i *Interception) bool {
		if i.Shot.fired.Load() {
			return true
		}
		if found != nil || !i.fits(s, in) {
			return false
		}
		if i.Shot.fire() {
			found = i
		}
		return true // it has answered, here or elsewhere
	})
	all.waiting.Store(int32(len(all.list)))
	return found
}

func (i *Interception) fits(s *Session, in *inbound) bool {
	return (i.Session == "" || i.Session == s.name || i.Session == s.Connection()) &&
		(i.Route == "" || i.Route == s.live.route.Path || i.Route == s.path) &&
		(i.Message == "" || i.Message == in.name())
}

// intercept lets an Interception answer, if one waits for this message.
func (s *Session) intercept(in *inbound, out *Outcome) bool {
	i := s.live.mock.interceptions.take(s, in)
	if i == nil {
		return false
	}
	s.observeReceive(in)
	answers := i.Answers(Received{Session: s, Message: in.name(), Payload: in.frame.Payload(), Findings: in.findings})
	for n := range answers {
		a := &answers[n]
		if a.says() && s.answerWith(a, in) {
			out.Replies++
		}
		if a.Close != 0 {
			s.Close(a.Close, a.Reason)
		}
	}
	if i.Accept && len(in.findings) == 0 {
		s.relay(in)
		s.gate(in)
		s.endIfAsked(in)
	}
	return true
}

// says reports whether there is something to be said.
func (p *Push) says() bool { return p.Message != "" || p.Payload != nil }

// answerWith sends what an Answer says.
func (s *Session) answerWith(a *Answer, in *inbound) bool {
	k := newMaking()
	defer k.done()
	s.mu.Lock()
	defer s.mu.Unlock()
	out, findings, err := s.writeAnswer(k, &a.Push, in)
	if err != nil {
		s.note("an interception cannot answer: "+err.Error(), nil)
		return false
	}
	if len(findings) > 0 && !a.Raw {
		s.note("what an interception says breaks the contract and is not sent", findings)
		return false
	}
	if len(findings) > 0 {
		k.frame.by = &author{findings: findings}
	}
	return s.sendLocked(&k.frame, out)
}

// writeAnswer makes it into k.frame, called under mu.
func (s *Session) writeAnswer(k *making, p *Push, in *inbound) (*Outgoing, spec.Diagnostics, error) {
	if p.Message == "" {
		k.frame.Buf, k.frame.Binary, k.frame.Name = append(k.frame.Buf[:Headroom], p.Payload...), p.Binary, ""
		out, findings := s.live.judge(p.Payload, p.Binary)
		if len(findings) > 0 {
			return nil, findings, nil
		}
		k.frame.Name = out.Message.Name
		return out, nil, nil
	}
	out := s.live.speech().byName[p.Message]
	if out == nil {
		return nil, nil, fmt.Errorf("the mock sends no message %q on %s", p.Message, s.live.route.Path)
	}
	k.headed = s.way.carriesHeaders()
	if r := (&Moment{session: s, in: in}).asReply(out); r != nil {
		k.pinCopies(s, r, in)
	}
	k.pinParameters(out, s.params)
	for _, set := range p.Set {
		k.pin(set.pin("intercepted"), false)
	}
	if _, err := k.message(s.live, out, s.speak(), p.Example); err != nil {
		return nil, nil, err
	}
	v, err := out.Message.Decode(k.frame.Payload(), k.frame.Binary)
	if err != nil {
		return nil, nil, err
	}
	return out, out.Message.Validate(v), nil
}
