package server

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// Inherit takes over what was done to a Mock that m replaces while it ran:
//
//	faults         that SetFaults set, where their route still exists
//	rules          that SetRule switched, where one of the name still exists
//	interceptions  that wait, where their route still exists; one of both answers
//	variables      that all sessions share, unless the Behavior gives them
//	               another beginning than before: then they begin anew
//
// What has no place in m is returned, a line each, in this order. It is called
// before m has sessions; those of the other Mock go on as they are.
func (m *Mock) Inherit(before *Mock) (lost []string) {
	lost = append(lost, m.inheritFaults(before)...)
	lost = append(lost, m.inheritRules(before)...)
	lost = append(lost, m.inheritInterceptions(before)...)
	for _, scope := range []Scope{ScopeGlobal, ScopeData} {
		lost = append(lost, m.inheritVariables(before, scope)...)
	}
	return lost
}

func (m *Mock) inheritFaults(before *Mock) (lost []string) {
	sessions := map[string]bool{}
	for _, f := range before.firstFaults {
		sessions[f.Session] = true
	}
	for _, f := range before.active() {
		sessions[f.Session] = true
	}
	for _, session := range slices.Sorted(maps.Keys(sessions)) {
		list := before.Faults(session)
		if slices.Equal(list, before.faultsAtFirst(session)) {
			continue // those of the new Mock hold
		}
		kept := slices.DeleteFunc(slices.Clone(list), func(f Fault) bool { return m.CheckFault(f) != nil })
		for _, f := range list {
			if !slices.Contains(kept, f) {
				lost = append(lost, fmt.Sprintf("fault %s: its route is gone", f))
			}
		}
		m.replaceFaults(func(f *activeFault) bool { return f.Session == session }, kept)
	}
	return lost
}

func (m *Mock) inheritRules(before *Mock) (lost []string) {
	type turn struct {
		session, name string
		on            bool
	}
	var turns []turn
	for _, r := range before.rules {
		if off := r.off.Load(); off != r.Off {
			turns = append(turns, turn{"", r.Name, !off})
		}
		own := r.own.Load()
		if own == nil {
			continue
		}
		for _, session := range slices.Sorted(maps.Keys(*own)) {
			turns = append(turns, turn{session, r.Name, (*own)[session]})
		}
	}
	for i, t := range turns {
		if !slices.Contains(turns[:i], t) && !m.SetRule(t.session, t.name, t.on) {
			lost = append(lost, fmt.Sprintf("rule %q: there is none of this name any more", t.name))
		}
	}
	return slices.Compact(lost)
}

func (m *Mock) inheritInterceptions(before *Mock) (lost []string) {
	for _, i := range before.interceptions.all() {
		if i.Route == "" || m.hasRoute(i.Route) {
			m.interceptions.add(i)
		} else {
			lost = append(lost, "a reply that waits on "+i.Route+": the route is gone")
		}
	}
	return lost
}

func (m *Mock) inheritVariables(before *Mock, scope Scope) (lost []string) {
	was, is := before.store.first[scope], m.store.first[scope]
	now := before.store.all(scope)
	for _, name := range slices.Sorted(maps.Keys(now)) {
		first, had := was[name]
		if value := now[name]; had && reflect.DeepEqual(value, first) {
			continue
		}
		next, has := is[name]
		if had != has || !reflect.DeepEqual(first, next) {
			lost = append(lost, fmt.Sprintf("variable %s.%s: the behavior gives it another beginning", scope, name))
			continue
		}
		if err := m.SetVariable(scope, name, now[name]); err != nil {
			lost = append(lost, err.Error())
		}
	}
	return lost
}
