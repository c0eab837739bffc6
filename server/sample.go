package server

import (
	"errors"
	"fmt"
)

// ErrNothingToSend says that a route has no message that the mock sends unprompted.
var ErrNothingToSend = errors.New("the route sends nothing by itself")

// Sample returns one payload of the route for a plain GET: the first message
// that it streams, says on connect, or sends at all.
func (m *Mock) Sample(a *Admission) (*Frame, error) {
	l := m.byRoute[a.Route]
	s := newSession(l, a, nil, m.opts.Numbers.sessions.Add(1))
	l.enter(s)
	defer l.leave(s)
	err := fmt.Errorf("%s: %w", a.Route.Path, ErrNothingToSend)
	for _, o := range l.sampled() {
		var f *Frame
		if f, err = s.sample(o); err == nil {
			return f, nil
		}
	}
	return nil, err
}

// sampled lists what Sample may return, best first.
func (l *live) sampled() (out []*Outgoing) {
	for _, streams := range [][]*stream{l.streams, l.gated} {
		for _, st := range streams {
			out = append(out, st.out...)
		}
	}
	out = append(out, l.onConnect...)
	for _, o := range l.route.Sends {
		if o.When.Kind == WhenPushed || o.When.Kind == WhenRelay || o.When.Kind == WhenEvery || o.When.Kind == WhenSubscribe {
			out = append(out, o)
		}
	}
	return out
}

// sample makes one message and observes it as sent.
func (s *Session) sample(o *Outgoing) (*Frame, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := newMaking()
	defer k.done()
	v := newVoice(s.seed("sample"))
	k.headed = s.way.carriesHeaders()
	k.pinParameters(o, s.params)
	k.pinFresh(s.live, o, v)
	conflicts, err := k.message(s.live, o, v, s.example)
	if err != nil {
		return nil, fmt.Errorf("message %q: %w", o.Message.Name, err)
	}
	s.noteConflicts(o, conflicts)
	f := k.frame.Clone()
	s.observeSend(f, o)
	return f, nil
}
