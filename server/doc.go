// Package server is the mock itself: which routes a document has, what a
// client may say on them, what it gets, and when. It knows no wire protocol
// and starts no listener.
//
// Start at Mock. New plans the routes (plan.go and the files it names:
// role, modes, pairs, gates); a protocol package admits a Handshake, connects
// a Session and hands it Frames. Session.Receive is the route of a message,
// top to bottom; everything that happens is an Event.
//
// Of the running half: admit.go and auth.go decide about handshakes,
// identify.go which message came, choose.go which reply it gets, make.go the
// payload, rooms.go who hears it too. clock.go drives what happens by itself:
// streams.go, broadcast.go, gates.go, delay.go, await.go. Locks are taken in
// the order room, feed, session, clock; nothing waits while it holds one.
package server
