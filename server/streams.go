package server

import (
	"slices"
	"strconv"
	"time"

	"asyncmock/generator/schema"
)

// Unprompted messages. A stream of a route becomes, for those who hear it,
//
//	an ownFeed     one-to-one: each session has its own sequence
//	a sharedFeed   --stream broadcast: one sequence per room (and per
//	               subscription), made once per tick
//	a silenceFeed  heartbeats: only when nothing else was said
//
// The first message comes at once, then one every interval, the messages of
// a stream in turn. Feeds are tasks of the Mock's clock.

// A talk is what a session has that does more than idle, guarded by its mu.
type talk struct {
	hearing bool // Subscribe was called and the session has not ended
	feeds   []*ownFeed
	shared  []*listener
	silence []*silenceFeed
	awaited []*awaited
	late    *late
}

// stir returns the session's talk, called under mu.
func (s *Session) stir() *talk {
	if s.stirred == nil {
		s.stirred = &talk{}
	}
	return s.stirred
}

// startStreams begins what needs no subscribe message.
func (s *Session) startStreams() {
	l := s.live
	if l.streams == nil && l.gated == nil && l.silence == nil {
		return
	}
	s.beginHearing()
	streams := l.streams
	if s.way == TransportSSE {
		streams = slices.Concat(l.streams, l.gated) // until it subscribes by POST, if ever
	}
	for i, st := range streams {
		if l.route.Stream == StreamBroadcast {
			s.listen(st, strconv.Itoa(i), st.out, nil)
		} else {
			f := &ownFeed{session: s, stream: st, purpose: "stream " + strconv.Itoa(i)}
			if i >= len(l.streams) {
				f.gated, f.unasked, f.wants = true, true, st.everything()
			}
			s.begin(f)
		}
	}
}

// beginHearing starts what waits for silence.
func (s *Session) beginHearing() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.status.Load() != statusOpen {
		return
	}
	t := s.stir()
	t.hearing = true
	now := s.live.mock.clock.now()
	s.lastSent.Store(int64(now))
	for _, st := range s.live.silence {
		f := &silenceFeed{session: s, stream: st}
		f.task = f
		t.silence = append(t.silence, f)
		s.beat(st.interval).add(&f.entry, now+st.interval)
	}
}

func (s *Session) beat(interval time.Duration) *beat { return s.live.mock.clock.beat(interval) }

// An ownFeed is a stream to one session. All fields are guarded by the session's mu.
type ownFeed struct {
	entry
	session *Session
	stream  *stream
	purpose string
	voice   *voice
	next    int
	gated   bool
	wants   []want // gated: what was asked for; never empty while it runs
	unasked bool   // wants are everything, until the client asks for something
}

// begin says the feed's first message and goes on with it.
func (s *Session) begin(f *ownFeed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.stir()
	if !t.hearing {
		return
	}
	f.task = f
	t.feeds = append(t.feeds, f)
	s.run(f)
}

// run says the next message now and the others by the clock, called under mu.
func (s *Session) run(f *ownFeed) {
	if f.voice == nil {
		f.voice = newVoice(s.seed(f.purpose))
	}
	f.say()
	now := s.live.mock.clock.now()
	s.beat(f.stream.interval).add(&f.entry, f.stream.after(now, now, f.voice))
}

// after is when the message after the one of due is due.
func (st *stream) after(due, now time.Duration, v *voice) time.Duration {
	next := following(due, st.interval, now)
	if jitter := st.live.route.Jitter; jitter > 0 {
		next += time.Duration(v.dice.Int64N(int64(jitter) + 1))
	}
	return next
}

// fire implements task.
func (f *ownFeed) fire(due, now time.Duration) (next time.Duration, again bool) {
	defer f.session.contain()
	f.session.mu.Lock()
	defer f.session.mu.Unlock()
	if f.session.status.Load() != statusOpen || f.gated && len(f.wants) == 0 {
		return 0, false
	}
	f.say()
	return f.stream.after(due, now, f.voice), true
}

// say sends the message whose turn it is, or the next that can be made.
func (f *ownFeed) say() {
	n := len(f.stream.out)
	if f.gated {
		n = len(f.wants)
	}
	for range n {
		o, pins := f.turn(n)
		if f.session.sayLocked(o, f.voice, pins) {
			return
		}
	}
}

// turn moves on to the next message.
func (f *ownFeed) turn(n int) (*Outgoing, []schema.Pin) {
	i := f.next % n
	f.next = i + 1
	if f.gated {
		return f.wants[i].out, f.wants[i].pins
	}
	return f.stream.out[i], nil
}

// A silenceFeed speaks when the client has heard nothing for the interval.
type silenceFeed struct {
	entry
	session *Session
	stream  *stream
	next    int
}

// fire implements task.
func (f *silenceFeed) fire(_, now time.Duration) (next time.Duration, again bool) {
	s := f.session
	defer s.contain()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.status.Load() != statusOpen {
		return 0, false
	}
	if due := time.Duration(s.lastSent.Load()) + f.stream.interval; due > now {
		return due, true
	}
	for range f.stream.out {
		o := f.stream.out[f.next%len(f.stream.out)]
		f.next++
		if s.sayLocked(o, s.speak(), nil) {
			break
		}
	}
	return now + f.stream.interval, true
}

// stop ends everything that the session does by itself; it is closed then.
func (s *Session) stop() {
	for _, l := range s.stopLocked() {
		l.feed.leave(l)
	}
}

// stopLocked stops what is the session's own and returns what is shared.
func (s *Session) stopLocked() []*listener {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status.Store(statusClosed)
	s.stopTrouble()
	t := s.stirred
	if t == nil {
		return nil
	}
	t.hearing = false
	for _, f := range t.feeds {
		s.beat(f.stream.interval).remove(&f.entry)
	}
	for _, f := range t.silence {
		s.beat(f.stream.interval).remove(&f.entry)
	}
	for _, a := range t.awaited {
		s.beat(awaitTimeout).remove(&a.entry)
	}
	if t.late != nil {
		s.beat(0).remove(&t.late.entry)
	}
	s.stirred = nil
	return t.shared
}
