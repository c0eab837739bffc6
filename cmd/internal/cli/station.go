package cli

import (
	"context"
	"net"

	"asyncmock/server"
	"asyncmock/server/control"
	"asyncmock/server/journal"
	"asyncmock/server/web"
)

// A station is a mock that is ready to serve.
type station struct {
	inputs    []*input
	loader    *loader
	observe   observer
	journal   *journal.Journal
	all       *served
	api       *control.Handler // nil without --control
	srv       *web.Server
	listeners []net.Listener
	at        place
	end       func() // writes the rest of the journal; after serving
}

// prepare does all that comes before a mock can be announced. Its console
// hears what is wrong.
func (s *settings) prepare(ctx context.Context, c *console, args []string, observers ...observer) (st *station, err error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	st = &station{journal: journal.New(journal.Options{}), all: &served{}, end: func() {}}
	st.inputs, st.loader, err = s.load(ctx, c, args)
	if ctx.Err() != nil {
		return nil, &failure{status: exitInterrupted}
	}
	if err != nil {
		return nil, err
	}
	if err := s.readBehavior(c, st.loader, st.inputs); err != nil {
		return nil, err
	}
	if s.journal != "" {
		if st.end, err = writeJournal(c, st.journal, s.journal); err != nil {
			return nil, err
		}
	}
	if err := s.set(c, st, observers); err != nil {
		st.end()
		return nil, err
	}
	return st, nil
}

// set plans the documents and opens the listeners.
func (s *settings) set(c *console, st *station, observers []observer) error {
	st.observe = s.observers(st, observers)
	if err := s.plan(c, st.inputs, st.loader, st.observe); err != nil {
		return err
	}
	if err := s.placed(c, st.loader, st.inputs); err != nil {
		return err
	}
	if err := collisions(st.inputs); err != nil {
		return err
	}
	if err := s.checkFaults(st.inputs); err != nil {
		return err
	}
	st.all.replace(st.inputs)
	return s.open(c, st)
}

// observers joins what watches the documents: the given ones, the journal
// where somebody reads it, the control API.
func (s *settings) observers(st *station, list []observer) observer {
	st.api = s.controller(st.all, st.journal)
	if s.journal != "" || st.api != nil || s.kept {
		list = append(list, keepJournal(st.journal, len(st.inputs) > 1))
	}
	if st.api != nil {
		list = append(list, func(in *input) func(*server.Event) { return st.api.Observe(in.location, in.prefix) })
	}
	return observedBy(list...)
}

// open opens the listeners for what is planned.
func (s *settings) open(c *console, st *station) error {
	opts, err := s.webOptions(c, st.inputs)
	if err != nil {
		return err
	}
	if st.api != nil {
		opts.Control = st.api
	}
	if st.listeners, err = s.listen(); err != nil {
		return err
	}
	if st.srv, err = web.New(opts); err != nil {
		return unusable("", "%w", err)
	}
	st.at = s.place(st.listeners)
	return nil
}
