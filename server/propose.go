package server

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrNoMessage says that the mock sends no message of that name on a route.
var ErrNoMessage = errors.New("the mock sends no such message")

const maxProposed = 100

// Propose makes a payload of a message that the mock sends on the route, for
// somebody who wants to push one: it keeps the contract, and nothing is sent
// or observed. n counts from 0: a higher one is a later message of the same
// sequence, the same each time; beyond 100 they are all the same.
func (m *Mock) Propose(r *Route, message string, n uint64) (*Frame, error) {
	says := r.Says()
	i := slices.IndexFunc(says, func(o *Outgoing) bool { return o.Message.Name == message })
	if i < 0 {
		return nil, fmt.Errorf("%w: %q on %s; it sends %s", ErrNoMessage, message, r.Path, names(says))
	}
	path, _, _ := strings.Cut(r.Sample, "?")
	_, params, _ := m.plan.table.find(path)
	where := &room{live: m.byRoute[r], params: params}
	v := newVoice(where.seed("proposed", message))
	k := newMaking()
	defer k.done()
	for range min(n, maxProposed) + 1 {
		k.draw.Pins = k.draw.Pins[:0]
		k.pinParameters(says[i], params)
		k.pinFresh(where.live, says[i], v)
		if _, err := k.payload(where.live, says[i], v); err != nil {
			return nil, fmt.Errorf("message %q: %w", message, err)
		}
	}
	f := NewFrame(k.frame.Payload(), k.frame.Binary)
	f.Name = message
	return f, nil
}
