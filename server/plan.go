package server

import (
	"asyncmock/generator"
	"asyncmock/spec"
)

// planned is what a document and the Options make: all that is decided
// before the first client comes.
type planned struct {
	routes      []*Route
	skipped     []Skip
	role        Decision
	diagnostics spec.Diagnostics
	table       *addressTable
}

// A planner makes the routes of one document.
type planner struct {
	doc      *spec.Document
	compiler *generator.Compiler
	opts     Options
	planned
}

// plan decides about everything that does not need a client: paths, role,
// modes, replies, streams. The same document and Options give the same plan.
func plan(doc *spec.Document, c *generator.Compiler, opts Options) *planned {
	p := &planner{doc: doc, compiler: c, opts: opts}
	p.role = Decision{Role: max(opts.Role, RoleApplication)}
	groups, skipped := groups(doc, opts.Servers)
	p.skipped = skipped
	for _, g := range groups {
		p.routes = append(p.routes, p.route(g))
	}
	table, diagnostics := newAddressTable(p.routes, c)
	p.table, p.diagnostics = table, append(p.diagnostics, diagnostics...)
	return &p.planned
}

// route makes the Route of a path.
func (p *planner) route(g *pathGroup) *Route {
	first := g.places[0]
	r := &Route{
		Path: g.path, Aliases: g.aliases, Sample: g.path, Server: first.server, Bridged: first.bridged,
		Channels: g.channels(), Role: p.role.Role, Interval: p.opts.Interval, Validate: true, Why: g.why,
	}
	if r.Interval == 0 {
		r.Interval = defaultInterval
	}
	p.converse(r)
	return r
}
