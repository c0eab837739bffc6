package main_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// patience bounds every wait for another process.
const patience = time.Minute

// A mock is a running asyncmock serve, or proxy.
type mock struct {
	t      *testing.T
	cmd    *exec.Cmd
	exited chan error
	Base   string // http://127.0.0.1:12345
	text   watched
}

var (
	ready         = regexp.MustCompile(`(?m)\bready\b`)
	reloaded      = regexp.MustCompile(`(?m)^asyncmock: reloaded `)
	reloadedTwice = regexp.MustCompile(`(?ms)^asyncmock: reloaded .*^asyncmock: reloaded `)
	readyURL      = regexp.MustCompile(`\bready\b.*?\bhttp(s?)://(127\.0\.0\.1:\d+)`)
)

// serve starts asyncmock on a free port and waits until it is ready. It is
// stopped when the test ends.
func serve(t *testing.T, args ...string) *mock {
	t.Helper()
	return start(t, "serve", args...)
}

// start is serve for another command.
func start(t *testing.T, command string, args ...string) *mock {
	t.Helper()
	m := &mock{t: t, exited: make(chan error, 1)}
	m.cmd = exec.Command("asyncmock", append([]string{command, "--port", "0"}, args...)...)
	m.cmd.Stdout, m.cmd.Stderr = &m.text, &m.text
	if err := m.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		m.exited <- m.cmd.Wait()
		m.text.end()
	}()
	t.Cleanup(func() {
		if m.exited != nil {
			m.cmd.Process.Kill()
			<-m.exited
		}
		if t.Failed() {
			t.Logf("asyncmock %s\n%s", strings.Join(args, " "), m.said())
		}
	})
	m.waitFor(ready)
	u := readyURL.FindStringSubmatch(m.said())
	if u == nil {
		t.Fatalf("no URL in the output:\n%s", m.said())
	}
	m.Base = "http" + u[1] + "://" + u[2]
	return m
}

// WS returns the URL of path for a WebSocket.
func (m *mock) WS(path string) string { return "ws" + strings.TrimPrefix(m.Base, "http") + path }

// said is all that asyncmock has said.
func (m *mock) said() string { return m.text.String() }

// waitFor waits until asyncmock has said something that matches.
func (m *mock) waitFor(re *regexp.Regexp) {
	m.t.Helper()
	m.text.wait(m.t, re)
}

// interrupt asks asyncmock to stop, as Ctrl-C does.
func (m *mock) interrupt() {
	m.t.Helper()
	if err := m.cmd.Process.Signal(os.Interrupt); err != nil {
		m.t.Fatal(err)
	}
}

// exits waits for the end, which must have status 0.
func (m *mock) exits() {
	m.t.Helper()
	select {
	case err := <-m.exited:
		m.exited = nil
		if err != nil {
			m.t.Errorf("asyncmock: %v", err)
		}
	case <-time.After(patience):
		m.t.Fatal("asyncmock does not stop")
	}
}

// example returns the path of the document of one of our examples.
func example(name string) string { return filepath.Join("../../examples", name, "asyncapi.yaml") }

// program skips the test where a program is not installed.
func program(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	return path
}

// node runs a script of testdata/e2e with packages of npm from the folder that
// ASYNCMOCK_NODE_MODULES names, and returns what it printed.
func node(t *testing.T, env []string, script string, args ...string) string {
	t.Helper()
	out, err := runNode(program(t, "node"), append(env, "NODE_PATH="+nodeModules(t)), script, args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// runNode is node for other goroutines than the test's.
func runNode(program string, env []string, script string, args ...string) (string, error) {
	cmd := exec.Command(program, append([]string{filepath.Join("testdata/e2e", script)}, args...)...)
	cmd.Env = append(os.Environ(), env...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	stop := time.AfterFunc(2*patience, func() { cmd.Process.Kill() })
	defer stop.Stop()
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("node %s %s: %v\n%s%s", script, strings.Join(args, " "), err, out, &stderr)
	}
	return string(out), nil
}

// nodeModules skips the test where the packages of npm are not installed.
func nodeModules(t *testing.T) string {
	t.Helper()
	modules := os.Getenv("ASYNCMOCK_NODE_MODULES")
	if modules == "" {
		t.Skip("ASYNCMOCK_NODE_MODULES is not set: a folder where npm has installed the node_packages of .ci/run")
	}
	if inside := filepath.Join(modules, "node_modules"); isFolder(inside) {
		return inside
	}
	return modules
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
