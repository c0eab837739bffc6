package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"asyncmock/spec"
)

// awaitTimeout is how long a client has to answer a request of the mock (PER-3).
const awaitTimeout = 10 * time.Second

// maxAwaited is how many requests a client may leave open; the oldest is then
// called missing.
const maxAwaited = 64

// An awaited is a request that the client is to answer, guarded by the
// session's mu.
type awaited struct {
	entry
	session *Session
	out     *Outgoing
	id      json.RawMessage // correlation id of the request, nil: none
}

// await notes that o was sent and is to be answered, called under mu.
func (s *Session) await(o *Outgoing, id json.RawMessage) {
	t := s.stir()
	if len(t.awaited) == maxAwaited {
		oldest := t.awaited[0]
		t.awaited = slices.Delete(t.awaited, 0, 1)
		s.beat(awaitTimeout).remove(&oldest.entry)
		oldest.missing()
	}
	a := &awaited{session: s, out: o, id: id}
	a.task = a
	t.awaited = append(t.awaited, a)
	s.beat(awaitTimeout).add(&a.entry, s.live.mock.clock.now()+awaitTimeout)
}

// fire implements task: the time is over.
func (a *awaited) fire(_, _ time.Duration) (next time.Duration, again bool) {
	s := a.session
	defer s.contain()
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.stirred; t != nil {
		if i := slices.Index(t.awaited, a); i >= 0 {
			t.awaited = slices.Delete(t.awaited, i, i+1)
			a.missing()
		}
	}
	return 0, false
}

// missing observes that no answer came, called under mu.
func (a *awaited) missing() {
	d := spec.Diagnostic{
		Code: "reply-missing", Severity: spec.SeverityError,
		Summary: fmt.Sprintf("no reply to %q within %s", a.out.Message.Name, awaitTimeout),
	}
	a.session.note(d.Summary, spec.Diagnostics{d})
}

// settle takes a valid message as the answer to what was asked: on this
// connection, or on another of the same client, where the reply of the
// document has a channel of its own.
func (s *Session) settle(in *inbound) {
	if in.incoming == nil || len(in.findings) > 0 || s.settled(in) {
		return
	}
	for _, l := range s.live.mock.askers[in.incoming] {
		for _, p := range l.peers(s, s.params) {
			if p.settled(in) {
				return
			}
		}
	}
}

// settled reports whether the message answers a request of this session; the
// oldest that it fits is done then.
func (s *Session) settled(in *inbound) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.stirred
	if t == nil {
		return false
	}
	for i, a := range t.awaited {
		if slices.Contains(a.out.Awaits, in.incoming) && a.correlates(in) {
			t.awaited = slices.Delete(t.awaited, i, i+1)
			s.beat(awaitTimeout).remove(&a.entry)
			return true
		}
	}
	return false
}

// askersOf finds the messages that answer a request of another route.
func askersOf(lives []*live) map[*Incoming][]*live {
	askers := map[*Incoming][]*live{}
	for _, l := range lives {
		for _, o := range l.route.Sends {
			for _, in := range o.Awaits {
				if !slices.Contains(l.route.Receives, in) && !slices.Contains(askers[in], l) {
					askers[in] = append(askers[in], l)
				}
			}
		}
	}
	return askers
}

// correlates reports whether the message carries the id of the request. It
// need not where one of the two has no place for it.
func (a *awaited) correlates(in *inbound) bool {
	at := in.incoming.Message.CorrelationID
	if a.id == nil || at == nil || at.Header {
		return true
	}
	v, ok := lookup(in.value.Tree, at.Pointer)
	return ok && bytes.Equal(jsonText(v), a.id)
}
