package server

import "sync"

// A crew counts goroutines, so that somebody can wait for the end of all of
// them and for something else at once. The zero value is one that has ended.
type crew struct {
	mu   sync.Mutex
	n    int
	gone chan struct{} // closed when n is 0 again; nil: nobody waits
}

// enter is called before a goroutine begins, leave when it ends.
func (c *crew) enter() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
}

func (c *crew) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n--; c.n == 0 && c.gone != nil {
		close(c.gone)
		c.gone = nil
	}
}

// ended returns what is closed when there is none, or none any more.
func (c *crew) ended() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gone == nil {
		c.gone = make(chan struct{})
	}
	gone := c.gone
	if c.n == 0 {
		close(gone)
		c.gone = nil
	}
	return gone
}
