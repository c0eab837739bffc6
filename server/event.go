package server

import (
	"encoding/json"
	"time"

	"asyncmock/spec"
)

// EventKind says what happened.
type EventKind string

// The kinds of Event.
const (
	EventConnect EventKind = "connect"
	EventRefuse  EventKind = "refuse"  // a handshake was not let in
	EventReceive EventKind = "receive" // client → mock
	EventSend    EventKind = "send"    // mock → client
	EventRelay   EventKind = "relay"   // one message to a room; Count tells the receivers
	EventClose   EventKind = "close"
	EventFault   EventKind = "fault" // something is wrong on purpose; Text is the Fault
	EventNote    EventKind = "note"  // anything else worth a line
)

// An Event is one thing that happened. Observers see them in order per
// session; Seq orders them over all Mocks that share their Numbers.
type Event struct {
	Seq       uint64
	Time      time.Time // when it happened by this machine's clock, whatever Options.Now says
	Kind      EventKind
	Session   string // "ws-12", or the client's ?__session=
	Transport Transport
	Remote    string
	Route     string // Route.Path
	Path      string // as requested
	Channel   string
	Operation string
	Message   string // name; "" unknown
	Payload   []byte // valid only during Observe
	Binary    bool
	// Headers of the message, a JSON object: what the transport carried or
	// carries, without the values of secrets; nil: none.
	Headers json.RawMessage
	Valid   bool // receive: nothing wrong; send: always true unless on purpose; refuse: no client can help it
	// Unvalidated: nobody looked; there is no validator for the schema format,
	// or the document says validate: off.
	Unvalidated bool
	Findings    spec.Diagnostics
	Redacted    bool   // secrets were taken out of the payload
	Rule        string // name of the rule that said it; "" for the contract's own
	Code        int    // close code or HTTP status
	Text        string // reason, note
	Count       int    // relay: receivers
	// Example is the one that a message was made of, see ExampleName.
	Example string
	// Connection is "ws-12" in any case: several may share a ?__session=.
	Connection string
	// Document is set by who joins the events of several.
	Document string
}
