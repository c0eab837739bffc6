package ws

import (
	"fmt"

	"asyncmock/server"
)

// A message is what is known of the one that is on its way.
type message struct {
	open      bool // it has begun and not ended
	binary    bool
	packed    bool // it is compressed
	begin     int  // of its first frame, in buf; kept while held
	size      int64
	fragments int
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
