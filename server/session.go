package server

import (
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"asyncmock/generator"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// A Session is one connection of one client. Receive is called by one
// goroutine at a time; all else may be called at any time.
//
// What most sessions never need is made when it is first needed: an idle
// session is little more than this struct.
type Session struct {
	live    *live
	wire    Wire
	room    *room
	params  []Param // of the path
	headers []Param // of the handshake, those that replies copy
	name    string  // ?__session=
	example string  // ?__example=
	remote  string
	path    string
	way     Transport
	play    *play // nil on routes without rules
	number  uint64
	ordinal uint32 // of the visits to the room
	seat    int32  // in the room's audience
	place   int    // in live.sessions, guarded by live.mu
	// overheard: it is between a client and a real service, see Mock.Overhear.
	overheard bool

	status   atomic.Uint32            // of the constants below; changed under mu
	lastSent atomic.Int64             // clock time, kept on routes that break silence
	trouble  atomic.Pointer[troubles] // faults; nil: none
	since    int64                    // when it connected, ns of the Unix epoch

	received, wrong, sent atomic.Uint64

	// mu orders what leaves and what is observed. It is held while payloads
	// are made and handed to the wire, which does not block.
	mu      sync.Mutex
	voice   *voice    // of replies and lifecycle messages
	stirred *talk     // streams, gates, delays and what is awaited
	dropped uint64    // frames left out because the client is slow
	turns   []uint16  // replies in turn, by index in Receives
	called  string    // Connection, once somebody looks at events
	met     *faultSet // that trouble is made of
}

// The life of a session.
const (
	statusOpen    = iota
	statusEnding  // close was asked for, perhaps behind delayed frames
	statusClosing // the wire was told to close
	statusClosed
)

func newSession(l *live, a *Admission, w Wire, number uint64) *Session {
	s := &Session{
		live: l, wire: w, params: a.Params, number: number, seat: noSeat,
		since: time.Now().UnixNano(), name: a.Session, example: a.Example, path: a.Handshake.Path, remote: a.Handshake.Remote, way: a.Handshake.Transport,
	}
	for _, name := range l.headers {
		if v := a.Handshake.Header.Values(name); len(v) > 0 {
			s.headers = append(s.headers, stringParam(name, v[0]))
		}
	}
	return s
}

// ID returns the session's name in events: "ws-12", or ?__session=.
func (s *Session) ID() string {
	if s.name != "" {
		return s.name
	}
	return s.Connection()
}

// Connection returns the name of this one connection, "ws-12", which no other
// of the listener has or had.
func (s *Session) Connection() string { return string(s.way) + "-" + strconv.FormatUint(s.number, 10) }

// Subscribe makes the session hear the address: lifecycle and first stream
// messages are sent, timers begin. For WebSocket and SSE the address is ""
// (the admitted path); the http transport does not call it.
func (s *Session) Subscribe(address string) {
	defer s.contain()
	s.open()
}

// letIn is what follows once a client is let in. The play's mutex is held,
// where there is one.
func (s *Session) letIn() {
	s.welcome()
	s.room.members.add(s, &s.seat)
	s.lead()
	if s.status.Load() == statusClosed {
		s.room.members.remove(&s.seat)
	}
	if s.play == nil || s.play.upstream == nil {
		s.startStreams()
	}
}

// welcome says what comes once and first.
func (s *Session) welcome() {
	greeted := s.greet()
	if s.fallBack() || greeted {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sayEach(s.live.onConnect)
}

// Outcome is what became of an inbound message.
type Outcome struct {
	Message  string           // name; "" if unknown
	Findings spec.Diagnostics // empty: valid
	Replies  int              // frames that were sent, or will be after a delay, to this session
}

// An inbound is a message on its way through Receive.
type inbound struct {
	frame       *Frame
	value       schema.Value
	headers     schema.Value       // zero: the transport carries none
	index       int                // in Route.Receives, -1: none of them
	incoming    *Incoming          // nil: none of them
	own         *generator.Message // one that only the mock sends; incoming is nil then
	findings    spec.Diagnostics
	notes       spec.Diagnostics // worth a line, but nothing wrong
	undecodable bool
	unvalidated bool   // there is no validator for it
	unchecked   bool   // x-asyncmock validate: off
	excused     bool   // a rule about the raw text answers it
	text        string // of its event
}

// name is the message's name, "" if unknown.
func (in *inbound) name() string {
	switch {
	case in.incoming != nil:
		return in.incoming.Message.Name
	case in.own != nil:
		return in.own.Name
	}
	return ""
}

// Receive handles one inbound message: decode, match, validate, choose, make,
// send. f is not kept. It returns when everything is queued.
func (s *Session) Receive(f *Frame) (out Outcome) {
	defer s.contain()
	if s.status.Load() != statusOpen {
		return out
	}
	s.received.Add(1)
	if s.trouble.Load() != nil {
		defer s.countReceived()
	}
	if s.live.unseen { // 1 route: nothing of it is looked at
		return s.passOn(f)
	}
	in := s.identify(f) // 2 decode, 3 match, 4 validate
	out.Message, out.Findings = in.name(), in.findings
	s.settle(&in)
	// 5 choose: an interception, a rule, a real service
	answered := s.intercept(&in, &out) || s.obey(&in, &out) || s.pass(f)
	if len(in.findings) > 0 {
		s.wrong.Add(1)
	}
	if answered {
		return out
	}
	if len(in.findings) > 0 {
		out.Replies += s.answerWrong(&in)
		return out
	}
	out.Replies += s.answer(&in) // 5 choose, 6 make, 7 validate, 8 send
	s.relay(&in)
	s.gate(&in)
	s.endIfAsked(&in)
	return out
}

// passOn is Receive on a route that only echoes or relays, unseen.
func (s *Session) passOn(f *Frame) (out Outcome) {
	s.observeUnseen(f)
	if s.live.route.Echo {
		out.Replies = s.echo(f)
	}
	if s.live.route.Relays {
		s.spread(f, nil)
	}
	return out
}

// echo sends the same bytes back in a frame of the same type.
func (s *Session) echo(f *Frame) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sendLocked(f, nil) {
		return 1
	}
	return 0
}

// relay gives a valid message to the room where the route says so.
func (s *Session) relay(in *inbound) {
	if in.incoming != nil && in.incoming.Relay || s.live.route.Relays {
		s.spread(in.frame, in.incoming)
	}
}

// spread sends one Shared frame to the sessions of the room.
func (s *Session) spread(f *Frame, in *Incoming) {
	var except *Session
	switch s.live.route.RelayTo {
	case RelayOff:
		return
	case RelayOthers:
		except = s
	}
	shared := NewFrame(f.Payload(), f.Binary)
	shared.Shared = true
	if in != nil {
		shared.Name = in.Message.Name
	}
	n := s.room.members.send(shared, except)
	s.observeRelay(shared, in, n)
}

// endIfAsked ends the session after a message that asks for it was answered.
func (s *Session) endIfAsked(in *inbound) {
	if in.incoming == nil || !in.incoming.Ends {
		return
	}
	if len(in.incoming.Replies) > 0 {
		s.end(1000, "")
	} else {
		s.goodbye(1000, "")
	}
}

// Closed tells that the connection has ended, with the close code seen or
// 1006 (RFC 6455, 7.1.5). It is called exactly once, by the protocol package.
func (s *Session) Closed(code int, reason string) {
	s.stop()
	s.part()
	s.room.members.remove(&s.seat)
	s.live.leave(s)
	s.observeClose(code, reason)
	s.live.mock.left()
}

// end closes the connection once everything that is queued was sent.
func (s *Session) end(code int, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endLocked(code, reason)
}

func (s *Session) endLocked(code int, reason string) {
	if s.status.Load() != statusOpen {
		return
	}
	if t := s.trouble.Load(); t != nil {
		t.release()
	}
	s.status.Store(statusEnding)
	if s.closeLater(code, reason) {
		return
	}
	s.closeNow(code, reason)
}

// closeNow tells the wire to close, whatever is still to be sent.
func (s *Session) closeNow(code int, reason string) {
	if s.status.Load() >= statusClosing {
		return
	}
	s.status.Store(statusClosing)
	s.wire.Close(code, clipReason(reason))
}

// sendLocked hands a frame to the wire, or to the delay before it, and
// observes it. o is nil for what is not the contract's own.
func (s *Session) sendLocked(f *Frame, o *Outgoing) bool {
	if s.status.Load() != statusOpen {
		return false
	}
	if t := s.trouble.Load(); t != nil {
		return s.sendTroubled(t, f, o)
	}
	if s.live.delayed {
		return s.sendLater(f, o, 0)
	}
	return s.sendNow(f, o)
}

// sendNow hands a frame to the wire.
func (s *Session) sendNow(f *Frame, o *Outgoing) bool {
	var err error
	if f.flaw == nil {
		err = s.wire.Send(f)
	} else {
		err = s.sendFlawed(f)
	}
	if err != nil {
		s.failedSend(err)
		return false
	}
	s.sent.Add(1)
	s.touch()
	s.observeSend(f, o)
	return true
}

// hear takes a Shared frame that others hear too. Unless frames are delayed
// or faulty it takes no lock.
func (s *Session) hear(f *Frame) bool {
	if s.live.delayed || s.trouble.Load() != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.sendLocked(f, nil)
	}
	if s.status.Load() != statusOpen {
		return false
	}
	if err := s.wire.Send(f); err != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.failedSend(err)
		return false
	}
	s.sent.Add(1)
	s.touch()
	return true
}

// touch remembers that the client heard something, where that matters.
func (s *Session) touch() {
	if s.live.silence != nil {
		s.lastSent.Store(int64(s.live.mock.clock.now()))
	}
}

// failedSend is called under mu with what the wire said.
func (s *Session) failedSend(err error) {
	if !errors.Is(err, ErrSlow) || s.status.Load() >= statusClosing {
		return
	}
	s.dropped++
	if s.trouble.Load().slows() {
		if s.dropped == 1 {
			s.note("a fault holds messages back, and they are too many: messages are left out", nil)
		}
		return
	}
	if s.live.mock.opts.Slow == SlowDrop {
		if s.dropped == 1 {
			s.note("the client reads too slowly: messages are left out", nil)
		}
		return
	}
	s.note("the client reads too slowly: closing with 1013", nil)
	s.status.Store(statusEnding)
	s.closeNow(1013, "client reads too slowly")
}

// clipReason cuts a close reason to the 123 bytes that a close frame holds
// (RFC 6455, 5.5), at a character.
func clipReason(reason string) string {
	const limit = 123
	if len(reason) <= limit {
		return reason
	}
	cut := limit - len("…")
	for cut > 0 && reason[cut]&0xC0 == 0x80 {
		cut--
	}
	return reason[:cut] + "…"
}
