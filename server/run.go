package server

import (
	"slices"
	"time"
)

// A run is the actions of a rule that are still to be done. One that waits is
// a task of the Mock's clock; one that expects a message is asked before all
// rules. It is guarded by the play's mutex.
type run struct {
	entry
	session *Session
	moment  *Moment
	todo    []Action
	pause   time.Duration // asked for by the action that is being done
	expect  *Expectation  // what it waits for, nil: nothing
	timed   bool          // it is on the clock
}

// The bounds of what rules may do.
const (
	maxRuns  = 64     // that wait, of a session
	maxSteps = 10_000 // actions of a run between two waits
)

// An Expectation is a message that a run waits for.
type Expectation struct {
	When   Condition     // nil: any message
	Within time.Duration // 0: for ever
	Else   []Action      // instead of what follows, when it did not come; nil: a note
	// Other is done instead when another message came; nil: that one is for
	// the rules, and the waiting goes on.
	Other []Action
}

// Wait does the actions that follow only after d.
func (m *Moment) Wait(d time.Duration) { m.run.pause = max(m.run.pause, d) }

// Expect does the actions that follow only when a message came that meets e.
// That message is theirs: no rule is asked about it, nor the contract.
func (m *Moment) Expect(e *Expectation) { m.run.expect = e }

// Insert does further actions before those that follow.
func (m *Moment) Insert(actions ...Action) {
	m.run.todo = slices.Concat(actions, m.run.todo)
}

// Stop leaves out the actions that follow.
func (m *Moment) Stop() { m.run.todo = nil }

// start does what a rule says.
func (s *Session) start(m *Moment) {
	r := &run{session: s, moment: m, todo: m.rule.Then}
	r.task, m.run = r, r
	s.proceed(r)
}

// proceed does one action after the other until one waits.
func (s *Session) proceed(r *run) {
	for step := 0; len(r.todo) > 0; step++ {
		if step == maxSteps {
			r.moment.Note("it goes on and on without a wait: stopped", nil)
			return
		}
		next := r.todo[0]
		r.todo = r.todo[1:]
		if err := next.Do(r.moment); err != nil {
			r.moment.Note(err.Error(), nil)
		}
		if r.pause > 0 || r.expect != nil {
			s.suspend(r)
			return
		}
	}
	if s.play.held && s.status.Load() == statusOpen {
		s.play.held = false
		s.letIn()
	}
}

// suspend keeps a run for later.
func (s *Session) suspend(r *run) {
	p := s.play
	if p.over {
		return
	}
	if len(p.runs) == maxRuns {
		r.moment.Note("too many rules wait on this connection: the rest of this one is left out", nil)
		return
	}
	r.moment.keep()
	p.runs = append(p.runs, r)
	delay := r.pause
	if r.expect != nil {
		delay = r.expect.Within
	}
	if r.pause = 0; delay > 0 {
		r.timed = true
		s.beat(0).add(&r.entry, s.live.mock.clock.now()+delay)
	}
}

// keep copies what is only lent while Receive lasts.
func (m *Moment) keep() {
	if m.in == nil || m.in.frame.Shared {
		return
	}
	kept := *m.in
	kept.frame = NewFrame(m.in.frame.Payload(), m.in.frame.Binary)
	kept.frame.Shared = true
	kept.value.Raw = kept.frame.Payload()
	m.in, m.Scratch = &kept, nil
}

// fire implements task: the wait is over, or what was expected has not come.
func (r *run) fire(_, _ time.Duration) (next time.Duration, again bool) {
	s := r.session
	defer s.contain()
	s.play.mu.Lock()
	defer s.play.mu.Unlock()
	if !s.awaken(r) {
		return 0, false
	}
	r.timed = false
	if e := r.expect; e != nil {
		r.expect = nil
		r.todo = e.Else
		if e.Else == nil {
			r.moment.Note("what it expects did not come within "+e.Within.String(), nil)
		}
	}
	s.proceed(r)
	s.finish()
	return 0, false
}

// awaken removes a run from those that wait.
func (s *Session) awaken(r *run) bool {
	i := slices.Index(s.play.runs, r)
	if i < 0 {
		return false
	}
	s.play.runs = slices.Delete(s.play.runs, i, i+1)
	return true
}

// expected goes on with the oldest run that waits for this message.
func (s *Session) expected(in *inbound, before func(*ruleState)) bool {
	for _, r := range s.play.runs {
		if r.expect == nil {
			continue
		}
		m := *r.moment
		todo := r.todo
		if m.in, m.Scratch = in, nil; !m.asks(r.expect.When) {
			if todo = r.expect.Other; todo == nil {
				continue
			}
		}
		before(m.rule)
		s.awaken(r)
		if r.timed {
			s.beat(0).remove(&r.entry)
		}
		// The entry may still be firing: what goes on is another run.
		further := &run{session: s, moment: &m, todo: todo}
		further.task, m.run = further, further
		s.proceed(further)
		return true
	}
	return false
}

// finish ends the session of a message by POST once nothing waits any more:
// its client waits for all that the rules say.
func (s *Session) finish() {
	if s.way == TransportHTTP && len(s.play.runs) == 0 {
		s.end(1000, "")
	}
}
