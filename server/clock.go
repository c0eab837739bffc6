package server

import (
	"container/heap"
	"sync"
	"time"
)

// A clock runs everything that happens by itself: one goroutine and one timer
// per distinct interval, however many sessions there are. A beat's goroutine
// starts with its first task and ends with its last.
type clock struct {
	start   time.Time
	running crew

	mu    sync.Mutex
	beats map[time.Duration]*beat
}

// A task is done again and again until it says otherwise. fire is called
// without locks, by one goroutine at a time; it must not block. due is when it
// wanted to be called, next when it wants to be called again.
type task interface {
	fire(due, now time.Duration) (next time.Duration, again bool)
}

// A firing is a task being called, and what it said.
type firing struct {
	entry     *entry
	due, next time.Duration
	again     bool
}

// An entry is a task's place in a beat; it is part of the task. All fields
// are guarded by the beat.
type entry struct {
	task  task
	due   time.Duration
	index int // in the queue, valid while queued
	in    entryState
}

// entryState says where an entry is.
type entryState uint8

const (
	entryOut     entryState = iota // nowhere
	entryQueued                    // in the queue
	entryFiring                    // taken out to be called
	entryGone                      // removed while it was being called
	entryRenewed                   // added while it was being called
)

// A beat is the timer of one interval.
type beat struct {
	clock *clock
	gap   time.Duration // between two awakenings: what falls due meanwhile goes together
	wake  chan struct{}

	mu      sync.Mutex
	queue   entries
	running bool
}

// now is the time since the clock was made.
func (c *clock) now() time.Duration { return time.Since(c.start) }

// beat returns the beat of an interval.
func (c *clock) beat(interval time.Duration) *beat {
	c.mu.Lock()
	defer c.mu.Unlock()
	b := c.beats[interval]
	if b == nil {
		if c.beats == nil {
			c.beats = map[time.Duration]*beat{}
		}
		b = &beat{clock: c, gap: min(interval/8, 5*time.Millisecond), wake: make(chan struct{}, 1)}
		c.beats[interval] = b
	}
	return b
}

// add calls the task at due, and then when it says.
func (b *beat) add(e *entry, due time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e.in {
	case entryQueued:
		return
	case entryOut:
		e.due, e.in = due, entryQueued
		heap.Push(&b.queue, e)
	default:
		e.due, e.in = due, entryRenewed
	}
	switch {
	case !b.running:
		b.running = true
		b.clock.running.enter()
		go b.run()
	case e.in == entryQueued && e.index == 0:
		b.nudge()
	}
}

// remove makes sure that the task is not called again; a call that has begun
// may still be running.
func (b *beat) remove(e *entry) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e.in {
	case entryFiring, entryRenewed:
		e.in = entryGone
	case entryQueued:
		heap.Remove(&b.queue, e.index)
		e.in = entryOut
		if len(b.queue) == 0 {
			b.nudge()
		}
	}
}

// nudge wakes the goroutine to look at the queue again.
func (b *beat) nudge() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// run calls what is due until nothing is left.
func (b *beat) run() {
	defer b.clock.running.leave()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	var batch []firing
	var rest time.Duration // not to be woken by the timer before
	for {
		now := b.clock.now()
		var wait time.Duration
		var more bool
		if batch, wait, more = b.take(batch[:0], now); !more {
			return
		}
		if len(batch) == 0 {
			timer.Reset(max(wait, rest-now))
			select {
			case <-timer.C:
			case <-b.wake:
			}
			continue
		}
		for i := range batch {
			f := &batch[i]
			f.next, f.again = f.entry.task.fire(f.due, now)
		}
		b.putBack(batch)
		rest = now + b.gap
	}
}

// take takes out what is due. more is false when the queue is empty and the
// goroutine is to end; wait is the time until the next is due.
func (b *beat) take(batch []firing, now time.Duration) (due []firing, wait time.Duration, more bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.queue) > 0 && b.queue[0].due <= now {
		e := heap.Pop(&b.queue).(*entry)
		e.in = entryFiring
		batch = append(batch, firing{entry: e, due: e.due})
	}
	if len(b.queue) > 0 {
		wait = b.queue[0].due - now
	} else if len(batch) == 0 {
		b.running = false
		return batch, 0, false
	}
	return batch, wait, true
}

// putBack queues what wants to be called again.
func (b *beat) putBack(batch []firing) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range batch {
		e := f.entry
		switch {
		case e.in == entryRenewed:
		case e.in == entryFiring && f.again:
			e.due = f.next
		default:
			e.in = entryOut
			continue
		}
		e.in = entryQueued
		heap.Push(&b.queue, e)
	}
	clear(batch)
}

// following returns the next time that is a whole number of intervals after
// due, leaving out those that were missed.
func following(due, interval, now time.Duration) time.Duration {
	due += interval
	if due <= now {
		due += (now - due) / interval * interval
		if due <= now {
			due += interval
		}
	}
	return due
}

// entries is a heap by due time.
type entries []*entry

func (q entries) Len() int           { return len(q) }
func (q entries) Less(i, j int) bool { return q[i].due < q[j].due }
func (q entries) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].index, q[j].index = i, j
}

// Push implements heap.Interface.
func (q *entries) Push(x any) {
	e := x.(*entry)
	e.index = len(*q)
	*q = append(*q, e)
}

// Pop implements heap.Interface.
func (q *entries) Pop() any {
	old := *q
	e := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	return e
}
