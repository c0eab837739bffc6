package ws

import (
	"encoding/binary"
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

// A message is what is known of the one that is on its way.
type message struct {
	open      bool // it has begun and not ended
	binary    bool
	packed    bool // it is compressed
	begin     int  // of its first frame, in buf; kept while held
	size      int64
	fragments int
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

// data adds a frame to its message and, when that is complete, has it ruled on.
func (f *flow) data(h *header, frame []byte) error {
	m := &f.message
	if h.op != opContinuation {
		packed := f.inflate != nil && h.first&rsv1 != 0
		*m = message{open: true, binary: h.op == opBinary, packed: packed, begin: f.at - len(frame)}
		f.whole.Buf, f.packed = f.whole.Buf[:0], f.packed[:0]
	}
	m.size += int64(h.size)
	m.fragments++
	if m.fragments > maxFragments && m.size < int64(m.fragments)*minFragment {
		return &violation{codePolicy, fmt.Sprintf("message of the %s has more than %d tiny fragments", f.from.name, maxFragments)}
	}
	last := h.first&finBit != 0
	said := f.collect(h, frame, last)
	if !last {
		f.let()
		return nil
	}
	if m.packed {
		if bad := f.unpack(); bad != nil {
			return bad
		}
	}
	m.open = false
	return f.ruled(f.rule(said, f.fromClient))
}

// collect returns the message once it is complete: where it lies in buf, when
// it is one frame that is not masked, else a copy.
func (f *flow) collect(h *header, frame []byte, last bool) *server.Frame {
	m := &f.message
	if len(f.whole.Buf) == 0 {
		f.whole.Buf = append(f.whole.Buf, make([]byte, server.Headroom)...)
	}
	f.whole.Binary = m.binary
	if m.packed {
		f.packed = h.unmask(f.packed, frame[h.length:])
		return &f.whole
	}
	if last && m.fragments == 1 && !h.masked {
		end := f.at
		begin := end - int(h.size) - server.Headroom
		f.seen.Buf, f.seen.Binary = f.buf[begin:end:end], m.binary
		return &f.seen
	}
	f.whole.Buf = h.unmask(f.whole.Buf, frame[h.length:])
	return &f.whole
}

// unpack inflates the message that is complete.
func (f *flow) unpack() (bad *violation) {
	f.whole.Buf, bad = f.inflate.inflate(f.whole.Buf, f.packed, f.relay.opts.MaxMessage)
	if cap(f.packed) > keepBuffer {
		f.packed = nil
	}
	return bad
}

// ruled does with the message that has just ended what was ruled.
func (f *flow) ruled(r server.Ruling) error {
	switch {
	case r.Code != 0:
		return &violation{r.Code, r.Reason}
	case r.Drop:
		return f.drop()
	}
	f.let()
	if cap(f.whole.Buf) > keepBuffer {
		f.whole.Buf = nil
	}
	return nil
}

// drop leaves a message out, but for control frames among its fragments.
func (f *flow) drop() error {
	if err := f.flush(); err != nil {
		return err
	}
	begin := f.message.begin
	for at := begin; at < f.at; {
		h, _ := readHeader(f.buf[at:f.at])
		n := h.length + int(h.size)
		if h.op&0x8 != 0 {
			if err := f.write(f.buf[at : at+n]); err != nil {
				return err
			}
		}
		at += n
	}
	copy(f.buf[begin:], f.buf[f.at:f.have])
	f.have -= f.at - begin
	f.at = begin
	return nil
}

// A header is that of a frame (RFC 6455, 5.2).
type header struct {
	first  byte // flags and opcode
	op     byte
	masked bool
	key    [4]byte
	length int // of the header
	size   uint64
}

// readHeader reads a header; ok is false while it is not complete.
func readHeader(b []byte) (h header, ok bool) {
	if len(b) < 2 {
		return h, false
	}
	h.first, h.op, h.masked, h.length = b[0], b[0]&0x0f, b[1]&0x80 != 0, 2
	switch n := b[1] & 0x7f; {
	case n < 126:
		h.size = uint64(n)
	case n == 126:
		if h.length = 4; len(b) < h.length {
			return h, false
		}
		h.size = uint64(binary.BigEndian.Uint16(b[2:]))
	default:
		if h.length = 10; len(b) < h.length {
			return h, false
		}
		h.size = binary.BigEndian.Uint64(b[2:])
	}
	if h.masked {
		if len(b) < h.length+4 {
			return h, false
		}
		h.length += copy(h.key[:], b[h.length:])
	}
	return h, true
}

// unmask appends the payload to dst as it was before it was masked.
func (h *header) unmask(dst, payload []byte) []byte {
	at := len(dst)
	dst = append(dst, payload...)
	if !h.masked {
		return dst
	}
	b, key := dst[at:], uint64(binary.LittleEndian.Uint32(h.key[:]))
	key |= key << 32
	for len(b) >= 8 {
		binary.LittleEndian.PutUint64(b, binary.LittleEndian.Uint64(b)^key)
		b = b[8:]
	}
	for i := range b {
		b[i] ^= h.key[i%4]
	}
	return dst
}

// readClose reads the payload of a close frame.
func readClose(b []byte) (code int, reason string) {
	if len(b) < 2 {
		return codeNoStatus, ""
	}
	return int(binary.BigEndian.Uint16(b)), string(b[2:])
}
