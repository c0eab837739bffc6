package ws

import (
	"sync"
	"time"
)

// A client is pinged every PingInterval and cut when two pings in a row had
// no answer graceTicks after the second.
const (
	wheelTicks = 30
	graceTicks = 10
)

// A wheel holds every connection, in the slot of the moment it came, and
// looks after one slot per tick. One timer serves all of them; it runs only
// while there are connections.
type wheel struct {
	every time.Duration // of a slot; negative: no pings

	mu    sync.Mutex
	slots [wheelTicks][]*conn
	now   int
	count int
	timer *time.Timer // nil: not running
}

// spot is where a connection sits.
type spot struct{ slot, index int }

func (w *wheel) add(c *conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c.spot = spot{w.now, len(w.slots[w.now])}
	w.slots[w.now] = append(w.slots[w.now], c)
	w.count++
	if w.timer == nil && w.every > 0 {
		w.timer = time.AfterFunc(w.tick(), w.turn)
	}
}

func (w *wheel) tick() time.Duration { return max(w.every/wheelTicks, time.Millisecond) }

func (w *wheel) remove(c *conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.slots[c.spot.slot]
	last := s[len(s)-1]
	s[c.spot.index], s[len(s)-1] = last, nil
	last.spot.index = c.spot.index
	w.slots[c.spot.slot] = s[:len(s)-1]
	if w.count--; w.count == 0 && w.timer != nil {
		w.timer.Stop()
		w.timer = nil
	}
}

// turn moves on by one slot.
func (w *wheel) turn() {
	ping, check := w.advance()
	for _, c := range check {
		c.checkAlive()
	}
	for _, c := range ping {
		c.ping()
	}
}

// advance returns copies of the slots whose turn it is, so that nothing is
// written while w is locked.
func (w *wheel) advance() (ping, check []*conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer == nil {
		return nil, nil
	}
	w.timer.Reset(w.tick())
	w.now = (w.now + 1) % wheelTicks
	ping = append(ping, w.slots[w.now]...)
	check = append(check, w.slots[(w.now+wheelTicks-graceTicks)%wheelTicks]...)
	return ping, check
}

// all returns every connection.
func (w *wheel) all() []*conn {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := make([]*conn, 0, w.count)
	for _, s := range w.slots {
		all = append(all, s...)
	}
	return all
}
