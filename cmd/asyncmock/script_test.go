package main_test

import (
	"context"
	"errors"
	"flag"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite what scripts and README.md compare standard output with")

// TestScripts runs testdata/script, one behaviour a file. Besides the commands
// of testscript there are:
//
//	start ARG…         run asyncmock ARG… until it is ready; $URL is where, without http://
//	service ARG…       run asyncmock ARG… as the service behind a proxy until it is ready; $SERVICE is where
//	send PATH TEXT…    connect, send the texts and wait for one message or more, hang up;
//	                   "! send": that fails
//	get PATH STATUS    fetch $URL/PATH; the body is in the file "body"
//	log REGEXP         wait until asyncmock has said so on standard output
//	told REGEXP        the same on standard error
//	status N ARG…      run asyncmock ARG…, which must exit with status N
//	interrupt STATUS   interrupt it and wait; the files "out" and "err" are what it said
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                "testdata/script",
		RequireUniqueNames: true,
		UpdateScripts:      *update,
		Setup: func(env *testscript.Env) error {
			for _, key := range []startedKey{front, behind} {
				s := &started{}
				env.Values[key] = s
				env.Defer(s.kill)
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"start": func(ts *testscript.TestScript, _ bool, args []string) { running(ts).start(ts, "URL", args) },
			"service": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Value(behind).(*started).start(ts, "SERVICE", args)
			},
			"send":      func(ts *testscript.TestScript, neg bool, args []string) { running(ts).send(ts, neg, args) },
			"get":       func(ts *testscript.TestScript, _ bool, args []string) { running(ts).get(ts, args) },
			"log":       func(ts *testscript.TestScript, _ bool, args []string) { running(ts).log(ts, args[0]) },
			"told":      func(ts *testscript.TestScript, _ bool, args []string) { running(ts).told(ts, args[0]) },
			"status":    status,
			"interrupt": func(ts *testscript.TestScript, _ bool, args []string) { running(ts).interrupt(ts, args[0]) },
		},
	})
}

// status runs asyncmock by the script's own exec, so that stdout and stderr
// can be looked at, and compares its exit status.
func status(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec("asyncmock", args[1:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit status %d (%v), want %s", got, err, args[0])
	}
}

// startedKey finds what a script has started: in front of its clients, and
// behind a proxy.
type startedKey int

const (
	front startedKey = iota
	behind
)

// A started is the asyncmock of one script.
type started struct {
	cmd      *exec.Cmd
	exited   chan error
	base     string
	out, err *watched
}

func running(ts *testscript.TestScript) *started { return ts.Value(front).(*started) }

func (s *started) kill() {
	if s.cmd != nil {
		s.cmd.Process.Kill()
		<-s.exited
	}
}

var readyLine = regexp.MustCompile(`(?m)^ready on https?://(\S+)|"kind":"ready","url":"https?://([^"]+)"`)

func (s *started) start(ts *testscript.TestScript, url string, args []string) {
	program, err := exec.LookPath("asyncmock")
	ts.Check(err)
	s.out, s.err = new(watched), new(watched)
	s.cmd = exec.Command(program, args...)
	s.cmd.Dir = ts.Getenv("WORK")
	s.cmd.Env = append(os.Environ(), "NO_COLOR=")
	s.cmd.Stdout, s.cmd.Stderr = s.out, s.err
	ts.Check(s.cmd.Start())
	s.exited = make(chan error, 1)
	go func(cmd *exec.Cmd, out, errs *watched, exited chan<- error) {
		err := cmd.Wait()
		out.end()
		errs.end()
		exited <- err
	}(s.cmd, s.out, s.err, s.exited)
	m := s.out.wait(scriptFailure{ts, s}, readyLine)
	s.base = m[1] + m[2]
	ts.Setenv(url, s.base)
}

// A scriptFailure says what stood on standard error, too.
type scriptFailure struct {
	*testscript.TestScript
	s *started
}

func (f scriptFailure) Fatalf(format string, args ...any) {
	f.TestScript.Fatalf(format+"\n%s", append(args, f.s.err.String())...)
}

func (s *started) send(ts *testscript.TestScript, neg bool, args []string) {
	if err := s.converse(args[0], args[1:]); (err != nil) != neg {
		ts.Fatalf("send %s: %v", args[0], err)
	}
}

func (s *started) converse(path string, texts []string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c, _, err := websocket.Dial(ctx, "ws://"+s.base+path, nil)
	if err != nil {
		return err
	}
	defer c.CloseNow()
	for _, text := range texts {
		if err := c.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
			return err
		}
	}
	if _, _, err = c.Read(ctx); err != nil {
		return err
	}
	return c.Close(websocket.StatusNormalClosure, "")
}

func (s *started) get(ts *testscript.TestScript, args []string) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "GET", "http://"+s.base+args[0], nil)
	ts.Check(err)
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("body"), body, 0o666))
	if strconv.Itoa(resp.StatusCode) != args[1] {
		ts.Fatalf("%s: got %s, want %s\n%s", args[0], resp.Status, args[1], body)
	}
}

func (s *started) log(ts *testscript.TestScript, pattern string) {
	s.out.wait(scriptFailure{ts, s}, regexp.MustCompile(pattern))
}

func (s *started) told(ts *testscript.TestScript, pattern string) {
	s.err.wait(scriptFailure{ts, s}, regexp.MustCompile(pattern))
}

func (s *started) interrupt(ts *testscript.TestScript, status string) {
	ts.Check(s.cmd.Process.Signal(syscall.SIGTERM))
	select {
	case <-s.exited:
	case <-time.After(patience):
		ts.Fatalf("asyncmock does not stop")
	}
	ts.Check(os.WriteFile(ts.MkAbs("out"), []byte(s.out.String()), 0o666))
	ts.Check(os.WriteFile(ts.MkAbs("err"), []byte(s.err.String()), 0o666))
	got := strconv.Itoa(s.cmd.ProcessState.ExitCode())
	s.cmd = nil
	if got != status {
		ts.Fatalf("exit status %s, want %s\n%s%s", got, status, s.out.String(), s.err.String())
	}
}

// TestScriptNames: a script is called after the command it is about.
func TestScriptNames(t *testing.T) {
	scripts, err := filepath.Glob("testdata/script/*")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts (%v)", err)
	}
	verbs := "serve routes validate check run verify proxy generate diff behavior health version completion help usage"
	for _, s := range scripts {
		verb, _, ok := strings.Cut(strings.TrimSuffix(filepath.Base(s), ".txtar"), "_")
		if !ok || !strings.HasSuffix(s, ".txtar") || !strings.Contains(" "+verbs+" ", " "+verb+" ") {
			t.Errorf("%s: want verb_case.txtar", s)
		}
	}
}
