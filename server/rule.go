package server

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"asyncmock/spec"
)

// A Behavior says what a Mock does besides its contract. Package behavior
// reads one from a file; Options carry it to New.
type Behavior interface {
	// Settings returns what it says about routes in the words of x-asyncmock:
	// an object with settings of all, and below routes those of single ones, by
	// path or channel. It wins over the document. Other members do not matter;
	// nil says nothing.
	Settings() *spec.Node
	// Compile makes the Script for the routes of a document. The findings are
	// all that is wrong; with an error among them nothing is applied.
	Compile(doc *spec.Document, routes []*Route) (*Script, spec.Diagnostics)
}

// A Script is a Behavior compiled for the routes of one Mock. It is read-only
// once New has it.
type Script struct {
	// Routes are in the order of the routes; a RouteScript may be nil.
	Routes []*RouteScript
	// Endpoints are paths beside those of the document.
	Endpoints []*Endpoint
	// Vars are what a session's variables are in the beginning, Global and
	// Data what those of the Mock are.
	Vars, Global, Data map[string]any
	// Faults go wrong from the start, like those of Options.
	Faults []Fault
}

// A RouteScript is what a Behavior says about one route.
type RouteScript struct {
	Rules []*Rule // in order; the same Rule may be of several routes
	Entry *Entry  // nil: whom the contract lets in, comes in
	// Fallback is the URL of a real service (ws or wss): what no rule answers
	// goes there, and what comes from there goes to the client, instead of what
	// the contract makes the mock say. "": none.
	Fallback string
}

// Trigger is what a Rule waits for.
type Trigger uint8

// The triggers. OnIdle comes when the client has sent nothing for Rule.After,
// OnTime every Rule.After from connect on.
const (
	OnMessage Trigger = iota
	OnConnect
	OnDisconnect
	OnIdle
	OnTime
)

// A Rule says what happens at a moment, instead of or besides what the
// contract says.
type Rule struct {
	Name string // in events, and for SetRule; "" for none
	On   Trigger
	// After is the time of OnIdle and OnTime, at least 1ms; Jitter is added to
	// each, from nothing to all of it.
	After, Jitter time.Duration
	// PerRoom: OnTime is asked once for all of a room, not for each connection.
	PerRoom bool
	When    Condition // nil: always
	// Times is asked when When holds; Moment.N counts how often that was. nil: any.
	Times Condition
	Then  []Action
	// Raw: the rule looks at the raw text. A message that it answers breaks no
	// contract, and neither does a text that it answers with.
	Raw bool
	// Continue: later rules are asked as well, and then the contract.
	Continue bool
	// Off: the rule is asked only once SetRule has switched it on.
	Off bool
}

// A Condition is part of what a Rule asks. It is used by many goroutines at
// once. An error means that it cannot tell; the rule does not hold then.
type Condition interface {
	Holds(m *Moment) (bool, error)
}

// An Action is one thing that a Rule does. It is used by many goroutines at
// once, does what it does by the methods of the Moment, and never blocks. An
// error is noted; the next action follows all the same.
type Action interface {
	Do(m *Moment) error
}

// ConditionFunc is a Condition made of a function.
type ConditionFunc func(m *Moment) (bool, error)

// Holds implements Condition.
func (f ConditionFunc) Holds(m *Moment) (bool, error) { return f(m) }

// ActionFunc is an Action made of a function.
type ActionFunc func(m *Moment) error

// Do implements Action.
func (f ActionFunc) Do(m *Moment) error { return f(m) }

// A BehaviorError says that a Behavior cannot be applied to a document.
type BehaviorError struct{ Findings spec.Diagnostics }

// Error names the first finding.
func (e *BehaviorError) Error() string {
	for _, d := range e.Findings {
		if d.Severity == spec.SeverityError {
			return "the behavior cannot be used: " + d.Summary
		}
	}
	return "the behavior cannot be used"
}

// behave compiles the behaviour for what was planned.
func (p *planned) behave(doc *spec.Document, b Behavior) error {
	if b == nil {
		return nil
	}
	script, findings := b.Compile(doc, p.routes)
	if findings.HasErrors() {
		return &BehaviorError{findings}
	}
	for i, r := range p.routes {
		if rs := script.route(i); rs != nil {
			rs.explain(r)
		}
	}
	p.script, p.diagnostics = script, append(p.diagnostics, findings...)
	p.diagnostics.Sort()
	return nil
}

// explain tells what a script changes about a route.
func (rs *RouteScript) explain(r *Route) {
	if rs.Entry != nil {
		r.secrets, r.Tickets = rs.Entry.Secrets, rs.Entry.Tickets
		r.Why = append(r.Why, "the behavior says who is let in")
	}
	if n := len(rs.Rules); n > 0 {
		var names []string
		for _, rule := range rs.Rules[:min(n, maxNamed)] {
			names = append(names, cmp.Or(rule.Name, "one without a name"))
		}
		if n > maxNamed {
			names = append(names, fmt.Sprintf("%d more", n-maxNamed))
		}
		rs.correct(r)
		r.Why = append(r.Why, "rules of the behavior: "+strings.Join(names, ", "))
	}
	if rs.Fallback != "" {
		r.Fallback = withoutPassword(rs.Fallback)
		r.Why = append(r.Why, "what no rule answers goes to "+r.Fallback+", which answers in place of the contract")
	}
}

// withoutPassword is a URL as people may see it.
func withoutPassword(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return "a URL that cannot be read"
	}
	return u.Redacted()
}

// correct takes back what the contract alone would mean: that nobody says some
// messages, and that nothing answers others.
func (rs *RouteScript) correct(r *Route) {
	r.Why = slices.DeleteFunc(r.Why, func(why string) bool { return strings.HasPrefix(why, unprompted) })
	for _, out := range r.Sends {
		if out.When.Kind == WhenPushed {
			out.When.Kind = WhenRule
		}
	}
	for _, in := range r.Receives {
		if in.Why == nothingAnswers {
			in.Why = "validated and noted, only rules answer it"
		}
	}
}

// maxNamed is how many rules are named in a sentence.
const maxNamed = 12

// route returns what the script says about the route of that index.
func (s *Script) route(i int) *RouteScript {
	if s == nil || i >= len(s.Routes) {
		return nil
	}
	return s.Routes[i]
}
