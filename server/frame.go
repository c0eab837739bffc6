package server

import (
	"bytes"
	"encoding/json"
	"net/http"
	"sync"

	"asyncmock/spec"
)

// Headroom is what is free in front of a Frame's payload, so that a protocol
// can put its own header there and write both with one system call.
const Headroom = 10

// A Frame is one message on its way in or out.
type Frame struct {
	// Buf holds Headroom bytes and then the payload.
	Buf    []byte
	Binary bool
	// Address is the channel address for protocols that carry one; "" is the
	// address the Session subscribed to.
	Address string
	// Name is the message's name; SSE calls its event so. "" if unknown.
	Name string
	// Headers are those of an outbound message, a JSON object; nil where the
	// transport carries none. Carried are what came with an inbound one, as its
	// transport has them; nil: it carries none.
	Headers json.RawMessage
	Carried http.Header
	// Shared frames are immutable and may be kept; others are valid only
	// until Send returns and must be copied by who keeps them.
	Shared bool

	flaw *flaw // what is wrong with it on purpose; nil: nothing

	by      *author       // nil: the contract
	example *spec.Example // that it was made of; nil: none
	forms   [2]form
}

// A form is a Shared frame as it is on the wire.
type form struct {
	once sync.Once
	wire []byte
}

// Payload returns the message without the headroom.
func (f *Frame) Payload() []byte { return f.Buf[Headroom:] }

// NewFrame returns a Frame that holds a copy of payload.
func NewFrame(payload []byte, binary bool) *Frame {
	return &Frame{Buf: append(make([]byte, Headroom, Headroom+len(payload)), payload...), Binary: binary}
}

// Clone returns a copy that may be kept; a Shared frame is its own.
func (f *Frame) Clone() *Frame {
	if f.Shared {
		return f
	}
	return &Frame{Buf: bytes.Clone(f.Buf), Binary: f.Binary, Address: f.Address, Name: f.Name, Headers: bytes.Clone(f.Headers), flaw: f.flaw, by: f.by, example: f.example}
}

// Encoded returns what encode made of a Shared frame; encode runs once per
// frame and form, which is 0 or 1: plain and compressed, say. A frame goes to
// one protocol family only.
func (f *Frame) Encoded(form int, encode func(*Frame) []byte) []byte {
	as := &f.forms[form]
	as.once.Do(func() { as.wire = encode(f) })
	return as.wire
}

// Wire is a client's connection as a Session sees it; protocol packages
// implement it. Its methods may be called from several goroutines, also while
// the Session holds its lock: they never block and never call back.
type Wire interface {
	// Send writes f or queues it, in order. ErrSlow: the bounded queue is
	// full; ErrGone: the connection has ended.
	Send(f *Frame) error
	// Close says goodbye with a WebSocket close code (RFC 6455, 7.4) and a
	// reason of at most 123 bytes, after what is queued. Later calls do nothing.
	Close(code int, reason string)
}
