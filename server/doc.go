// Package server is the mock itself: which routes a document has, what a
// client may say on them, what it gets, and when. It knows no wire protocol
// and starts no listener.
//
// Start at Mock. New plans the routes (plan.go names the files that decide);
// Admit lets a Handshake in or says why not; Connect makes a Session of it,
// which speaks to its client through a Wire of the protocol package. All that
// happens is an Event.
//
// # The route of a message
//
// Session.Receive, in session.go, is the main path. A protocol package hands
// it each Frame:
//
//	1 route     known since the handshake: Admit found it by the path (address.go, params.go)
//	2 decode    the payload, once (identify.go)
//	3 match     which Incoming of the Route it is
//	4 validate  findings about the nearest message; wrong ones go to wrong.go
//	5 choose    an Interception (intercept.go), a Rule (obey.go), or which Reply it gets:
//	            the table in choose.go; none: relay or nothing
//	6 make      the table in make.go; answer.go copies ids and parameters from the request
//	7 validate  the generator hands out nothing that breaks its own schema
//	8 send      through --delay (delay.go) to the Wire, which queues and never blocks
//
// After that the message may be relayed to the room (rooms.go), open or close
// streams (gates.go), or end the session (shutdown.go).
//
// # What happens by itself
//
// clock.go has one goroutine per interval and calls tasks: streams of one
// session (streams.go) or of a room (broadcast.go), held back frames, and
// answers that clients owe (await.go). They enter at step 6.
//
// # Locks
//
// They are taken in the order room, feed, session, clock; nothing waits while
// it holds one.
package server
