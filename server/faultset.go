package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"
)

// A faultSet is what is switched on; it is never changed, only replaced.
type faultSet struct{ faults []*activeFault }

// An activeFault is a Fault with what it has seen so far.
type activeFault struct {
	Fault
	info *FaultInfo

	mu   sync.Mutex
	seen map[*live]*turnstile
}

// A turnstile counts the connections of a route that a fault has seen.
type turnstile struct {
	count int
	urn   *urn
	dice  *rand.Rand
}

// Faults returns what is switched on: for sessions of that name, or, with "",
// what is not narrowed to a name.
func (m *Mock) Faults(session string) []Fault {
	var list []Fault
	for _, f := range m.active() {
		if f.Session == session {
			list = append(list, f.Fault)
		}
	}
	return list
}

// FaultySessions returns the names of the sessions that have faults of their
// own, each once.
func (m *Mock) FaultySessions() (names []string) {
	for _, f := range m.active() {
		if f.Session != "" && !slices.Contains(names, f.Session) {
			names = append(names, f.Session)
		}
	}
	return names
}

// SetFaults replaces the faults for sessions of that name, or, with "", those
// that are not narrowed to a name; connections that are open meet them, too.
// A fault that was on already goes on. On an error (a fault is wrong, or of a
// route that the document does not have) nothing was changed.
func (m *Mock) SetFaults(session string, faults ...Fault) error {
	faults = slices.Clone(faults)
	for i := range faults {
		f, err := ParseFault(faults[i].String()) // what was made by hand is checked like what was written
		if err != nil {
			return fmt.Errorf("fault %q: %w", faults[i], err)
		}
		if err := m.CheckFault(f); err != nil {
			return err
		}
		if f.Session != "" && f.Session != session {
			return fmt.Errorf("fault %q: is for the session %q, not %q", f, f.Session, session)
		}
		f.Session = session
		faults[i] = f
	}
	m.replaceFaults(func(f *activeFault) bool { return f.Session == session }, faults)
	return nil
}

// ResetFaults makes the faults what they were in the beginning, by Options and
// the Behavior: for sessions of that name, or, with "", for everybody.
func (m *Mock) ResetFaults(session string) {
	first := m.firstFaults
	if session != "" {
		first = m.faultsAtFirst(session)
	}
	m.replaceFaults(func(f *activeFault) bool { return session == "" || f.Session == session }, first)
}

// faultsAtFirst are those that were on in the beginning, by the same rule as Faults.
func (m *Mock) faultsAtFirst(session string) (list []Fault) {
	for _, f := range m.firstFaults {
		if f.Session == session {
			list = append(list, f)
		}
	}
	return list
}

// CheckFault says whether the route of f is one of the Mock's.
func (m *Mock) CheckFault(f Fault) error {
	if f.Route == "" || m.hasRoute(f.Route) {
		return nil
	}
	return fmt.Errorf("fault %q: there is no route %s; near: %s", f, f.Route, strings.Join(m.plan.table.near(f.Route), ", "))
}

// hasRoute reports whether a route has the path, or answers to it.
func (m *Mock) hasRoute(path string) bool {
	return m.Has(path) || slices.ContainsFunc(m.lives, func(l *live) bool { return l.route.Path == path })
}

func (m *Mock) active() []*activeFault {
	if set := m.faults.Load(); set != nil {
		return set.faults
	}
	return nil
}

// replaceFaults replaces those that are meant; open connections meet the new
// ones. Equal faults keep what they have counted.
func (m *Mock) replaceFaults(meant func(*activeFault) bool, faults []Fault) {
	m.storeFaults(meant, faults)
	for _, l := range m.lives {
		for _, s := range l.inOrder() {
			s.meetFaults()
		}
	}
}

func (m *Mock) storeFaults(meant func(*activeFault) bool, faults []Fault) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var old, list []*activeFault
	for _, f := range m.active() {
		if meant(f) {
			old = append(old, f)
		} else {
			list = append(list, f)
		}
	}
	for _, f := range faults {
		i := slices.IndexFunc(old, func(o *activeFault) bool { return o.Fault == f })
		if i >= 0 {
			list = append(list, old[i])
			old = slices.Delete(old, i, i+1)
		} else {
			list = append(list, &activeFault{Fault: f, info: kindOf(f.Kind), seen: map[*live]*turnstile{}})
		}
	}
	if len(list) == 0 {
		m.faults.Store(nil)
		return
	}
	m.faults.Store(&faultSet{list})
}

// concerns reports whether f is about a connection.
func (f *activeFault) concerns(r *Route, path, session string) bool {
	return (f.Route == "" || f.Route == r.Path || f.Route == path) && (f.Session == "" || f.Session == session)
}

// over reports whether the transport can do it.
func (f *activeFault) over(t Transport) bool { return slices.Contains(f.info.Over, t) }

// pass counts a connection and reports whether f hits it; for faults about
// messages, whether it may hit those of the connection.
func (f *activeFault) pass(l *live) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	t := f.turnstile(l)
	t.count++
	if f.When.Connection > 0 && t.count != f.When.Connection {
		return false
	}
	if f.info.Scope == ScopeMessage {
		return true
	}
	if f.When.Every > 0 && t.count%f.When.Every != 0 {
		return false
	}
	return f.When.Chance == 0 || t.urn.draw()
}

// turnstile returns that of a route, called under mu.
func (f *activeFault) turnstile(l *live) *turnstile {
	t := f.seen[l]
	if t == nil {
		seed := (&room{live: l}).seed("fault", f.String())
		t = &turnstile{urn: newUrn(f.When.Chance, seed), dice: rand.New(rand.NewPCG(seed[1], seed[0]))}
		f.seen[l] = t
	}
	return t
}

// wait draws how long f waits before a session exists.
func (f *activeFault) wait(l *live) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.Wait.draw(f.turnstile(l).dice)
}

// draw returns a duration of the range.
func (r DelayRange) draw(dice *rand.Rand) time.Duration {
	if r.Max <= r.Min {
		return r.Min
	}
	return r.Min + time.Duration(dice.Int64N(int64(r.Max-r.Min)+1))
}

// admitFaults lets the handshake meet the faults: it is refused, has to wait,
// or takes along those that are about its connection.
func (m *Mock) admitFaults(a *Admission) (refusal *Refusal) {
	set := m.faults.Load()
	if set == nil {
		return nil
	}
	l := m.byRoute[a.Route]
	a.set = set
	for _, f := range set.faults {
		if !f.concerns(a.Route, a.Handshake.Path, a.Session) || !f.pass(l) {
			continue
		}
		switch f.Kind {
		case FaultRefuse:
			if refusal == nil {
				m.observeAdmission(a, f)
				refusal = &Refusal{Status: f.Number, Code: codeFault, Title: "Refused on purpose", Detail: "The fault " + f.String() + " refuses this."}
			}
		case FaultSlowHandshake:
			m.observeAdmission(a, f)
			a.Wait += f.wait(l)
		default:
			a.faults = append(a.faults, f)
		}
	}
	return refusal
}

// observeAdmission observes a fault that happens before there is a session.
func (m *Mock) observeAdmission(a *Admission, f *activeFault) {
	if m.opts.Observe == nil {
		return
	}
	h := a.Handshake
	e := &Event{Kind: EventFault, Valid: true, Session: a.Session, Transport: h.Transport, Remote: h.Remote, Route: a.Route.Path, Path: h.Path, Text: f.String()}
	if f.Kind == FaultRefuse {
		e.Code = f.Number
	}
	m.observe(e)
}

// ErrStopping is returned by Mock.Hold when the Mock is shutting down.
var ErrStopping = errors.New("the mock is shutting down")

// Hold waits as long as a's handshake has to (Admission.Wait); listeners call
// it before they answer. The error is that of ctx, or ErrStopping.
func (m *Mock) Hold(ctx context.Context, a *Admission) error {
	if a.Wait <= 0 {
		return nil
	}
	timer := time.NewTimer(a.Wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-m.leaving:
		return ErrStopping
	}
}

// inOrder returns the sessions that are connected now, in the order they came.
func (l *live) inOrder() []*Session {
	all := l.everyone()
	slices.SortFunc(all, func(a, b *Session) int { return cmp.Compare(a.number, b.number) })
	return all
}
