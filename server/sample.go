package server

import (
	"errors"
	"fmt"
)

// ErrNothingToSend says that a route has no message that the mock sends unprompted.
var ErrNothingToSend = errors.New("the route sends nothing by itself")

// Sample sends one payload of the route to w, for a plain GET: the first
// message that it streams, says on connect, or sends at all. done is called
// when it has been taken; on an error there is none and nothing was sent.
func (m *Mock) Sample(a *Admission, w Wire) (done func(), err error) {
	l := m.byRoute[a.Route]
	s := newSession(l, a, w, m.opts.Numbers.sessions.Add(1))
	l.enter(s)
	done = func() {
		s.stop()
		l.leave(s)
	}
	s.beginFaults(a)
	err = fmt.Errorf("%s: %w", a.Route.Path, ErrNothingToSend)
	for _, o := range l.sampled() {
		if err = s.sample(o); err == nil {
			return done, nil
		}
	}
	done()
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
		if o.When.Kind == WhenPushed || o.When.Kind == WhenRule || o.When.Kind == WhenRelay || o.When.Kind == WhenEvery || o.When.Kind == WhenSubscribe {
			out = append(out, o)
		}
	}
	return out
}

// sample makes one message and sends it.
func (s *Session) sample(o *Outgoing) error {
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
		return fmt.Errorf("message %q: %w", o.Message.Name, err)
	}
	s.noteConflicts(o, conflicts)
	s.sendLocked(&k.frame, o)
	return nil
}
