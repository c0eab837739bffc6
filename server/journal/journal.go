package journal

import (
	"context"
	"slices"
	"sync"
	"time"

	"asyncmock/server"
)

// Defaults of Options.
const (
	DefaultRecords = 10_000
	DefaultBytes   = 64 << 20
)

// Options bound what is kept. The zero value is the good default.
type Options struct {
	Records int // 0: 10,000
	Bytes   int // of all that is kept of them; 0: 64 MiB
}

// A Journal keeps the newest events of all documents that are served, numbered
// from 1 without a gap. Its methods are safe for concurrent use.
type Journal struct {
	opts Options

	mu      sync.Mutex
	origins []origin
	kept    store
	newest  int64         // time of the newest event, ns of the Unix epoch
	head    []byte        // a buffer for the next event
	news    chan struct{} // closed when there is something new; nil: nobody waits
}

// New returns an empty Journal.
func New(opts Options) *Journal {
	if opts.Records <= 0 {
		opts.Records = DefaultRecords
	}
	if opts.Bytes <= 0 {
		opts.Bytes = DefaultBytes
	}
	return &Journal{opts: opts, kept: makeStore(opts.Records)}
}

// An origin is a document that events are about, and where it is served.
type origin struct{ document, prefix string }

// put says of e where it is from.
func (o origin) put(e *server.Event) {
	e.Document = o.document
	if e.Route != "" {
		e.Route = o.prefix + e.Route
	}
	if e.Path != "" {
		e.Path = o.prefix + e.Path
	}
}

// Observer returns the Observe of a document's Mock. Its routes are served
// below prefix.
func (j *Journal) Observer(document, prefix string) func(*server.Event) {
	from := j.origin(origin{document, prefix})
	return func(e *server.Event) { j.add(e, from) }
}

// origin returns the index of o.
func (j *Journal) origin(o origin) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	i := slices.Index(j.origins, o)
	if i < 0 {
		i = len(j.origins)
		j.origins = append(j.origins, o)
	}
	return i
}

// maxReused is the largest buffer that is kept for the next event.
const maxReused = 64 << 10

// add keeps e as the newest event and wakes who waits for it.
func (j *Journal) add(e *server.Event, from int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	head := appendEvent(j.head[:0], e, j.following(e.Time), from)
	size := len(head) + len(e.Payload)
	for j.kept.count > 0 && (j.kept.count == j.opts.Records || j.kept.size+size > j.opts.Bytes) {
		j.kept.forget()
	}
	j.kept.add(head, e.Payload)
	if cap(head) <= maxReused {
		j.head = head
	}
	if j.news != nil {
		close(j.news)
		j.news = nil
	}
}

// following returns the time of an event in ns of the Unix epoch, but none
// before that of the event before it: connections may come here in another
// order than they looked at the clock. A clock that was put back is believed.
func (j *Journal) following(t time.Time) int64 {
	at := t.UnixNano()
	if behind := j.newest - at; behind <= 0 || behind > int64(time.Second) {
		j.newest = at
	}
	return j.newest
}

// Read returns at most limit events whose number is above after, oldest
// first, and the number of the oldest that is kept. They are copies.
func (j *Journal) Read(after uint64, limit int) (events []server.Event, oldest uint64) {
	d, ends, first, oldest := j.copy(after, limit)
	if len(ends) == 0 {
		return nil, oldest
	}
	d.text = string(d.data)
	events = make([]server.Event, len(ends))
	for i, end := range ends {
		events[i] = d.event(end)
		events[i].Seq = first + uint64(i)
	}
	return events, oldest
}

// copy copies records, one behind the other, and tells where each ends and
// the number of the first.
func (j *Journal) copy(after uint64, limit int) (d decoder, ends []int, first, oldest uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	oldest = j.kept.oldest()
	first = max(after+1, oldest)
	d.origins = j.origins
	for n := first; n <= j.kept.last && len(ends) < limit; n++ {
		d.data = append(d.data, j.kept.record(n)...)
		ends = append(ends, len(d.data))
	}
	return d, ends, first, oldest
}

// Last returns the number of the newest event, 0 when there was none.
func (j *Journal) Last() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.kept.last
}

// Wait returns nil as soon as there is an event whose number is above after,
// or the error of ctx when that ends before.
func (j *Journal) Wait(ctx context.Context, after uint64) error {
	for {
		news := j.newer(after)
		if news == nil {
			return nil
		}
		select {
		case <-news:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// newer returns nil if there is something above after, else what to wait for.
func (j *Journal) newer(after uint64) <-chan struct{} {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.kept.last > after {
		return nil
	}
	if j.news == nil {
		j.news = make(chan struct{})
	}
	return j.news
}
