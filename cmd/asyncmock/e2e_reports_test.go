package main_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

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

// Those who read it meet null.
const stricter = `{"asyncapi": "3.0.0", "info": {"title": "Stricter", "version": "2"},
"channels": {"a": {"address": "/a", "messages": {"m": {"payload": {"type": ["string", "null"]}}}}, "]]>&<": {"address": "/b"}},
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

// reporting are commands that find something in a folder with the files.
var reporting = []struct {
	name     string
	args     []string
	status   int
	files    map[string]string
	failures int
}{
	{"validate", []string{"validate", "flawed.json", "flawless.json", "broken.yaml", "absent.yaml"}, 2,
		map[string]string{"flawed.json": flawed, "flawless.json": flawless, "broken.yaml": "asyncapi: ["}, 3},
	{"diff", []string{"diff", "flawless.json", "stricter.json"}, 1,
		map[string]string{"flawless.json": flawless, "stricter.json": stricter}, 1},
}

// TestJUnit_ReadByOthers: a reader that is not ours finds in a JUnit report
// what the JSON report says.
func TestJUnit_ReadByOthers(t *testing.T) {
	if !isFolder(filepath.Join(nodeModules(t), "junit2json")) {
		t.Skip("ASYNCMOCK_NODE_MODULES has no junit2json; the node_packages of .ci/run have")
	}
	for _, c := range reporting {
		t.Run(c.name, func(t *testing.T) {
			want, folder := reports(t, c.files, c.status, append(c.args, "--report", "junit=report.xml"))
			var got understood
			if err := json.Unmarshal([]byte(node(t, nil, "junit.mjs", filepath.Join(folder, "report.xml"))), &got); err != nil {
				t.Fatal(err)
			}
			compareJUnit(t, got, want, c.failures)
		})
	}
}

// TestSARIF_ByItsSchema: what commands write holds before the public schema,
// and says what the JSON report says.
func TestSARIF_ByItsSchema(t *testing.T) {
	folder := os.Getenv("ASYNCMOCK_CORPUS")
	if folder == "" {
		t.Skip("ASYNCMOCK_CORPUS is not set: the schema is not at hand")
	}
	schema, err := jsonschema.Compile(filepath.Join(folder, "schemas", "sarif-2.1.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range reporting {
		t.Run(c.name, func(t *testing.T) {
			want, folder := reports(t, c.files, c.status, append(c.args, "--report", "sarif=report.sarif"))
			text, err := os.ReadFile(filepath.Join(folder, "report.sarif"))
			if err != nil {
				t.Fatal(err)
			}
			var any any
			var log struct {
				Runs []struct{ Results []struct{ RuleID string } }
			}
			if err := errors.Join(json.Unmarshal(text, &any), json.Unmarshal(text, &log)); err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(any); err != nil {
				t.Errorf("%#v", err)
			}
			var got, codes []string
			for _, r := range log.Runs[0].Results {
				got = append(got, r.RuleID)
			}
			for _, d := range want.Documents {
				for _, f := range d.Findings {
					codes = append(codes, f.Code)
				}
			}
			if !slices.Equal(got, codes) || len(got) == 0 {
				t.Errorf("got %q, want %q", got, codes)
			}
		})
	}
}

type jsonReport struct {
	Documents []struct {
		Path     string
		Findings []report.JSONFinding
	}
}

// reports runs a command in a new folder and returns the JSON report and the
// folder, where other reports are.
func reports(t *testing.T, files map[string]string, status int, args []string) (jsonReport, string) {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("asyncmock", append(args, "--report", "json")...)
	cmd.Dir = folder
	out, err := cmd.Output()
	if ended := (*exec.ExitError)(nil); !errors.As(err, &ended) || ended.ExitCode() != status {
		t.Fatalf("got %v, want status %d\n%s", err, status, out)
	}
	var r jsonReport
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatal(err)
	}
	return r, folder
}

func compareJUnit(t *testing.T, got understood, want jsonReport, atLeast int) {
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
	if got.Tests != tests || got.Failures != failures || failures < atLeast {
		t.Errorf("got %d tests and %d failures, want %d and %d", got.Tests, got.Failures, tests, failures)
	}
}
