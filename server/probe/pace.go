package probe

import (
	"context"
	"sync"
	"time"
)

// A pacer spreads messages over time: no more than a rate, over all talks.
type pacer struct {
	gap time.Duration

	mu   sync.Mutex
	next time.Time
}

func newPacer(rate int) *pacer { return &pacer{gap: time.Second / time.Duration(rate)} }

// wait returns when the next message may be sent; the error is that of ctx.
func (p *pacer) wait(ctx context.Context) error {
	p.mu.Lock()
	now := time.Now()
	at := p.next
	if at.Before(now) {
		at = now
	}
	p.next = at.Add(p.gap)
	p.mu.Unlock()
	return sleep(ctx, at.Sub(now))
}

// sleep waits unless ctx ends before.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
