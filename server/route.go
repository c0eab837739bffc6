package server

import (
	"encoding/json"
	"strings"
	"time"

	"asyncmock/generator"
	"asyncmock/spec"
)

// Mode is how a Route behaves (ASYNCAPI.md, 12).
type Mode uint8

// The modes.
const (
	ModeConversation Mode = iota
	ModeStream
	ModeDuplex
	ModeRelay
	ModeSink
)

// A Route is one effective path with all channels that share it. It is
// made by New and read-only after that.
type Route struct {
	Path    string   // template: "/v1/marketdata/{symbol}"
	Aliases []string // further templates that lead here (without the server's path)
	Sample  string   // Path with real values and required query filled in
	Server  *spec.Server
	// Bridged is the protocol of the document when it is not ws or http, else "".
	Bridged  string
	Channels []*spec.Channel
	Role     Role // never RoleAuto
	Mode     Mode

	Parameters []*spec.Parameter // of the path, in order of the path
	Query      []Field           // ws binding, and parameters that the address does not name
	Headers    []Field           // ws binding
	// QueryClosed: the binding allows no other query keys.
	QueryClosed  bool
	Subprotocols []string // offered, from the Sec-WebSocket-Protocol header binding
	Security     []SecurityNeed
	// Get: a plain GET returns one payload (http server or http GET binding).
	Get bool

	Receives []*Incoming // client → mock
	Sends    []*Outgoing // mock → client
	// ErrorReply answers a wrong message that no Incoming claims; nil: none.
	ErrorReply *Reply

	// Tickets is the path where clients get a ticket for the route by POST, as
	// the Behavior says; "": none.
	Tickets string
	// Fallback is the URL of a real service that what no rule answers goes to,
	// as the Behavior says, without a password; "": none.
	Fallback string

	Interval time.Duration // of streams on this route
	Jitter   time.Duration // up to so much is added to each interval
	Stream   StreamKind
	Delay    DelayRange
	RelayTo  RelayTo
	Validate bool // false: inbound is accepted unseen (x-asyncmock)
	Echo     bool // x-asyncmock reply: echo
	Relays   bool // x-asyncmock reply: relay: everything inbound goes to the room

	// Why tells every decision, one sentence each.
	Why []string

	secrets []string           // query keys and headers that hold a token of an Entry
	matcher *generator.Matcher // over Receives, same order
}

// A Field is a query key or header of a handshake.
type Field struct {
	Name     string // headers: as written, matched case-insensitively
	Required bool
	Default  string // used when absent; HasDefault says whether there is one
	// HasDefault: Default is to be used.
	HasDefault bool
	Type       string // string, integer, number, boolean, array
	Schema     *spec.Schema
	// Parameter: this is an AsyncAPI parameter, not a ws binding property.
	Parameter bool
	// Sample is a value that fits a required one; "" for others.
	Sample string
}

// A SecurityNeed is a list of alternatives: one must hold. All needs of a route must hold.
type SecurityNeed struct{ Alternatives []spec.SecurityRequirement }

// An Incoming is a message that clients may send on a route.
type Incoming struct {
	Operation *spec.Operation
	Channel   *spec.Channel
	Message   *generator.Message
	Replies   []*Reply // declared or inferred, in order; none: no answer
	Error     *Reply   // the contract's own answer to a wrong one; nil: none
	Gate      Gate
	// GateAt is the pointer whose value tells subscribe from unsubscribe, for GateValue.
	GateAt string
	// GateOpens is the first value there that subscribes.
	GateOpens string
	Relay     bool // valid ones go to everyone in the room
	Ends      bool // asks for the session's end: reply, then close 1000
	Unchecked bool // wrong ones are accepted, too (x-asyncmock of the message)
	Why       string
}

// An Outgoing is a message that the mock sends on a route.
type Outgoing struct {
	Operation *spec.Operation
	Channel   *spec.Channel
	Message   *generator.Message
	When      When
	Why       string
	// Topics are the pointers by which a subscribe message selects this one
	// (field of the subscribe → place or constant here); empty: not selective.
	Topics []Topic
	// OpenedBy are the messages after which it streams (WhenSubscribe), and
	// ClosedBy those that end it.
	OpenedBy, ClosedBy []*Incoming
	// Location pins: parameters written into the payload (CHN-8).
	Parameters []ParameterPin
	// Correlation is where a fresh correlation id goes, nil: none (COR-2).
	Correlation *spec.Expression
	// Awaits: the client must answer with one of these (PER-3).
	Awaits []*Incoming
}

// A ParameterPin writes a path parameter's value at a pointer of the payload
// or, with Header, of the message's headers.
type ParameterPin struct {
	Name, Pointer string
	Header        bool
}

// A Reply is an Outgoing as the answer to an Incoming.
type Reply struct {
	*Outgoing
	Copies []Copy // what of the request goes into the answer
	// Channel of the reply when it has another path than the request; nil: same connection.
	Elsewhere *spec.Channel
	// AddressFrom is the request's own word on where the reply goes, nil: none (RPL-3).
	AddressFrom *spec.Expression
	// Fails: says that the request could not be done; not chosen unless asked for.
	Fails bool
	Why   string
}

// A Copy takes a value from the request to the reply.
type Copy struct {
	From     string // pointer in the request's payload
	Header   bool   // From is in the request's headers or, where it has none, names one of the handshake
	To       string // pointer in the reply's payload
	ToHeader bool   // To is in the reply's headers; nothing is written where it has none
	Add      bool   // make the place where the reply lacks it
	// Value is written instead, when it is not nil; From is not used then.
	Value json.RawMessage
	Why   string // "correlationId", "echoed id"; "what was wrong": the first finding is written, and From is not used
}

// Gate says whether a message opens or closes the streams of a route (MOD-4).
type Gate uint8

// The gates. GateValue: the value at Incoming's gate pointer decides.
const (
	GateNone Gate = iota
	GateOpen
	GateClose
	GateValue
)

// A Topic relates a field of subscribe messages to an Outgoing.
type Topic struct {
	From string // pointer in the subscribe: "/symbols", "/subscription/name"
	To   string // pointer in the outgoing payload: "/symbol"; "" when Values decides alone
	// Values: this Outgoing is chosen when the asked value is one of them; empty: any, written to To.
	Values []string
	// Others are the values of other events, where the schema lists none: a
	// value that is neither says nothing about this Outgoing.
	Others []string
	// Rivals are the fields that ask for other events: where one of them is
	// there and From is not, this Outgoing is not asked for.
	Rivals []string
}

// WhenKind says what makes the mock send.
type WhenKind uint8

// The kinds.
const (
	WhenConnect   WhenKind = iota // once, first
	WhenEvery                     // streamed
	WhenSubscribe                 // streamed after a valid subscribe
	WhenReply                     // as an answer
	WhenSilence                   // heartbeat, after Interval of silence
	WhenEnd                       // before close
	WhenRelay                     // as the echo of what another client sent
	WhenPushed                    // only by control
	WhenRule                      // only by a rule or by control
)

// When says when an Outgoing is sent.
type When struct {
	Kind     WhenKind
	Interval time.Duration
	Of       string // name of the inbound message: "ping", "subscribe"
}

// A Skip is a part of the document that is not served, and why.
type Skip struct {
	Channel string
	Pointer string
	Why     string
}

// A Decision is the role that was chosen and the words it was chosen by.
type Decision struct {
	Role     Role
	Auto     bool     // weighed, not told
	Score    int      // sum of votes; negative: counterpart
	Doubtful bool     // weighed on little evidence, and a swap would change something
	Reason   string   // one line
	Evidence []string // strongest first
}

// Scheme is the way in that the document means, "ws" or "http", without regard
// to TLS. All routes have all ways in.
func (r *Route) Scheme() string {
	if r.Bridged == "" && r.Server != nil && (strings.HasPrefix(r.Server.Protocol, "http") || r.Server.Protocol == "sse") {
		return "http"
	}
	return "ws"
}
