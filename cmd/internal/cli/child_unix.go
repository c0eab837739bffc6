//go:build !windows

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
func forwarded() []os.Signal {
	return []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT}
}

// interactive reports whether somebody types here: then the terminal itself
// interrupts all that run on it.
func interactive(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok || !isTerminal(f) {
		return false
	}
	fi, err := f.Stat()
	if err != nil {
		return false
	}
	null, err := os.Stat(os.DevNull) // a device of characters, too
	return err != nil || !os.SameFile(fi, null)
}

// apart gives the child a process group of its own, so that signals reach all
// that it starts. On a terminal it stays in ours, or it could not read there.
func apart(cmd *exec.Cmd, own bool) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: own}
}

// send hands a signal on. What a terminal sends has reached the child already.
func send(p *os.Process, s os.Signal, own bool) {
	switch {
	case own:
		syscall.Kill(-p.Pid, s.(syscall.Signal))
	case s != os.Interrupt && s != syscall.SIGQUIT:
		p.Signal(s)
	}
}

// unexecutable reports whether the system has no way to execute a file.
func unexecutable(err error) bool {
	return errors.Is(err, syscall.ENOEXEC) || errors.Is(err, syscall.EACCES) || errors.Is(err, syscall.ENOENT)
}

func statusOf(s *os.ProcessState) (status int, text string) {
	if w, ok := s.Sys().(syscall.WaitStatus); ok && w.Signaled() {
		return 128 + int(w.Signal()), fmt.Sprintf("ended by a signal: %s", w.Signal())
	}
	return s.ExitCode(), fmt.Sprintf("exit status %d", s.ExitCode())
}
