package main_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// twoRoutes is a document with the routes /a and /b.
const twoRoutes = `asyncapi: 3.0.0
info: {title: Two, version: '1'}
channels:
  a: {address: /a, messages: {ask: {payload: {const: a}}}}
  b: {address: /b, messages: {ask: {payload: {const: b}}}}
operations:
  hearA: {action: receive, channel: {$ref: '#/channels/a'}}
  hearB: {action: receive, channel: {$ref: '#/channels/b'}}
`

// TestControl_Reload: documents are read again when the control API is asked
// to, and what was set while the mock ran stays where it has a place.
func TestControl_Reload(t *testing.T) {
	folder := t.TempDir()
	document, rules := filepath.Join(folder, "asyncapi.yaml"), filepath.Join(folder, "behavior.yaml")
	save(t, document, []byte(twoRoutes))
	save(t, rules, []byte("rules: [{name: hello, when: {text: hi}, then: [{reply: hello}]}]\n"))
	m := serve(t, "--behavior", rules, document)
	control := func(want int, method, path, body string) string {
		t.Helper()
		status, got := m.control(method, path, body)
		if status != want {
			t.Fatalf("%s %s: got %d %s", method, path, status, got)
		}
		return strings.TrimSpace(got)
	}
	if got := control(200, "POST", "reload", `{}`); !strings.Contains(got, `"changed":false`) {
		t.Errorf("nothing has changed, got %s", got)
	}
	control(200, "PUT", "faults?session=alice", `{"faults":["stall@9m,route=/a","drop@9m,route=/b"]}`)
	control(200, "PUT", "rules/hello", `{"enabled":false}`)
	control(201, "POST", "replies", `{"route":"/a","then":[{"payload":"once","raw":true}]}`)
	before := m.dial("/a")
	save(t, document, []byte(strings.ReplaceAll(twoRoutes, "/b,", "/c,")))
	want := `{"documents":[{"document":` + quoted(document) + `,"changed":true,"routes":2,"added":["/c"],"removed":["/b"],"connections":1}],` +
		`"lost":["fault drop@9m,route=/b,session=alice: its route is gone"]}`
	if got := control(200, "POST", "reload", `{}`); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := control(200, "GET", "faults?session=alice", ""); got != `{"faults":["stall@9m,route=/a"]}` {
		t.Errorf("the faults are %s", got)
	}
	if got := control(200, "GET", "rules", ""); !strings.Contains(got, `"enabled":false`) || strings.Contains(got, `"enabled":true`) {
		t.Errorf("the rules are %s", got)
	}
	after := m.dial("/a")
	if err := after.Write(t.Context(), 1, []byte(`"a"`)); err != nil {
		t.Fatal(err)
	}
	if _, got, err := after.Read(t.Context()); err != nil || string(got) != "once" {
		t.Errorf("got %s, %v", got, err)
	}
	if got := control(200, "GET", "replies", ""); got != `{"replies":[]}` {
		t.Errorf("replies wait: %s", got)
	}
	control(200, "PUT", "faults", `{"faults":["close:1012"]}`) // meets those from before, too
	if _, _, err := before.Read(t.Context()); err == nil || !strings.Contains(err.Error(), "StatusServiceRestart") {
		t.Errorf("who came before got %v", err)
	}
	if said := m.said(); !strings.Contains(said, "lost fault drop@9m,route=/b,session=alice: its route is gone\n") {
		t.Errorf("it is not said what was lost:\n%s", said)
	}
}

// TestControl_ReloadBroken: what cannot be served replaces nothing, and the
// findings say where it is wrong; which of the files it was does not matter.
func TestControl_ReloadBroken(t *testing.T) {
	folder := t.TempDir()
	document, rules := filepath.Join(folder, "asyncapi.yaml"), filepath.Join(folder, "behavior.yaml")
	save(t, document, []byte(twoRoutes))
	save(t, rules, []byte("rules: []\n"))
	m := serve(t, "--behavior", rules, document)
	for file, text := range map[string]string{
		document: strings.Replace(twoRoutes, "channels:", "channels: }", 1),
		rules:    "rules:\n  - {when: {txt: hi}}\n",
	} {
		good := map[string]string{document: twoRoutes, rules: "rules: []\n"}[file]
		save(t, file, []byte(text))
		status, body := m.control("POST", "reload", `{}`)
		var problem struct {
			Code     string
			Findings []struct {
				File         string
				Line, Column int
			}
		}
		if err := json.Unmarshal([]byte(body), &problem); err != nil {
			t.Fatal(err)
		}
		if status != 422 || problem.Code != "reload-refused" || len(problem.Findings) == 0 || problem.Findings[0].File != file || problem.Findings[0].Line < 2 || problem.Findings[0].Column < 1 {
			t.Errorf("%s: got %d %s", filepath.Base(file), status, body)
		}
		if _, body := m.control("GET", "health", ""); !strings.Contains(body, "degraded") {
			t.Errorf("the health is %s", body)
		}
		m.dial("/b")
		save(t, file, []byte(good))
		if status, body := m.control("POST", "reload", `{}`); status != 200 {
			t.Errorf("mended: got %d %s", status, body)
		}
		if _, body := m.control("GET", "health", ""); strings.Contains(body, "degraded") {
			t.Errorf("mended, the health is %s", body)
		}
	}
}

// TestControl_ReloadWatched: a save that the watcher sees, too, is taken once.
func TestControl_ReloadWatched(t *testing.T) {
	document := filepath.Join(t.TempDir(), "asyncapi.yaml")
	save(t, document, []byte(twoRoutes))
	m := serve(t, "--watch", document)
	save(t, document, []byte(strings.ReplaceAll(twoRoutes, "/b,", "/c,")))
	if status, body := m.control("POST", "reload", `{}`); status != 200 || !strings.Contains(body, `"added":["/c"]`) {
		t.Errorf("got %d %s", status, body)
	}
	m.dial("/c")
	save(t, document, []byte(twoRoutes))
	m.waitFor(reloadedTwice)
	m.dial("/b")
	if n := strings.Count(m.said(), "reloaded "); n != 2 {
		t.Errorf("reloaded %d times, want twice", n)
	}
}

// TestControl_ReloadConnections: those from all generations before are counted.
func TestControl_ReloadConnections(t *testing.T) {
	document := filepath.Join(t.TempDir(), "asyncapi.yaml")
	save(t, document, []byte(twoRoutes))
	m := serve(t, document)
	for n, text := range []string{"/c", "/d"} {
		c, _, err := websocket.Dial(t.Context(), m.WS("/a"), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer c.CloseNow()
		save(t, document, []byte(strings.ReplaceAll(twoRoutes, "/b,", text+",")))
		want := fmt.Sprintf(`"connections":%d`, n+1)
		if status, body := m.control("POST", "reload", `{}`); status != 200 || !strings.Contains(body, want) {
			t.Errorf("got %d %s, want %s", status, body, want)
		}
	}
	if !strings.Contains(m.said(), "; 2 connections from before go on as they began") {
		t.Errorf("said %s", m.said())
	}
}

func quoted(text string) string {
	b, _ := json.Marshal(text)
	return string(b)
}
