package server

import (
	"slices"
	"time"
)

// A roomTimer asks a rule by the clock once for all of a room. One of the
// sessions there speaks: the first that came, then another.
type roomTimer struct {
	entry
	room    *room
	rule    *ruleState
	speaker *Session // guarded by the room's mu
}

// lead starts the timers of the room that nobody leads.
func (s *Session) lead() {
	if s.play == nil || s.play.over {
		return
	}
	r := s.room
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, rule := range s.live.script.on[OnTime] {
		if !rule.PerRoom || slices.ContainsFunc(r.timers, func(t *roomTimer) bool { return t.rule == rule }) {
			continue
		}
		t := &roomTimer{room: r, rule: rule, speaker: s}
		t.task = t
		r.timers = append(r.timers, t)
		s.beat(rule.After).add(&t.entry, s.live.mock.clock.now()+rule.interval(s.play.voice))
	}
}

// follow gives the timers that s leads to somebody else of the room, or ends
// them when nobody else is there.
func (s *Session) follow() {
	r := s.room
	r.mu.Lock()
	defer r.mu.Unlock()
	r.timers = slices.DeleteFunc(r.timers, func(t *roomTimer) bool {
		if t.speaker != s {
			return false
		}
		for _, other := range r.members.now() {
			if other != s && other.status.Load() != statusClosed {
				t.speaker = other
				return false
			}
		}
		s.beat(t.rule.After).remove(&t.entry)
		return true
	})
}

// fire implements task.
func (t *roomTimer) fire(due, now time.Duration) (next time.Duration, again bool) {
	t.room.mu.Lock()
	s := t.speaker
	t.room.mu.Unlock()
	defer s.contain()
	s.play.mu.Lock()
	defer s.play.mu.Unlock()
	if !s.play.over {
		s.try(&Moment{session: s}, t.rule, func(*ruleState) {})
	}
	return following(due, t.rule.interval(s.play.voice), now), true
}

// interval is the time until a rule is asked again.
func (r *ruleState) interval(v *voice) time.Duration {
	d := r.After
	if r.Jitter > 0 {
		d += time.Duration(v.dice.Int64N(int64(r.Jitter) + 1))
	}
	return d
}
