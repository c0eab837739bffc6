package control

import (
	"bytes"
	"encoding/json"
	"hash/maphash"
	"sync"

	"asyncmock/server"
)

// A tally counts what happens, for coverage and metrics, in all and for each
// named session. It is an observer: nothing that it does depends on how much
// happens.
type tally struct {
	seed maphash.Seed

	mu       sync.Mutex
	all      counts
	sessions map[string]*counts // by ?__session=
}

// counts are what happened to everybody, or to one session.
type counts struct {
	uses     ledger
	messages map[site]*traffic
	opened   map[server.Transport]uint64
	closed   map[int]uint64 // by code
	refused  map[int]uint64 // by status
	findings map[string]uint64
	faults   uint64
}

func newCounts() counts {
	return counts{
		uses: ledger{}, messages: map[site]*traffic{}, opened: map[server.Transport]uint64{},
		closed: map[int]uint64{}, refused: map[int]uint64{}, findings: map[string]uint64{},
	}
}

// A site is a route of a document.
type site struct{ document, route string }

// traffic counts the messages of a route, by direction and whether they keep
// the contract.
type traffic [2]struct{ wrong, valid uint64 }

// A ledger says what of the contract was exercised.
type ledger map[use]*used

// A use is a message where it is used, as events name it.
type use struct{ document, channel, operation, message, direction string }

type used struct {
	count, wrong uint64
	examples     map[string]bool // that were sent, by server.ExampleName
	seen         map[uint64]bool // payloads that came, hashed as they were
	said         map[uint64]bool // the same, hashed without regard to blanks and order
}

// The bounds of a tally.
const (
	maxSessionCounts = 1000 // sessions that have their own
	maxSeen          = 1000 // different payloads of a message that are compared with its examples
	maxCompare       = 64 << 10
)

func newTally() *tally {
	return &tally{seed: maphash.MakeSeed(), all: newCounts(), sessions: map[string]*counts{}}
}

// Observe returns an observer of the document's Mock that counts for coverage
// and metrics. Its routes are served below prefix.
func (h *Handler) Observe(document, prefix string) func(*server.Event) {
	t := h.tally
	busy := map[string]*traffic{} // of all, by route: most of what happens
	return func(e *server.Event) {
		t.mu.Lock()
		defer t.mu.Unlock()
		direction := e.Kind.Direction()
		if direction != "" {
			n := busy[e.Route]
			if n == nil {
				n = t.all.traffic(site{document, prefix + e.Route})
				busy[e.Route] = n
			}
			n.add(direction, e.Valid)
		}
		t.count(&t.all, document, direction, e)
		if e.Session == e.Connection {
			return
		}
		if own := t.session(e.Session); own != nil {
			if direction != "" {
				own.traffic(site{document, prefix + e.Route}).add(direction, e.Valid)
			}
			t.count(own, document, direction, e)
		}
	}
}

// count counts all but the traffic.
func (t *tally) count(c *counts, document, direction string, e *server.Event) {
	for _, f := range e.Findings {
		c.findings[f.Code]++
	}
	switch e.Kind {
	case server.EventConnect:
		c.opened[e.Transport]++
	case server.EventClose:
		c.closed[e.Code]++
	case server.EventRefuse:
		c.refused[e.Code]++
	case server.EventFault:
		c.faults++
	}
	if direction != "" && e.Message != "" {
		t.enter(c.uses, use{document, e.Channel, e.Operation, e.Message, direction}, e)
	}
}

func (c *counts) traffic(at site) *traffic {
	n := c.messages[at]
	if n == nil {
		n = &traffic{}
		c.messages[at] = n
	}
	return n
}

// directions are those of messages, by index in traffic.
var directions = [...]string{"clientToMock", "mockToClient"}

func (n *traffic) add(direction string, valid bool) {
	way := &n[0]
	if direction == directions[1] {
		way = &n[1]
	}
	if valid {
		way.valid++
	} else {
		way.wrong++
	}
}

// session returns the counts of a session; nil when there are too many.
func (t *tally) session(name string) *counts {
	c := t.sessions[name]
	if c == nil && len(t.sessions) < maxSessionCounts && name != "" {
		fresh := newCounts()
		c = &fresh
		t.sessions[name] = c
	}
	return c
}

// of returns what is counted of a session, or of everybody.
func (t *tally) of(session string) *counts {
	if session == "" {
		return &t.all
	}
	if c := t.sessions[session]; c != nil {
		return c
	}
	return &counts{}
}

func (t *tally) enter(l ledger, u use, e *server.Event) {
	n := l[u]
	if n == nil {
		n = &used{}
		l[u] = n
	}
	if !e.Valid {
		n.wrong++
		return
	}
	n.count++
	switch {
	case e.Example != "":
		if n.examples == nil {
			n.examples = map[string]bool{}
		}
		n.examples[e.Example] = true
	case u.direction == "clientToMock":
		t.remember(n, e.Payload)
	}
}

// remember keeps what a payload says, to be compared with examples. Payloads
// that came before cost a hash.
func (t *tally) remember(n *used, payload []byte) {
	if len(n.seen) >= maxSeen || len(payload) > maxCompare {
		return
	}
	sum := maphash.Bytes(t.seed, payload)
	if n.seen[sum] {
		return
	}
	if n.seen == nil {
		n.seen, n.said = map[uint64]bool{}, map[uint64]bool{}
	}
	n.seen[sum] = true
	if said, ok := t.said(payload); ok {
		n.said[said] = true
	}
}

// said is the hash of JSON without regard to blanks and the order of keys.
func (t *tally) said(payload []byte) (sum uint64, ok bool) {
	v, err := decode(payload)
	if err != nil {
		return 0, false
	}
	var b bytes.Buffer
	if json.NewEncoder(&b).Encode(v) != nil { // sorts keys
		return 0, false
	}
	return maphash.Bytes(t.seed, b.Bytes()), true
}

// reset forgets what was exercised by everybody, or all about one session. The
// counters of everybody's metrics only ever rise.
func (t *tally) reset(session string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if session != "" {
		delete(t.sessions, session)
		return
	}
	t.all.uses, t.sessions = ledger{}, map[string]*counts{}
}
