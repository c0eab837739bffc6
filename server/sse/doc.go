// Package sse speaks server-sent events (HTML Living Standard, 9.2) for a
// Session: every message is an event.
package sse
