package server

import (
	"fmt"
	"strings"
	"time"

	"asyncmock/spec"
)

// extensionKey is our own extension (EXT-2).
const extensionKey = "x-asyncmock"

// An extension is what x-asyncmock says at one place. Zero fields are unsaid.
type extension struct {
	role     Role
	mode     string
	reply    string // "echo" or "relay"
	interval time.Duration
	validate string // "off" or "on"
	jitter   time.Duration
	stream   string
	delay    *DelayRange
	relay    string
	where    string // "x-asyncmock of channel c"
}

// The words that x-asyncmock knows.
var (
	extensionKeys = []string{"role", "mode", "reply", "interval", "validate", "jitter", "stream", "delay", "relay"}
	modeWords     = []string{"conversational", "streaming", "duplex", "relay", "sink"}
	replyWords    = []string{"echo", "relay"}
	roleWords     = []string{"auto", "application", "counterpart"}
	validateWords = []string{"off", "on"}
	streamWords   = []string{"one-to-one", "broadcast", "off"}
	relayWords    = []string{"all", "others", "off"}
)

// An extensionReader reads x-asyncmock objects and keeps what is wrong with
// them.
type extensionReader struct {
	diagnostics spec.Diagnostics
	done        map[*spec.Node]extension
	behavior    bool // there is a Behavior: it reads what else the document says
}

// read returns what x-asyncmock says among the extensions of an object.
func (x *extensionReader) read(all spec.Extensions, where string) extension {
	n := all.Get(extensionKey)
	e := extension{where: extensionKey + " of " + where}
	if n == nil {
		return e
	}
	if old, ok := x.done[n]; ok {
		return old
	}
	if object := n.Deref(); object == nil || object.Kind != spec.Object {
		x.wrong(n, e.where, "it is no object", "write "+extensionKey+": {role: counterpart}")
	} else {
		for _, m := range object.Members {
			if !x.member(&e, m) && !(x.behavior && where == "the document") {
				x.wrong(m.Value, e.where, fmt.Sprintf("there is no key %q", clip(m.Key, 40)), hintFor(m.Key, extensionKeys))
			}
		}
	}
	if x.done == nil {
		x.done = map[*spec.Node]extension{}
	}
	x.done[n] = e
	return e
}

// settings reads what is said about a route where other keys stand as well.
func (x *extensionReader) settings(n *spec.Node, where string) extension {
	e := extension{where: where}
	if object := n.Deref(); object != nil {
		for _, m := range object.Members {
			x.member(&e, m)
		}
	}
	return e
}

// member reads one key; it is false when there is none of that name.
func (x *extensionReader) member(e *extension, m spec.Member) bool {
	value := m.Value.Scalar()
	if m.Value.Deref().Is(spec.Bool) && (m.Key == "validate" || m.Key == "stream" || m.Key == "relay") {
		value = map[string]string{"false": "off", "true": "on"}[value] // as YAML 1.1 means it
	}
	switch m.Key {
	case "role":
		switch x.word(m, value, roleWords, e.where) {
		case "application":
			e.role = RoleApplication
		case "counterpart":
			e.role = RoleCounterpart
		}
	case "mode":
		e.mode = x.word(m, modeWord(value), modeWords, e.where)
	case "reply":
		e.reply = x.word(m, value, replyWords, e.where)
	case "validate":
		e.validate = x.word(m, value, validateWords, e.where)
	case "stream":
		e.stream = x.word(m, value, streamWords, e.where)
	case "relay":
		e.relay = x.word(m, value, relayWords, e.where)
	case "interval":
		e.interval = x.duration(m, value, minInterval, e.where)
	case "jitter":
		e.jitter = x.duration(m, value, 0, e.where)
	case "delay":
		if d, ok := readDelay(value); ok {
			e.delay = &d
		} else {
			x.wrong(m.Value, e.where, fmt.Sprintf("delay %q is no duration and no range of two", clip(value, 40)), "write delay: 50ms, or 50ms..2s")
		}
	default:
		return false
	}
	return true
}

// duration reads a time of at least least.
func (x *extensionReader) duration(m spec.Member, value string, least time.Duration, where string) time.Duration {
	d, err := time.ParseDuration(value)
	if err != nil || d < least {
		x.wrong(m.Value, where, fmt.Sprintf("%s %q is no duration of at least %s", m.Key, clip(value, 40), least), "write "+m.Key+": 500ms, or 2s")
		return 0
	}
	return d
}

// readDelay reads "50ms" or "50ms..2s".
func readDelay(text string) (DelayRange, bool) {
	low, high, ranged := strings.Cut(text, "..")
	if !ranged {
		high = low
	}
	least, err1 := time.ParseDuration(low)
	most, err2 := time.ParseDuration(high)
	return DelayRange{least, most}, err1 == nil && err2 == nil && least >= 0 && most >= least
}

// modeWord also takes the short words for modes.
func modeWord(value string) string {
	switch value {
	case "conversation":
		return "conversational"
	case "stream":
		return "streaming"
	}
	return value
}

// word returns value if it is one of the known words, and "" with a finding if not.
func (x *extensionReader) word(m spec.Member, value string, known []string, where string) string {
	for _, k := range known {
		if value == k {
			return k
		}
	}
	x.wrong(m.Value, where, fmt.Sprintf("%s %q is none of %s", m.Key, clip(value, 40), strings.Join(known, ", ")), hintFor(value, known))
	return ""
}

// wrong reports a mistake in x-asyncmock.
func (x *extensionReader) wrong(n *spec.Node, where, summary, hint string) {
	d := spec.Diagnostic{Code: "extension-invalid", Severity: spec.SeverityWarning, Summary: where + ": " + summary,
		Detail: "What is wrong in it is ignored.", Hint: hint}
	if n != nil {
		d.Pos, d.Pointer = n.Place(), n.Pointer()
	}
	x.diagnostics = append(x.diagnostics, d)
}

// hintFor names the known word nearest to what was written.
func hintFor(written string, known []string) string {
	best, cost := "", 4
	for _, k := range known {
		if c := spec.EditDistance(strings.ToLower(clip(written, 40)), k); c < cost {
			best, cost = k, c
		}
	}
	if best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	return "known: " + strings.Join(known, ", ")
}
