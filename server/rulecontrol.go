package server

import "maps"

// What the control API, or a test, does to rules and variables while clients
// are connected.

// A RuleInfo is a rule of one route as it is now.
type RuleInfo struct {
	Name  string // "" for none
	Route string // Route.Path
	When  Trigger
	On    bool   // it is asked
	Calls uint64 // how often its condition held
}

// Rules returns the rules of all routes, in their order: as they are for
// sessions of that name, with the calls of those that are connected, or, with
// "", for those without one, with the calls of all there were.
func (m *Mock) Rules(session string) []RuleInfo {
	var all []RuleInfo
	for l, r := range m.rules {
		info := RuleInfo{Name: r.Name, Route: l.route.Path, When: r.Rule.On, On: r.asked(session), Calls: r.calls.Load()}
		if session != "" {
			info.Calls = l.calls(r, session)
		}
		all = append(all, info)
	}
	return all
}

// rules yields the rules of all routes, in their order.
func (m *Mock) rules(yield func(*live, *ruleState) bool) {
	for _, l := range m.lives {
		if l.script == nil {
			continue
		}
		for _, r := range l.script.all {
			if !yield(l, r) {
				return
			}
		}
	}
}

// calls counts how often the condition of a rule held for open sessions of a name.
func (l *live) calls(r *ruleState, session string) (n uint64) {
	for _, s := range l.everyone() {
		if s.name == session && s.play != nil {
			s.play.mu.Lock()
			n += s.play.counts[r]
			s.play.mu.Unlock()
		}
	}
	return n
}

// SetRule switches the rules and scenarios of a name on or off, on all routes:
// for sessions of a name, or, with "", for all of which nothing else was said.
// It is false when there is no such rule. What has begun goes on.
func (m *Mock) SetRule(session, name string, on bool) bool {
	found := false
	for _, r := range m.rules {
		if r.Name == name {
			r.turn(session, on)
			found = true
		}
	}
	return found
}

// ResetRules switches all rules as they were in the beginning: for sessions of
// a name, or, with "", for everybody.
func (m *Mock) ResetRules(session string) {
	for _, r := range m.rules {
		r.turnBack(session)
	}
}

// Variables returns the shared variables of a scope, ScopeGlobal or ScopeData.
func (m *Mock) Variables(scope Scope) map[string]any { return m.store.all(scope) }

// SetVariable replaces a shared variable. The value is made of what
// encoding/json decodes to; it is data, and no expression in it is evaluated.
func (m *Mock) SetVariable(scope Scope, name string, value any) error {
	return m.store.change(scope, name, func(any) (any, error) { return value, nil })
}

// ResetVariables makes the shared variables what they were in the beginning.
func (m *Mock) ResetVariables() { m.store.reset() }

// Variables returns the variables of the connection, nil on routes without rules.
func (s *Session) Variables() map[string]any {
	if s.play == nil {
		return nil
	}
	s.play.mu.Lock()
	defer s.play.mu.Unlock()
	return maps.Clone(s.play.vars.values)
}

// SetVariable is Mock.SetVariable for a variable of the connection. On routes
// without rules it does nothing.
func (s *Session) SetVariable(name string, value any) error {
	if s.play == nil {
		return nil
	}
	s.play.mu.Lock()
	defer s.play.mu.Unlock()
	return s.play.vars.change(name, func(any) (any, error) { return value, nil })
}

// ResetRules makes variables, counts and scenarios of the connection what
// they were when it began: what waits is dropped, and the rules about a new
// connection are asked again.
func (s *Session) ResetRules() {
	defer s.contain()
	if s.play == nil {
		return
	}
	s.play.mu.Lock()
	defer s.play.mu.Unlock()
	if s.play.over || s.play.held {
		return
	}
	s.dropRuns()
	clear(s.play.counts)
	s.play.turns.reset()
	s.play.seq = 0
	s.play.vars.reset(s.live.mock.store.vars)
	s.perform(OnConnect, nil, func(*ruleState) {})
}
