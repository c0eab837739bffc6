package server

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"asyncmock/spec"
)

// Errors of a Wire.
var (
	ErrSlow = errors.New("client reads too slowly")
	ErrGone = errors.New("connection has ended")
)

// Transport is how a client came in.
type Transport string

// The transports of this module.
const (
	TransportWS   Transport = "ws"
	TransportSSE  Transport = "sse"
	TransportHTTP Transport = "http" // one message by POST, or one payload by GET: nothing unprompted
)

// A Handshake is what a client presents before it is let in.
type Handshake struct {
	Transport Transport
	Path      string // as sent, percent-encoded; without mount prefix and query
	Query     url.Values
	Header    http.Header
	Remote    string // address, for the log
	// TLSClient: the client presented a certificate that verified.
	TLSClient bool
}

// A Refusal is the answer to a handshake that is not let in.
type Refusal struct {
	Status   int    // of HTTP
	Code     string // kebab-case, stable: "path-unknown"
	Title    string
	Detail   string   // what is wrong with this one
	Hint     string   // what would do
	Near     []string // sample paths near the one asked for
	Header   http.Header
	Findings spec.Diagnostics
}

// An Admission is a handshake that was let in: the route and what was bound.
type Admission struct {
	Handshake *Handshake
	Route     *Route
	Params    []Param // path parameters, in order of the path
	Query     []Param // validated query fields with defaults
	// Subprotocol is chosen by the client's order; "" if none.
	Subprotocol string
	Session     string // ?__session=
	Example     string // ?__example=
	// Presented says which credentials were shown, without their values.
	Presented []string
	// Wait is how long the listener is to wait before it answers; Mock.Hold
	// waits. 0: not at all.
	Wait time.Duration
	// Notes are findings that did not stand in the way.
	Notes      spec.Diagnostics
	turnedAway bool // let in to be closed at once
	// Done is set by the listener, nil: nobody waits. The protocol package
	// calls it exactly once, when the connection has ended or could not be
	// opened; then its place is free for another.
	Done func()

	set    *faultSet      // that the handshake met
	faults []*activeFault // of those, what is about its connection
}

// Room names the room that the client comes to: the same for all paths that
// lead there, with a slash at the end, percent-encoded, or by an alias.
func (a *Admission) Room() string { return a.Route.Path + "\x00" + roomKey(a.Params) }

// A Param is a bound parameter; JSON is its value after coercion, compact.
type Param struct {
	Name, Value string
	JSON        []byte
}
