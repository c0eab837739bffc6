package server

import (
	"math/rand/v2"
	"slices"
	"time"
)

// Troubles are the faults that a session meets; a session without any has
// none of this. Everything is guarded by the session's mu.
type troubles struct {
	session  *Session
	list     []*trouble
	opened   time.Duration
	sent     int // messages that the mock meant to send
	received int
	held     *heldFrame     // what reorder keeps
	urns     map[Fault]*urn // of faults that rules inject
}

// A trouble is one fault in one session.
type trouble struct {
	entry
	*activeFault
	troubles *troubles
	injected bool
	due      time.Duration // not before
	sent     int           // of the session when it began to count
	received int
	seen     int  // messages that it could have hit
	times    int  // how often it may still hit, for those with Times
	urn      *urn // which messages it hits
	dice     *rand.Rand
	began    bool // about the connection: it has happened
	on       bool // and is not over
}

// meetFaults brings the session's faults up to date with what is switched on.
func (s *Session) meetFaults() {
	defer s.contain()
	s.mu.Lock()
	defer s.mu.Unlock()
	set := s.live.mock.faults.Load()
	if s.met == set || s.status.Load() == statusClosed {
		return
	}
	var faults []*activeFault
	if set != nil {
		faults = set.faults
	}
	if t := s.trouble.Load(); t != nil {
		t.keep(faults)
	}
	for _, f := range faults {
		known := s.met != nil && slices.Contains(s.met.faults, f)
		if !known && f.info.Scope != ScopeHandshake && f.concerns(s.live.route, s.path, s.name) && f.pass(s.live) {
			s.troubled().add(f, false)
		}
	}
	s.met = set
	s.checkTrouble()
}

// beginFaults starts what the handshake has met.
func (s *Session) beginFaults(a *Admission) {
	if a.set != nil {
		s.mu.Lock()
		s.met = a.set
		for _, f := range a.faults {
			s.troubled().add(f, false)
		}
		s.checkTrouble()
		s.mu.Unlock()
	}
	s.meetFaults() // what was switched on or off meanwhile
}

// troubled returns the session's troubles, called under mu.
func (s *Session) troubled() *troubles {
	t := s.trouble.Load()
	if t == nil {
		t = &troubles{session: s, opened: s.live.mock.clock.now()}
		s.trouble.Store(t)
	}
	return t
}

// add begins to watch for the moment of a fault.
func (t *troubles) add(f *activeFault, injected bool) {
	s := t.session
	if !f.over(s.way) {
		s.note("the fault "+f.String()+" means nothing over "+string(s.way), nil)
		return
	}
	seed := s.seed("fault " + f.String())
	tr := &trouble{
		activeFault: f, troubles: t, injected: injected, sent: t.sent, received: t.received, times: f.When.Times,
		dice: rand.New(rand.NewPCG(seed[1], seed[0])),
	}
	tr.task = tr
	if f.info.Scope == ScopeMessage && f.When.Chance > 0 {
		tr.urn = newUrn(f.When.Chance, seed)
		if injected {
			tr.urn = t.urnOf(s, f.Fault)
		}
	}
	t.list = append(t.list, tr)
	if f.When.At.Max > 0 {
		tr.due = s.live.mock.clock.now() + f.When.At.draw(tr.dice)
		s.beat(0).add(&tr.entry, tr.due)
	}
}

// keep ends what is not switched on any more.
func (t *troubles) keep(faults []*activeFault) {
	t.list = slices.DeleteFunc(t.list, func(tr *trouble) bool {
		if tr.injected || slices.Contains(faults, tr.activeFault) {
			return false
		}
		tr.end()
		t.session.beat(0).remove(&tr.entry)
		return true
	})
}

// checkTrouble lets everything about the connection begin whose time has
// come, called under mu.
func (s *Session) checkTrouble() {
	t := s.trouble.Load()
	if t == nil {
		return
	}
	now := s.live.mock.clock.now()
	for _, tr := range t.list {
		if tr.info.Scope == ScopeConnection && !tr.began && tr.ready(now) && s.status.Load() == statusOpen {
			tr.begin(now)
		}
	}
}

// countReceived counts a message of the client that has been answered.
func (s *Session) countReceived() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trouble.Load().received++
	s.checkTrouble()
}

// ready reports whether the moment has come.
func (tr *trouble) ready(now time.Duration) bool {
	t, w := tr.troubles, tr.When
	return now >= tr.due && t.sent-tr.sent >= w.Sent && t.received-tr.received >= w.Received
}

// begin does what the fault does to the connection.
func (tr *trouble) begin(now time.Duration) {
	s := tr.troubles.session
	tr.began = true
	if tr.Kind == FaultClose {
		s.observeFault(tr.activeFault, nil)
		s.endLocked(tr.closeCode(), tr.Text)
		return
	}
	if !s.sabotage(tr, true) {
		return
	}
	s.observeFault(tr.activeFault, nil)
	tr.on = tr.Kind != FaultDrop
	if tr.Kind == FaultStall && tr.Wait.Max > 0 {
		tr.due = now + tr.Wait.draw(tr.dice)
		s.beat(0).add(&tr.entry, tr.due)
	}
}

// sabotage asks the wire, and notes when it cannot.
func (s *Session) sabotage(tr *trouble, on bool) bool {
	saboteur, ok := s.wire.(Saboteur)
	if ok && saboteur.Sabotage(&tr.Fault, on) == nil {
		return true
	}
	s.note("the fault "+tr.String()+" means nothing over "+string(s.way), nil)
	return false
}

// end takes back what the fault does to the connection.
func (tr *trouble) end() {
	if tr.on && tr.Kind != FaultHalfOpen {
		tr.troubles.session.sabotage(tr, false)
	}
	tr.on = false
}

// fire implements task: a moment has come, or a stall is over.
func (tr *trouble) fire(_, now time.Duration) (next time.Duration, again bool) {
	s := tr.troubles.session
	defer s.contain()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.status.Load() == statusClosed:
	case tr.on:
		tr.end()
	default:
		s.checkTrouble()
	}
	return 0, false
}

// liftFaults ends what keeps the session from hearing that the mock shuts down.
func (s *Session) liftFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.trouble.Load(); t != nil {
		for _, tr := range t.list {
			tr.end()
			tr.began = true
		}
		t.release()
	}
}

// stopTrouble ends all that is timed, called under mu.
func (s *Session) stopTrouble() {
	t := s.trouble.Load()
	if t == nil {
		return
	}
	for _, tr := range t.list {
		s.beat(0).remove(&tr.entry)
	}
	if t.held != nil {
		s.beat(0).remove(&t.held.entry)
		t.held = nil
	}
}

// slows reports whether a fault is why messages pile up.
func (t *troubles) slows() bool {
	return t != nil && slices.ContainsFunc(t.list, func(tr *trouble) bool {
		return tr.Kind == FaultDelay || tr.on && (tr.Kind == FaultStall || tr.Kind == FaultThrottle)
	})
}

// observeFault observes that a fault happens; e has what is known about a message.
func (s *Session) observeFault(f *activeFault, e *Event) {
	if !s.watched() {
		return
	}
	if e == nil {
		e = &Event{Valid: true, Code: f.closeCode()}
	}
	e.Kind, e.Text = EventFault, f.String()
	s.observe(e)
}

// closeCode is the code of a close; 1005 is none (RFC 6455, 7.1.5), and 0 stands
// for all that is no close.
func (f *activeFault) closeCode() int {
	switch {
	case f.Kind != FaultClose:
		return 0
	case f.Number == 0:
		return 1005
	}
	return f.Number
}
