package server

import (
	"fmt"
	"slices"

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
	script      *Script // nil: no behaviour
}

// A planner makes the routes of one document.
type planner struct {
	doc      *spec.Document
	compiler *generator.Compiler
	opts     Options
	ext      extensionReader
	shapes   map[*spec.Message]*shape
	sources  map[*Route]*pathGroup
	anything map[*spec.Message]bool // made for operations without messages
	prefix   map[*spec.Message]int  // words that all names of a route begin with
	noted    map[*spec.Message]bool // told about its header
	checks   *paramChecks
	uses     uses
	samples  map[string]string // made for names without schema
	planned
}

// plan decides about everything that does not need a client: paths, role,
// modes, replies, streams. The same document and Options give the same plan.
//
//	paths, fields, samples   which channels share which path, and what a handshake may carry
//	role, witness, lexicon   which side of the document the mock plays
//	collect                  who says which message where; declared replies
//	modes                    the order of all that is decided per route:
//	  pairs, relate          which message answers which
//	  lifecycle, errors      hello, heartbeat, goodbye; what wrong messages get
//	  gating, topics         what waits for a subscribe, and what that chooses
//	  copies, outcomes       what of a request goes into its reply
//	  extension, settings    what x-asyncmock says, and where it counts
//	  explain                the sentences about all this
//	address, overlap, near   from a path as sent to a route
func plan(doc *spec.Document, c *generator.Compiler, opts Options) *planned {
	p := &planner{
		doc: doc, compiler: c, opts: opts, checks: newParamChecks(c), uses: usesOf(doc),
		shapes: map[*spec.Message]*shape{}, sources: map[*Route]*pathGroup{}, anything: map[*spec.Message]bool{},
		prefix: map[*spec.Message]int{}, noted: map[*spec.Message]bool{}, samples: map[string]string{},
	}
	p.ext.behavior = opts.Behavior != nil
	told, by := p.documentRole()
	p.role = decideRole(doc, told, by)
	groups, skipped := groups(doc, p.uses, opts.Servers)
	p.skipped = skipped
	for _, g := range groups {
		if why := p.replyOnly(g); why != "" {
			p.skip(g, why)
			continue
		}
		p.routes = append(p.routes, p.open(g))
	}
	p.collect()
	for _, r := range p.routes {
		p.converse(r)
	}
	p.prepare()
	return &p.planned
}

// skip notes the channels of a path that is not served, unless another path
// serves them.
func (p *planner) skip(g *pathGroup, why string) {
	for _, ch := range g.channels() {
		p.skipped = append(p.skipped, Skip{Channel: ch.Name, Pointer: spec.JoinPointer("/channels", ch.Name), Why: why})
	}
}

// replyOnly says why a path is no route of its own: a channel without address
// that no operation uses is where replies go, and these go to who asked.
func (p *planner) replyOnly(g *pathGroup) string {
	if len(g.places) != 1 || !g.places[0].channel.Unknown || len(p.uses.by[g.places[0].channel]) > 0 {
		return ""
	}
	for _, op := range p.uses.replies[g.places[0].channel] {
		return fmt.Sprintf("it has no address and only carries the replies of operation %s: they go to the connection that asked", op.Name)
	}
	return ""
}

// open makes the Route of a path with what its channels and servers say.
func (p *planner) open(g *pathGroup) *Route {
	first := g.places[0]
	for _, pl := range g.places {
		if pl.bridged == "" {
			first = pl
			break
		}
	}
	r := &Route{
		Path: g.path, Aliases: g.aliases, Server: first.server, Bridged: first.bridged,
		Channels: g.channels(), Role: p.role.Role, Interval: p.opts.Interval, Validate: true, Why: slices.Clone(g.why),
		Stream: p.opts.Stream, Delay: p.opts.Delay, RelayTo: p.opts.Relay,
	}
	if r.Interval == 0 {
		r.Interval = defaultInterval
	}
	r.Interval = max(r.Interval, minInterval)
	if r.Bridged != "" {
		r.Why = append(r.Why, fmt.Sprintf("bridged: the servers speak %s, the same messages are served over WebSocket, SSE and POST", r.Bridged))
	}
	if len(g.places) > 1 {
		r.Why = append(r.Why, fmt.Sprintf("%d channels share this path", len(g.places)))
	}
	p.sources[r] = g
	p.bindParameters(r)
	p.bindHandshake(r, g)
	p.secure(r)
	return r
}

// prepare makes the matchers, the samples and the table of addresses.
func (p *planner) prepare() {
	for _, r := range p.routes {
		r.matcher = generator.NewMatcher(candidates(r.Receives))
		r.Sample = p.sample(r)
	}
	table, diagnostics := newAddressTable(p.routes, p.checks)
	for _, r := range p.routes {
		for _, param := range r.Parameters {
			table.params.add(param.Name, param.Schema)
		}
		for _, f := range slices.Concat(r.Query, r.Headers) {
			table.params.add(f.Name, f.Schema)
		}
	}
	p.table = table
	p.diagnostics = slices.Concat(p.ext.diagnostics, p.diagnostics, diagnostics)
	p.diagnostics.Sort()
}

// shape returns what the payload of a message looks like.
func (p *planner) shape(m *spec.Message) *shape {
	if p.shapes[m] == nil {
		p.shapes[m] = shapeOf(m.Payload)
	}
	return p.shapes[m]
}

// uses are the operations of each channel, and those whose replies go there.
type uses struct {
	by, replies map[*spec.Channel][]*spec.Operation
}

// usesOf looks through the operations once.
func usesOf(doc *spec.Document) uses {
	u := uses{map[*spec.Channel][]*spec.Operation{}, map[*spec.Channel][]*spec.Operation{}}
	for _, op := range doc.Operations {
		u.by[op.Channel] = append(u.by[op.Channel], op)
		if op.Reply != nil && op.Reply.Channel != nil {
			u.replies[op.Reply.Channel] = append(u.replies[op.Reply.Channel], op)
		}
	}
	return u
}
