package report

import (
	"fmt"
	"time"

	"asyncmock/server"
	"asyncmock/spec"
)

// An Exchange is what a client and a service said to each other, held before
// the contract.
type Exchange struct {
	Command  string          // "run", "check", "verify" or "proxy"
	Checks   []Check         // what was checked, in order; those of a group stand together
	Coverage []Covered       // what of the contract there is and was exercised, in document order
	Events   []*server.Event // what happened, in order
}

// A Check is one thing that was checked.
type Check struct {
	Group, Name string // a channel or operation, and what was checked about it
	Outcome     Outcome
	Detail      string           // why it failed or was skipped, or what passed; one line
	Pos         spec.Pos         // where it stands, in a recording; zero: nowhere
	Findings    spec.Diagnostics // what was found, if anything; Instance is a place in a payload
	Duration    time.Duration    // 0: nothing was timed
	Times       int              // how many alike it stands for; 0: one
}

// Outcome is what became of a Check.
type Outcome uint8

// The outcomes. Skipped: there was nothing to check.
const (
	Passed Outcome = iota
	Failed
	Skipped
)

// String returns "passed", "failed" or "skipped".
func (o Outcome) String() string {
	return [...]string{"passed", "failed", "skipped"}[min(o, Skipped)]
}

// A Covered is a part of the contract and how often it was exercised: with a
// message that keeps the contract.
type Covered struct {
	Kind, Name string // "channel", "operation" or "message"
	Count      uint64
}

// Count returns how many checks came out so.
func (x *Exchange) Count(o Outcome) (n int) {
	for _, c := range x.Checks {
		if c.Outcome == o {
			n += max(c.Times, 1)
		}
	}
	return n
}

// Tally says in words how the checks came out: "1 failed, 3 passed".
func (x *Exchange) Tally() string {
	text := ""
	for _, o := range []Outcome{Failed, Passed, Skipped} {
		if n := x.Count(o); n > 0 || o == Passed {
			text += fmt.Sprintf(", %d %s", n, o)
		}
	}
	return text[len(", "):]
}

// A Share is how much of one kind was exercised.
type Share struct {
	Kind          string
	Exercised, Of int
	Missing       []string // names of what was not, in document order
}

// Percent returns the exercised part of it, 100 where there is nothing.
func (s Share) Percent() float64 {
	if s.Of == 0 {
		return 100
	}
	return 100 * float64(s.Exercised) / float64(s.Of)
}

// Shares sums up the coverage: channels, operations, messages.
func (x *Exchange) Shares() []Share {
	shares := []Share{{Kind: "channel"}, {Kind: "operation"}, {Kind: "message"}}
	for i := range shares {
		s := &shares[i]
		for _, c := range x.Coverage {
			switch {
			case c.Kind != s.Kind:
				continue
			case c.Count > 0:
				s.Exercised++
			default:
				s.Missing = append(s.Missing, c.Name)
			}
			s.Of++
		}
	}
	return shares
}

// aboutPayload is the finding with its place in the payload in the summary.
func aboutPayload(d spec.Diagnostic) spec.Diagnostic {
	if d.Instance != "" {
		d.Summary = d.Instance + ": " + d.Summary
	}
	return d
}
