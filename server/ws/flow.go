package ws

import (
	"fmt"

	"asyncmock/server"
)

// A flow passes on what one side says. What it writes ends where a frame ends
// (where a message ends, with Hold), so that a close frame of ours may follow.
//
//	buf: headroom | passed: written next | held: not complete, or not ruled on | free
//	              start            pass                                   have
type flow struct {
	*passage
	from, to   *side
	fromClient bool

	buf   []byte
	start int // first byte that is not written
	pass  int // behind the last byte that may be written
	at    int // first byte that was not looked at
	have  int // behind the last byte

	message message
	whole   server.Frame // a copy of the message, where it cannot be seen in buf
	seen    server.Frame // the message as it lies in buf
	packed  []byte       // a compressed message
	inflate *inflater    // nil: messages are not compressed
	failed  bool         // it was the other side's connection that ended
}

// flowBuffer is what a direction holds while nothing is said.
const flowBuffer = chunkSize

func newFlow(p *passage, from, to *side) *flow {
	f := &flow{passage: p, from: from, to: to, fromClient: from == p.client}
	f.inflate = inflaterOf(p.answer.Header, f.fromClient)
	f.buf = make([]byte, max(flowBuffer, server.Headroom+len(from.early)))
	f.rewind()
	f.have += copy(f.buf[f.have:], from.early)
	from.early = nil
	return f
}

// rewind begins the buffer anew; it is empty.
func (f *flow) rewind() {
	f.start, f.pass, f.at, f.have = server.Headroom, server.Headroom, server.Headroom, server.Headroom
	if cap(f.buf) > keepBuffer {
		f.buf = make([]byte, flowBuffer)
	}
}

// blame returns the side whose connection ended.
func (f *flow) blame() *side {
	if f.failed {
		return f.to
	}
	return f.from
}

// run passes on until it ends, and says why: a farewell that went by, a
// violation, or the error of a connection.
func (f *flow) run() error {
	for {
		end := f.look()
		if err := f.flush(); err != nil {
			return err
		}
		if end != nil {
			return end
		}
		if f.over.Load() {
			return f.discard()
		}
		n, err := f.from.conn.Read(f.buf[f.have:])
		f.have += n
		if n == 0 && err != nil {
			return err
		}
	}
}

// discard reads on until the side has answered our close frame or is gone.
func (f *flow) discard() error {
	skip := uint64(0) // of the current frame
	for {
		if n := min(skip, uint64(f.have-f.at)); n > 0 {
			skip, f.at = skip-n, f.at+int(n)
		}
		if h, ok := readHeader(f.buf[f.at:f.have]); ok && skip == 0 {
			if h.op == opClose {
				return &farewell{codeNoStatus, ""}
			}
			f.at, skip = f.at+h.length, h.size
			continue
		}
		f.start, f.pass = f.at, f.at
		if err := f.flush(); err != nil {
			return err
		}
		n, err := f.from.conn.Read(f.buf[f.have:])
		f.have += n
		if n == 0 && err != nil {
			return err
		}
	}
}

// flush writes what may be written and makes room for more.
func (f *flow) flush() error {
	if f.pass > f.start {
		if err := f.write(f.buf[f.start:f.pass]); err != nil {
			return err
		}
		f.start = f.pass
	}
	if f.start == f.have {
		f.rewind()
		return nil
	}
	if f.start > server.Headroom {
		moved := f.start - server.Headroom
		copy(f.buf[server.Headroom:], f.buf[f.start:f.have])
		f.start, f.pass, f.at, f.have = f.start-moved, f.pass-moved, f.at-moved, f.have-moved
		f.message.begin -= moved
	}
	if f.have == len(f.buf) {
		more := make([]byte, 2*len(f.buf))
		copy(more, f.buf[:f.have])
		f.buf = more
	}
	return nil
}

func (f *flow) write(b []byte) error {
	err := f.to.write(b, false)
	f.failed = err != nil
	return err
}

// look looks at every frame that is complete.
func (f *flow) look() error {
	for {
		h, ok := readHeader(f.buf[f.at:f.have])
		if !ok {
			return nil
		}
		if bad := f.check(&h); bad != nil {
			return bad
		}
		if uint64(f.have-f.at-h.length) < h.size {
			return nil
		}
		frame := f.buf[f.at : f.at+h.length+int(h.size)]
		f.at += len(frame)
		if err := f.frame(&h, frame); err != nil {
			return err
		}
	}
}

// check looks at a header before its payload is waited for.
func (f *flow) check(h *header) *violation {
	limit := f.relay.opts.MaxMessage
	m := &f.message
	switch {
	case h.size > 1<<63-1:
		return &violation{codeProtocol, fmt.Sprintf("frame length of the %s is negative", f.from.name)}
	case h.op == opText, h.op == opBinary, h.op == opContinuation:
		size := int64(h.size)
		if h.op == opContinuation {
			size += m.size
		}
		if size > limit || size < 0 {
			return &violation{codeTooBig, fmt.Sprintf("message of the %s is longer than %d bytes", f.from.name, limit)}
		}
	case h.size > uint64(limit):
		return &violation{codeTooBig, fmt.Sprintf("frame of the %s is longer than %d bytes", f.from.name, limit)}
	}
	return nil
}

// frame decides about a whole frame.
func (f *flow) frame(h *header, frame []byte) error {
	switch h.op {
	case opText, opBinary, opContinuation:
		return f.data(h, frame)
	case opClose:
		return f.goodbye(h, frame)
	}
	f.let()
	return nil
}

// let lets everything that was looked at go on, unless it is part of a
// message that is held.
func (f *flow) let() {
	if !f.message.open || !f.relay.opts.Hold {
		f.pass = f.at
	}
}

// goodbye passes a close frame on, without what was held.
func (f *flow) goodbye(h *header, frame []byte) error {
	code, reason := readClose(h.unmask(nil, frame[h.length:]))
	f.end(code, reason)
	if f.pass < f.at-len(frame) {
		size := len(frame)
		if err := f.flush(); err != nil {
			return err
		}
		f.start = f.at - size
	}
	f.pass, f.have = f.at, f.at // nothing counts behind it (RFC 6455, 5.5.1)
	return &farewell{code, reason}
}
