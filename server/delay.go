package server

import (
	"math/rand/v2"
	"time"
)

// A late is what a session holds back (--delay), in order. It is guarded by
// the session's mu.
type late struct {
	entry
	session *Session
	queue   []lateFrame
	bytes   int
	dice    *rand.Rand
	until   time.Duration // when the last of the queue is due
}

// A lateFrame is a frame, or the close after the frames, that waits.
type lateFrame struct {
	frame  *Frame // nil: close
	out    *Outgoing
	due    time.Duration
	code   int
	reason string
}

// The most that is held back for a session.
const (
	maxLateFrames = 1024
	maxLateBytes  = 1 << 20
)

// lateQueue returns the session's queue, called under mu.
func (s *Session) lateQueue() *late {
	t := s.stir()
	if t.late == nil {
		seed := s.seed("delay")
		t.late = &late{session: s, dice: rand.New(rand.NewPCG(seed[0], seed[1]))}
		t.late.task = t.late
	}
	return t.late
}

// sendLater queues a frame, which waits extra beyond the delay, called under mu.
func (s *Session) sendLater(f *Frame, o *Outgoing, extra time.Duration) bool {
	q := s.lateQueue()
	if len(q.queue) >= maxLateFrames || q.bytes+len(f.Buf) > maxLateBytes && len(q.queue) > 0 {
		s.failedSend(ErrSlow)
		return false
	}
	f = f.Clone()
	q.push(lateFrame{frame: f, out: o, due: q.draw(extra)})
	q.bytes += len(f.Buf)
	return true
}

// holdsBack reports whether frames wait, so that others must queue behind them.
func (s *Session) holdsBack() bool {
	return s.stirred != nil && s.stirred.late != nil && len(s.stirred.late.queue) > 0
}

// closeLater queues a close behind the frames that wait, if there are any.
func (s *Session) closeLater(code int, reason string) bool {
	if !s.holdsBack() {
		return false
	}
	q := s.stirred.late
	q.push(lateFrame{due: q.until, code: code, reason: reason})
	return true
}

// draw returns when the next frame is due: after the delay and extra, and not
// before the one ahead of it.
func (q *late) draw(extra time.Duration) time.Duration {
	wait := q.session.live.route.Delay.draw(q.dice) + extra
	return max(q.until, q.session.live.mock.clock.now()+wait)
}

func (q *late) push(f lateFrame) {
	q.queue = append(q.queue, f)
	q.until = f.due
	if len(q.queue) == 1 {
		q.session.beat(0).add(&q.entry, f.due)
	}
}

// fire implements task: it sends what is due.
func (q *late) fire(_, now time.Duration) (next time.Duration, again bool) {
	s := q.session
	defer s.contain()
	s.mu.Lock()
	defer s.mu.Unlock()
	q.release(now)
	if len(q.queue) == 0 {
		return 0, false
	}
	return q.queue[0].due, true
}

// release sends what is due by then, called under mu.
func (q *late) release(by time.Duration) {
	for len(q.queue) > 0 && q.queue[0].due <= by && q.session.status.Load() < statusClosing {
		f := q.queue[0]
		q.queue[0] = lateFrame{}
		q.queue = q.queue[1:]
		if f.frame == nil {
			q.session.closeNow(f.code, f.reason)
			break
		}
		q.bytes -= len(f.frame.Buf)
		q.session.sendNow(f.frame, f.out)
	}
	if len(q.queue) == 0 || q.session.status.Load() >= statusClosing {
		q.queue = nil
	}
}

// hurry sends at once what is held back.
func (s *Session) hurry() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stirred != nil && s.stirred.late != nil {
		s.stirred.late.release(s.stirred.late.until)
	}
}
