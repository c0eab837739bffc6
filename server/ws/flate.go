package ws

import (
	"bytes"
	"compress/flate"
	"net/http"
	"strings"

	"asyncmock/server"
)

// permessage-deflate (RFC 7692), without context takeover: a connection that
// idles costs nothing more. The library negotiates it and inflates what comes
// in, under the limit of messages; what goes out is deflated here.

// deflateFrom is the shortest payload that is worth it.
const deflateFrom = 128

// rsv1 marks the first frame of a deflated message (RFC 7692, 6).
const rsv1 = 0x40

// deflateTail ends what flate.Writer.Flush writes, and is left out (RFC 7692, 7.2.1).
const deflateTail = "\x00\x00\xff\xff"

// deflates reports whether the answer to a handshake agrees to compression.
func deflates(h http.Header) bool {
	return strings.HasPrefix(h.Get("Sec-WebSocket-Extensions"), "permessage-deflate")
}

// A deflater makes frames; it is used again.
type deflater struct {
	w     *flate.Writer
	frame server.Frame
}

func newDeflater() any {
	d := &deflater{}
	d.w, _ = flate.NewWriter(d, flate.BestSpeed) // the level is one there is
	return d
}

// Write appends to the frame.
func (d *deflater) Write(b []byte) (int, error) {
	d.frame.Buf = append(d.frame.Buf, b...)
	return len(b), nil
}

// deflate returns f as a compressed frame, valid until the next call; nil:
// that would not be shorter.
func (d *deflater) deflate(f *server.Frame) []byte {
	d.frame.Buf = append(d.frame.Buf[:0], make([]byte, server.Headroom)...)
	d.w.Reset(d)
	d.w.Write(f.Payload()) // Write of d does not fail
	d.w.Flush()
	d.frame.Buf = bytes.TrimSuffix(d.frame.Buf, []byte(deflateTail))
	if len(d.frame.Buf) >= len(f.Buf) {
		return nil
	}
	d.frame.Binary = f.Binary
	b := encode(&d.frame)
	b[0] |= rsv1
	return b
}

// sendDeflated is Send to a client that has agreed to compression. A Shared
// frame is deflated once for all who hear it.
func (w wire) sendDeflated(f *server.Frame) error {
	d := w.h.deflaters.Get().(*deflater)
	defer w.h.deflaters.Put(d)
	if f.Shared {
		return w.tap.send(f.Encoded(1, func(f *server.Frame) []byte {
			if b := d.deflate(f); b != nil {
				return bytes.Clone(b)
			}
			return f.Encoded(0, encode)
		}), true)
	}
	b := d.deflate(f)
	if b == nil {
		b = encode(f)
	}
	return w.tap.send(b, false)
}
