package ws

import "encoding/binary"

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
