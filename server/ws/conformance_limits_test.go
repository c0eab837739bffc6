package ws

import (
	"bytes"
	"fmt"
	"testing"
)

// Group 9: large messages, in one frame, in fragments, and in small writes.
// The limit is raised; what is above it is TestREL_WS_1.
func TestConformance9_Limits(t *testing.T) {
	largest := 16 << 20
	if testing.Short() {
		largest = 1 << 20
	}
	both(t, func(t *testing.T, secure bool) {
		srv := serveMock(t, secure, Options{MaxMessage: 16 << 20}, echoDocument)
		body := bytes.Repeat([]byte("0123456789abcdef"), largest/16)
		echo := func(name string, b0 byte, size int, send func(p *peer, b []byte)) {
			t.Run(fmt.Sprint(name, "_", b0, "_", size), func(t *testing.T) {
				p := dialPeer(t, srv, "/echo")
				go send(p, body[:size]) // the echo may begin before the end is sent
				p.want(finBit|b0, body[:size])
				p.goodbye(1000, "")
				p.wantClose(1000)
			})
		}
		for _, op := range []byte{opText, opBinary} {
			for _, size := range []int{64 << 10, 256 << 10, 1 << 20, 4 << 20, 8 << 20, 16 << 20} {
				if size <= largest {
					echo("whole", op, size, func(p *peer, b []byte) { p.send(finBit|op, b, 0) })
				}
			}
			for _, fragment := range []int{64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20} {
				echo(fmt.Sprint("fragments_of_", fragment), op, min(4<<20, largest), func(p *peer, b []byte) { sendFragments(p, op, b, fragment) })
			}
			for _, chop := range []int{64, 128, 256, 512, 1024, 2048} {
				echo(fmt.Sprint("writes_of_", chop), op, 1<<20, func(p *peer, b []byte) { p.send(finBit|op, b, chop) })
			}
		}
	})
}

func sendFragments(p *peer, op byte, b []byte, size int) {
	var out []byte
	for first := true; ; first = false {
		n := min(size, len(b))
		b0 := byte(opContinuation)
		if first {
			b0 = op
		}
		if n == len(b) {
			b0 |= finBit
		}
		out = append(out, p.encode(b0, b[:n])...)
		if b = b[n:]; len(b) == 0 {
			break
		}
	}
	p.Write(out)
}

// Many messages one after the other, of every length of header.
func TestConformance9_RoundTrips(t *testing.T) {
	rounds := 1000
	if testing.Short() {
		rounds = 100
	}
	both(t, func(t *testing.T, secure bool) {
		srv := serveMock(t, secure, Options{}, echoDocument)
		for _, op := range []byte{opText, opBinary} {
			for _, size := range []int{0, 16, 64, 256, 1024, 4096} {
				p := dialPeer(t, srv, "/echo")
				b := bytes.Repeat([]byte{'x'}, size)
				for range rounds {
					p.send(finBit|op, b, 0)
					p.want(finBit|op, b)
				}
			}
		}
	})
}
