package examples

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"asyncmock/spec"
)

// A step is what a host runs in a shell.
type step struct{ name, script string }

// steps takes the shell steps out of a host's file.
func steps(t *testing.T, name string, of func(*spec.Node) []step) []step {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	root, findings := spec.Parse(name, text)
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	list := of(root)
	if len(list) < 2 {
		t.Fatalf("%s: got steps %q", name, list)
	}
	return list
}

// githubSteps are the steps with run.
func githubSteps(root *spec.Node) (list []step) {
	for _, job := range root.Get("jobs").Members {
		for _, s := range job.Value.Get("steps").List() {
			if s.Has("run") {
				list = append(list, step{s.Get("name").Str(), s.Get("run").Str()})
			}
		}
	}
	return list
}

// gitlabSteps are the scripts of the jobs, with those that they extend.
func gitlabSteps(root *spec.Node) (list []step) {
	for _, job := range root.Members {
		if !job.Value.Has("script") {
			continue
		}
		before := root.At(job.Value.Get("extends").Str(), "before_script").Strings()
		list = append(list, step{job.Key, strings.Join(append(before, job.Value.Get("script").Strings()...), "\n")})
	}
	return list
}

// preCommitSteps are the hooks, with the files that they are given.
func preCommitSteps(root *spec.Node) (list []step) {
	hooks := root.List() // of .pre-commit-hooks.yaml
	for _, repo := range root.Get("repos").List() {
		hooks = append(hooks, repo.Get("hooks").List()...)
	}
	for _, hook := range hooks {
		script := hook.Get("entry").Str()
		if pass := hook.Get("pass_filenames"); pass == nil || pass.True() {
			for _, file := range []string{"asyncapi.yaml", "client.cjs", "messages.ndjson"} {
				if regexp.MustCompile(hook.Get("files").Str()).MatchString(file) {
					script += " " + file
				}
			}
		}
		list = append(list, step{hook.Get("id").Str(), script})
	}
	return list
}

// A checkout is a repository as the hosts have it when they run the steps.
type checkout struct {
	*testing.T
	folder, aside string
	env           []string
}

func newCheckout(t *testing.T, binary string) *checkout {
	t.Helper()
	c := &checkout{T: t, folder: t.TempDir(), aside: t.TempDir()}
	project, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	c.env = append(os.Environ(), "NODE_PATH="+nodeModules(), "RUNNER_TEMP="+c.aside, "GITHUB_BASE_REF=main", "CI_PROJECT_DIR="+c.folder,
		"GITHUB_PATH="+filepath.Join(c.aside, "path"), "GITHUB_STEP_SUMMARY="+filepath.Join(c.aside, "summary.md"),
		"CI_MERGE_REQUEST_DIFF_BASE_SHA=HEAD", "GIT_CONFIG_GLOBAL="+os.DevNull, "PRE_COMMIT_HOME="+filepath.Join(c.aside, "pre-commit"))
	if err := os.CopyFS(c.folder, os.DirFS("ci")); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Mkdir(filepath.Join(c.folder, "tools"), 0o755), os.Symlink(project, filepath.Join(c.folder, "tools", "asyncmock"))); err != nil {
		t.Skip(err)
	}
	c.must(step{"set up", fmt.Sprintf(`
		%q generate asyncapi.yaml -o payloads
		git init -q -b main
		git add asyncapi.yaml client.cjs messages.ndjson payloads
		git -c user.name=Ada -c user.email=ada@example.com commit -q -m 'all is well'
		git update-ref refs/remotes/origin/main HEAD`, filepath.ToSlash(binary))})
	return c
}

// run runs a step as GitHub and GitLab do, and reports whether it failed.
func (c *checkout) run(s step) (failed bool, output string) {
	c.Helper()
	ctx, cancel := context.WithTimeout(c.Context(), 3*time.Minute) // a watchdog: the first step builds
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", s.script)
	cmd.Dir, cmd.Env, cmd.WaitDelay = c.folder, c.env, time.Second
	if added, err := os.ReadFile(filepath.Join(c.aside, "path")); err == nil {
		cmd.Env = append(cmd.Env, "PATH="+strings.TrimSpace(string(added))+string(os.PathListSeparator)+os.Getenv("PATH"))
	}
	out, err := cmd.CombinedOutput()
	if ended := (*exec.ExitError)(nil); ctx.Err() != nil || err != nil && !errors.As(err, &ended) {
		c.Fatalf("%s: %v\n%s", s.name, err, out)
	}
	return err != nil, string(out)
}

func (c *checkout) must(s step) {
	c.Helper()
	if failed, out := c.run(s); failed {
		c.Fatalf("%s: %s", s.name, out)
	}
}

// mistakes are changes of the repository, and what finds them.
var mistakes = []struct {
	name, file, old, new string
	github, gitlab       []string
}{
	{"none", "", "", "", nil, nil},
	{"a key that is none", "asyncapi.yaml", "  version: 1.0.0", "  version: 1.0.0\n  versoin: 2",
		[]string{"The document is right"}, []string{"document"}},
	{"a break", "asyncapi.yaml", "maximum: 12}", "maximum: 9}",
		[]string{"The new version breaks nobody", "The example payloads are up to date", "Recorded messages keep the contract"},
		[]string{"document", "compatible", "recorded"}},
	{"a message that is wrong", "messages.ndjson", `"berth":12}`, `"berth":13}`,
		[]string{"Recorded messages keep the contract"}, []string{"recorded"}},
	{"a mistake of the client", "client.cjs", "berth: 3", "berth: '3'",
		[]string{"The client keeps the contract"}, []string{"client"}},
}

// TestCI_Hosts: the shell steps of the files for hosts pass where all is well,
// and those fail that are about what is wrong.
func TestCI_Hosts(t *testing.T) {
	binary := ready(t)
	for _, host := range []struct {
		file   string
		of     func(*spec.Node) []step
		builds int // steps at the beginning that build asyncmock
		wrong  func(int) []string
		left   string // what reports leave behind
	}{
		{"ci/github-actions.yml", githubSteps, 1, func(i int) []string { return mistakes[i].github }, "validate.sarif validate.xml check.xml client.xml client.html asyncapi.old.yaml"},
		{"ci/gitlab-ci.yml", gitlabSteps, 1, func(i int) []string { return mistakes[i].gitlab }, "validate.xml diff.xml check.xml client.xml client.html asyncapi.old.yaml"},
	} {
		t.Run(host.file, func(t *testing.T) {
			c := newCheckout(t, binary)
			list := steps(t, host.file, host.of)
			for _, s := range list[:host.builds] {
				c.must(s)
			}
			for i, m := range mistakes {
				if m.file != "" {
					c.edit(m.file, m.old, m.new)
				}
				var wrong []string
				for _, s := range list[host.builds:] {
					if failed, out := c.run(s); failed {
						wrong = append(wrong, s.name)
						t.Logf("%s: %s\n%s", m.name, s.name, out)
					}
				}
				if want := host.wrong(i); !slices.Equal(wrong, want) {
					t.Errorf("%s: %q fail, want %q", m.name, wrong, want)
				}
				c.must(step{"undo", "git checkout -q ."})
			}
			for _, name := range strings.Fields(host.left) {
				if _, err := os.Stat(filepath.Join(c.folder, name)); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// TestCI_PreCommit: the hooks pass where all is well and fail where it is not;
// and where pre-commit is installed it says the same.
func TestCI_PreCommit(t *testing.T) {
	binary := ready(t)
	c := newCheckout(t, binary)
	c.env = append(c.env, "PATH="+filepath.Dir(binary)+string(os.PathListSeparator)+os.Getenv("PATH"))
	list := append(steps(t, "ci/pre-commit-config.yaml", preCommitSteps), manifestSteps(t)...)
	if _, err := exec.LookPath("pre-commit"); err == nil {
		c.must(step{"manifest", "pre-commit validate-manifest tools/asyncmock/.pre-commit-hooks.yaml"})
		list = append(list, step{"pre-commit", "pre-commit run --all-files --config pre-commit-config.yaml"})
	} else {
		t.Log("pre-commit is not installed: only the hooks' commands are run")
	}
	for _, s := range list {
		c.must(s)
	}
	c.edit("asyncapi.yaml", "messages/ask'", "messages/aks'")
	for _, s := range list {
		if failed, out := c.run(s); !failed {
			t.Errorf("%s passes:\n%s", s.name, out)
		}
	}
}

func manifestSteps(t *testing.T) []step {
	t.Helper()
	text, err := os.ReadFile("../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	root, _ := spec.Parse("hooks", text)
	list := preCommitSteps(root)
	if len(list) != 1 || list[0].script != "asyncmock validate asyncapi.yaml" {
		t.Fatalf("got %q", list)
	}
	return list
}

// ready builds the command, or skips where the shell steps cannot run.
func ready(t *testing.T) (binary string) {
	t.Helper()
	if testing.Short() || runtime.GOOS == "windows" {
		t.Skip("runs shell scripts that build the command")
	}
	for _, name := range []string{"bash", "git"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skip(err)
		}
	}
	if ok, err := condition("node"); !ok {
		t.Skip("the client needs Node and ASYNCMOCK_NODE_MODULES ", err)
	}
	return build(t)
}

// edit replaces text in a file of the repository.
func (c *checkout) edit(name, old, new string) {
	c.Helper()
	name = filepath.Join(c.folder, name)
	text, err := os.ReadFile(name)
	if err != nil || !strings.Contains(string(text), old) {
		c.Fatalf("%s: no %q: %v", name, old, err)
	}
	if err := os.WriteFile(name, []byte(strings.ReplaceAll(string(text), old, new)), 0o644); err != nil {
		c.Fatal(err)
	}
}
