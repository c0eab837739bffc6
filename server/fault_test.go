package server

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestParseFault(t *testing.T) {
	second := DelayRange{time.Second, time.Second}
	for _, c := range []struct {
		text string
		want Fault
		back string // what String says, "": text
	}{
		{"close", Fault{Kind: FaultClose}, ""},
		{"close:1012@10s", Fault{Kind: FaultClose, Number: 1012, When: FaultWhen{At: DelayRange{10 * time.Second, 10 * time.Second}}}, ""},
		{"close:4001:session: over@sent:5", Fault{Kind: FaultClose, Number: 4001, Text: "session: over", When: FaultWhen{Sent: 5}}, ""},
		{`close:4001:"a, b @ c"`, Fault{Kind: FaultClose, Number: 4001, Text: "a, b @ c"}, ""},
		{"refuse@30%", Fault{Kind: FaultRefuse, Number: 503, When: FaultWhen{Chance: 0.3}}, ""},
		{"refuse:503", Fault{Kind: FaultRefuse, Number: 503}, "refuse"},
		{"refuse:429@connection:2", Fault{Kind: FaultRefuse, Number: 429, When: FaultWhen{Connection: 2}}, ""},
		{"drop:reset@received:3", Fault{Kind: FaultDrop, Text: "reset", When: FaultWhen{Received: 3}}, ""},
		{"delay:50ms..2s@10%,route=/prices/{id},session=alice", Fault{
			Kind: FaultDelay, Wait: DelayRange{50 * time.Millisecond, 2 * time.Second}, When: FaultWhen{Chance: 0.1}, Route: "/prices/{id}", Session: "alice",
		}, ""},
		{"corrupt@every:7,times=3", Fault{Kind: FaultCorrupt, Number: 1, When: FaultWhen{Every: 7, Times: 3}}, ""},
		{"reorder", Fault{Kind: FaultReorder, Wait: second}, ""},
		{"stall:1s@1s..5s", Fault{Kind: FaultStall, Wait: second, When: FaultWhen{At: DelayRange{time.Second, 5 * time.Second}}}, ""},
		{"throttle:100", Fault{Kind: FaultThrottle, Number: 100}, ""},
		{"wrong-opcode:11@0.1%", Fault{Kind: FaultWrongOpcode, Number: 11, When: FaultWhen{Chance: 0.001}}, ""},
	} {
		got, err := ParseFault(c.text)
		if err != nil || got != c.want {
			t.Errorf("%s: got %+v, %v, want %+v", c.text, got, err, c.want)
			continue
		}
		back := c.back
		if back == "" {
			back = c.text
		}
		if got.String() != back {
			t.Errorf("%s: says itself as %s, want %s", c.text, got, back)
		}
	}
}

func TestParseFaultSaysWhereAndWhat(t *testing.T) {
	for _, c := range []struct {
		text   string
		column int
		want   string // in the summary
		hint   string // in the hint
	}{
		{"", 1, `no fault ""`, "there are refuse"},
		{"clos:1012", 1, `no fault "clos"`, "did you mean close?"},
		{"close:1006", 7, "may not stand in a close frame", "CODE[:REASON]"},
		{"close:99999", 7, "from 1000 to 4999", ""},
		{"close:1012:" + strings.Repeat("x", 124), 12, "room for 123", ""},
		{"close:1012@soon", 12, `"soon" does not say when`, "10s, 5%"},
		{"close:1012@10s@after:3", 16, `"after:3" does not say when`, ""},
		{"close:1012@0%", 12, "above 0%", ""},
		{"close@sent:-1", 12, "whole number", ""},
		{"half-open:3", 11, "takes no such value", "write half-open"},
		{"delay", 6, "needs a value", "write delay:D|D..D"},
		{"delay:fast", 7, "must be a duration", ""},
		{"refuse@10s", 8, "before there is a connection", "connection:N"},
		{"drop@connection:2@connection:3", 19, "connection:N is there twice", "a fault for each"},
		{"drop@10s@sent:3@20s", 17, "a time is there twice", ""},
		{"delay:1s@5%@10%", 13, "a share is there twice", ""},
		{"corrupt,tiems=3", 9, `no option "tiems"`, "times=N"},
		{"corrupt,times", 9, `"times" has no value`, ""},
		{"drop,times=3", 6, "once per connection anyway", ""},
		{"corrupt,route=prices", 15, "begins with /", ""},
		{`close:4000:"ü`, 12, "has no end", ""},
		{`close:4000:"ü"x`, 15, "not expected here", ""},
	} {
		_, err := ParseFault(c.text)
		var e *FaultError
		if !errors.As(err, &e) {
			t.Errorf("%s: got %v, want a FaultError", c.text, err)
			continue
		}
		if e.Column() != c.column || !strings.Contains(e.Summary, c.want) || !strings.Contains(e.Hint, c.hint) {
			t.Errorf("%s: got column %d: %s (%s), want column %d: …%s… (…%s…)", c.text, e.Column(), e.Summary, e.Hint, c.column, c.want, c.hint)
		}
	}
}

// Whatever is read can be said, and means the same.
func FuzzParseFault(f *testing.F) {
	for _, text := range []string{"close:1012:bye@10s", `close:4000:"a,b"`, "delay:1ms..2s@5%@every:3,times=2", "refuse@connection:3,route=/a,session=b", "corrupt:3@33.333%"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fault, err := ParseFault(text)
		if err != nil {
			return
		}
		again, err := ParseFault(fault.String())
		if err != nil || again.String() != fault.String() {
			t.Fatalf("%q is read as %q, which is read as %q (%v)", text, fault, again, err)
		}
	})
}
