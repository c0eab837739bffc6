package ws

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// The groups of the Autobahn suite that concern a server without extensions,
// as what a client sends and what must come back, against the whole server.
// None is known to fail: 7.5.1, which the library alone fails, is the scan's.

// A step is one frame of a client. chop cuts it into writes of that size.
type step struct {
	b0      byte
	payload []byte
	chop    int
}

// A wire test: all steps are sent, then the answers are read, then either a
// close frame with one of the codes (or a drop, where none are listed), or,
// with ok, a close handshake that the client begins.
type wireTest struct {
	name  string
	send  []step
	want  []frame
	ok    bool
	codes []int
}

func (w wireTest) run(t *testing.T, p *peer) {
	for _, s := range w.send {
		p.send(s.b0, s.payload, s.chop)
	}
	for _, f := range w.want {
		p.want(f.b0, f.payload)
	}
	if w.ok {
		p.goodbye(1000, "")
		p.wantClose(1000)
		return
	}
	p.wantClose(w.codes...)
}

func runAll(t *testing.T, o Options, tests []wireTest) {
	both(t, func(t *testing.T, secure bool) {
		srv := serveMock(t, secure, o, echoDocument)
		for _, w := range tests {
			t.Run(w.name, func(t *testing.T) { w.run(t, dialPeer(t, srv, "/echo")) })
		}
	})
}

// Frames of a client.
func text(s string) step     { return step{b0: finBit | opText, payload: []byte(s)} }
func textPart(s string) step { return step{b0: opText, payload: []byte(s)} }
func more(s string) step     { return step{b0: opContinuation, payload: []byte(s)} }
func last(s string) step     { return step{b0: finBit | opContinuation, payload: []byte(s)} }
func ping(s string) step     { return step{b0: finBit | opPing, payload: []byte(s)} }
func pong(s string) step     { return step{b0: finBit | opPong, payload: []byte(s)} }
func head(b0 byte, s string) step {
	return step{b0: b0, payload: []byte(s)}
}

// Frames of the server.
func gotText(s string) frame { return frame{finBit | opText, []byte(s)} }
func gotPong(s string) frame { return frame{finBit | opPong, []byte(s)} }

// chopped sends every step in writes of n bytes.
func chopped(n int, steps ...step) []step {
	for i := range steps {
		steps[i].chop = n
	}
	return steps
}

func TestConformance1_Framing(t *testing.T) {
	var tests []wireTest
	for _, op := range []byte{opText, opBinary} {
		for _, size := range []int{0, 125, 126, 127, 128, 65535, 65536} {
			b := bytes.Repeat([]byte{'*'}, size)
			tests = append(tests, wireTest{fmt.Sprint(op, "_", size), []step{{finBit | op, b, 0}}, []frame{{finBit | op, b}}, true, nil})
		}
		b := bytes.Repeat([]byte{'*'}, 65536)
		tests = append(tests, wireTest{fmt.Sprint(op, "_chopped"), []step{{finBit | op, b, 997}}, []frame{{finBit | op, b}}, true, nil})
	}
	runAll(t, Options{}, tests)
}

// Small frames that come together are all handled, though nothing follows
// them: none may stay behind in a buffer.
func TestConformance1_SmallFramesTogether(t *testing.T) {
	s := serveMock(t, false, Options{}, echoDocument)
	for size := range 12 {
		for count := 2; count < 12; count++ {
			p := dialPeer(t, s, "/echo")
			payload := []byte("abcdefghijkl"[:size])
			p.raw(bytes.Repeat(p.encode(finBit|opText, payload), count))
			for i := range count {
				if f, err := p.frame(); err != nil || string(f.payload) != string(payload) {
					t.Fatalf("%d frames of %d bytes: answer %d is %v, %v", count, size, i, f, err)
				}
			}
			p.Close()
		}
	}
}

func TestConformance2_PingPong(t *testing.T) {
	long := strings.Repeat("\xfe", 125)
	var ten []step
	var tenPongs []frame
	for i := range 10 {
		s := fmt.Sprint("payload-", i)
		ten, tenPongs = append(ten, ping(s)), append(tenPongs, gotPong(s))
	}
	runAll(t, Options{}, []wireTest{
		{"1_empty", []step{ping("")}, []frame{gotPong("")}, true, nil},
		{"2_text", []step{ping("Hello, world!")}, []frame{gotPong("Hello, world!")}, true, nil},
		{"3_binary", []step{ping("\x00\xff\xfe\xfd\xfc\xfb\x00\xff")}, []frame{gotPong("\x00\xff\xfe\xfd\xfc\xfb\x00\xff")}, true, nil},
		{"4_125", []step{ping(long)}, []frame{gotPong(long)}, true, nil},
		{"5_126", []step{ping(long + "x")}, nil, false, []int{1002}},
		{"6_octets", chopped(1, ping(long)), []frame{gotPong(long)}, true, nil},
		{"7_unsolicited", []step{pong("")}, nil, true, nil},
		{"8_unsolicited_payload", []step{pong("unsolicited")}, nil, true, nil},
		{"9_unsolicited_then_ping", []step{pong("unsolicited"), ping("ping")}, []frame{gotPong("ping")}, true, nil},
		{"10_ten", ten, tenPongs, true, nil},
		{"11_ten_octets", chopped(1, append([]step(nil), ten...)...), tenPongs, true, nil},
	})
}

func TestConformance3_ReservedBits(t *testing.T) {
	hello := []frame{gotText("Hello")}
	rsv := func(n byte, op byte) step { return head(finBit|n<<4|op, "Hello") }
	runAll(t, Options{}, []wireTest{
		{"1", []step{rsv(1, opText)}, nil, false, []int{1002}},
		{"2", []step{text("Hello"), rsv(2, opText), ping("")}, hello, false, []int{1002}},
		{"3", []step{text("Hello"), rsv(3, opText), ping("")}, hello, false, []int{1002}},
		{"4", chopped(1, text("Hello"), rsv(4, opText), ping("")), hello, false, []int{1002}},
		{"5", []step{rsv(5, opBinary)}, nil, false, []int{1002}},
		{"6", []step{rsv(6, opPing)}, nil, false, []int{1002}},
		{"7", []step{rsv(7, opClose)}, nil, false, []int{1002}},
	})
}

func TestConformance4_Opcodes(t *testing.T) {
	var tests []wireTest
	hello := []frame{gotText("Hello")}
	for i, op := range []byte{3, 4, 5, 6, 7, 11, 12, 13, 14, 15} {
		bad := head(finBit|op, strings.Repeat("x", i%2))
		w := wireTest{fmt.Sprint(op), []step{bad}, nil, false, []int{1002}}
		if i%5 > 1 {
			w.send, w.want = []step{text("Hello"), bad, ping("")}, hello
		}
		tests = append(tests, w)
	}
	runAll(t, Options{}, tests)
}

func TestConformance5_Fragments(t *testing.T) {
	whole, pong1 := gotText("fragment1fragment2"), gotPong("ping")
	halves := []step{textPart("fragment1"), last("fragment2")}
	between := []step{textPart("fragment1"), ping("ping"), last("fragment2")}
	stray := []step{last("stray"), text("Hello")}
	open := []step{more("stray"), text("Hello")}
	five := []step{textPart("f1"), more("f2"), ping("p1"), more("f3"), more("f4"), ping("p2"), last("f5")}
	fives := []frame{gotPong("p1"), gotPong("p2"), gotText("f1f2f3f4f5")}
	chop := func(n int, s []step) []step { return chopped(n, append([]step(nil), s...)...) }
	bad := []int{1002}
	runAll(t, Options{}, []wireTest{
		{"1_ping", []step{head(opPing, "fragment1"), last("fragment2")}, nil, false, bad},
		{"2_pong", []step{head(opPong, "fragment1"), last("fragment2")}, nil, false, bad},
		{"3_two", halves, []frame{whole}, true, nil},
		{"4_two_chopped", chop(7, halves), []frame{whole}, true, nil},
		{"5_two_octets", chop(1, halves), []frame{whole}, true, nil},
		{"6_ping_between", between, []frame{pong1, whole}, true, nil},
		{"7_ping_between_chopped", chop(7, between), []frame{pong1, whole}, true, nil},
		{"8_ping_between_octets", chop(1, between), []frame{pong1, whole}, true, nil},
		{"9_stray", stray, nil, false, bad},
		{"10_stray_chopped", chop(7, stray), nil, false, bad},
		{"11_stray_octets", chop(1, stray), nil, false, bad},
		{"12_open_stray", open, nil, false, bad},
		{"13_open_stray_chopped", chop(7, open), nil, false, bad},
		{"14_open_stray_octets", chop(1, open), nil, false, bad},
		{"15_stray_after_whole", append(append([]step(nil), halves...), more("f3"), last("f4")), []frame{whole}, false, bad},
		{"16_open_twice", []step{more("f1"), textPart("f2"), last("f3"), more("f1")}, nil, false, bad},
		{"17_last_twice", []step{last("f1"), textPart("f2"), last("f3"), last("f1")}, nil, false, bad},
		{"18_second_text", []step{textPart("fragment1"), text("fragment2")}, nil, false, bad},
		{"19_five", five, fives, true, nil},
		{"20_five_chopped", chop(1, five), fives, true, nil},
	})
}

// A ping inside a message is answered before the message has ended.
func TestConformance5_PingInsideMessageAnsweredAtOnce(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		srv := serveMock(t, secure, Options{}, echoDocument)
		p := dialPeer(t, srv, "/echo")
		p.send(opText, []byte("f1"), 0)
		p.send(finBit|opPing, []byte("now"), 0)
		p.want(finBit|opPong, []byte("now"))
		p.send(finBit|opContinuation, []byte("f2"), 0)
		p.wantText("f1f2")
	})
}

func TestConformance10_AutoFragment(t *testing.T) {
	b := bytes.Repeat([]byte{'*'}, 65536)
	steps := []step{{opText, b[:1300], 0}}
	for rest := b[1300:]; len(rest) > 0; {
		n := min(1300, len(rest))
		steps = append(steps, step{opContinuation, rest[:n], 0})
		rest = rest[n:]
	}
	steps[len(steps)-1].b0 |= finBit
	runAll(t, Options{}, []wireTest{{"1", steps, []frame{{finBit | opText, b}}, true, nil}})
}
