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
	where    string
}

// The words that x-asyncmock knows.
var (
	extensionKeys = []string{"role", "mode", "reply", "interval", "validate"}
	modeWords     = []string{"conversational", "streaming", "duplex", "relay", "sink"}
	replyWords    = []string{"echo", "relay"}
	roleWords     = []string{"auto", "application", "counterpart"}
	validateWords = []string{"off", "on"}
)

// An extensionReader reads x-asyncmock objects and keeps what is wrong with
// them.
type extensionReader struct {
	diagnostics spec.Diagnostics
	done        map[*spec.Node]extension
}

// read returns what x-asyncmock says among the extensions of an object.
func (x *extensionReader) read(all spec.Extensions, where string) extension {
	n := all.Get(extensionKey)
	e := extension{where: where}
	if n == nil {
		return e
	}
	if old, ok := x.done[n]; ok {
		return old
	}
	if object := n.Deref(); object == nil || object.Kind != spec.Object {
		x.wrong(n, where, extensionKey+" is no object", "write "+extensionKey+": {role: counterpart}")
	} else {
		for _, m := range object.Members {
			x.member(&e, m, where)
		}
	}
	if x.done == nil {
		x.done = map[*spec.Node]extension{}
	}
	x.done[n] = e
	return e
}

// member reads one key.
func (x *extensionReader) member(e *extension, m spec.Member, where string) {
	value := m.Value.Scalar()
	switch m.Key {
	case "role":
		switch x.word(m, value, roleWords, where) {
		case "application":
			e.role = RoleApplication
		case "counterpart":
			e.role = RoleCounterpart
		}
	case "mode":
		e.mode = x.word(m, modeWord(value), modeWords, where)
	case "reply":
		e.reply = x.word(m, value, replyWords, where)
	case "validate":
		switch value {
		case "false":
			value = "off"
		case "true":
			value = "on"
		}
		e.validate = x.word(m, value, validateWords, where)
	case "interval":
		d, err := time.ParseDuration(value)
		if err != nil || d < minInterval {
			x.wrong(m.Value, where, fmt.Sprintf("interval %q is no duration of at least %s", clip(value, 40), minInterval), "write interval: 500ms, or 2s")
			return
		}
		e.interval = d
	default:
		x.wrong(m.Value, where, fmt.Sprintf("%s has no key %q", extensionKey, clip(m.Key, 40)), hintFor(m.Key, extensionKeys))
	}
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
	d := spec.Diagnostic{Code: "extension-invalid", Severity: spec.SeverityWarning, Summary: extensionKey + " of " + where + ": " + summary,
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
