package server

import (
	"errors"
	"slices"
)

// Inject lets a fault happen to this session now; At, Sent and Received count
// from here. One about messages hits the next one, unless Times, Every or
// Chance say otherwise. The error says that it is wrong, or that it means
// nothing to a connection that stands.
func (s *Session) Inject(f Fault) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.injectLocked(f)
}

// injectLocked is Inject, called under mu.
func (s *Session) injectLocked(f Fault) error {
	f, err := ParseFault(f.String())
	if err != nil {
		return err
	}
	info := kindOf(f.Kind)
	if info.Scope == ScopeHandshake {
		return errors.New(string(f.Kind) + " happens before there is a connection")
	}
	if s.status.Load() != statusOpen {
		return nil
	}
	t := s.troubled()
	if info.Scope == ScopeConnection && f.When.Chance > 0 && !t.urnOf(s, f).draw() {
		return nil
	}
	if w := f.When; info.Scope == ScopeMessage && w.Times == 0 && w.Every == 0 && w.Chance == 0 {
		f.When.Times = 1
	}
	t.list = slices.DeleteFunc(t.list, (*trouble).done)
	if i := slices.IndexFunc(t.list, func(tr *trouble) bool { return tr.injected && tr.Fault == f }); i >= 0 {
		t.list[i].times += f.When.Times // it is still to come, or on
		return nil
	}
	t.add(&activeFault{Fault: f, info: info}, true)
	s.checkTrouble()
	return nil
}

// urnOf returns the urn of a fault that is injected again and again.
func (t *troubles) urnOf(s *Session, f Fault) *urn {
	if t.urns == nil {
		t.urns = map[Fault]*urn{}
	}
	if t.urns[f] == nil {
		t.urns[f] = newUrn(f.When.Chance, s.seed("inject "+f.String()))
	}
	return t.urns[f]
}

// done reports whether an injected fault is over.
func (tr *trouble) done() bool {
	if tr.info.Scope == ScopeConnection {
		return tr.injected && tr.began && !tr.on
	}
	return tr.injected && tr.When.Times > 0 && tr.times == 0
}
