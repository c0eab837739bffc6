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
// # One message by POST
//
// The reply is the response, with the content type of its message; several
// replies (--reply all) are a JSON array, or stand one in a line when they are
// no JSON. 202 says that there is no reply, 422 that the message is wrong:
// then findings tell where, and reply is what the contract itself answers.
// Without a Content-Type, or with the one that curl -d sends, the body is
// text, or bytes on a route that takes nothing else.
//
// # Headers of messages
//
// HTTP is the one way in that carries them. Those of a POST are checked
// against the headers schema of its message, and those of its reply, or of the
// payload that a GET returns, are response headers. Names are compared without
// regard to case, values read as the types of the schema, lists with commas.
// Headers that the schema does not know are HTTP's own. Several replies have
// the headers of the first. What HTTP or a browser gives a meaning to
// (Content-Length, Set-Cookie) is never set, nor what is not one line.
//
// # Pages in browsers
//
// A page whose Origin may connect may also read answers: it is named in
// Access-Control-Allow-Origin, and preflights are answered.
//
// # Query keys
//
// Query keys that begin with "__" are ours. A POST with ?__session=NAME speaks
// for the client whose open event stream on the same path has that name: the
// message is handled there, its answers are events, and the POST gets 202.
package web
