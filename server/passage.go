package server

import "net/http"

// A Passage is a WebSocket from a client to a real service and back, which a
// protocol package keeps: what one says goes to the other as it is. As a Wire
// it says nothing of its own: Send fails with ErrGone, and Close ends both
// sides.
type Passage interface {
	Wire
	// Join lets the client in with the service's own answer, and returns. From
	// then on rule is asked about every message before it goes on, one at a
	// time in each direction, and ended is called exactly once, with the close
	// code of whoever closed first, 1006 where one was lost (RFC 6455, 7.1.5).
	// With an error the Passage is closed and ended is not called.
	Join(w http.ResponseWriter, rule func(f *Frame, fromClient bool) Ruling, ended func(code int, reason string)) error
}

// A Ruling says what becomes of a message on its way through a Passage. The
// zero value: it goes on.
type Ruling struct {
	Drop   bool   // it does not go on
	Code   int    // it does not go on, and both sides are closed with this code; 0: they are not
	Reason string // of the close, at most 123 bytes
}

// A Visit is a request that a listener has let in for what stands between
// clients and a real service.
type Visit struct {
	Mock      *Mock
	Handshake *Handshake
	Refuse    func(*Refusal) // answers the request, and observes that
	// Done is called exactly once, when the request, or the connection that it
	// became, has ended: its place is free for another then.
	Done func()
}
