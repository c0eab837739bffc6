package ws

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// Group 7: the close handshake.

func bye(code int, reason string) step {
	return head(finBit|opClose, string(binary.BigEndian.AppendUint16(nil, uint16(code)))+reason)
}

func TestConformance7_Close(t *testing.T) {
	large := strings.Repeat("*", 1<<20)
	tests := []wireTest{
		{"1_1_text_first", []step{text("Hello"), bye(1000, "")}, []frame{gotText("Hello")}, false, []int{1000}},
		{"1_2_twice", []step{bye(1000, ""), bye(1000, "")}, nil, false, []int{1000}},
		{"1_3_ping_after", []step{bye(1000, ""), ping("")}, nil, false, []int{1000}},
		{"1_4_text_after", []step{bye(1000, ""), text("late")}, nil, false, []int{1000}},
		{"1_5_fragment_after", []step{textPart("f1"), bye(1000, ""), last("f2")}, nil, false, []int{1000}},
		{"1_6_large_before", []step{text(large), text("Hello"), bye(1000, ""), ping("")}, []frame{gotText(large), gotText("Hello")}, false, []int{1000}},
		{"3_1_no_code", []step{head(finBit|opClose, "")}, nil, false, []int{1005}},
		{"3_2_one_byte", []step{head(finBit|opClose, "a")}, nil, false, []int{1002}},
		{"3_3_code", []step{bye(1000, "")}, nil, false, []int{1000}},
		{"3_4_reason", []step{bye(1000, "Hello World!")}, nil, false, []int{1000}},
		{"3_5_longest", []step{bye(1000, strings.Repeat("*", 123))}, nil, false, []int{1000}},
		{"3_6_too_long", []step{bye(1000, strings.Repeat("*", 124))}, nil, false, []int{1002}},
		// The library would echo this with 1000: the scan refuses it first.
		{"5_1_reason_not_utf8", []step{bye(1000, "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80\x65")}, nil, false, []int{1007}},
		{"5_1_reason_not_utf8_octets", chopped(1, bye(1000, "\xce\xba\xed\xa0\x80")), nil, false, []int{1007}},
	}
	for _, code := range []int{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999} {
		tests = append(tests, wireTest{fmt.Sprint("7_", code), []step{bye(code, "")}, nil, false, []int{code}})
	}
	for _, code := range []int{0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65535} {
		tests = append(tests, wireTest{fmt.Sprint("9_", code), []step{bye(code, "")}, nil, false, []int{1002}})
	}
	runAll(t, Options{}, tests)
}

// The session hears the code and the reason that the client gave.
func TestCloseCodeSeen(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		closed, wait := ends(t)
		srv, _ := serve(t, secure, Options{}, script{closed: closed})
		for _, tt := range []struct {
			send step
			want end
		}{
			{bye(1000, "done"), end{1000, "done"}},
			{bye(4321, ""), end{4321, ""}},
			{head(finBit|opClose, ""), end{1005, ""}},
			{bye(999, ""), end{1002, ""}},
			{step{finBit | opText, []byte("\xff"), 0}, end{1007, "text message is not UTF-8"}},
		} {
			p := dialPeer(t, srv, "/")
			p.send(tt.send.b0, tt.send.payload, 0)
			p.wantClose()
			p.Close()
			got := wait()
			if tt.want.code == 1002 {
				got.reason = "" // the library's words
			}
			if got != tt.want {
				t.Errorf("%v: closed with %v, want %v", frame{tt.send.b0, tt.send.payload}, got, tt.want)
			}
		}
		p := dialPeer(t, srv, "/")
		p.Close()
		if got := wait(); got.code != 1006 {
			t.Errorf("connection lost: closed with %v, want 1006", got)
		}
	})
}
