package server

import (
	"runtime/debug"
	"slices"
	"sync"
	"time"
)

// A sharedFeed is a stream that is made once for all who hear it. While it
// sends it holds its own lock and no other; locks are taken in the order
// room, feed, session.
type sharedFeed struct {
	entry
	room   *room
	stream *stream
	key    string
	out    []*Outgoing
	want   *want // what a subscribe asked for, nil: from connect

	mu      sync.Mutex
	voice   *voice
	next    int
	last    *Frame
	members audience
}

// A listener is a session's seat in a sharedFeed.
type listener struct {
	feed *sharedFeed
	at   int32
}

// listen joins the room's feed of that key: the first who comes starts it,
// others hear its last message at once.
func (s *Session) listen(st *stream, key string, out []*Outgoing, w *want) {
	seat := &listener{at: noSeat}
	r := s.room
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.feeds[key]
	if f == nil {
		f = &sharedFeed{room: r, stream: st, key: key, out: out, want: w}
		f.task, f.voice = f, newVoice(r.seed("broadcast", key))
		if r.feeds == nil {
			r.feeds = map[string]*sharedFeed{}
		}
		r.feeds[key] = f
	}
	seat.feed = f
	if s.hears(seat) {
		f.join(s, seat)
	}
}

// hears notes the seat unless the session has ended or sits there already.
func (s *Session) hears(seat *listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.stir()
	if !t.hearing || slices.ContainsFunc(t.shared, func(l *listener) bool { return l.feed == seat.feed }) {
		return false
	}
	t.shared = append(t.shared, seat)
	return true
}

// join seats s and tells it what was said last.
func (f *sharedFeed) join(s *Session, seat *listener) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.members.add(s, &seat.at)
	if len(f.members.now()) > 1 && f.last != nil {
		s.hear(f.last)
		return
	}
	f.say()
	now := f.room.live.mock.clock.now()
	f.beat().add(&f.entry, f.stream.after(now, now, f.voice))
}

func (f *sharedFeed) beat() *beat { return f.room.live.mock.clock.beat(f.stream.interval) }

// leave gives up a seat; the last one stops the feed. Feeds of one
// subscription are then forgotten, so that clients cannot grow their number.
func (f *sharedFeed) leave(l *listener) {
	f.room.mu.Lock()
	defer f.room.mu.Unlock()
	if f.members.remove(&l.at) > 0 {
		return
	}
	f.beat().remove(&f.entry)
	if f.want != nil {
		delete(f.room.feeds, f.key)
	}
}

// fire implements task.
func (f *sharedFeed) fire(due, now time.Duration) (next time.Duration, again bool) {
	defer f.contain()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.say()
	return f.stream.after(due, now, f.voice), true
}

// say makes the next message and sends it to everyone, called under mu.
func (f *sharedFeed) say() {
	for range f.out {
		o := f.out[f.next%len(f.out)]
		f.next++
		if frame, ok := f.make(o); ok {
			f.last = frame
			n := f.members.send(frame, nil)
			f.room.observeBroadcast(frame, o, n)
			return
		}
	}
}

// make makes one message of the feed.
func (f *sharedFeed) make(o *Outgoing) (*Frame, bool) {
	k := newMaking()
	defer k.done()
	k.pinParameters(o, f.room.params)
	if f.want != nil {
		k.draw.Pins = append(k.draw.Pins, f.want.pins...)
	}
	k.pinFresh(f.room.live, o, f.voice)
	if _, err := k.payload(f.room.live, o, f.voice); err != nil {
		f.room.noteFailure(o, err)
		return nil, false
	}
	frame := NewFrame(k.frame.Payload(), k.frame.Binary)
	frame.Shared, frame.Name, frame.example = true, k.frame.Name, k.frame.example
	return frame, true
}

// contain ends the feed, and nothing else, when it panicked.
func (f *sharedFeed) contain() {
	if value := recover(); value != nil {
		f.room.notePanic(value)
	}
}

// observeBroadcast observes one message to a room; no session is named.
func (r *room) observeBroadcast(f *Frame, o *Outgoing, receivers int) {
	if r.live.mock.opts.Observe == nil {
		return
	}
	e := &Event{
		Kind: EventRelay, Route: r.live.route.Path, Path: r.live.route.Path,
		Payload: f.Payload(), Binary: f.Binary, Valid: true, Count: receivers,
	}
	e.from(o)
	e.example(f, o)
	r.live.mock.observe(e)
}

// noteFailure observes, once per message of the route, that it cannot be made.
func (r *room) noteFailure(o *Outgoing, err error) {
	if r.live.mock.opts.Observe == nil || !r.live.failed.first(o) {
		return
	}
	e := failure(o, err)
	e.Route = r.live.route.Path
	r.live.mock.observe(e)
}

// notePanic observes that a broadcast has ended by a bug of ours.
func (r *room) notePanic(value any) {
	if r.live.mock.opts.Observe == nil {
		return
	}
	stack := debug.Stack()
	id := stackID(stack)
	r.live.mock.observe(&Event{Kind: EventNote, Route: r.live.route.Path, Text: "internal error " + id, Findings: internalError(value, stack)})
}
