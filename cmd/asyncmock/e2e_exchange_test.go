package main_test

import (
	"encoding/json"
	"errors"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/cmd/internal/report"
)

// An exchanged is what the JSON report says of an exchange.
type exchanged struct {
	Exchange struct {
		Failed int
		Checks []struct {
			Group, Name, Outcome, Detail string
			Findings                     []report.JSONFinding
		}
	}
}

// crafted are messages that are wrong, and no good guests in reports.
var crafted = []string{`{"event":"subscribe","channel":"weather ]]> </script> %0A"}`, "</script>::error::\u2028 \x7f", `{"event":"ping","reqid":"x"}`}

// TestReports_OfExchanges: all reports about what was exchanged say the same,
// to readers that are not ours.
func TestReports_OfExchanges(t *testing.T) {
	if testing.Short() {
		t.Skip("listens to a mock")
	}
	recording := filepath.Join(t.TempDir(), "messages.ndjson")
	if err := os.WriteFile(recording, []byte(strings.Join(crafted, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	bad := serve(t, "-q", "--fault", "invalid@every:2", example("exchange"))
	for name, args := range map[string][]string{
		"check":  {"check", example("exchange"), recording},
		"run":    append([]string{"run", example("exchange"), "--", "client", "say", "/v2"}, crafted...),
		"verify": {"verify", example("exchange"), "--url", bad.WS(""), "--duration", "1s"},
	} {
		t.Run(name, func(t *testing.T) {
			said, folder := exchange(t, args)
			failed := 0
			for _, c := range said.Exchange.Checks {
				if c.Outcome == "failed" {
					failed++
				}
			}
			if failed == 0 || failed != said.Exchange.Failed {
				t.Errorf("%d checks failed, and the report counts %d", failed, said.Exchange.Failed)
			}
			t.Run("junit", func(t *testing.T) { exchangeJUnit(t, folder, failed) })
			t.Run("sarif", func(t *testing.T) { exchangeSARIF(t, folder, failed) })
			t.Run("github", func(t *testing.T) { exchangeGitHub(t, folder, failed) })
			t.Run("html", func(t *testing.T) { exchangeHTML(t, folder, said) })
		})
	}
}

// exchange runs a command that finds something, with all reports.
func exchange(t *testing.T, args []string) (said exchanged, folder string) {
	t.Helper()
	folder = t.TempDir()
	flags := []string{args[0]}
	for _, kind := range []string{"json", "junit", "sarif", "github", "html", "markdown"} {
		flags = append(flags, "--report", kind+"="+filepath.Join(folder, kind))
	}
	out, err := exec.Command("asyncmock", append(flags, args[1:]...)...).CombinedOutput()
	if ended := (*exec.ExitError)(nil); !errors.As(err, &ended) || ended.ExitCode() != 1 {
		t.Fatalf("got %v, want status 1\n%s", err, out)
	}
	if err := json.Unmarshal([]byte(contents(t, folder, "json")), &said); err != nil {
		t.Fatal(err)
	}
	return said, folder
}

func contents(t *testing.T, folder, kind string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, kind))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func exchangeJUnit(t *testing.T, folder string, failed int) {
	if !isFolder(filepath.Join(nodeModules(t), "junit2json")) {
		t.Skip("ASYNCMOCK_NODE_MODULES has no junit2json; the node_packages of .ci/run have")
	}
	var read understood
	if err := json.Unmarshal([]byte(node(t, nil, "junit.mjs", filepath.Join(folder, "junit"))), &read); err != nil {
		t.Fatal(err)
	}
	cases, wrong := 0, 0
	for _, s := range read.Suites {
		for _, c := range s.Cases {
			cases++
			if c.Failed {
				wrong++
			}
		}
	}
	if wrong != failed || read.Failures != failed || read.Tests != cases {
		t.Errorf("%d of %d cases failed, it counts %d of %d, want %d", wrong, cases, read.Failures, read.Tests, failed)
	}
}

func exchangeSARIF(t *testing.T, folder string, failed int) {
	corpus := os.Getenv("ASYNCMOCK_CORPUS")
	if corpus == "" {
		t.Skip("ASYNCMOCK_CORPUS is not set: the schema is not at hand")
	}
	schema, err := jsonschema.Compile(filepath.Join(corpus, "schemas", "sarif-2.1.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	var log any
	text := contents(t, folder, "sarif")
	if err := json.Unmarshal([]byte(text), &log); err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(log); err != nil {
		t.Errorf("%#v", err)
	}
	if n := strings.Count(text, `"level": "error",`); n < failed {
		t.Errorf("%d results are errors, want at least %d", n, failed)
	}
}

// annotation is a workflow command with its properties.
var annotation = regexp.MustCompile(`^::(notice|warning|error)( (file|line|col|title)=[^,:]*(,(file|line|col|title)=[^,:]*)*)?::.`)

func exchangeGitHub(t *testing.T, folder string, failed int) {
	n := 0
	for line := range strings.Lines(contents(t, folder, "github")) {
		if !annotation.MatchString(line) {
			t.Errorf("no command: %q", line)
		}
		if strings.HasPrefix(line, "::error") {
			n++
		}
	}
	if n < failed {
		t.Errorf("%d annotations are errors, want at least %d", n, failed)
	}
}

func exchangeHTML(t *testing.T, folder string, said exchanged) {
	page := contents(t, folder, "html")
	for _, c := range said.Exchange.Checks {
		if name := html.EscapeString(report.Printable(c.Name)); c.Outcome == "failed" && !strings.Contains(html.EscapeString(html.UnescapeString(page)), name) {
			t.Errorf("the page has no %q", c.Name)
		}
	}
	if n := strings.Count(page, "</script>"); n < 1 || n > 2 {
		t.Errorf("%d scripts end in the page", n)
	}
}
