package probe

import (
	"context"
	"slices"
	"time"

	"asyncmock/server"
)

// listen hears what the service says unprompted.
func (t *Talk) listen(ctx context.Context) {
	if t.stop != "" {
		return
	}
	o := t.probe.opts
	longest := o.Duration
	if longest == 0 {
		longest = defaultDuration
	}
	begun := time.Now()
	enough := func() bool {
		switch {
		case o.Count > 0 && t.tally.heard >= o.Count:
			return true
		case o.Duration > 0 || o.Count > 0:
			return false
		}
		return t.heardAll()
	}
	if !enough() {
		t.mayEnd = t.place.over == server.TransportHTTP
		t.await(ctx, longest, nil, enough)
		t.mayEnd = false
	}
	if rest := settleTime - time.Since(begun); t.line != nil && rest > 0 {
		t.await(ctx, rest, nil, nil)
	}
}

// heardAll reports whether everything has come that the service says by
// itself.
func (t *Talk) heardAll() bool {
	return !slices.ContainsFunc(t.hears, func(o *server.Outgoing) bool { return t.due(o) && t.tally.of(o).count == 0 })
}

// due reports whether the contract says that a message comes unprompted, now.
func (t *Talk) due(o *server.Outgoing) bool {
	switch o.When.Kind {
	case server.WhenConnect, server.WhenEvery:
		return t.Route.Stream != server.StreamOff
	case server.WhenSubscribe:
		return slices.ContainsFunc(o.OpenedBy, func(in *server.Incoming) bool { return slices.Contains(t.said, in) })
	case server.WhenRelay:
		return slices.ContainsFunc(t.said, func(in *server.Incoming) bool { return in.Message.Message == o.Message.Message })
	}
	return false
}

// linger waits for answers that are late, and for what should not come.
func (t *Talk) linger(ctx context.Context) {
	t.mayEnd = true
	if t.line != nil && t.last != nil {
		t.await(ctx, settleTime, nil, nil)
	}
	if t.line != nil && t.party.asks.waiting(t) {
		t.await(ctx, t.probe.opts.Timeout, nil, func() bool { return !t.party.asks.waiting(t) })
	}
	for _, a := range t.overdue {
		t.finish(a)
	}
}
