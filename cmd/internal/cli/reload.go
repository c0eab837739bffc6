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
	"asyncmock/server/web"
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

// A reloader serves documents anew when their files have changed. One
// goroutine at a time uses it.
type reloader struct {
	*settings
	c       *console
	args    []string
	observe func(*input) func(*server.Event)
	log     *messageLog // nil: quiet
	srv     *web.Server
	all     *served
	inputs  []*input // in use
}

// start reloads until ctx ends or stop is called, which waits for the end.
func (r *reloader) start(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	used := watch.Files{}
	for _, in := range r.inputs {
		used.Add(in.files)
	}
	w := watch.New(used)
	var wg sync.WaitGroup
	wg.Go(func() { w.Run(ctx, r.load) })
	return func() { cancel(); wg.Wait() }
}

// load reads all documents again. Those whose files are the same stay as they are.
func (r *reloader) load(ctx context.Context) (watch.Files, func()) {
	inputs, ld, err := r.settings.load(ctx, r.c, r.args)
	if err != nil || ctx.Err() != nil {
		return nil, nil // stdin and wrong usage were refused at the start
	}
	err = r.readBehavior(r.c, ld, inputs)
	read := watch.Files{}
	var fresh []*input
	for i, in := range inputs {
		read.Add(in.files)
		before := r.inputs[i]
		if in.files.Equal(before.files) {
			inputs[i] = before
			continue
		}
		if in.err == nil && in.flawed && !before.flawed {
			in.err = errFlawed
		}
		fresh = append(fresh, in)
	}
	if err == nil {
		err = r.plan(r.c, fresh, ld, r.observe)
	}
	if err == nil {
		err = r.placed(r.c, ld, inputs)
	}
	if err == nil {
		err = collisions(inputs)
	}
	if err != nil {
		r.keep(err)
		return read, nil
	}
	return read, func() { r.use(ctx, inputs) }
}

// keep says why the documents in use stay.
func (r *reloader) keep(err error) {
	r.c.problem(err, "still serving what was there before; save again when it is mended")
	r.srv.Degraded(err.Error())
}

// use serves the inputs instead of those before.
func (r *reloader) use(ctx context.Context, inputs []*input) {
	if r.log != nil {
		r.log.measure(inputs)
	}
	if err := r.srv.Swap(mountsOf(inputs)); err != nil {
		r.keep(err)
		return
	}
	r.all.replace(inputs)
	before := r.inputs
	r.inputs = inputs
	r.srv.Degraded("")
	for i, in := range inputs {
		if in != before[i] {
			r.c.note("reloaded %s: %s", in.location, r.changes(before[i], in))
			r.retire(ctx, before[i].mock)
		}
	}
}

// retire ends the connections of a Mock that is served no more, with --reload restart.
func (r *reloader) retire(ctx context.Context, m *server.Mock) {
	if r.reload == reloadRestart {
		ctx, cancel := context.WithTimeout(ctx, restartTime)
		defer cancel()
		m.Shutdown(ctx, 1012, "the contract was replaced")
	}
}

// changes says what is new about the routes, and who goes on without it.
func (r *reloader) changes(before, after *input) string {
	was, is := paths(before), paths(after)
	var parts []string
	for _, path := range is {
		if !slices.Contains(was, path) {
			parts = append(parts, "+ "+path)
		}
	}
	for _, path := range was {
		if !slices.Contains(is, path) {
			parts = append(parts, "- "+path)
		}
	}
	if n := len(parts); n > maxNames {
		parts = append(parts[:maxNames], fmt.Sprintf("and %d more", n-maxNames))
	}
	text := counted(len(is), "route")
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	if n := before.mock.Sessions(); n > 0 && r.reload == reloadKeep {
		text += "; " + counted(n, "connection") + " from before goes on as it began"
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
