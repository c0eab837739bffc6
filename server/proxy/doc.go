// Package proxy stands between real clients and a real service, over
// WebSocket, server-sent events and HTTP. What one says goes to the other as it
// is; on the way every message is held against the contract, in the direction
// it goes.
//
// Start at Handler.Serve: the path of a request, top to bottom. The listener,
// its TLS and the Host and Origin rules are web's; the frames of WebSockets are
// those of package ws, which the caller hands over as a Relayer.
//
// # What goes on, and how
//
// Paths are appended to that of the service's URL. The query goes on without
// keys that begin with "__", which are ours. Headers and cookies go on both
// ways but for those of one connection (RFC 9110, 7.6.1); Host is the
// service's, and an Origin that is the proxy's own becomes the service's, as if
// the page had come from there. WebSockets keep their subprotocol, the bytes,
// types and fragments of their messages, pings, and close codes with their
// reasons; who loses its connection without a word makes the other lose it,
// too. Compression is not offered on unless the Relayer says so.
//
// # What is held against the contract
//
// Every message of a WebSocket and every event of a stream (but for those that
// begin with "asyncmock.", which are ours), the bodies of requests on documented
// paths, and those of their successful answers: to a POST, and to a GET where
// the document means HTTP. A body that is encoded goes on unseen, which is
// noted.
//
// # Paths without a channel
//
// They are passed on, too. A WebSocket or a stream there is a finding of its
// connect event, channel-undocumented, and its messages are recorded without a
// verdict; other requests are the service's own business and only noted.
package proxy
