package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"asyncmock/cmd/internal/watch"
	"asyncmock/server"
	"asyncmock/server/control"
	"asyncmock/server/web"
	"asyncmock/spec"
)

// reloadPolicy is what becomes of connections when their document is replaced.
type reloadPolicy uint8

const (
	reloadKeep    reloadPolicy = iota // they finish on the document they began with
	reloadRestart                     // they are closed with 1012
)

// restartTime is how long clients get to close when their document was replaced.
const restartTime = 5 * time.Second

// errFlawed is why a document whose rest could be served is not: it would
// replace one that is whole.
var errFlawed = errors.New("document has errors that it had not before")

// A reloader serves documents anew: when their files have changed, and when
// the control API is asked to.
type reloader struct {
	*settings
	c       *console
	args    []string
	log     *messageLog // nil: quiet
	station *station    // set before it serves

	mu     sync.Mutex        // held while it reads and while it swaps
	inputs []*input          // in use
	times  int               // how often they were swapped
	taken  func(watch.Files) // tells the watcher what the control API took into use; nil: there is none
}

// follow reloads when files have changed until ctx ends or stop is called,
// which waits for the end.
func (r *reloader) follow(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	used := watch.Files{}
	for _, in := range r.inputs {
		used.Add(in.files)
	}
	w := watch.New(used)
	r.taken = w.Taken
	var wg sync.WaitGroup
	wg.Go(func() { w.Run(ctx, r.load) })
	return func() { cancel(); wg.Wait() }
}

// load reads all documents again for the watcher, which uses them unless the
// files have changed meanwhile.
func (r *reloader) load(ctx context.Context) (watch.Files, func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	inputs, read, err := r.read(ctx, false)
	switch {
	case ctx.Err() != nil:
		return nil, nil
	case err != nil:
		r.keep(err)
		return read, nil
	}
	times := r.times
	return read, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if times == r.times { // else the control API has read these files, or newer ones
			r.use(ctx, inputs)
		}
	}
}

// now reads all documents again and uses them, for the control API.
func (r *reloader) now(ctx context.Context) (*control.Reloaded, spec.Diagnostics, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	inputs, read, err := r.read(ctx, true)
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	var done *control.Reloaded
	if err != nil {
		r.keep(err)
	} else {
		done, err = r.use(context.WithoutCancel(ctx), inputs)
	}
	if err == nil && r.taken != nil {
		r.taken(read)
	}
	var f *failure
	if errors.As(err, &f) {
		return nil, f.findings, err
	}
	return done, nil, err
}

// read reads all documents. Those whose files are the same stay as they are;
// with remote those that may have parts elsewhere do not.
func (r *reloader) read(ctx context.Context, remote bool) ([]*input, watch.Files, error) {
	inputs, ld, err := r.settings.load(ctx, r.c, r.args)
	if err != nil {
		return nil, nil, err // stdin and wrong usage were refused at the start
	}
	err = r.readBehavior(r.c, ld, inputs)
	read := watch.Files{}
	var fresh []*input
	for i, in := range inputs {
		read.Add(in.files)
		before := r.inputs[i]
		if in.files.Equal(before.files) && !(remote && len(r.allowRemote) > 0) {
			inputs[i] = before
			continue
		}
		if in.err == nil && in.flawed && !before.flawed {
			in.err = errFlawed
		}
		fresh = append(fresh, in)
	}
	if err == nil {
		err = r.plan(r.c, fresh, ld, r.station.observe)
	}
	if err == nil {
		err = r.placed(r.c, ld, inputs)
	}
	if err == nil {
		err = collisions(inputs)
	}
	return inputs, read, err
}

// keep says why the documents in use stay.
func (r *reloader) keep(err error) {
	r.c.problem(err, "still serving what was there before; save again when it is mended")
	r.station.srv.Degraded(err.Error())
}

// use serves the inputs instead of those before, with what was done to those
// while they were served.
func (r *reloader) use(ctx context.Context, inputs []*input) (*control.Reloaded, error) {
	if r.log != nil {
		r.log.measure(inputs)
	}
	done := &control.Reloaded{Lost: []string{}}
	for i, in := range inputs {
		if before := r.inputs[i]; in != before {
			done.Lost = append(done.Lost, in.mock.Inherit(before.mock)...)
		}
	}
	if err := r.station.srv.Swap(mountsOf(inputs)); err != nil {
		r.keep(err)
		return nil, err
	}
	r.station.all.replace(inputs)
	before := r.inputs
	r.inputs = inputs
	r.times++
	r.station.srv.Degraded("")
	for i, in := range inputs {
		d := r.compared(before[i], in)
		done.Documents = append(done.Documents, d)
		if d.Changed {
			r.c.note("reloaded %s: %s", in.location, r.inWords(d))
		}
	}
	for _, lost := range done.Lost {
		r.c.note("lost %s", lost)
	}
	for i, in := range inputs {
		if in != before[i] {
			r.retire(ctx, before[i].mock)
		}
	}
	return done, nil
}

// retire ends the connections of a Mock that is served no more, with --reload restart.
func (r *reloader) retire(ctx context.Context, m *server.Mock) {
	if r.reload == reloadRestart {
		ctx, cancel := context.WithTimeout(ctx, restartTime)
		defer cancel()
		m.Shutdown(ctx, 1012, "the contract was replaced")
	}
}

// compared says what is new about the routes, and who goes on without it.
func (r *reloader) compared(before, after *input) control.ReloadedDocument {
	was, is := paths(before), paths(after)
	d := control.ReloadedDocument{Document: after.location, Changed: before != after, Routes: len(is), Added: []string{}, Removed: []string{}}
	if !d.Changed {
		return d
	}
	for _, m := range r.station.all.earlier(after) {
		d.Connections += m.Sessions()
	}
	for _, path := range is {
		if !slices.Contains(was, path) {
			d.Added = append(d.Added, path)
		}
	}
	for _, path := range was {
		if !slices.Contains(is, path) {
			d.Removed = append(d.Removed, path)
		}
	}
	return d
}

// inWords is the same for people.
func (r *reloader) inWords(d control.ReloadedDocument) string {
	var parts []string
	for _, path := range d.Added {
		parts = append(parts, "+ "+path)
	}
	for _, path := range d.Removed {
		parts = append(parts, "- "+path)
	}
	if n := len(parts); n > maxNames {
		parts = append(parts[:maxNames], fmt.Sprintf("and %d more", n-maxNames))
	}
	text := counted(d.Routes, "route")
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	if d.Connections > 0 && r.reload == reloadKeep {
		text += "; " + counted(d.Connections, "connection") + " from before"
		if d.Connections == 1 {
			text += " goes on as it began"
		} else {
			text += " go on as they began"
		}
	}
	return text
}

func paths(in *input) (out []string) {
	for _, r := range in.mock.Routes() {
		out = append(out, in.prefix+r.Path)
	}
	return out
}

func mountsOf(inputs []*input) (out []web.Mount) {
	for _, in := range inputs {
		out = append(out, web.Mount{Prefix: in.prefix, Mock: in.mock})
	}
	return out
}
