package main_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A ran is an asyncmock run whose command has begun.
type ran struct {
	t        *testing.T
	cmd      *exec.Cmd
	out, err bytes.Buffer
}

// begin starts asyncmock run, and returns when the command has written a file.
func begin(t *testing.T, command ...string) *ran {
	t.Helper()
	document := quiet(t)
	folder := filepath.Dir(document)
	r := &ran{t: t, cmd: exec.Command("asyncmock", append([]string{"run", document, "--"}, command...)...)}
	r.cmd.Dir, r.cmd.Stdout, r.cmd.Stderr = folder, &r.out, &r.err
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.cmd.Process.Kill() })
	for end := time.Now().Add(patience); !isFile(filepath.Join(folder, "begun")); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the command does not begin")
		}
	}
	return r
}

func isFile(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// ends sends the signals, which must differ, as equal ones may become one, and
// waits for the end, which must have the status and a report.
func (r *ran) ends(status int, signals ...os.Signal) {
	r.t.Helper()
	for _, s := range signals {
		if err := r.cmd.Process.Signal(s); err != nil {
			r.t.Fatal(err)
		}
	}
	done := make(chan error, 1)
	go func() { done <- r.cmd.Wait() }()
	select {
	case err := <-done:
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != status {
			r.t.Errorf("got %v, want status %d\n%s%s", err, status, r.out.String(), r.err.String())
		}
	case <-time.After(patience):
		r.t.Fatal("run does not end")
	}
	if !strings.Contains(r.out.String(), "\nrun: ") || !strings.Contains(r.err.String(), "interrupted: the report tells what happened until then") {
		r.t.Errorf("no report of what happened until then:\n%s%s", r.out.String(), r.err.String())
	}
}

// TestRun_HandsSignalsOn: the command hears what asyncmock hears, also where a
// shell stands between, and there is a report.
func TestRun_HandsSignalsOn(t *testing.T) {
	for _, s := range []struct {
		signal os.Signal
		name   string
	}{{syscall.SIGTERM, "terminated"}, {os.Interrupt, "interrupt"}} {
		r := begin(t, "client", "stay", "begun")
		r.ends(9, s.signal)
		if !strings.Contains(r.err.String(), "got "+s.name) {
			t.Errorf("the command did not get %v:\n%s", s.signal, r.err.String())
		}
	}
	r := begin(t, "sh", "-c", "client stay begun; echo $? >status; exit 7")
	r.ends(143, syscall.SIGTERM)
	if !strings.Contains(r.err.String(), "got terminated") {
		t.Errorf("what the shell runs did not get it:\n%s", r.err.String())
	}
}

// TestRun_SecondSignalKills: a command that does not listen is killed, with
// what it started.
func TestRun_SecondSignalKills(t *testing.T) {
	r := begin(t, "sh", "-c", "trap '' INT TERM; sleep 600 & echo $! >pid; touch begun; wait; wait")
	r.ends(130, os.Interrupt, syscall.SIGTERM)
	pid, err := os.ReadFile(filepath.Join(r.cmd.Dir, "pid"))
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(patience); exec.Command("kill", "-0", strings.TrimSpace(string(pid))).Run() == nil; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("what the command started is still there")
		}
	}
}

// TestCheck_InterruptedReports: whoever watches messages come in ends that by
// Ctrl-C, and gets the report.
func TestCheck_InterruptedReports(t *testing.T) {
	cmd := exec.Command("asyncmock", "check", quiet(t))
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, told := new(watched), new(watched)
	cmd.Stdout, cmd.Stderr = out, told
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	for range 20_000 { // more than the pipe holds: some have been read
		if _, err := in.Write([]byte("\"hello\"\n")); err != nil {
			t.Fatal(err)
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err = cmd.Wait()
	if err != nil || !strings.Contains(out.String(), "check: ") || !strings.Contains(told.String(), "interrupted: the report tells what was read until then") {
		t.Errorf("got %v\n%s%s", err, out.String(), told.String())
	}
}
