package probe

import (
	"time"

	"asyncmock/spec"
)

// Outcome is what became of a check.
type Outcome uint8

// The outcomes.
const (
	Passed Outcome = iota
	Failed
	Skipped
)

// A Check is one thing that was looked at.
type Check struct {
	Group    string // name of the channel
	Name     string // what was checked; the same in every run
	Outcome  Outcome
	Detail   string // one line: why it failed or was skipped, or how it passed
	Findings spec.Diagnostics
	Duration time.Duration
	Sent     *Step // what the service was told for this check; nil: nothing
}

// A Result is what a run found.
type Result struct {
	Checks []Check // in document order; those of a group stand together
	Sent   uint64  // messages to the service
	Heard  uint64  // messages from the service
	// Interrupted: the run was ended before it was done; the checks say what
	// is missing.
	Interrupted bool
}
