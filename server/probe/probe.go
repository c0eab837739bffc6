package probe

import (
	"context"
	"sync"
	"sync/atomic"

	"asyncmock/server"
)

// A Probe is ready to verify a service. It is used for one run.
type Probe struct {
	mock    *server.Mock
	opts    Options
	parties []*party // of talks that belong together
	talks   []*Talk  // in document order
	left    []Check  // what is not exercised at all, and why
	pace    *pacer

	connections, events, sent, heard atomic.Uint64
}

// New plans what is said to a service that plays the part of the Mock. The
// error is a *SelectionError or an *UnfitError where the Options do not fit
// the document.
func New(ctx context.Context, mock *server.Mock, opts Options) (*Probe, error) {
	p := &Probe{mock: mock, opts: opts.complete()}
	p.pace = newPacer(p.opts.Rate)
	if err := p.plan(); err != nil {
		return nil, err
	}
	return p, p.prepare(ctx)
}

// Talks returns the conversations that Run has, in document order.
func (p *Probe) Talks() []*Talk { return p.talks }

// Left returns what of the document is not exercised, and why.
func (p *Probe) Left() []Check { return p.left }

// Run has all conversations, as many at once as Options.Parallel says. The
// error says that the service cannot be reached: it is an *UnreachableError.
// When ctx ends, Run returns what it has found so far.
func (p *Probe) Run(ctx context.Context) (*Result, error) {
	if len(p.talks) > 0 {
		if err := p.reach(ctx); err != nil {
			return nil, err
		}
	}
	places := make(chan struct{}, p.opts.Parallel)
	var all sync.WaitGroup
	for _, party := range p.parties {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			party.run(ctx)
		})
	}
	all.Wait()
	return p.result(ctx), nil
}

// result puts together what the talks found.
func (p *Probe) result(ctx context.Context) *Result {
	r := &Result{Sent: p.sent.Load(), Heard: p.heard.Load(), Interrupted: ctx.Err() != nil}
	for _, t := range p.talks {
		r.Checks = append(r.Checks, t.checks()...)
	}
	r.Checks = together(append(r.Checks, p.left...))
	return r
}

// A party is the talks whose requests and replies cross: they are had at once.
type party struct {
	talks []*Talk
	asks  asks
}

// run opens all connections before anything is said, so that a reply that goes
// elsewhere finds somebody there.
func (p *party) run(ctx context.Context) {
	var all sync.WaitGroup
	opened := make(chan struct{}, len(p.talks))
	ready := make(chan struct{})
	for _, t := range p.talks {
		all.Go(func() {
			t.connect(ctx)
			opened <- struct{}{}
			<-ready
			t.run(ctx)
		})
	}
	for range p.talks {
		<-opened
	}
	close(ready)
	all.Wait()
}
