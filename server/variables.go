package server

import (
	"errors"
	"fmt"
	"maps"
	"sync"
)

// Variables are JSON values with a name: nil, bool, numbers, string, []any,
// map[string]any. A value is replaced as a whole and never changed, so that it
// can be read without a lock.

// MaxVariables is how many variables a session may have, and how many of each
// scope all of a Mock.
const MaxVariables = 1000

// The bounds of variables: what clients say may end up in them.
const (
	maxSessionBytes = 256 << 10 // of all values of a session, as JSON
	maxStoreBytes   = 64 << 20  // of all values of the Mock
)

// ErrFull is wrapped by the error about a variable that does not fit.
var ErrFull = errors.New("there is no room for more variables")

// variables are some of them, bounded. The zero value is empty and holds nothing.
type variables struct {
	values map[string]any
	sizes  map[string]int
	bytes  int
	limit  int
}

// reset makes them what they are in the beginning.
func (v *variables) reset(to map[string]any) {
	*v = variables{values: maps.Clone(to), limit: maxSessionBytes}
}

// set replaces a value.
func (v *variables) set(name string, value any) error {
	text, err := AppendValue(nil, value, v.limit)
	if errors.Is(err, ErrLarge) {
		err = ErrFull
	}
	if err != nil {
		return fmt.Errorf("variable %q: %w", name, err)
	}
	_, known := v.values[name]
	if !known && len(v.values) >= MaxVariables || v.bytes-v.sizes[name]+len(text) > v.limit {
		return fmt.Errorf("variable %q: %w", name, ErrFull)
	}
	if v.values == nil {
		v.values = map[string]any{}
	}
	if v.sizes == nil {
		v.sizes = map[string]int{}
	}
	v.bytes += len(text) - v.sizes[name]
	v.values[name], v.sizes[name] = value, len(text)
	return nil
}

// A store is what all sessions of a Mock share.
type store struct {
	vars map[string]any // of a new session

	mu           sync.RWMutex
	global, data variables
	first        map[Scope]map[string]any
}

// Scope says whose a variable is.
type Scope string

// The scopes: of one connection, of the Mock, and the data buckets that the
// behaviour begins with.
const (
	ScopeVars   Scope = "vars"
	ScopeGlobal Scope = "global"
	ScopeData   Scope = "data"
)

func newStore(s *Script) *store {
	st := &store{}
	if s != nil {
		st.vars = s.Vars
		st.first = map[Scope]map[string]any{ScopeGlobal: s.Global, ScopeData: s.Data}
	}
	st.reset()
	return st
}

func (st *store) reset() {
	st.mu.Lock()
	defer st.mu.Unlock()
	for _, scope := range []Scope{ScopeGlobal, ScopeData} {
		v := st.of(scope)
		v.reset(st.first[scope])
		v.limit = maxStoreBytes
	}
}

func (st *store) of(scope Scope) *variables {
	if scope == ScopeData {
		return &st.data
	}
	return &st.global
}

func (st *store) get(scope Scope, name string) (any, bool) {
	st.mu.RLock()
	defer st.mu.RUnlock()
	v, ok := st.of(scope).values[name]
	return v, ok
}

// change replaces a value by what f makes of it, at once.
func (st *store) change(scope Scope, name string, f func(any) (any, error)) error {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.of(scope).change(name, f)
}

func (v *variables) change(name string, f func(any) (any, error)) error {
	value, err := f(v.values[name])
	if err != nil {
		return fmt.Errorf("variable %q: %w", name, err)
	}
	return v.set(name, value)
}

// all returns a copy of the names and values.
func (st *store) all(scope Scope) map[string]any {
	st.mu.RLock()
	defer st.mu.RUnlock()
	return maps.Clone(st.of(scope).values)
}

// Variable returns the value of a variable, nil if there is none.
func (m *Moment) Variable(scope Scope, name string) any {
	if scope == ScopeVars {
		return m.session.play.vars.values[name]
	}
	v, _ := m.session.live.mock.store.get(scope, name)
	return v
}

// Variables returns all variables of a scope, to be read only; of ScopeVars
// until the next change.
func (m *Moment) Variables(scope Scope) map[string]any {
	if scope == ScopeVars {
		return m.session.play.vars.values
	}
	return m.session.live.mock.store.all(scope)
}

// Change replaces a variable by what f makes of its value, nil if there was
// none. Nobody else changes the variable meanwhile; f must not use the Moment.
func (m *Moment) Change(scope Scope, name string, f func(any) (any, error)) error {
	if scope == ScopeVars {
		return m.session.play.vars.change(name, f)
	}
	return m.session.live.mock.store.change(scope, name, f)
}
