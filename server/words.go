package server

import (
	"fmt"
	"time"
)

// String returns "application", "counterpart" or "auto".
func (r Role) String() string {
	return [...]string{"auto", "application", "counterpart"}[min(r, RoleCounterpart)]
}

// String returns "conversational", "streaming", "duplex", "relay" or "sink".
func (m Mode) String() string {
	return [...]string{"conversational", "streaming", "duplex", "relay", "sink"}[min(m, ModeSink)]
}

// String returns the moment in words: "on connect", "every 1s",
// "after subscribe", "reply to ping".
func (w When) String() string {
	switch w.Kind {
	case WhenConnect:
		return "on connect"
	case WhenEvery:
		return "every " + shortDuration(w.Interval)
	case WhenSubscribe:
		return "after " + w.Of
	case WhenReply:
		return "reply to " + w.Of
	case WhenSilence:
		return "on silence, every " + shortDuration(w.Interval)
	case WhenEnd:
		return "before close"
	case WhenRelay:
		return "when a client sends it"
	case WhenRule:
		return "when a rule says it"
	}
	return "when pushed"
}

// shortDuration prints 1m0s as 1m.
func shortDuration(d time.Duration) string {
	switch {
	case d >= time.Hour && d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d >= time.Minute && d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return d.String()
}
