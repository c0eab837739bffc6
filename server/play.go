package server

import (
	"maps"
	"sync"
	"sync/atomic"
	"time"
)

// A live script is the RouteScript of a route while it runs; nil on routes
// without rules, which pay for nothing here.
type liveScript struct {
	all      []*ruleState
	on       [OnTime + 1][]*ruleState // by trigger, in order
	turns    turns                    // of messages by POST
	entry    *Entry
	fallback string
}

// A ruleState is a Rule of a route while it runs.
type ruleState struct {
	*Rule
	off   atomic.Bool
	own   atomic.Pointer[map[string]bool] // on or off for sessions of a name, whatever off says; never changed, only replaced
	calls atomic.Uint64                   // how often its condition held
}

// asked reports whether it is on for sessions of the name.
func (r *ruleState) asked(session string) bool {
	if own := r.own.Load(); own != nil {
		if on, ok := (*own)[session]; ok {
			return on
		}
	}
	return !r.off.Load()
}

// turn switches it for sessions of the name, or, with "", for all others.
func (r *ruleState) turn(session string, on bool) {
	if session == "" {
		r.off.Store(!on)
		return
	}
	r.renew(func(own map[string]bool) { own[session] = on })
}

// turnBack makes it what it was in the beginning, for sessions of the name or,
// with "", for everybody.
func (r *ruleState) turnBack(session string) {
	if session == "" {
		r.own.Store(nil)
		r.off.Store(r.Off)
		return
	}
	r.renew(func(own map[string]bool) { delete(own, session) })
}

// renew replaces own by what change makes of it.
func (r *ruleState) renew(change func(map[string]bool)) {
	for {
		before := r.own.Load()
		own := map[string]bool{}
		if before != nil {
			maps.Copy(own, *before)
		}
		change(own)
		after := &own
		if len(own) == 0 {
			after = nil
		}
		if r.own.CompareAndSwap(before, after) {
			return
		}
	}
}

func newLiveScript(rs *RouteScript) *liveScript {
	if rs == nil || len(rs.Rules) == 0 && rs.Entry == nil && rs.Fallback == "" {
		return nil
	}
	ls := &liveScript{entry: rs.Entry, fallback: rs.Fallback}
	for _, r := range rs.Rules {
		state := &ruleState{Rule: r}
		ls.all = append(ls.all, state)
		state.off.Store(r.Off)
		ls.on[r.On] = append(ls.on[r.On], state)
	}
	return ls
}

// label begins the notes about a rule.
func (r *ruleState) label() string {
	if r.Name == "" {
		return "a rule: "
	}
	return "rule " + r.Name + ": "
}

// A play is what a session has on a route with rules. It is guarded by its
// own mutex, which is taken before all others and held while a rule acts, so
// that the rules of a session follow each other.
type play struct {
	handshake   *Handshake
	subprotocol string

	mu       sync.Mutex
	voice    *voice
	counts   map[*ruleState]uint64
	turns    turns
	seq      uint64
	runs     []*run // that wait, oldest first
	timers   []*ruleTimer
	heard    time.Duration // clock time when the client was last heard
	sent     int           // frames to this session
	over     bool          // the session has ended
	away     bool          // it is to be closed as soon as it is open
	held     bool          // nothing is said before Entry.First is done
	vars     variables
	groups   []*groupSeat
	upstream *fallback // nil: the contract speaks
}

func newPlay(s *Session, a *Admission) *play {
	p := &play{handshake: a.Handshake, subprotocol: a.Subprotocol, away: a.turnedAway, voice: newVoice(s.seed("rules")), counts: map[*ruleState]uint64{}}
	p.vars.reset(s.live.mock.store.vars)
	return p
}

// turns count by key.
type turns struct {
	mu    sync.Mutex
	count map[any]int
}

func (t *turns) next(key any) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.count == nil {
		t.count = map[any]int{}
	}
	n := t.count[key]
	t.count[key] = n + 1
	return n
}

func (t *turns) reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.count)
}

// perform asks the rules of a trigger, in order, and does what the first says
// that holds. It reports whether that one answered, so that the contract does
// not. before is called before anything is done. The play's mutex is held.
func (s *Session) perform(on Trigger, in *inbound, before func(*ruleState)) (answered bool) {
	m := &Moment{session: s, in: in}
	for _, r := range s.live.script.on[on] {
		if s.try(m, r, before) && !r.Continue {
			return true
		}
	}
	return false
}

// try does what a rule says if it holds.
func (s *Session) try(m *Moment, r *ruleState, before func(*ruleState)) bool {
	if m.rule = r; !r.asked(s.name) || !s.holds(m) {
		return false
	}
	before(r)
	own := *m
	s.start(&own)
	return true
}

// holds asks the conditions of a rule.
func (s *Session) holds(m *Moment) bool {
	r := m.rule
	m.n, m.calls = s.play.counts[r]+1, r.calls.Load()+1
	if s.way == TransportHTTP {
		m.n = m.calls
	}
	if !m.asks(r.When) {
		return false
	}
	s.play.counts[r]++
	r.calls.Add(1)
	return m.asks(r.Times)
}

// asks asks one condition; one that cannot tell does not hold.
func (m *Moment) asks(c Condition) bool {
	if c == nil {
		return true
	}
	ok, err := c.Holds(m)
	if err != nil {
		m.Note("its condition cannot be told: "+err.Error(), nil)
		return false
	}
	return ok
}
