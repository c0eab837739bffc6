package control

import (
	"bytes"
	"encoding/json"
	"hash/maphash"
	"sync"

	"asyncmock/server"
)

// A tally counts what happens, for coverage and metrics. It is an observer:
// nothing that it does depends on how much happens.
type tally struct {
	seed maphash.Seed

	mu       sync.Mutex
	all      ledger
	sessions map[string]*ledger // by ?__session=

	messages map[series]uint64
	opened   map[server.Transport]uint64
	closed   map[int]uint64 // by code
	refused  map[int]uint64 // by status
	findings map[string]uint64
	faults   uint64
}

// A series is a counter of messages.
type series struct {
	document, route, direction string
	valid                      bool
}

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
	maxLedgers = 1000 // sessions that have their own
	maxSeen    = 1000 // different payloads of a message that are compared with its examples
	maxCompare = 64 << 10
)

func newTally() *tally {
	return &tally{
		seed: maphash.MakeSeed(), all: ledger{}, sessions: map[string]*ledger{}, messages: map[series]uint64{},
		opened: map[server.Transport]uint64{}, closed: map[int]uint64{}, refused: map[int]uint64{}, findings: map[string]uint64{},
	}
}

// Observe returns an observer of the document's Mock that counts for coverage
// and metrics. Its routes are served below prefix.
func (h *Handler) Observe(document, prefix string) func(*server.Event) {
	return func(e *server.Event) { h.tally.count(document, prefix, e) }
}

func (t *tally) count(document, prefix string, e *server.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, f := range e.Findings {
		t.findings[f.Code]++
	}
	switch e.Kind {
	case server.EventConnect:
		t.opened[e.Transport]++
	case server.EventClose:
		t.closed[e.Code]++
	case server.EventRefuse:
		t.refused[e.Code]++
	case server.EventFault:
		t.faults++
	}
	direction := e.Kind.Direction()
	if direction == "" {
		return
	}
	t.messages[series{document, prefix + e.Route, direction, e.Valid}]++
	if e.Message == "" {
		return
	}
	u := use{document, e.Channel, e.Operation, e.Message, direction}
	t.enter(&t.all, u, e)
	if e.Session != e.Connection {
		if l := t.ledger(e.Session); l != nil {
			t.enter(l, u, e)
		}
	}
}

// ledger is that of a session; nil when there are too many.
func (t *tally) ledger(session string) *ledger {
	l := t.sessions[session]
	if l == nil && len(t.sessions) < maxLedgers {
		l = &ledger{}
		t.sessions[session] = l
	}
	return l
}

func (t *tally) enter(l *ledger, u use, e *server.Event) {
	n := (*l)[u]
	if n == nil {
		n = &used{}
		(*l)[u] = n
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

// reset forgets what was exercised, by everybody or by one session; the
// counters of metrics only ever rise.
func (t *tally) reset(session string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if session != "" {
		delete(t.sessions, session)
		return
	}
	t.all, t.sessions = ledger{}, map[string]*ledger{}
}
