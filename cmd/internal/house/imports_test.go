package house

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "asyncmock"

// A rule says what a package may import besides the standard library. A
// pattern that ends in /* stands for the packages below, not for its root.
type rule struct {
	packages string // patterns, blank-separated, without the module
	ours     string
	others   string
}

// The table of CONTRIBUTING.md. The first rule that names a package counts.
var rules = []rule{
	{"spec", "", "gopkg.in/yaml.v3"},
	{"spec/lint", "spec", "github.com/santhosh-tekuri/jsonschema/v5 github.com/asyncapi/spec-json-schemas/v6"},
	{"fakedata", "", "github.com/brianvoe/gofakeit/v6"},
	{"generator/schema", "spec fakedata", ""},
	{"generator/jsonschema", "generator/schema spec fakedata", "github.com/santhosh-tekuri/jsonschema/v5 github.com/dlclark/regexp2"},
	{"generator/openapi", "generator/schema generator/jsonschema spec fakedata", "github.com/getkin/kin-openapi/openapi3"},
	{"generator/avro", "generator/schema generator/jsonschema spec fakedata", "github.com/twmb/avro"},
	{"generator/protobuf", "generator/schema generator/jsonschema spec fakedata", "github.com/bufbuild/protocompile google.golang.org/protobuf"},
	{"generator", "generator/schema generator/jsonschema generator/openapi generator/avro generator/protobuf spec fakedata", ""},
	{"generator/catalog", "generator generator/schema spec", ""},
	{"generator/diff", "generator generator/schema spec", ""},
	{"server", "generator generator/schema spec fakedata", ""},
	{"server/behavior", "server spec fakedata", "github.com/expr-lang/expr"},
	{"server/ws", "server spec", "github.com/coder/websocket"},
	{"server/journal", "server spec", ""},
	{"server/proxy", "server", ""},
	{"server/probe", "server generator generator/catalog generator/schema spec", ""},
	{"server/control", "server generator spec server/control/page", ""},
	{"server/control/page", "server/picture", ""},
	{"server/sse server/web server/protocoltest", "server generator generator/schema spec", ""},
	{"server/picture", "", ""},
	{"server/servertest", "spec generator generator/* server server/*", ""},
	{"cmd/internal/report", "spec server server/picture", ""},
	{"cmd/internal/recording", "server server/journal", ""},
	{"cmd/internal/watch", "", "github.com/fsnotify/fsnotify"},
	{"cmd/internal/cli", "spec spec/lint generator generator/* server server/* cmd/internal/report cmd/internal/recording cmd/internal/watch",
		"github.com/spf13/cobra github.com/spf13/pflag golang.org/x/sys/windows"},
	{"cmd/asyncmock", "cmd/internal/cli", ""},
	{"cmd/internal/house examples", "", ""},
}

// TestImports holds every package to the table, on all systems that have
// files of their own.
func TestImports(t *testing.T) {
	for _, system := range []string{"linux", "darwin", "windows"} {
		for _, p := range listPackages(t, system) {
			r, ok := ruleFor(p.ImportPath)
			if !ok {
				t.Errorf("%s: %s has no rule; a new package needs a line in the table", system, p.ImportPath)
				continue
			}
			for _, path := range p.Imports {
				if !r.allows(path) {
					t.Errorf("%s: %s may not import %s", system, p.ImportPath, path)
				}
			}
		}
	}
}

func TestRules(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"server/ws", "asyncmock/server", true},
		{"server/ws", "asyncmock/server/web", false},
		{"server/ws", "github.com/coder/websocket", true},
		{"server/ws", "github.com/coder/websocket/wsjson", true},
		{"server/web", "github.com/coder/websocket", false},
		{"spec", "asyncmock/server", false},
		{"spec", "net/http", true},
		{"cmd/internal/cli", "asyncmock/server/web", true},
		{"cmd/internal/cli", "asyncmock/fakedata", false},
	} {
		r, ok := ruleFor(module + "/" + c.from)
		if !ok || r.allows(c.to) != c.want {
			t.Errorf("%s imports %s: got %v, want %v", c.from, c.to, !c.want, c.want)
		}
	}
}

func ruleFor(path string) (rule, bool) {
	for _, r := range rules {
		if matches(r.packages, strings.TrimPrefix(path, module+"/")) {
			return r, true
		}
	}
	return rule{}, false
}

func (r rule) allows(path string) bool {
	if own, ok := strings.CutPrefix(path, module+"/"); ok {
		return matches(r.ours, own)
	}
	if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
		return true // the standard library
	}
	return slices.ContainsFunc(strings.Fields(r.others), func(lib string) bool {
		return path == lib || strings.HasPrefix(path, lib+"/")
	})
}

func matches(patterns, path string) bool {
	return slices.ContainsFunc(strings.Fields(patterns), func(p string) bool {
		root, below := strings.CutSuffix(p, "/*")
		return !below && p == path || below && strings.HasPrefix(path, root+"/")
	})
}

// A listed is what go list says of a package.
type listed struct {
	ImportPath, Dir, Name string
	Imports               []string
}

// listPackages returns the module's packages as they are built for system.
func listPackages(t *testing.T, system string) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,Name,Imports", module+"/...")
	cmd.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &stderr)
	}
	var packages []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		switch err := dec.Decode(&p); {
		case errors.Is(err, io.EOF):
			if len(packages) == 0 {
				t.Fatal("go list names no package")
			}
			return packages
		case err != nil:
			t.Fatal(fmt.Errorf("go list: %w", err))
		}
		packages = append(packages, p)
	}
}
