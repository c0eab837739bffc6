// Package ws speaks WebSocket (RFC 6455) with the clients of a Mock.
//
// Check looks at an upgrade request and Handler.Serve completes it; server/web
// stands in front and decides who may come in. From then on a connection is a
// conn: a goroutine that reads messages and hands them to the Session
// (conn.go), and the Wire that the Session writes to.
//
// coder/websocket does the handshake and the framing of what comes in. It is
// given a tap in place of the real connection:
//
//	open.go   the answer to the handshake, once the session listens
//	tap.go    bytes of the client, with a deadline for a message on its way
//	scan.go   follows the frames: limits that the library does not have
//	queue.go  frames to the client, which never wait and never mix
//	end.go    close frames and what comes after them
//	wheel.go  pings, and the end of clients that do not answer
//	flate.go  compressed messages
//	fault.go  what goes wrong on purpose
//
// A Relay stands between clients and a real service instead, and passes frames
// on as they are:
//
//	relay.go    opens the connection to the service, and cuts who is stuck
//	passage.go  one client and one service, from the welcome to both ends
//	side.go     one of the two connections
//	flow.go     what one side says, on its way to the other
//	message.go  the message in it, and what becomes of that
//	header.go   headers of frames
//	inflate.go  compressed messages, looked into
//
// A Dialer (dial.go) opens connections to real services whose messages are read
// here.
//
// On Linux and plain TCP frames are written by system calls that do not wait
// (raw_linux.go); everywhere else a goroutine writes as long as there is
// something to write. The tests run over both.
package ws
