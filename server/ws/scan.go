package ws

import (
	"encoding/binary"
	"fmt"
	"time"
	"unicode/utf8"
)

// Limits that no client has a reason to reach.
const (
	maxFragments  = 10_000 // of a message, unless they hold minFragment bytes on average
	minFragment   = 32
	maxControls   = 100 // pings and pongs per second …
	controlWindow = 10 * time.Second
)

// A violation is a client's breach that ends its connection with Code.
type violation struct {
	code   int
	reason string
}

func (v *violation) Error() string { return fmt.Sprintf("close %d: %s", v.code, v.reason) }

// A farewell is a client's close frame.
type farewell struct {
	code   int
	reason string
}

func (*farewell) Error() string { return "client closed" } // the library formats it often

// A scan follows the frames of a client as their bytes come in. It looks for
// what coder/websocket lets pass: announced sizes, numbers of fragments and
// of control frames. Close frames end here: the library would spend more on
// one than on the whole handshake, and not look at its text. All else is the
// library's.
type scan struct {
	limit int64 // of a message; negative: none

	header [14]byte
	have   int    // bytes of header
	need   uint64 // payload bytes of the current frame that are still to come
	op     byte

	open      bool   // a fragmented message has begun and not ended
	size      uint64 // of the message so far, as announced
	fragments int

	plain   bool   // the header is as that of a control frame must be; else the library refuses it
	goodbye []byte // payload of the close frame
	closed  bool   // it is complete
	lenient bool   // a violation was found, only the close frame matters now

	controls int
	window   time.Time // when counting controls began
}

// busy reports whether a message or frame has begun and not ended.
func (s *scan) busy() bool { return s.have > 0 || s.need > 0 || s.open }

// feed follows b. With a violation or a farewell as the end, only the first ok
// bytes of b may be handed on: the frames before that one. An answer to our
// ping that comes alone is for nobody else.
func (s *scan) feed(b []byte) (ok int, end error) {
	start := -1 // of the current frame; -1: in an earlier b
	for pos := 0; pos < len(b); {
		if s.need == 0 {
			if s.have == 0 {
				start = pos
			}
			n := copy(s.header[s.have:s.headerLen()], b[pos:])
			s.have += n
			pos += n
			if s.have < s.headerLen() {
				continue
			}
		} else {
			pos += s.payload(b[pos:])
		}
		if e := s.step(); e != nil && end == nil {
			ok, end, s.lenient = max(start, 0), e, true
		}
	}
	if end == nil && !(start == 0 && s.op == opPong && s.plain && s.have+int(s.need) == 0) {
		ok = len(b)
	}
	return ok, end
}

// step handles a header or a payload that may just have become complete.
func (s *scan) step() error {
	if s.have > 0 {
		bad := s.begin()
		s.have = 0
		if bad != nil && !s.lenient {
			return bad
		}
	}
	if s.need > 0 || s.op != opClose {
		return nil
	}
	s.closed = true
	if s.lenient || !s.plain {
		return nil
	}
	return s.end()
}

// headerLen is how long the header is, as far as is known.
func (s *scan) headerLen() int {
	if s.have < 2 {
		return 2
	}
	n := 2
	switch s.header[1] & 0x7f {
	case 126:
		n += 2
	case 127:
		n += 8
	}
	if s.header[1]&0x80 != 0 {
		n += 4
	}
	return n
}

// payload takes what of b belongs to the current frame.
func (s *scan) payload(b []byte) int {
	n := len(b)
	if uint64(n) > s.need {
		n = int(s.need)
	}
	if s.op == opClose && len(s.goodbye)+n <= 125 {
		mask := s.header[2:6]
		for _, c := range b[:n] {
			s.goodbye = append(s.goodbye, c^mask[len(s.goodbye)%4])
		}
	}
	s.need -= uint64(n)
	return n
}

// begin looks at a complete header.
func (s *scan) begin() *violation {
	s.op = s.header[0] & 0x0f
	s.need = s.announced()
	switch {
	case s.header[1]&0x80 == 0:
		return &violation{codeProtocol, "frames of a client must be masked"}
	case s.need > 1<<63-1:
		return &violation{codeProtocol, "frame length is negative"}
	}
	s.plain = s.header[0] == finBit|s.op && s.need <= 125
	switch s.op {
	case opClose:
		s.goodbye = s.goodbye[:0]
	case opPing, opPong:
		return s.control()
	case opText, opBinary:
		s.size, s.fragments = 0, 0
		return s.data()
	case opContinuation:
		return s.data()
	}
	return nil
}

func (s *scan) announced() uint64 {
	switch n := s.header[1] & 0x7f; n {
	case 126:
		return uint64(binary.BigEndian.Uint16(s.header[2:]))
	case 127:
		return binary.BigEndian.Uint64(s.header[2:])
	default:
		return uint64(n)
	}
}

func (s *scan) data() *violation {
	s.open = s.header[0]&finBit == 0
	s.size += s.need
	s.fragments++
	switch {
	case s.limit >= 0 && s.size > uint64(s.limit):
		return &violation{codeTooBig, fmt.Sprintf("message is longer than %d bytes", s.limit)}
	case s.fragments > maxFragments && s.size < uint64(s.fragments)*minFragment:
		return &violation{codePolicy, fmt.Sprintf("message has more than %d tiny fragments", maxFragments)}
	}
	return nil
}

// control counts pings and pongs: maxControls a second over controlWindow.
func (s *scan) control() *violation {
	now := time.Now()
	if now.Sub(s.window) > controlWindow {
		s.window, s.controls = now, 0
	}
	s.controls++
	if s.controls > maxControls*int(controlWindow/time.Second) {
		return &violation{codePolicy, fmt.Sprintf("more than %d control frames a second", maxControls)}
	}
	return nil
}

// end looks at a complete close frame (RFC 6455, 5.5.1 and 7.4).
func (s *scan) end() error {
	b := s.goodbye
	if len(b) == 0 {
		return &farewell{codeNoStatus, ""}
	}
	if len(b) == 1 {
		return &violation{codeProtocol, "close frame with half a code"}
	}
	code, reason := int(binary.BigEndian.Uint16(b)), string(b[2:])
	switch {
	case !canSend(code):
		return &violation{codeProtocol, fmt.Sprintf("close code %d may not be sent", code)}
	case !utf8.ValidString(reason):
		return &violation{codeInvalid, "close reason is not UTF-8"}
	}
	return &farewell{code, reason}
}
