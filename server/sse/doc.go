// Package sse speaks server-sent events (HTML Living Standard, 9.2) for a
// Session: every message is an event. Start at Handler.Serve.
//
// # What is written
//
//	id: 5f1c9a3e1-42          opaque; the client gives it back as Last-Event-ID
//	event: ticker             the message's name
//	encoding: base64          only where the payload is binary; browsers ignore the field
//	data: {"price":1}         the payload, a line each
//
// An event has no place for the headers of a message: none are sent, and a
// correlation id in a header is left out.
//
// A stream begins with a retry: field, and after 15 s of silence there is a
// comment. Two events are not the contract's and carry no id:
//
//	event: asyncmock.fresh    the stream that Last-Event-ID names cannot be resumed; this is a new session
//	event: asyncmock.close    the session ended; data: {"code":1001,"reason":"…"} as WebSocket would say it
//
// # Resuming
//
// A session outlives its connection for 60 s. A client that comes back with
// the id of one of the last 256 events (8 MiB at most) gets what came after
// it, each event once; else it starts afresh. When a session ended in good
// order (1000) and there is nothing more to tell, the answer is 204, which
// keeps an EventSource from connecting again.
package sse
