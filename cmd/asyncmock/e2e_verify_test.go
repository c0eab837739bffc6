package main_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// nodeService starts a service in Node, which prints its URL first.
func nodeService(t *testing.T, script string, args ...string) (url string) {
	t.Helper()
	cmd := exec.Command(program(t, "node"), append([]string{script}, args...)...)
	cmd.Env = append(os.Environ(), "NODE_PATH="+nodeModules(t))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatalf("%s says no URL: %v", script, lines.Err())
	}
	return lines.Text()
}

// TestVerify_TenBreaches: a service that others wrote, right and wrong in ten
// ways. Nothing is found on the right one, and of each breach what it is.
func TestVerify_TenBreaches(t *testing.T) {
	for _, c := range []struct{ breach, code string }{
		{"", ""},
		{"wrong-type", "payload-type"},
		{"missing-field", "payload-required"},
		{"wrong-id", "reply-correlation"},
		{"late-reply", "reply-late"},
		{"missing-reply", "reply-missing"},
		{"extra-message", "reply-unasked"},
		{"wrong-direction", "message-direction"},
		{"bad-enum", "payload-enum"},
		{"not-json", "payload-undecodable"},
		{"accepts-invalid", "invalid-accepted"},
	} {
		t.Run("breach "+c.breach, func(t *testing.T) {
			t.Parallel()
			args := []string{"--negative", "--timeout", "2s"}
			if c.breach == "" {
				args = []string{"--negative", "--timeout", "20s", "--send", "generated"}
			}
			url := nodeService(t, "../../examples/ferry/service.js", strings.Fields(c.breach)...)
			out, status := verify(t, example("ferry"), append(args, "--url", url)...)
			if c.breach == "" && (status != 0 || strings.Contains(out, "failed") || strings.Contains(out, "warning:")) {
				t.Errorf("the right service: exit status %d\n%s", status, out)
			}
			if c.breach != "" && (status != 1 || !strings.Contains(out, "["+c.code+"]")) {
				t.Errorf("exit status %d, want 1 and %s\n%s", status, c.code, out)
			}
			if c.code == "invalid-accepted" && !strings.Contains(out, "\n  sent {\"type\":\"book\"") {
				t.Errorf("what was accepted is not shown\n%s", out)
			}
		})
	}
}

// TestVerify_Secure verifies a mock of ours by TLS, with a token from a file.
func TestVerify_Secure(t *testing.T) {
	m := serve(t, "--tls", "self", "--auth", "require", "--token", "s3same", example("captions"))
	dir := t.TempDir()
	token := filepath.Join(dir, "token")
	if err := os.WriteFile(token, []byte("s3same\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	url := []string{"--url", m.WS("")}
	out, status := verify(t, example("captions"), append(url, "--token", "@"+token, "--insecure")...)
	if status != 0 {
		t.Errorf("exit status %d\n%s", status, out)
	}
	out, status = verify(t, example("captions"), append(url, "--token", "other", "--insecure")...)
	if status != 1 || !strings.Contains(out, "401") || !strings.Contains(out, "--token") {
		t.Errorf("with another token: exit status %d\n%s", status, out)
	}
	out, status = verify(t, example("captions"), append(url, "--token", "@"+token)...)
	if status != 1 || !strings.Contains(out, "certificate") || !strings.Contains(out, "hint: --ca trusts") {
		t.Errorf("without trust: exit status %d\n%s", status, out)
	}
	if strings.Contains(out, "s3same") {
		t.Error("the token is told")
	}
	plain := serve(t, example("captions"))
	out, _ = verify(t, example("captions"), "--url", "wss"+strings.TrimPrefix(plain.WS(""), "ws"))
	if !strings.Contains(out, "hint: the service speaks no TLS") {
		t.Errorf("TLS where there is none:\n%s", out)
	}
}

var howMany = regexp.MustCompile(`\b\d+ came`)

// TestReadme_Verify: what README.md shows of verify is what it prints.
func TestReadme_Verify(t *testing.T) {
	page, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, _ := strings.Cut(string(page), "$ node check.js wrong-id --timeout 2s\n")
	shown, _, _ = strings.Cut(shown, "```\n")
	cmd := exec.Command(program(t, "node"), "check.js", "wrong-id", "--timeout", "2s")
	cmd.Dir = "../../examples/ferry"
	cmd.Env = append(os.Environ(), "NODE_PATH="+nodeModules(t))
	out, _ := cmd.Output() // it fails on purpose
	masked := func(text string) string { return howMany.ReplaceAllString(text, "N came") }
	if masked(string(out)) != masked(shown) {
		t.Errorf("verify prints\n%s\nREADME.md shows\n%s", out, shown)
	}
}

// TestVerify_Interrupted: what was found so far is reported.
func TestVerify_Interrupted(t *testing.T) {
	m := serve(t, "--interval", "10ms", "--behavior", silent(t), example("request-reply"))
	var text watched
	journal := filepath.Join(t.TempDir(), "journal.ndjson")
	cmd := exec.Command("asyncmock", "verify", example("request-reply"), "--url", m.WS(""), "--timeout", "10m", "--journal", journal)
	cmd.Stdout, cmd.Stderr = &text, &text
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop := time.AfterFunc(patience, func() { cmd.Process.Kill() })
	defer stop.Stop()
	m.waitFor(regexp.MustCompile("quoteRequest +ok"))
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	text.end()
	for _, want := range []string{
		"passed   desk: connect to /api/desk", "skipped  desk: quoteRequest, example smallBox, is answered  the run was interrupted",
		"covered  channels", "asyncmock: interrupted: the results are those so far",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is missing in\n%s", want, text.String())
		}
	}
	if got := cmd.ProcessState.ExitCode(); got != 1 {
		t.Errorf("exit status %d, want 1", got)
	}
}

// silent is a behavior that leaves quotes unanswered.
func silent(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "silent.yaml")
	if err := os.WriteFile(file, []byte("rules:\n  - name: silence\n    when: {message: quoteRequest}\n    then: []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
