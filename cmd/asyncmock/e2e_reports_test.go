package main_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"asyncmock/cmd/internal/report"
)

// A key has characters that XML cannot hold, and marks that XML takes for its
// own.
const flawed = `{"asyncapi": "3.0.0", "info": {"title": "Flawed", "version": "1", "\u0001\ufffe]]> </testcase> & <": 1},
"channels": {"a": {"address": "/a", "messages": {"m": {"$ref": "#/components/messages/gone"}}}}}
`

const flawless = `{"asyncapi": "3.0.0", "info": {"title": "Flawless", "version": "1"},
"channels": {"a": {"address": "/a", "messages": {"m": {"payload": {"type": "string"}}}}},
"operations": {"say": {"action": "send", "channel": {"$ref": "#/channels/a"}}}}
`

type understood struct {
	Tests, Failures int
	Suites          []struct {
		Name            string
		Tests, Failures int
		Cases           []struct {
			Name, Message, Text string
			Failed              bool
		}
	}
}

// TestJUnit_ReadByOthers: a reader that is not ours finds in a JUnit report
// what the JSON report says.
func TestJUnit_ReadByOthers(t *testing.T) {
	if !isFolder(filepath.Join(nodeModules(t), "junit2json")) {
		t.Skip("ASYNCMOCK_NODE_MODULES has no junit2json; the node_packages of .ci/run have")
	}
	folder := t.TempDir()
	for name, text := range map[string]string{"flawed.json": flawed, "flawless.json": flawless, "broken.yaml": "asyncapi: ["} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, file := reports(t, folder, "flawed.json", "flawless.json", "broken.yaml", "absent.yaml")
	var got understood
	if err := json.Unmarshal([]byte(node(t, nil, "junit.mjs", file)), &got); err != nil {
		t.Fatal(err)
	}
	compareJUnit(t, got, want)
}

type jsonReport struct {
	Documents []struct {
		Path     string
		Findings []report.JSONFinding
	}
}

// reports validates documents in a folder and returns the JSON report and the
// path of the JUnit report.
func reports(t *testing.T, folder string, documents ...string) (jsonReport, string) {
	t.Helper()
	cmd := exec.Command("asyncmock", append([]string{"validate", "--report", "json", "--report", "junit=report.xml"}, documents...)...)
	cmd.Dir = folder
	out, err := cmd.Output()
	if ended := (*exec.ExitError)(nil); !errors.As(err, &ended) || ended.ExitCode() != 2 {
		t.Fatalf("got %v, want status 2\n%s", err, out)
	}
	var r jsonReport
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatal(err)
	}
	return r, filepath.Join(folder, "report.xml")
}

func compareJUnit(t *testing.T, got understood, want jsonReport) {
	t.Helper()
	failures, tests := 0, 0
	for i, d := range want.Documents {
		s := got.Suites[i]
		if s.Name != d.Path || s.Tests != max(len(d.Findings), 1) || len(s.Cases) != s.Tests {
			t.Errorf("%s: got %+v", d.Path, s)
			continue
		}
		tests += s.Tests
		for j, f := range d.Findings {
			c := s.Cases[j]
			if failed := f.Severity == "error"; c.Failed != failed {
				t.Errorf("%s: got %+v", f.Summary, c)
			} else if failed {
				failures++
				if c.Message != report.Printable(f.Summary) {
					t.Errorf("got message %q, want %q", c.Message, f.Summary)
				}
			}
			if !strings.HasPrefix(c.Name, f.Code) || !strings.Contains(c.Text, report.Printable(f.Summary)) {
				t.Errorf("%s: got %+v", f.Summary, c)
			}
		}
	}
	if got.Tests != tests || got.Failures != failures || failures < 3 {
		t.Errorf("got %d tests and %d failures, want %d and %d", got.Tests, got.Failures, tests, failures)
	}
}
