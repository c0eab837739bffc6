package server

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A FaultInfo describes a kind of Fault, for people.
type FaultInfo struct {
	Kind   FaultKind
	Scope  FaultScope
	Does   string
	Over   []Transport // which can do it
	params []parameter
	needs  bool // the first parameter
	usual  Fault
}

// A parameter is one value of a fault's text.
type parameter struct {
	name string
	read func(f *Fault, text string) (wrong string)
	show func(f *Fault) string
}

var (
	anyWay  = []Transport{TransportWS, TransportSSE, TransportHTTP}
	lasting = []Transport{TransportWS, TransportSSE}
	onlyWS  = []Transport{TransportWS}
)

// faultKinds is the table of all there are; the help, the README, errors and
// ParseFault know them from here.
var faultKinds = []FaultInfo{
	{Kind: FaultRefuse, Scope: ScopeHandshake, Over: anyWay, params: []parameter{whole("STATUS", 400, 599)}, usual: Fault{Number: 503},
		Does: "answers the handshake or request with an HTTP status (503)"},
	{Kind: FaultSlowHandshake, Scope: ScopeHandshake, Over: anyWay, params: []parameter{spanParameter}, needs: true,
		Does: "waits before it answers the handshake or request"},
	{Kind: FaultClose, Scope: ScopeConnection, Over: lasting, params: []parameter{codeParameter, reasonParameter},
		Does: "closes with a code and a reason, or without a code"},
	{Kind: FaultDrop, Scope: ScopeConnection, Over: anyWay, params: []parameter{resetParameter},
		Does: "drops the TCP connection without a close frame; reset: by RST"},
	{Kind: FaultStall, Scope: ScopeConnection, Over: anyWay, params: []parameter{spanParameter},
		Does: "sends nothing for that long (for ever), not even a pong, then goes on with what it held"},
	{Kind: FaultHalfOpen, Scope: ScopeConnection, Over: lasting,
		Does: "forgets the connection and leaves it open: nothing is sent any more, what comes in is thrown away"},
	{Kind: FaultThrottle, Scope: ScopeConnection, Over: lasting, params: []parameter{whole("BYTES", 1, 1<<30)}, needs: true,
		Does: "sends so many bytes per second"},
	{Kind: FaultNoPong, Scope: ScopeConnection, Over: onlyWS,
		Does: "leaves pings unanswered"},
	{Kind: FaultNoClose, Scope: ScopeConnection, Over: onlyWS,
		Does: "leaves the client's close frame unanswered and the connection open"},
	{Kind: FaultDelay, Scope: ScopeMessage, Over: anyWay, params: []parameter{spanParameter}, needs: true,
		Does: "waits before the message; those behind it wait, too"},
	{Kind: FaultDuplicate, Scope: ScopeMessage, Over: anyWay, params: []parameter{whole("COPIES", 1, 100)}, usual: Fault{Number: 1},
		Does: "sends the message again, so many times (1)"},
	{Kind: FaultReorder, Scope: ScopeMessage, Over: lasting, params: []parameter{spanParameter}, usual: Fault{Wait: DelayRange{time.Second, time.Second}},
		Does: "sends the message behind the next one, or after that long (1s) if there is none"},
	{Kind: FaultCorrupt, Scope: ScopeMessage, Over: anyWay, params: []parameter{whole("BYTES", 1, 1<<20)}, usual: Fault{Number: 1},
		Does: "changes so many bytes (1); text stays text"},
	{Kind: FaultTruncate, Scope: ScopeMessage, Over: anyWay, params: []parameter{whole("BYTES", 1, 1<<30)},
		Does: "sends only so many bytes of the message (half of it)"},
	{Kind: FaultBreak, Scope: ScopeMessage, Over: onlyWS,
		Does: "sends half of the frame, then drops the TCP connection"},
	{Kind: FaultBadUTF8, Scope: ScopeMessage, Over: anyWay,
		Does: "sends text that is not UTF-8"},
	{Kind: FaultReservedBit, Scope: ScopeMessage, Over: onlyWS, params: []parameter{whole("BIT", 1, 3)}, usual: Fault{Number: 2},
		Does: "sets RSV1, RSV2 or RSV3 of the frame (2)"},
	{Kind: FaultWrongOpcode, Scope: ScopeMessage, Over: onlyWS, params: []parameter{opcodeParameter}, usual: Fault{Number: 3},
		Does: "gives the frame an opcode that means nothing (3)"},
	{Kind: FaultInvalid, Scope: ScopeMessage, Over: anyWay,
		Does: "sends a payload that breaks the message's schema"},
}

// FaultKinds returns all kinds of Fault, in the order of the help.
func FaultKinds() []FaultInfo { return slices.Clone(faultKinds) }

// Usage is how the kind is written, what may be left out in brackets:
// "close[:CODE[:REASON]]".
func (k *FaultInfo) Usage() string {
	text, end := string(k.Kind), ""
	for i, p := range k.params {
		if i == 0 && k.needs {
			text += ":" + p.name
		} else {
			text, end = text+"[:"+p.name, end+"]"
		}
	}
	return text + end
}

// kindOf returns a row of the table; nil: there is no such kind.
func kindOf(k FaultKind) *FaultInfo {
	i := slices.IndexFunc(faultKinds, func(info FaultInfo) bool { return info.Kind == k })
	if i < 0 {
		return nil
	}
	return &faultKinds[i]
}

// whole is a number from low to high.
func whole(name string, low, high int) parameter {
	return parameter{name,
		func(f *Fault, text string) (wrong string) {
			f.Number, wrong = wholeNumber(text, low, high)
			return wrong
		},
		func(f *Fault) string { return shown(f.Number) },
	}
}

func wholeNumber(text string, low, high int) (n int, wrong string) {
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high {
		return 0, fmt.Sprintf("must be a whole number from %d to %d", low, high)
	}
	return n, ""
}

func shown(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// spanParameter is a duration, or a range of two of which one is drawn.
var spanParameter = parameter{"D|D..D",
	func(f *Fault, text string) (wrong string) {
		f.Wait, wrong = readSpan(text)
		return wrong
	},
	func(f *Fault) string { return showSpan(f.Wait) },
}

func readSpan(text string) (r DelayRange, wrong string) {
	low, high, ranged := strings.Cut(text, "..")
	if !ranged {
		high = low
	}
	from, err1 := time.ParseDuration(low)
	to, err2 := time.ParseDuration(high)
	if err1 != nil || err2 != nil || from < 0 || to < from || to == 0 {
		return r, `must be a duration such as "2s" or a range such as "100ms..2s"`
	}
	return DelayRange{from, to}, ""
}

func showSpan(r DelayRange) string {
	switch {
	case r.Max == 0:
		return ""
	case r.Min == r.Max:
		return shortDuration(r.Min)
	}
	return shortDuration(r.Min) + ".." + shortDuration(r.Max)
}

// codeParameter is one that may stand in a close frame (RFC 6455, 7.4).
var codeParameter = parameter{"CODE",
	func(f *Fault, text string) (wrong string) {
		f.Number, wrong = wholeNumber(text, 1000, 4999)
		n := f.Number
		if wrong == "" && (n >= 1004 && n <= 1006 || n > 1014 && n < 3000) {
			wrong = fmt.Sprintf("%d may not stand in a close frame; leave it out to close without a code, or use drop", n)
		}
		return wrong
	},
	func(f *Fault) string { return shown(f.Number) },
}

var reasonParameter = parameter{"REASON",
	func(f *Fault, text string) (wrong string) {
		f.Text = text
		if f.Number == 0 {
			return "a close without a code has no reason"
		}
		if clipReason(text) != text {
			return fmt.Sprintf("is %d bytes long, a close frame has room for 123", len(text))
		}
		return ""
	},
	func(f *Fault) string { return f.Text },
}

var resetParameter = parameter{"reset",
	func(f *Fault, text string) (wrong string) {
		f.Text = text
		if text != "reset" {
			return `must be "reset"`
		}
		return ""
	},
	func(f *Fault) string { return f.Text },
}

// opcodeParameter is one that RFC 6455, 5.2 reserves.
var opcodeParameter = parameter{"OPCODE",
	func(f *Fault, text string) (wrong string) {
		f.Number, wrong = wholeNumber(text, 3, 15)
		if wrong != "" || f.Number > 7 && f.Number < 11 {
			return "must be 3 to 7 or 11 to 15, which mean nothing"
		}
		return ""
	},
	func(f *Fault) string { return shown(f.Number) },
}
