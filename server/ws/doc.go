// Package ws speaks WebSocket (RFC 6455) with the clients of a Mock.
//
// Check looks at an upgrade request, Handler.Serve completes it and runs the
// connection; server/web stands in front and decides who may come in.
package ws
