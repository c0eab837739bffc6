package ws

import (
	"fmt"
	"testing"
)

// Group 6: text is UTF-8, wherever frames and writes cut it.

var goodText = []string{
	"", "Hello-µ@ßöäüàá-UTF-8!!", "κόσμε", "$€",
	// first and last character of each length
	"\x00", "\u0080", "\u0800", "\U00010000", "\x7f", "\u07ff", "\uffff", "\U0010ffff",
	// around the surrogates, replacement character
	"\ud7ff", "\ue000", "\ufffd",
	// characters that are none, but may be exchanged
	"\ufffe", "\U0001fffe", "\U0001ffff", "\U0002fffe", "\U0002ffff", "\U0003fffe", "\U0003ffff", "\U0004fffe",
	"\U0004ffff", "\U0005fffe", "\U0005ffff", "\U0006fffe", "\U0006ffff", "\U0007fffe", "\U0007ffff", "\U0008fffe",
	"\U0008ffff", "\U0009fffe", "\U0009ffff", "\U000afffe", "\U000affff", "\U000bfffe", "\U000bffff", "\U000cfffe",
	"\U000cffff", "\U000dfffe", "\U000dffff", "\U000efffe", "\U000effff", "\U000ffffe", "\U000fffff", "\U0010fffe",
}

var badText = []string{
	"κόσμε\xed\xa0\x80edited",                                                                                  // a surrogate inside
	"κόσμε\xf4\x90\x80\x80edit",                                                                                // above the last character inside
	"\xce", "\xce\xba\xe1", "\xce\xba\xe1\xbd", "\xce\xba\xe1\xbd\xb9\xcf", "\xce\xba\xe1\xbd\xb9\xcf\x83\xce", // cut off
	// five and six bytes long, above the last character
	"\xf8\x88\x80\x80\x80", "\xfc\x84\x80\x80\x80\x80", "\xf7\xbf\xbf\xbf", "\xfb\xbf\xbf\xbf\xbf", "\xfd\xbf\xbf\xbf\xbf\xbf", "\xf4\x90\x80\x80",
	// continuation bytes alone
	"\x80", "\xbf", "\x80\xbf", "\x80\xbf\x80", "\x80\xbf\x80\xbf", "\x80\xbf\x80\xbf\x80", "\x80\xbf\x80\xbf\x80\xbf",
	// first bytes alone, each followed by a space
	"\xc0 \xc1 \xc2 \xde \xdf ", "\xe0 \xe1 \xee \xef ", "\xf0 \xf1 \xf6 \xf7 ", "\xf8 \xf9 \xfa \xfb ", "\xfc \xfd ",
	// the last continuation byte is missing
	"\xc0", "\xe0\x80", "\xf0\x80\x80", "\xf8\x80\x80\x80", "\xfc\x80\x80\x80\x80", "\xdf", "\xef\xbf", "\xf7\xbf\xbf", "\xfb\xbf\xbf\xbf", "\xfd\xbf\xbf\xbf\xbf",
	"\xc0\xe0\x80\xf0\x80\x80\xf8\x80\x80\x80\xfc\x80\x80\x80\x80\xdf\xef\xbf\xf7\xbf\xbf\xfb\xbf\xbf\xbf\xfd\xbf\xbf\xbf\xbf",
	// impossible bytes
	"\xfe", "\xff", "\xfe\xfe\xff\xff",
	// longer than need be
	"\xc0\xaf", "\xe0\x80\xaf", "\xf0\x80\x80\xaf", "\xf8\x80\x80\x80\xaf", "\xfc\x80\x80\x80\x80\xaf",
	"\xc1\xbf", "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf", "\xf8\x87\xbf\xbf\xbf", "\xfc\x83\xbf\xbf\xbf\xbf",
	"\xc0\x80", "\xe0\x80\x80", "\xf0\x80\x80\x80", "\xf8\x80\x80\x80\x80", "\xfc\x80\x80\x80\x80\x80",
	// surrogates, alone and in pairs
	"\xed\xa0\x80", "\xed\xad\xbf", "\xed\xae\x80", "\xed\xaf\xbf", "\xed\xb0\x80", "\xed\xbe\x80", "\xed\xbf\xbf",
	"\xed\xa0\x80\xed\xb0\x80", "\xed\xa0\x80\xed\xbf\xbf", "\xed\xad\xbf\xed\xb0\x80", "\xed\xad\xbf\xed\xbf\xbf",
	"\xed\xae\x80\xed\xb0\x80", "\xed\xae\x80\xed\xbf\xbf", "\xed\xaf\xbf\xed\xb0\x80", "\xed\xaf\xbf\xed\xbf\xbf",
}

// inFrames sends s with one byte per frame.
func inFrames(s string) []step {
	if len(s) < 2 {
		return []step{text(s)}
	}
	steps := []step{textPart(s[:1])}
	for i := 1; i < len(s)-1; i++ {
		steps = append(steps, more(s[i:i+1]))
	}
	return append(steps, last(s[len(s)-1:]))
}

func TestREL_WS_6_InvalidText(t *testing.T) {
	tests := []wireTest{
		{"empty_fragments", []step{textPart(""), more(""), last("")}, []frame{gotText("")}, true, nil},
		{"middle_fragment", []step{textPart(""), more("middle"), last("")}, []frame{gotText("middle")}, true, nil},
		{"binary_is_free", []step{head(finBit|opBinary, "\xff\xfe")}, []frame{{finBit | opBinary, []byte("\xff\xfe")}}, true, nil},
	}
	for i, s := range goodText {
		tests = append(tests,
			wireTest{fmt.Sprint("good_", i), []step{text(s)}, []frame{gotText(s)}, true, nil},
			wireTest{fmt.Sprint("good_frames_", i), inFrames(s), []frame{gotText(s)}, true, nil},
			wireTest{fmt.Sprint("good_octets_", i), chopped(1, text(s)), []frame{gotText(s)}, true, nil})
	}
	for i, s := range badText {
		tests = append(tests,
			wireTest{fmt.Sprint("bad_", i), []step{text("before"), text(s), text("after")}, []frame{gotText("before")}, false, []int{1007}},
			wireTest{fmt.Sprint("bad_frames_", i), inFrames(s), nil, false, []int{1007}})
	}
	runAll(t, Options{}, tests)
}
