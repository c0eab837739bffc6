// Package watch tells when files have changed for good: an editor's save has
// many steps, and a file that is half written is nobody's wish.
package watch

import (
	"bytes"
	"context"
	"maps"
	"time"
)

// The times of a Watcher.
const (
	settleTime = 100 * time.Millisecond // nothing may change for so long
	cutTime    = 2 * time.Second        // and so long when a file was only cut off
	lookTime   = time.Second            // between two looks where no event arrives
)

// A Watcher waits for changes of files. Its zero value is not usable.
type Watcher struct {
	seen   Files // as they were last acted upon
	used   Files // as they are in use
	events events
	stamps map[string]stamp // nil: not looked at yet
	taken  chan Files       // that somebody else took into use

	settle, cut, look time.Duration
}

// New returns a Watcher of files that are in use. Changes are noticed by the
// system's events, and by a look at sizes and times every second where they
// do not arrive (network and container mounts).
func New(used Files) *Watcher {
	w := &Watcher{used: used, seen: maps.Clone(used), settle: settleTime, cut: cutTime, look: lookTime, taken: make(chan Files, 1)}
	w.events = openEvents()
	w.events.follow(w.seen) // the first look tells whether they changed before
	return w
}

// Taken tells that somebody else has read the files and took them into use.
// It may be called at any time.
func (w *Watcher) Taken(files Files) {
	for {
		select {
		case w.taken <- files:
			return
		case <-w.taken: // older ones
		}
	}
}

// Run calls load each time the files have changed and stand still, until ctx
// ends. load reads them anew, returns what it read, and a function that takes
// the result into use: nil when it is unusable, so that what is in use stays.
// A load during which the files changed again is not used but repeated. A
// file that is missing, empty, or the beginning of what is in use gets two
// seconds to be written whole.
func (w *Watcher) Run(ctx context.Context, load func(context.Context) (Files, func())) {
	defer w.events.close()
	for w.wait(ctx) {
		now, ok := w.still(ctx)
		if !ok {
			return
		}
		if now.Equal(w.seen) {
			continue
		}
		read, use := load(ctx)
		if ctx.Err() != nil {
			return
		}
		w.take(now, read, use)
	}
}

// take acts upon a load that came after now was seen, unless the files are no
// longer what it read.
func (w *Watcher) take(now, read Files, use func()) {
	if !read.Equal(contents(read)) {
		w.stamps = nil // the next look finds them changed
		return
	}
	w.seen = maps.Clone(now)
	if use != nil {
		w.used, w.seen = read, Files{}
	}
	maps.Copy(w.seen, read)
	w.events.follow(w.seen)
	w.stamps = stampsOf(w.seen)
	if use != nil {
		use()
	}
}

// wait returns when a file may have changed, false when ctx has ended.
func (w *Watcher) wait(ctx context.Context) bool {
	tick := time.NewTicker(w.look)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case e := <-w.events.changes():
			if w.events.files[e.Name] {
				return true
			}
		case <-w.events.failures(): // some events were lost
			return true
		case w.used = <-w.taken:
			w.seen = maps.Clone(w.used)
			w.events.follow(w.seen)
			return true
		case <-tick.C:
			if now := stampsOf(w.seen); !maps.Equal(now, w.stamps) {
				w.stamps = now
				return true
			}
		}
	}
}

// still waits until the files do not change any more and returns them.
func (w *Watcher) still(ctx context.Context) (Files, bool) {
	tick := time.NewTicker(w.settle / 4)
	defer tick.Stop()
	now, since := contents(w.seen), time.Now()
	for {
		select {
		case <-ctx.Done():
			return nil, false
		case <-tick.C:
		}
		if next := contents(w.seen); !next.Equal(now) {
			now, since = next, time.Now()
			continue
		}
		pause := w.settle
		if w.cutOff(now) {
			pause = w.cut
		}
		if time.Since(since) >= pause {
			return now, true
		}
	}
}

// cutOff reports whether a file holds only the beginning of what is in use.
func (w *Watcher) cutOff(now Files) bool {
	for name, used := range w.used {
		if got := now[name]; len(got) < len(used) && bytes.HasPrefix(used, got) {
			return true
		}
	}
	return false
}
