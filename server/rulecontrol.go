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

// Rules returns the rules of all routes, in their order.
func (m *Mock) Rules() []RuleInfo {
	var all []RuleInfo
	for _, l := range m.lives {
		if l.script == nil {
			continue
		}
		for _, r := range l.script.all {
			all = append(all, RuleInfo{Name: r.Name, Route: l.route.Path, When: r.Rule.On, On: !r.off.Load(), Calls: r.calls.Load()})
		}
	}
	return all
}

// SetRule switches the rules and scenarios of a name on or off, on all routes.
// It is false when there is none. What has begun goes on.
func (m *Mock) SetRule(name string, on bool) bool {
	found := false
	for _, l := range m.lives {
		if l.script == nil {
			continue
		}
		for _, r := range l.script.all {
			if r.Name == name {
				r.off.Store(!on)
				found = true
			}
		}
	}
	return found
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
