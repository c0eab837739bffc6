package server

import (
	"math/rand/v2"
	"net/http"
	"time"

	"asyncmock/spec"
)

// A Moment is what a Rule sees and does: one session, and the message that it
// is about, if any. It is valid during Holds and Do only and used by one
// goroutine at a time.
type Moment struct {
	// Scratch is for those who implement conditions and actions. It is kept
	// from one rule to the next while they are asked about the same message.
	Scratch any

	session *Session
	in      *inbound // nil: about no message
	rule    *ruleState
	n       uint64 // how often the rule held on this connection, this time included
	calls   uint64 // and over all
	run     *run   // the actions that are being done, nil while conditions are asked
}

// Message returns the name of the client's message, "" where there is none or
// it is unknown. Of a message with findings it is the nearest.
func (m *Moment) Message() string {
	if m.in == nil {
		return ""
	}
	return m.in.name()
}

// Valid reports whether there is a message and it keeps the contract.
func (m *Moment) Valid() bool { return m.in != nil && len(m.in.findings) == 0 }

// Payload returns the decoded message: nil, bool, json.Number, string, []any
// or map[string]any. ok is false where there is none or it is undecodable.
func (m *Moment) Payload() (tree any, ok bool) {
	if m.in == nil || m.in.undecodable {
		return nil, false
	}
	return m.in.value.Tree, true
}

// Text returns the message as it came; ok is false for binary ones and where
// there is none.
func (m *Moment) Text() (text string, ok bool) {
	if m.in == nil || m.in.frame.Binary {
		return "", false
	}
	return string(m.in.frame.Payload()), true
}

// At returns what a JSON pointer (RFC 6901) leads to in Payload.
func (m *Moment) At(pointer string) (any, bool) {
	tree, ok := m.Payload()
	if !ok {
		return nil, false
	}
	return lookup(tree, pointer)
}

// Path returns the parameters of the path, in its order.
func (m *Moment) Path() []Param { return m.session.params }

// Query returns the values of a query key.
func (m *Moment) Query(key string) []string { return m.session.play.handshake.Query[key] }

// Handshake returns what the client presented. It is read-only.
func (m *Moment) Handshake() *Handshake { return m.session.play.handshake }

// Cookie returns the value of a cookie.
func (m *Moment) Cookie(name string) (string, bool) {
	r := http.Request{Header: m.session.play.handshake.Header}
	c, err := r.Cookie(name)
	if err != nil {
		return "", false
	}
	return c.Value, true
}

// Route returns the route of the session.
func (m *Moment) Route() *Route { return m.session.live.route }

// Session returns the ID of the session.
func (m *Moment) Session() string { return m.session.ID() }

// N returns how often the rule's condition held on this connection, this
// time included. A message by POST has no connection: there it is Calls.
func (m *Moment) N() uint64 { return m.n }

// Calls is N over all connections of the route.
func (m *Moment) Calls() uint64 { return m.calls }

// Now returns the time of the Mock's clock.
func (m *Moment) Now() time.Time { return m.session.live.mock.opts.Now() }

// Seq counts up from 1 on this connection.
func (m *Moment) Seq() uint64 {
	m.session.play.seq++
	return m.session.play.seq
}

// Turn counts from 0, by key, how often it was called on this connection;
// messages by POST count together.
func (m *Moment) Turn(key any) int {
	if m.session.way == TransportHTTP {
		return m.session.live.script.turns.next(key)
	}
	return m.session.play.turns.next(key)
}

// UUID draws a version 4 UUID from the connection's voice.
func (m *Moment) UUID() string { return m.session.play.voice.uuid() }

// Dice returns the connection's seeded source for what rules draw.
func (m *Moment) Dice() *rand.Rand { return m.session.play.voice.dice }

// Note tells the observers that something went wrong, or is worth a line.
func (m *Moment) Note(text string, findings spec.Diagnostics) {
	m.session.mu.Lock()
	defer m.session.mu.Unlock()
	m.session.note(m.rule.label()+text, findings)
}
