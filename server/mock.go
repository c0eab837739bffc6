package server

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"asyncmock/generator"
	"asyncmock/spec"
)

// ErrNoRoute is wrapped by the error of New when nothing of the document can
// be served.
var ErrNoRoute = errors.New("no channel can be served")

// A Mock serves one document. All its methods are safe for concurrent use.
type Mock struct {
	doc   *spec.Document
	opts  Options
	plan  *planned
	lives []*live // what the routes are while they run, same order
	// undocumented is what conversations are overheard on that no route has.
	undocumented *live
	byRoute      map[*Route]*live
	askers       map[*Incoming][]*live // routes whose requests these messages of other routes answer
	clock        clock
	store        *store
	groups       groupTable

	interceptions interceptions

	upstreams crew // goroutines that talk with real services

	unvalidated atomic.Uint64
	faults      atomic.Pointer[faultSet] // nil: none
	firstFaults []Fault                  // that were on in the beginning
	leaving     chan struct{}            // closed when Shutdown begins

	// mu guards what Shutdown and Connect must agree on.
	mu       sync.Mutex
	open     int
	stopping *farewell     // nil: serving
	empty    chan struct{} // closed when no session is left while stopping
	emptied  sync.Once
}

// New plans the routes of doc. The error says why nothing can be served.
func New(doc *spec.Document, opts Options) (m *Mock, err error) {
	defer func() { // a document must not end the process, whatever we overlooked
		if v := recover(); v != nil {
			m, err = nil, fmt.Errorf("plan routes: internal error: %v", v)
		}
	}()
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Seed == 0 {
		opts.Seed = 1
	}
	compiler := generator.NewCompiler(doc, generator.Options{Prefer: opts.Prefer})
	p := plan(doc, compiler, opts)
	if err := p.behave(doc, opts.Behavior); err != nil {
		return nil, err
	}
	m = newMock(p, opts)
	m.doc = doc
	if len(m.lives) == 0 {
		return nil, ErrNoRoute
	}
	return m, nil
}

// newMock makes a Mock of routes that are planned already.
func newMock(p *planned, opts Options) *Mock {
	if opts.Numbers == nil {
		opts.Numbers = new(Numbers)
	}
	m := &Mock{opts: opts, plan: p, byRoute: map[*Route]*live{}, empty: make(chan struct{}), leaving: make(chan struct{})}
	m.clock.start = time.Now()
	m.store = newStore(p.script)
	for i, r := range p.routes {
		l := newLive(m, r, p.script.route(i))
		m.lives = append(m.lives, l)
		m.byRoute[r] = l
	}
	m.undocumented = newLive(m, &Route{matcher: generator.NewMatcher(nil)}, nil)
	m.askers = askersOf(m.lives)
	if p.script != nil {
		opts.Faults = slices.Concat(opts.Faults, p.script.Faults)
	}
	m.firstFaults = opts.Faults
	m.ResetFaults("")
	return m
}

// Document returns the document it serves.
func (m *Mock) Document() *spec.Document { return m.doc }

// Routes returns all routes in document order.
func (m *Mock) Routes() []*Route { return m.plan.routes }

// Skipped returns what of the document is not served.
func (m *Mock) Skipped() []Skip { return m.plan.skipped }

// Role returns the role and why.
func (m *Mock) Role() Decision { return m.plan.role }

// Check walks the schemas of all messages on the routes, cheaply, and returns
// what cannot be sent or checked: what is unsatisfiable, loops or is too
// complex. It compiles nothing.
func (m *Mock) Check() spec.Diagnostics {
	var findings spec.Diagnostics
	seen := map[*generator.Message]bool{}
	check := func(msg *generator.Message) {
		if !seen[msg] {
			seen[msg] = true
			findings = append(findings, msg.Check()...)
		}
	}
	for _, l := range m.lives {
		for _, in := range l.route.Receives {
			check(in.Message)
		}
		for _, o := range l.route.Sends {
			check(o.Message)
		}
	}
	findings.Sort()
	return slices.Compact(findings)
}

// Diagnostics returns what planning found about the document.
func (m *Mock) Diagnostics() spec.Diagnostics { return m.plan.diagnostics }

// Unvalidated returns how many inbound messages were accepted unseen because
// there is no validator for their schema format.
func (m *Mock) Unvalidated() uint64 { return m.unvalidated.Load() }

// Sessions returns the number of open sessions.
func (m *Mock) Sessions() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.open
}

// Connect opens a Session on w. Nothing is sent before Subscribe. A Mock that
// is shutting down closes the connection at once.
func (m *Mock) Connect(a *Admission, w Wire) *Session {
	l := m.byRoute[a.Route]
	s := newSession(l, a, w, m.opts.Numbers.sessions.Add(1))
	l.enter(s)
	if l.script != nil {
		s.play = newPlay(s, a)
	}
	s.observeConnect(a)
	s.beginFaults(a)
	m.count(s)
	return s
}

// count counts a session in, and ends it at once while stopping.
func (m *Mock) count(s *Session) {
	m.mu.Lock()
	m.open++
	end := m.stopping
	m.mu.Unlock()
	if end != nil {
		s.end(end.code, end.reason)
	}
}

// connected returns the sessions that are open now.
func (m *Mock) connected() (all []*Session) {
	for _, l := range m.lives {
		all = append(all, l.everyone()...)
	}
	return append(all, m.undocumented.everyone()...)
}

// left is told by every session, once, when it has gone.
func (m *Mock) left() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.open--
	if m.open == 0 && m.stopping != nil {
		m.emptied.Do(func() { close(m.empty) })
	}
}
