package main_test

import (
	"bytes"
	"errors"
	"os/exec"
	"regexp"
	"syscall"
	"testing"
	"time"
)

// What any document may cost, however it is written.
const (
	longest = 2 * time.Second
	largest = 200 << 20
)

var (
	located = regexp.MustCompile(`:\d+:\d+`)
	crashed = regexp.MustCompile(`(?m)^panic:|^fatal error:|^goroutine \d+ \[|runtime error`)
)

// TestCorpusREL_LOAD_1_LoadsOrSaysWhere runs the command on every document: it
// makes routes of it or says at which place it cannot, in little time and
// memory. Time is that of the processor: the clock on the wall also counts
// what else the machine does.
func TestCorpusREL_LOAD_1_LoadsOrSaysWhere(t *testing.T) {
	var slowest, fattest cost
	unusable := 0
	for _, e := range corpus(t, 40, everything) {
		for _, args := range [][]string{{"routes"}, {"validate"}} {
			c := measure(t, append(args, "--ref-root", e.Root, e.Path)...)
			c.name = args[0] + " " + e.Name
			if crashed.MatchString(c.output) {
				t.Errorf("%s crashed:\n%s", c.name, c.output)
			}
			if c.status != 0 && !located.MatchString(c.output) {
				t.Errorf("%s: exit status %d and no place:\n%s", c.name, c.status, c.output)
			}
			if c.status == 2 && args[0] == "routes" {
				unusable++
			}
			if c.took > longest || c.memory > largest {
				t.Errorf("%s took %v and %d MiB, want at most %v and %d MiB", c.name, c.took, c.memory>>20, longest, largest>>20)
			}
			if c.took > slowest.took {
				slowest = c
			}
			if c.memory > fattest.memory {
				fattest = c
			}
		}
	}
	t.Logf("slowest %v (%v on the wall): %s", slowest.took, slowest.wall, slowest.name)
	t.Logf("largest %d MiB: %s", fattest.memory>>20, fattest.name)
	t.Logf("%d have no routes", unusable)
}

// A cost is what one run of the command took.
type cost struct {
	name   string
	took   time.Duration // of the processor
	wall   time.Duration
	memory int64
	status int
	output string
}

func measure(t *testing.T, args ...string) cost {
	t.Helper()
	var output bytes.Buffer
	cmd := exec.Command("asyncmock", args...)
	cmd.Stdout, cmd.Stderr = &output, &output
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	watchdog := time.AfterFunc(10*longest, func() { cmd.Process.Kill() })
	err := cmd.Wait()
	watchdog.Stop()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cost{
		took:   cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(),
		wall:   time.Since(began),
		memory: cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10,
		status: cmd.ProcessState.ExitCode(),
		output: output.String(),
	}
}
