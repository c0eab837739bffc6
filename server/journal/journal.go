package journal

import (
	"bytes"
	"context"
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
	Bytes   int // of payloads, findings and texts; 0: 64 MiB
}

// A Journal keeps the newest events of all documents that are served, numbered
// from 1 without a gap. Its methods are safe for concurrent use.
type Journal struct {
	opts Options

	mu   sync.Mutex
	ring []server.Event // number n is at (n-1) % opts.Records
	last uint64         // number of the newest; 0: none
	kept int            // how many, up to the newest
	size int            // weight of those
	news chan struct{}  // closed when there is something new; nil: nobody waits
}

// New returns an empty Journal.
func New(opts Options) *Journal {
	if opts.Records <= 0 {
		opts.Records = DefaultRecords
	}
	if opts.Bytes <= 0 {
		opts.Bytes = DefaultBytes
	}
	return &Journal{opts: opts}
}

// Observer returns the Observe of a document's Mock. Its routes are served
// below prefix. An event's time is this machine's, whatever --clock says: a
// journal tells when something happened.
func (j *Journal) Observer(document, prefix string) func(*server.Event) {
	return func(ev *server.Event) {
		path := ev.Path
		if path != "" {
			path = prefix + path
		}
		j.mu.Lock()
		defer j.mu.Unlock()
		e := j.room(weight(ev) - len(ev.Path) + len(path))
		payload := append(e.Payload, ev.Payload...)
		*e = *ev
		e.Payload, e.Headers, e.Path = payload, bytes.Clone(ev.Headers), path
		e.Seq, e.Time, e.Document = j.last, time.Now(), document
		if e.Route != "" {
			e.Route = prefix + e.Route
		}
	}
}

// recordWeight is about what an event takes besides its texts.
const recordWeight = 512

// weight is about what an event takes in memory.
func weight(e *server.Event) int {
	n := recordWeight + len(e.Payload) + len(e.Headers) + len(e.Path) + len(e.Text)
	for _, d := range e.Findings {
		n += recordWeight/2 + len(d.Summary) + len(d.Detail) + len(d.Hint)
	}
	return n
}

// maxReused is the largest buffer of a payload that a later one gets.
const maxReused = 1 << 10

// room makes place for an event of that weight and wakes who waits for it. It
// is called under mu.
func (j *Journal) room(weight int) *server.Event {
	j.size += weight
	for j.kept > 0 && (j.kept == j.opts.Records || j.size > j.opts.Bytes) {
		j.forget()
	}
	j.last++
	j.kept++
	if len(j.ring) < j.opts.Records {
		j.ring = append(j.ring, server.Event{})
	}
	if j.news != nil {
		close(j.news)
		j.news = nil
	}
	return j.at(j.last)
}

// forget drops the oldest, but for a buffer that is of use.
func (j *Journal) forget() {
	oldest := j.at(j.oldest())
	j.size -= weight(oldest)
	buffer := oldest.Payload[:0]
	if cap(buffer) > maxReused {
		buffer = nil
	}
	*oldest = server.Event{Payload: buffer}
	j.kept--
}

func (j *Journal) at(n uint64) *server.Event { return &j.ring[(n-1)%uint64(j.opts.Records)] }

// oldest is the number of the oldest that is kept, or would be.
func (j *Journal) oldest() uint64 { return j.last - uint64(j.kept) + 1 }

// Read returns at most limit events whose number is above after, oldest
// first, and the number of the oldest that is kept. Their payloads are copies;
// headers and findings are shared and must not be changed.
func (j *Journal) Read(after uint64, limit int) (events []server.Event, oldest uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	oldest = j.oldest()
	for n := max(after+1, oldest); n <= j.last && len(events) < limit; n++ {
		e := *j.at(n)
		e.Payload = bytes.Clone(e.Payload)
		events = append(events, e)
	}
	return events, oldest
}

// Last returns the number of the newest event, 0 when there was none.
func (j *Journal) Last() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.last
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
	if j.last > after {
		return nil
	}
	if j.news == nil {
		j.news = make(chan struct{})
	}
	return j.news
}
