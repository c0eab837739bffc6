package server

// A Fault is something that the mock does wrong on purpose. ParseFault makes
// one of its text, which String gives back; the table of kinds (faultkinds.go)
// says what each does, and which of the fields it reads. A Fault can be
// compared with ==.
type Fault struct {
	Kind   FaultKind
	Number int        // what the kind counts: a code, a status, bytes, a bit
	Wait   DelayRange // what it waits
	Text   string     // the reason of a close; "reset" of a drop

	When    FaultWhen
	Route   string // only there: Route.Path, or a path as requested; "": everywhere
	Session string // only sessions of that ?__session= name; "": all
}

// Scope says what f is about; "" if there is no such kind.
func (f Fault) Scope() FaultScope {
	if k := kindOf(f.Kind); k != nil {
		return k.Scope
	}
	return ""
}

// FaultWhen says when a Fault happens; the zero value is always. All that is
// given must hold. What counts is a connection (for kinds about a handshake or
// a connection) or a message that the mock sends (for kinds about messages).
type FaultWhen struct {
	// Chance is the share of those that are hit, from 0 to 1; 0: all. Which
	// ones is drawn by the seed; how many is exact: of 100 in a row as many as
	// Chance says, to the nearest whole number.
	Chance float64
	Every  int // only each n-th
	// Connection is the n-th connection of the route since the fault was
	// switched on, counted from 1.
	Connection int
	At         DelayRange // this long after the connection opened
	Sent       int        // after so many messages to the client
	Received   int        // after so many messages of the client
	Times      int        // at most so often per connection
}

// FaultKind names what a Fault does.
type FaultKind string

// The kinds of Fault.
const (
	FaultRefuse        FaultKind = "refuse"
	FaultSlowHandshake FaultKind = "slow-handshake"
	FaultClose         FaultKind = "close"
	FaultDrop          FaultKind = "drop"
	FaultStall         FaultKind = "stall"
	FaultHalfOpen      FaultKind = "half-open"
	FaultThrottle      FaultKind = "throttle"
	FaultNoPong        FaultKind = "no-pong"
	FaultNoClose       FaultKind = "no-close"
	FaultDelay         FaultKind = "delay"
	FaultDuplicate     FaultKind = "duplicate"
	FaultReorder       FaultKind = "reorder"
	FaultCorrupt       FaultKind = "corrupt"
	FaultTruncate      FaultKind = "truncate"
	FaultBreak         FaultKind = "break"
	FaultBadUTF8       FaultKind = "bad-utf8"
	FaultReservedBit   FaultKind = "reserved-bit"
	FaultWrongOpcode   FaultKind = "wrong-opcode"
	FaultInvalid       FaultKind = "invalid"
)

// FaultScope says what a Fault is about.
type FaultScope string

// The scopes.
const (
	ScopeHandshake  FaultScope = "handshake"
	ScopeConnection FaultScope = "connection"
	ScopeMessage    FaultScope = "message"
)

// A Saboteur is a Wire that can break its protocol on purpose. Its methods
// keep the promises of a Wire. errors.ErrUnsupported: this protocol has no
// such fault, and nothing was done.
type Saboteur interface {
	Wire
	// Sabotage begins (on) or ends what a Fault does to a connection: drop,
	// stall, half-open, throttle, no-pong, no-close. Drop and half-open never end.
	// Close still works while a fault is on, behind what is held back.
	Sabotage(f *Fault, on bool) error
	// SendBroken is Send of a message that no protocol allows: break,
	// reserved-bit, wrong-opcode.
	SendBroken(m *Frame, f *Fault) error
}
