package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
)

// forwarded are the signals that are handed on to a child.
func forwarded() []os.Signal { return []os.Signal{os.Interrupt, syscall.SIGTERM} }

// interactive reports whether the console interrupts the child by itself.
func interactive(io.Reader) bool { return true }

// apart does nothing: Ctrl-C reaches all that run on a console.
func apart(*exec.Cmd, bool) {}

// send ends the child where it is to be killed; there are no other signals.
func send(p *os.Process, s os.Signal, _ bool) {
	if s == os.Kill {
		p.Kill()
	}
}

// errBadFormat is ERROR_BAD_EXE_FORMAT.
const errBadFormat = syscall.Errno(193)

// unexecutable reports whether the system has no way to execute a file.
func unexecutable(err error) bool {
	return errors.Is(err, errBadFormat) || errors.Is(err, os.ErrPermission)
}

func statusOf(s *os.ProcessState) (status int, text string) {
	return s.ExitCode(), fmt.Sprintf("exit status %d", s.ExitCode())
}
