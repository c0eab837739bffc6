package server

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestFollowing_LeavesOutWhatWasMissed(t *testing.T) {
	tests := []struct{ due, interval, now, want time.Duration }{
		{10, 10, 10, 20},
		{10, 10, 12, 20},
		{10, 10, 19, 20},
		{10, 10, 20, 30},
		{10, 10, 57, 60},
		{10, 10, 60, 70},
	}
	for _, test := range tests {
		if got := following(test.due, test.interval, test.now); got != test.want {
			t.Errorf("due %d, now %d: got %d, want %d", test.due, test.now, got, test.want)
		}
	}
}

// ticking is the number of beats that have a goroutine.
func (c *clock) ticking() (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, b := range c.beats {
		b.mu.Lock()
		if b.running {
			n++
		}
		b.mu.Unlock()
	}
	return n
}

// A stubTask notes when it is called.
type stubTask struct {
	entry
	at   []time.Duration
	then func(now time.Duration) (time.Duration, bool)
}

func (s *stubTask) fire(_, now time.Duration) (time.Duration, bool) {
	s.at = append(s.at, now)
	return s.then(now)
}

func newStub(then func(now time.Duration) (time.Duration, bool)) *stubTask {
	s := &stubTask{then: then}
	s.task = s
	return s
}

func once(time.Duration) (time.Duration, bool) { return 0, false }

func TestBeat_AddedRemovedRenewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &clock{start: time.Now()}
		b := c.beat(0)
		late, early, gone := newStub(once), newStub(once), newStub(once)
		b.add(&late.entry, 3*time.Second)
		synctest.Wait()
		b.add(&early.entry, time.Second)
		b.add(&gone.entry, 2*time.Second)
		b.remove(&gone.entry)

		var again *stubTask
		again = newStub(func(now time.Duration) (time.Duration, bool) {
			if len(again.at) == 1 {
				b.remove(&again.entry)
				b.add(&again.entry, now+5*time.Second) // while it is being called
			}
			return now + time.Second, false
		})
		b.add(&again.entry, 4*time.Second)
		var quits *stubTask
		quits = newStub(func(now time.Duration) (time.Duration, bool) {
			b.remove(&quits.entry)
			return now + time.Second, true
		})
		b.add(&quits.entry, time.Second)

		time.Sleep(time.Minute)
		synctest.Wait()
		for i, test := range []struct {
			task *stubTask
			want []time.Duration
		}{
			{late, []time.Duration{3}}, {early, []time.Duration{1}}, {gone, nil}, {again, []time.Duration{4, 9}}, {quits, []time.Duration{1}},
		} {
			if len(test.task.at) != len(test.want) {
				t.Errorf("task %d: got %v, want %v s", i, test.task.at, test.want)
				continue
			}
			for j, at := range test.want {
				if test.task.at[j] != at*time.Second {
					t.Errorf("task %d: got %v, want %v s", i, test.task.at, test.want)
				}
			}
		}
	})
}

func TestBeat_EndsWithItsLastTask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &clock{start: time.Now()}
		task := newStub(once)
		for range 3 {
			c.beat(time.Hour).add(&task.entry, c.now()+time.Hour)
			synctest.Wait()
			if n := c.ticking(); n != 1 {
				t.Errorf("got %d timers, want 1", n)
			}
			c.beat(time.Hour).remove(&task.entry)
			synctest.Wait()
			if n := c.ticking(); n != 0 {
				t.Errorf("got %d timers, want none", n)
			}
		}
		<-c.running.ended()
	})
}
