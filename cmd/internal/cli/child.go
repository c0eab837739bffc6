package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"time"
)

// A child is the command that run runs. It has the streams of asyncmock as
// they are.
type child struct {
	path      string
	args, env []string
	signals   <-chan os.Signal // those that are handed on
}

// An ending is what became of a child.
type ending struct {
	name        string
	status      int    // as a shell has it: 128 and more for a signal
	text        string // "exit status 3"
	took        time.Duration
	interrupted bool
}

// find returns the path of a command, or the failure that shells have for it.
func find(name string) (string, error) {
	path, err := exec.LookPath(name)
	switch {
	case err == nil:
		return path, nil
	case errors.Is(err, fs.ErrPermission):
		return "", &failure{status: exitNotCommand, err: fmt.Errorf("%s cannot be executed", name), hint: "chmod +x " + name + ", or name its interpreter"}
	case errors.Is(err, exec.ErrDot):
		return "", &failure{status: exitNotFound, err: err, hint: "write ./" + name}
	}
	return "", &failure{status: exitNotFound, err: fmt.Errorf("there is no command %s", name)}
}

// maxCommand is how much of a command line reports show, in characters.
const maxCommand = 80

// run runs it to its end. The first signal is handed on; a second one kills
// it, with all that it started where the system can tell.
func (ch *child) run(c *console) (ending, error) {
	cmd := &exec.Cmd{Path: ch.path, Args: ch.args, Env: ch.env, Stdin: c.in, Stdout: c.out, Stderr: c.err}
	own := !interactive(c.in)
	apart(cmd, own)
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return ending{}, ch.notStarted(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	e := ending{name: clipped(strings.Join(ch.args, " "), maxCommand)}
	for killed := false; ; {
		select {
		case <-done:
			e.took = time.Since(begin)
			e.status, e.text = statusOf(cmd.ProcessState)
			if killed {
				e.status = exitInterrupted
			}
			e.interrupted = e.interrupted || len(ch.signals) > 0
			return e, nil
		case s := <-ch.signals:
			killed = e.interrupted
			if e.interrupted = true; killed {
				s = os.Kill
			}
			send(cmd.Process, s, own)
		}
	}
}

func (ch *child) notStarted(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	status := exitOwn
	if unexecutable(err) {
		status = exitNotCommand
	}
	return &failure{status: status, err: fmt.Errorf("%s cannot be executed: %w", ch.args[0], err)}
}

// clipped is text of at most so many characters, with … where some are missing.
func clipped(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}
