package ws

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"testing"
	"time"

	"asyncmock/server"
)

func TestREL_WS_1_TooLong(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		closed, wait := ends(t)
		srv, _ := serve(t, secure, Options{}, script{closed: closed})
		other := dialPeer(t, srv, "/")
		most := bytes.Repeat([]byte{'x'}, 1<<20)
		p := dialPeer(t, srv, "/")
		p.send(finBit|opText, most, 0)
		p.want(finBit|opText, most)
		p.send(finBit|opText, append(most, 'x'), 0)
		if got, want := p.wantClose(1009), "message is longer than 1048576 bytes"; got != want {
			t.Errorf("reason %q, want %q", got, want)
		}
		if got := wait(); got.code != 1009 {
			t.Errorf("session closed with %v, want 1009", got)
		}
		other.text("still here")
		other.wantText("still here")
	})
}

// The limit is that of the message, not of its frames.
func TestREL_WS_1_TooLongInFragments(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		srv, _ := serve(t, secure, Options{MaxMessage: 1000}, script{})
		p := dialPeer(t, srv, "/")
		p.send(opText, bytes.Repeat([]byte{'x'}, 600), 0)
		p.send(opContinuation, bytes.Repeat([]byte{'x'}, 400), 0)
		p.send(finBit|opContinuation, []byte("x"), 0)
		p.wantClose(1009)
	})
}

// announce returns the header of a masked text frame of n bytes.
func announce(n uint64) []byte {
	return append(binary.BigEndian.AppendUint64([]byte{finBit | opText, 0x80 | 127}, n), 1, 2, 3, 4)
}

func TestREL_WS_2_HugeAnnouncement(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		srv, _ := serve(t, secure, Options{}, script{})
		p := dialPeer(t, srv, "/")
		p.raw(announce(1<<63 - 1))
		p.wantClose(1009)
	})
}

// A message within the limit that never comes is cut by its deadline.
func TestREL_WS_2_AnnouncedAndNothingMore(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		srv, _ := serve(t, secure, Options{ReadTimeout: 20 * time.Millisecond}, script{})
		for _, begin := range [][]byte{announce(1 << 20), {finBit | opText}, append(announce(1<<20), "some"...)} {
			p := dialPeer(t, srv, "/")
			p.text("first")
			p.wantText("first")
			p.raw(begin)
			if got, want := p.wantClose(1008), "message took longer than 20ms"; got != want {
				t.Errorf("reason %q, want %q", got, want)
			}
		}
		p := dialPeer(t, srv, "/")
		p.send(opText, []byte("fragment"), 0)
		p.wantClose(1008)
	})
}

// A thousand of them hold less than 1 KiB each.
func TestREL_WS_2_NoMemoryForAnnouncements(t *testing.T) {
	srv, _ := serve(t, false, Options{}, script{})
	const peers = 1000
	var conns []net.Conn
	for range peers {
		p := dialPeer(t, srv, "/")
		p.r = nil // only its connection is kept
		conns = append(conns, p.Conn)
	}
	before := heap()
	var p peer
	pong := append([]byte{finBit | opPong, 4}, "mark"...)
	for _, c := range conns {
		c.Write(append(p.encode(finBit|opPing, []byte("mark")), announce(1<<20)...))
	}
	got := make([]byte, len(pong))
	for _, c := range conns {
		if _, err := c.Read(got); err != nil || !bytes.Equal(got, pong) {
			t.Fatalf("got %x, %v", got, err)
		}
	}
	if after := heap(); after > before+peers<<10 {
		t.Errorf("heap grew by %d bytes for %d peers", after-before, peers)
	}
	runtime.KeepAlive(conns)
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// A deadline that passes while a message is handled does not hit the next.
func TestMessageDeadlineEndsWithMessage(t *testing.T) {
	const timeout = 100 * time.Millisecond
	both(t, func(t *testing.T, secure bool) {
		srv, _ := serve(t, secure, Options{ReadTimeout: timeout}, script{receive: func(w server.Wire, f *server.Frame) {
			time.Sleep(2 * timeout)
			w.Send(f)
		}})
		p := dialPeer(t, srv, "/")
		b := p.encode(finBit|opText, []byte("in two parts"))
		b = append(b, p.encode(finBit|opText, []byte("next"))...)
		p.raw(append(p.encode(finBit|opPing, nil), b[:8]...))
		p.want(finBit|opPong, nil) // so that the first part is read, and waited on
		p.raw(b[8:])
		p.wantText("in two parts")
		p.wantText("next")
		p.text("later")
		p.wantText("later")
	})
}

func TestREL_WS_3_NegativeLength(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		srv, _ := serve(t, secure, Options{}, script{})
		p := dialPeer(t, srv, "/")
		p.raw(announce(1 << 63))
		p.wantClose(1002)
	})
}

func TestREL_WS_4_Unmasked(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		srv, _ := serve(t, secure, Options{}, script{})
		p := dialPeer(t, srv, "/")
		p.text("masked")
		p.raw([]byte{finBit | opText, 2, 'h', 'i'})
		p.wantText("masked")
		p.wantClose(1002)
	})
}

func TestREL_WS_5_ProtocolErrors(t *testing.T) {
	bad := []int{1002}
	runAll(t, Options{}, []wireTest{
		{"rsv", []step{head(finBit|0x40|opText, "x")}, nil, false, bad},
		{"opcode", []step{head(finBit|0xb, "")}, nil, false, bad},
		{"long_control", []step{ping(string(make([]byte, 126)))}, nil, false, bad},
		{"fragmented_control", []step{head(opPing, "x")}, nil, false, bad},
		{"stray_continuation", []step{last("x")}, nil, false, bad},
		{"close_code", []step{bye(1005, "")}, nil, false, bad},
		{"close_one_byte", []step{head(finBit|opClose, "x")}, nil, false, bad},
	})
}

func TestREL_WS_7_Fragments(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		srv, _ := serve(t, secure, Options{}, script{})
		p := dialPeer(t, srv, "/")
		fragments := func(n int) []byte {
			b := p.encode(opText, nil)
			for range n - 2 {
				b = append(b, p.encode(opContinuation, nil)...)
			}
			return append(b, p.encode(finBit|opContinuation, []byte("end"))...)
		}
		p.raw(fragments(maxFragments))
		p.wantText("end")
		p.raw(fragments(maxFragments + 1))
		p.wantClose(1008)
	})
}

func TestREL_WS_8_PingFlood(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		srv, _ := serve(t, secure, Options{}, script{})
		p := dialPeer(t, srv, "/")
		most := maxControls * int(controlWindow/time.Second)
		for i := range most {
			p.send(finBit|opPing, fmt.Append(nil, i), 0)
			p.want(finBit|opPong, fmt.Append(nil, i))
		}
		p.send(finBit|opPing, nil, 0)
		p.wantClose(1008)
	})
}

func TestREL_WS_9_PingFloodUnread(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		closed, wait := ends(t)
		srv, _ := serve(t, secure, Options{WriteTimeout: 100 * time.Millisecond}, script{closed: closed})
		p := dialPeer(t, srv, "/")
		flood := bytes.Repeat(p.encode(finBit|opPing, make([]byte, 125)), 100)
		for {
			if _, err := p.Write(flood); errors.Is(err, os.ErrDeadlineExceeded) {
				t.Fatal("not cut")
			} else if err != nil {
				break
			}
		}
		if got := wait(); got.code != 1008 {
			t.Errorf("closed with %v, want 1008", got)
		}
	})
}
