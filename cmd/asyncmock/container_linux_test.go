package main_test

import (
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestContainer does what the Dockerfile does, without a container engine:
// the static binary alone in an empty root, with the file's environment,
// entry point, user and health check.
func TestContainer(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the static binary")
	}
	image := readDockerfile(t)
	root := t.TempDir()
	build := exec.Command("sh", "-c", strings.Replace(image.build, " /asyncmock ", " "+filepath.Join(root, "asyncmock")+" ", 1))
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", build.Args, err, out)
	}
	if err := os.WriteFile(filepath.Join(root, "asyncapi.json"), []byte(quietDocument), 0o644); err != nil {
		t.Fatal(err)
	}
	env := append(image.env, "ASYNCMOCK_PORT="+freePort(t))

	server := inRoot(root, env, append(image.entry, "serve", "/asyncapi.json"))
	var out watched
	server.Stdout, server.Stderr = &out, &out
	if err := server.Start(); err != nil {
		t.Skipf("no new root for this user: %v", err)
	}
	exited := make(chan error, 1)
	go func() {
		exited <- server.Wait()
		out.end()
	}()
	t.Cleanup(func() { server.Process.Kill() })
	out.wait(t, regexp.MustCompile(`(?m)^ready`))

	health := inRoot(root, env, image.health)
	if text, err := health.CombinedOutput(); err != nil {
		t.Errorf("%v: %v\n%s", image.health, err, text)
	}
	server.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-exited:
		if err != nil {
			t.Errorf("serve: %v\n%s", err, &out)
		}
	case <-time.After(patience):
		t.Fatal("serve does not stop")
	}
	if text, err := inRoot(root, env, image.health).CombinedOutput(); err == nil {
		t.Errorf("nothing runs, and health says %s", text)
	}
}

// An image is what the test needs of the Dockerfile.
type image struct {
	build         string // the command that makes /asyncmock
	env           []string
	entry, health []string
}

func readDockerfile(t *testing.T) image {
	t.Helper()
	text, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	_, last, ok := strings.Cut(string(text), "\nFROM scratch\n")
	if !ok {
		t.Fatal("the image is not made from scratch")
	}
	var im image
	for _, m := range regexp.MustCompile(`(?m)^ENV (\S+)$`).FindAllStringSubmatch(last, -1) {
		im.env = append(im.env, m[1])
	}
	im.entry = list(t, last, `(?m)^ENTRYPOINT (\[.*\])$`)
	im.health = list(t, last, `(?m)^HEALTHCHECK .*CMD (\[.*\])$`)
	build := regexp.MustCompile(`(?m)^RUN (.*go build .* -o /asyncmock .*)$`).FindStringSubmatch(string(text))
	if build == nil || len(im.env) == 0 {
		t.Fatalf("build %v, environment %v", build, im.env)
	}
	im.build = build[1]
	return im
}

func list(t *testing.T, text, pattern string) []string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("the Dockerfile has no %s", pattern)
	}
	var out []string
	if err := json.Unmarshal([]byte(m[1]), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// inRoot is a command whose root folder is root, in a user namespace of its
// own where this user may not change roots.
func inRoot(root string, env, argv []string) *exec.Cmd {
	cmd := &exec.Cmd{Path: argv[0], Args: argv, Env: env, Dir: "/"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: root}
	if os.Geteuid() != 0 {
		cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
	}
	return cmd
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}
