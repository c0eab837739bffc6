package server

import (
	"time"

	"asyncmock/generator"
)

// Role says which side of the document the mock plays.
type Role uint8

// The roles. Application reads the document literally: the mock sends what
// the application sends. Counterpart swaps every direction.
const (
	RoleAuto Role = iota
	RoleApplication
	RoleCounterpart
)

// StreamKind says who shares a stream.
type StreamKind uint8

// The kinds of stream (flag --stream).
const (
	StreamOneToOne  StreamKind = iota // each connection has its own sequence
	StreamBroadcast                   // one sequence per room
	StreamOff                         // nothing unprompted but lifecycle messages
)

// ReplyChoice says which of several replies is sent (flag --reply).
type ReplyChoice uint8

// The choices.
const (
	ReplyFirst ReplyChoice = iota
	ReplyRandom
	ReplyRoundRobin
	ReplyAll
)

// RelayTo says who hears a relayed message (flag --relay).
type RelayTo uint8

// The audiences.
const (
	RelayAll RelayTo = iota
	RelayOthers
	RelayOff
)

// OnInvalid says what a wrong message gets (flag --on-invalid).
type OnInvalid uint8

// The policies. InvalidReply sends the contract's own error message if it has one.
const (
	InvalidReply OnInvalid = iota
	InvalidIgnore
	InvalidClose
)

// SlowPolicy says what becomes of a client that does not read (flag --slow).
type SlowPolicy uint8

// The policies. SlowClose ends the connection with 1013, SlowDrop leaves out
// what does not fit.
const (
	SlowClose SlowPolicy = iota
	SlowDrop
)

// AuthMode says what becomes of credentials (flag --auth).
type AuthMode uint8

// The modes.
const (
	AuthRecord AuthMode = iota // never refuse, note what was presented
	AuthOff
	AuthRequire // 401 before the upgrade
)

// DelayRange delays every outbound message by Min to Max.
type DelayRange struct{ Min, Max time.Duration }

// Options are what flags, environment and x-asyncmock can say. The zero value
// is the good default.
type Options struct {
	Role     Role
	Seed     uint64           // 0: 1
	Now      func() time.Time // --clock; nil: time.Now
	Prefer   generator.Prefer
	Interval time.Duration // 0: 1s; at least 1ms
	Stream   StreamKind
	Reply    ReplyChoice
	Relay    RelayTo
	Delay    DelayRange

	OnInvalid       OnInvalid
	Slow            SlowPolicy
	Auth            AuthMode
	Tokens          []string
	StrictHandshake bool
	Servers         []string // --server: names; empty: all

	// Faults are what is wrong on purpose from the start, like those of
	// SetFaults; one for a route that the document does not have does nothing.
	Faults []Fault

	// Set tells which of the fields above a flag set, by flag name: they win
	// over x-asyncmock in the document.
	Set map[string]bool

	// Behavior says what happens besides the contract; nil: nothing.
	Behavior Behavior
	// Dialer opens connections to real services, where the Behavior names one;
	// nil: the contract speaks there, too.
	Dialer Dialer

	// Observe is called with every Event, in order per session, possibly from
	// several goroutines at once. It must not block, and not call the Session.
	// The Event is valid only during the call: copy what is kept, and its payload. nil: nobody watches, and
	// nothing is spent on it.
	Observe func(*Event)

	// Numbers are shared by the Mocks of one listener. nil: the Mock's own.
	Numbers *Numbers
}
