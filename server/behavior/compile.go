package behavior

import (
	"fmt"
	"slices"
	"time"

	"asyncmock/server"
	"asyncmock/spec"
)

// A compiler makes the Script of a file for the routes of one document.
type compiler struct {
	checker
	routes  []*server.Route
	files   *folder
	rule    *draft                 // the rule that is being compiled
	decided map[*server.Route]bool // what its fallback is
}

// A draft is what compiling finds out about a rule.
type draft struct {
	raw       bool
	speaks    bool
	unchecked bool
	hears     []*spec.Node // names of messages of clients
	says      []said
	routes    []*spec.Node // paths of other routes
}

// idleAfter is how long a client says nothing before it is idle, unless the
// rule says so.
const idleAfter = 30 * time.Second

// compile makes rules of what the grammar has checked and adds them to the
// script.
func (c *compiler) compile(root *spec.Node, script *server.Script) {
	c.variables = variablesIn(root, nil)
	c.settings(root, script)
	values(root.Get("vars"), script.Vars)
	values(root.Get("global"), script.Global)
	values(root.Get("data"), script.Data)
	for _, n := range root.Get("faults").List() {
		f, _ := server.ParseFault(n.Str()) // the grammar has seen that it can be read
		if known := paths(c.routes); f.Route != "" && !slices.Contains(known, f.Route) {
			c.wrong(n, "behavior-route", fmt.Sprintf("there is no route %q", clip(f.Route)), near(f.Route, known))
		}
		script.Faults = append(script.Faults, f)
	}
	for _, n := range root.Get("auth").List() {
		c.auth(n, script)
	}
	for _, n := range root.Get("rules").List() {
		c.one(n, script, c.ruleOf)
	}
	for _, n := range root.Get("scenarios").List() {
		c.one(n, script, c.scenarioOf)
	}
}

// settings reads what is said about routes that server does not read itself.
func (c *compiler) settings(root *spec.Node, script *server.Script) {
	routes := root.Get("routes")
	if routes != nil {
		for _, m := range routes.Members {
			c.findKey(m, routes)
		}
	}
	for i, r := range c.routes {
		to := fallbackOf(root, r)
		if to == nil || c.decided[r] { // the file wins over the document, also with off
			continue
		}
		if c.decided[r] = true; to.Str() != "off" {
			of(script, i).Fallback = to.Str()
		}
	}
}

// fallbackOf is what is said about the fallback of a route, nil if nothing is.
func fallbackOf(root *spec.Node, r *server.Route) *spec.Node {
	if routes := root.Get("routes"); routes != nil {
		for _, m := range routes.Members {
			if to := m.Value.Get("fallback"); to != nil && called(r, m.Key) {
				return to
			}
		}
	}
	return root.Get("fallback")
}

// of returns what the script says about a route.
func of(script *server.Script, route int) *server.RouteScript {
	if script.Routes[route] == nil {
		script.Routes[route] = &server.RouteScript{}
	}
	return script.Routes[route]
}

// variablesIn are the variables that a file begins with or changes.
func variablesIn(n *spec.Node, into []string) []string {
	for _, m := range n.Members {
		if m.Key == "vars" || m.Key == "global" || m.Key == "data" {
			for _, named := range m.Value.Members {
				into = append(into, m.Key+"."+named.Key)
			}
		}
		if variable(m.Key) == "" {
			into = append(into, m.Key)
		}
		into = variablesIn(m.Value, into)
	}
	for _, item := range n.Items {
		into = variablesIn(item, into)
	}
	return into
}

// values reads what variables are in the beginning.
func values(n *spec.Node, into map[string]any) {
	if n == nil {
		return
	}
	for _, m := range n.Members {
		into[m.Key] = plain(m.Value.Any())
	}
}

// one compiles a rule and gives it to the routes it is for.
func (c *compiler) one(n *spec.Node, script *server.Script, compile func(*spec.Node) *server.Rule) {
	c.rule = &draft{unchecked: wordOf(n.Get("validate")) == "off"}
	rule := compile(n)
	rule.Name = n.Get("name").Str()
	rule.Off = n.Has("enabled") && !n.Get("enabled").True()
	rule.Raw = c.rule.raw
	for _, i := range c.placesOf(n) {
		r := of(script, i)
		r.Rules = append(r.Rules, rule)
	}
}

// ruleOf compiles a rule.
func (c *compiler) ruleOf(n *spec.Node) *server.Rule {
	rule := &server.Rule{When: c.condition(n.Get("when")), Times: nthOf(n.Get("nth"))}
	if delay := n.Get("delay"); delay != nil {
		rule.Then = append(rule.Then, waits(spanOf(delay)))
	}
	rule.Then = append(rule.Then, c.actions(n.Get("then"))...)
	rule.Continue = !c.rule.speaks && n.Get("then").Len() > 0
	if given := n.Get("continue"); given != nil {
		rule.Continue = given.True()
	}
	if jitter := n.Get("jitter"); jitter != nil {
		rule.Jitter = spanOf(jitter).least
	}
	c.trigger(n, rule)
	return rule
}

// trigger reads what a rule waits for.
func (c *compiler) trigger(n *spec.Node, rule *server.Rule) {
	on := n.Get("on").Str()
	switch on {
	case "connect":
		rule.On = server.OnConnect
	case "disconnect":
		rule.On = server.OnDisconnect
	case "idle":
		rule.On, rule.After = server.OnIdle, everyOr(n.Get("after"), idleAfter)
	case "time":
		if rule.On, rule.After = server.OnTime, everyOr(n.Get("every"), 0); rule.After == 0 {
			c.wrong(n, "behavior-missing", "this rule waits for a time and has no every", "every: 1s")
		}
	}
	rule.PerRoom = n.Get("per").Str() == "room"
	for _, pair := range [][2]string{{"after", "idle"}, {"every", "time"}, {"per", "time"}} {
		if key, goes := pair[0], pair[1]; n.Has(key) && on != goes {
			c.wrong(n.Get(key), "behavior-key", fmt.Sprintf("%s goes with on: %s", key, goes), "write on: "+goes)
		}
	}
}

// scenarioOf compiles a scenario: a rule that begins when a client connects.
func (c *compiler) scenarioOf(n *spec.Node) *server.Rule {
	return &server.Rule{On: server.OnConnect, Then: c.actions(n.Get("steps")), Continue: true}
}

// placesOf returns the indexes of the routes that a rule is for: those that
// it names, or all that know the messages it names.
func (c *compiler) placesOf(n *spec.Node) []int {
	named := listOf(n.Get("route"))
	var places []int
	for _, name := range named {
		found := c.find(name)
		if found < 0 {
			continue
		}
		if lacks := c.lacks(c.routes[found]); lacks != nil {
			c.unknown(lacks, c.routes[found])
		} else if !slices.Contains(places, found) {
			places = append(places, found)
		}
	}
	if named == nil {
		for i, r := range c.routes {
			if c.lacks(r) == nil {
				places = append(places, i)
			}
		}
		if len(places) == 0 && len(c.routes) > 0 {
			c.nowhere()
		}
	}
	for _, other := range c.rule.routes {
		c.find(other)
	}
	c.judge(places)
	return places
}

// find returns the index of the route that a value names.
func (c *compiler) find(n *spec.Node) int {
	i := slices.IndexFunc(c.routes, func(r *server.Route) bool { return called(r, n.Str()) })
	if i < 0 {
		c.wrong(n, codeRoute, fmt.Sprintf("there is no route %q", clip(n.Str())), near(n.Str(), paths(c.routes)))
	}
	return i
}

// findKey reports a key of routes that is no route.
func (c *compiler) findKey(m spec.Member, n *spec.Node) {
	if !slices.ContainsFunc(c.routes, func(r *server.Route) bool { return called(r, m.Key) }) {
		c.at(m.KeyPos, n, codeRoute, fmt.Sprintf("there is no route %q", clip(m.Key)), near(m.Key, paths(c.routes)))
	}
}

func paths(routes []*server.Route) []string {
	var list []string
	for _, r := range routes {
		list = append(list, r.Path)
	}
	return list
}

// called reports whether a route is called so: its path, or a channel's name.
func called(r *server.Route, text string) bool {
	return r.Path == text || slices.Contains(r.Aliases, text) ||
		slices.ContainsFunc(r.Channels, func(ch *spec.Channel) bool { return ch.Name == text })
}

// everyOr is the time of a timer.
func everyOr(n *spec.Node, usual time.Duration) time.Duration {
	if n == nil {
		return usual
	}
	return spanOf(n).least
}
