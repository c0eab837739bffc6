package server

import (
	"math"
	"slices"
	"time"
)

// obey asks the rules about a message: first what is expected, then the rules
// in order. It reports whether one of them answered. On routes without rules
// the message is only observed.
func (s *Session) obey(in *inbound, out *Outcome) (answered bool) {
	if s.play == nil {
		s.observeReceive(in)
		return false
	}
	kept := *in // rules may keep it; without rules it costs no memory
	answered = s.ask(&kept, out)
	*in = kept
	return answered
}

// ask is obey on a route with rules.
func (s *Session) ask(in *inbound, out *Outcome) (answered bool) {
	s.play.mu.Lock()
	defer s.play.mu.Unlock()
	s.play.heard = s.live.mock.clock.now()
	sent, observed := s.play.sent, false
	before := func(r *ruleState) {
		if observed {
			return
		}
		if observed = true; r.Raw && len(in.findings) > 0 {
			in.findings, in.excused = nil, true
		}
		s.observeReceive(in)
	}
	answered = s.expected(in, before) || s.play.held || s.perform(OnMessage, in, before)
	if !observed {
		s.observeReceive(in)
	}
	out.Findings = in.findings
	if out.Replies = s.play.sent - sent; s.way == TransportHTTP && len(s.play.runs) > 0 {
		out.Replies = math.MaxInt32 // until finish
	}
	return answered
}

// greet asks the rules about a new connection, and starts those that go by
// time. It reports whether a rule said hello instead of the contract. The
// play's mutex is held.
func (s *Session) greet() (answered bool) {
	if s.play == nil || s.play.over {
		return false
	}
	answered = s.perform(OnConnect, nil, func(*ruleState) {})
	now := s.live.mock.clock.now()
	s.play.heard = now
	for _, r := range slices.Concat(s.live.script.on[OnIdle], s.live.script.on[OnTime]) {
		if r.PerRoom {
			continue // lead
		}
		t := &ruleTimer{session: s, rule: r}
		t.task = t
		s.play.timers = append(s.play.timers, t)
		s.beat(r.After).add(&t.entry, now+r.interval(s.play.voice))
	}
	return answered
}

// part asks the rules about the end of the connection, and stops all that the
// session does by rules.
func (s *Session) part() {
	if s.play == nil {
		return
	}
	s.play.mu.Lock()
	defer s.play.mu.Unlock()
	s.play.over = true
	for _, t := range s.play.timers {
		s.beat(t.rule.After).remove(&t.entry)
	}
	s.play.timers = nil
	s.follow()
	s.dropRuns()
	if s.play.upstream != nil {
		s.play.upstream.stop()
	}
	s.perform(OnDisconnect, nil, func(*ruleState) {})
	s.leaveGroups()
}

// dropRuns forgets what waits.
func (s *Session) dropRuns() {
	for _, r := range s.play.runs {
		if r.timed {
			s.beat(0).remove(&r.entry)
		}
	}
	s.play.runs = nil
}

// A ruleTimer asks a rule by the clock: OnIdle and OnTime.
type ruleTimer struct {
	entry
	session *Session
	rule    *ruleState
}

// fire implements task.
func (t *ruleTimer) fire(due, now time.Duration) (next time.Duration, again bool) {
	s := t.session
	defer s.contain()
	s.play.mu.Lock()
	defer s.play.mu.Unlock()
	if s.play.over {
		return 0, false
	}
	if quiet := s.play.heard + t.rule.After; t.rule.On == OnIdle && quiet > now {
		return quiet, true
	}
	s.try(&Moment{session: s}, t.rule, func(*ruleState) {})
	return following(due, t.rule.interval(s.play.voice), now), true
}
