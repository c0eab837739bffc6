// Package examples holds small services, each described by a document, told
// in a README and run by a script. The scripts are testscript files
// (github.com/rogpeppe/go-internal/testscript) with a few more commands:
//
//	serve FLAG… DOC           start asyncmock on a free port, wait until it is ready
//	ws NAME PATH CHECK…       open a WebSocket and call it NAME; with status=4xx it must be refused
//	sse NAME PATH CHECK…      open a stream of server-sent events
//	send NAME TEXT            send a text message
//	next NAME CHECK…          the very next message must pass all checks
//	expect NAME CHECK…        a message that passes all checks comes, others may come before it
//	hangup NAME               close with 1000
//	closed NAME CODE          the other side closes with CODE, messages may come before it
//	get PATH CHECK…           fetch once
//	post PATH TEXT CHECK…     send one message over HTTP
//	log REGEXP                asyncmock says so on its standard output or error
//	interrupt                 stop asyncmock as Ctrl-C does; it must exit with 0
//
// $ASYNCMOCK is the command itself: exec $ASYNCMOCK routes asyncapi.yaml, and
// $ASYNCMOCK_URL is where serve serves. The condition [node] holds where Node
// and the packages of ASYNCMOCK_NODE_MODULES are installed.
//
// A CHECK is /pointer (present), !/pointer (absent), /pointer=value,
// /pointer~regexp, and event=, text=, body= or status= likewise. A request
// takes header:Name=value and protocol=name among its checks, and its answer
// has headers: answer:Name=value or answer:Name~regexp. keep:NAME=/pointer sets
// $NAME to a value of the answer.
package examples

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestExamples runs the script of every folder beside this file.
func TestExamples(t *testing.T) {
	binary := build(t)
	scripts, err := filepath.Glob("*/test.txtar")
	if err != nil {
		t.Fatal(err)
	}
	documents, err := filepath.Glob("*/asyncapi.*")
	if err != nil {
		t.Fatal(err)
	}
	if len(scripts) != len(documents) || len(scripts) < 8 {
		t.Fatalf("got %d scripts for %d documents, want one each of at least 8", len(scripts), len(documents))
	}
	table, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	front, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	t.Run("payloads", func(t *testing.T) { payloadsShown(t, binary) })
	for _, script := range scripts {
		folder := filepath.Dir(script)
		t.Run(folder, func(t *testing.T) {
			if !strings.Contains(string(table), "("+folder+"/)") {
				t.Errorf("README.md does not name %s", folder)
			}
			if !strings.Contains(string(front), "| ["+folder+"](examples/"+folder+") |") {
				t.Errorf("the table of the project's README.md does not name %s", folder)
			}
			if _, err := os.Stat(filepath.Join(folder, "README.md")); err != nil {
				t.Error(err)
			}
			testscript.Run(t, testscript.Params{
				Files:              []string{script},
				RequireUniqueNames: true,
				Cmds:               commands(binary),
				Condition:          condition,
				Setup: func(env *testscript.Env) error {
					w := newWorld()
					env.Values[worldKey{}] = w
					env.Setenv("ASYNCMOCK", binary)
					env.Setenv("NODE_PATH", nodeModules())
					env.Defer(w.end)
					return os.CopyFS(env.WorkDir, os.DirFS(folder))
				},
			})
		})
	}
}

// build compiles the command once for all scripts.
func build(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "asyncmock")
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	out, err := exec.Command("go", "build", "-o", name, "asyncmock/cmd/asyncmock").CombinedOutput()
	if err != nil {
		t.Fatal(fmt.Errorf("build asyncmock: %w\n%s", err, out))
	}
	return name
}

// condition is what scripts ask with [node].
func condition(name string) (bool, error) {
	if name != "node" {
		return false, fmt.Errorf("unknown condition %q", name)
	}
	_, err := exec.LookPath("node")
	return err == nil && nodeModules() != "", nil
}

// nodeModules is the folder where npm installed the clients, "" for none.
func nodeModules() string {
	modules := os.Getenv("ASYNCMOCK_NODE_MODULES")
	inside := filepath.Join(modules, "node_modules")
	if info, err := os.Stat(inside); modules != "" && err == nil && info.IsDir() {
		return inside
	}
	return modules
}
