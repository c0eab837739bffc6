// Package web is the one HTTP listener. It lets clients in or says why not,
// and hands those it lets in to the protocol they asked for: a WebSocket
// upgrade, server-sent events (Accept: text/event-stream), one message by
// POST, or one payload by GET.
//
// Start at Server.ServeHTTP: the path of a request, top to bottom. What the
// wire protocols do stands in the packages ws and sse, which the caller hands
// over as an Upgrader and a Streamer.
//
// # Answers
//
// Every refusal is a problem document (RFC 9457, application/problem+json)
// with the members type, title, status, detail, code, hint, near and findings.
// A client that prefers text/html or text/plain gets the same words as a page
// or as text; curl and fetch, which take anything, get the problem document.
//
// # Query keys
//
// Query keys that begin with "__" are ours. A POST with ?__session=NAME speaks
// for the client whose open event stream on the same path has that name: the
// message is handled there, its answers are events, and the POST gets 202.
package web
