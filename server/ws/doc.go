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
// On Linux and plain TCP frames are written by system calls that do not wait
// (raw_linux.go); everywhere else a goroutine writes as long as there is
// something to write. The tests run over both.
package ws
