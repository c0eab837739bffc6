package ws

import (
	"encoding/binary"
	"unicode/utf8"

	"asyncmock/server"
)

// Opcodes (RFC 6455, 5.2).
const (
	opContinuation = 0x0
	opText         = 0x1
	opBinary       = 0x2
	opClose        = 0x8
	opPing         = 0x9
	opPong         = 0xA
)

const finBit = 0x80

// Close codes (RFC 6455, 7.4.1) that this package itself chooses or looks at.
const (
	codeProtocol = 1002
	codeNoStatus = 1005
	codeAbnormal = 1006
	codeInvalid  = 1007
	codePolicy   = 1008
	codeTooBig   = 1009
	codeInternal = 1011
)

// maxReason is what a close frame has room for beside its code.
const maxReason = 123

// encode puts the header into the headroom of f and returns header and
// payload as one piece, ready for the wire.
func encode(f *server.Frame) []byte {
	op := byte(finBit | opText)
	if f.Binary {
		op = finBit | opBinary
	}
	n := len(f.Buf) - server.Headroom
	switch {
	case n < 126:
		f.Buf[8], f.Buf[9] = op, byte(n)
		return f.Buf[8:]
	case n < 1<<16:
		f.Buf[6], f.Buf[7] = op, 126
		binary.BigEndian.PutUint16(f.Buf[8:], uint16(n))
		return f.Buf[6:]
	}
	f.Buf[0], f.Buf[1] = op, 127
	binary.BigEndian.PutUint64(f.Buf[2:], uint64(n))
	return f.Buf
}

// closeFrame returns a close frame; a reason that is too long is cut.
func closeFrame(code int, reason string) []byte {
	if code == codeNoStatus {
		return []byte{finBit | opClose, 0}
	}
	reason = cutReason(reason)
	b := []byte{finBit | opClose, byte(2 + len(reason)), byte(code >> 8), byte(code)}
	return append(b, reason...)
}

func cutReason(s string) string {
	if len(s) <= maxReason {
		return s
	}
	n := maxReason
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// canSend reports whether code may stand in a close frame.
func canSend(code int) bool {
	switch code {
	case 1004, codeNoStatus, codeAbnormal:
		return false
	}
	return code >= 1000 && code <= 1014 || code >= 3000 && code <= 4999
}
