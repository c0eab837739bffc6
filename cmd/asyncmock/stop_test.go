package main_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"os"

	"github.com/coder/websocket"
)

// quietDocument has a route on which nothing is said unprompted.
const quietDocument = `{"asyncapi":"3.0.0","info":{"title":"Quiet","version":"1"},
"channels":{"c":{"address":"/c","messages":{"m":{"payload":{"type":"string"}}}}},
"operations":{"receiveM":{"action":"receive","channel":{"$ref":"#/channels/c"}}}}`

// quiet writes quietDocument to a file.
func quiet(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "quiet.json")
	if err := os.WriteFile(file, []byte(quietDocument), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestREL_STOP_1_EverybodyIsToldGoodbye: SIGTERM, and every client sees 1001
// before the process ends with status 0.
func TestREL_STOP_1_EverybodyIsToldGoodbye(t *testing.T) {
	n := 1000
	if testing.Short() {
		n = 50
	}
	m := serve(t, "-q", quiet(t))
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	codes := make(chan websocket.StatusCode, n)
	var opened sync.WaitGroup
	slots := make(chan struct{}, 64)
	for range n {
		opened.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			c, _, err := websocket.Dial(ctx, m.WS("/c"), nil)
			if err != nil {
				t.Error(err)
				codes <- 0
				return
			}
			go func() {
				_, _, err := c.Read(ctx)
				codes <- websocket.CloseStatus(err)
			}()
		})
	}
	opened.Wait()
	start := time.Now()
	if err := m.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for range n {
		if code := <-codes; code != websocket.StatusGoingAway {
			t.Fatalf("a client saw %d, want 1001", code)
		}
	}
	told := time.Since(start)
	err := <-m.exited
	m.exited = nil
	if err != nil {
		t.Errorf("asyncmock: %v, want status 0", err)
	}
	t.Logf("%d clients: told after %v, ended after %v", n, told, time.Since(start))
}

// TestREL_STOP_2_SecondSignalEndsAtOnce: a client that does not answer the
// close holds the drain up; a second signal does not wait for it.
func TestREL_STOP_2_SecondSignalEndsAtOnce(t *testing.T) {
	m := serve(t, "-q", quiet(t))
	conn, err := net.Dial("tcp", strings.TrimPrefix(m.Base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	fmt.Fprintf(conn, "GET /c HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", conn.RemoteAddr())
	r := bufio.NewReader(conn)
	resp, err := http.ReadResponse(r, nil)
	if err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("%v, %v", resp, err)
	}
	start := time.Now()
	m.cmd.Process.Signal(os.Interrupt)
	if b, err := r.ReadByte(); err != nil || b != 0x88 {
		t.Fatalf("got %#x, %v, want a close frame", b, err)
	}
	m.cmd.Process.Signal(os.Interrupt)
	err = <-m.exited
	m.exited = nil
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 130 {
		t.Errorf("got %v, want status 130", err)
	}
	t.Logf("ended after %v", time.Since(start))
}

// TestREL_STOP_3_BusyPortIsNamed: status 2, the port, and the flag that helps.
func TestREL_STOP_3_BusyPortIsNamed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	out, err := exec.Command("asyncmock", "serve", "--port", port, quiet(t)).CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 {
		t.Errorf("got %v, want status 2", err)
	}
	for _, word := range []string{"port " + port, "--port 0"} {
		if !strings.Contains(string(out), word) {
			t.Errorf("the output does not say %q:\n%s", word, out)
		}
	}
}
