package main_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// control sends a request to the control API and returns status and body.
func (m *mock) control(method, path, body string, header ...string) (int, string) {
	m.t.Helper()
	req, err := http.NewRequestWithContext(m.t.Context(), method, m.Base+"/_asyncmock/"+path, strings.NewReader(body))
	if err != nil {
		m.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
		if header[i] == "Host" {
			req.Host = header[i+1]
		}
	}
	client := &http.Client{Timeout: patience}
	resp, err := client.Do(req)
	if err != nil {
		m.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		m.t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// dial opens a WebSocket that ends with the test.
func (m *mock) dial(path string) *websocket.Conn {
	m.t.Helper()
	c, _, err := websocket.Dial(m.t.Context(), m.WS(path), nil)
	if err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() { c.CloseNow() })
	return c
}

// TestControl_Steers: a client hears what is pushed, the journal is followed,
// and the end of the mock ends that, too.
func TestControl_Steers(t *testing.T) {
	m := serve(t, "--stream", "off", example("market-data"))
	client := m.dial("/v1/market/ETH-EUR")
	follow, err := http.NewRequestWithContext(t.Context(), "GET", m.Base+"/_asyncmock/journal?kind=send", nil)
	if err != nil {
		t.Fatal(err)
	}
	follow.Header.Set("Accept", "text/event-stream")
	stream, err := http.DefaultClient.Do(follow)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	status, body := m.control("POST", "push", `{"to":{"all":true},"message":"trade","set":{"/price":"1.50"}}`)
	if status != 200 || strings.TrimSpace(body) != `{"receivers":1}` {
		t.Fatalf("got %d %s", status, body)
	}
	_, got, err := client.Read(t.Context())
	if err != nil || !strings.Contains(string(got), `"symbol":"ETH-EUR"`) || !strings.Contains(string(got), `"price":"1.50"`) {
		t.Errorf("the client got %s, %v", got, err)
	}
	var record struct {
		Kind, Session, Message string
		Payload                json.RawMessage
	}
	lines := bufio.NewScanner(stream.Body)
	for lines.Scan() {
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			if err := json.Unmarshal([]byte(data), &record); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	if record.Message != "trade" || record.Session != "ws-1" || string(record.Payload) != string(got) {
		t.Errorf("the journal says %+v", record)
	}
	m.interrupt()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for lines.Scan() {
		}
	}()
	select {
	case <-ended:
	case <-time.After(patience):
		t.Error("the journal goes on")
	}
	m.exits()
	if said := m.said(); !strings.Contains(said, "control  "+m.Base+"/_asyncmock/") {
		t.Errorf("it is not said where the control API is:\n%s", said)
	}
}

// TestControl_Reloaded: who connected before a reload can still be steered;
// routes, and what is pushed by name, are those of the new document.
func TestControl_Reloaded(t *testing.T) {
	text, err := os.ReadFile(example("market-data"))
	if err != nil {
		t.Fatal(err)
	}
	document := filepath.Join(t.TempDir(), "asyncapi.yaml")
	write := func(text string) {
		if err := os.WriteFile(document, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(string(text))
	m := serve(t, "--stream", "off", "--watch", document)
	before := m.dial("/v1/market/ETH-EUR")
	write(strings.ReplaceAll(string(text), "address: /v1/market/", "address: /v1/prices/"))
	m.waitFor(reloaded)
	after := m.dial("/v1/prices/ETH-EUR")
	if _, body := m.control("GET", "routes", ""); strings.Contains(body, "/v1/market/") || !strings.Contains(body, "/v1/prices/") {
		t.Errorf("the routes are %s", body)
	}
	if status, body := m.control("POST", "push", `{"to":{"all":true},"message":"trade"}`); strings.TrimSpace(body) != `{"receivers":2}` {
		t.Errorf("got %d %s", status, body)
	}
	for _, client := range []*websocket.Conn{before, after} {
		if _, got, err := client.Read(t.Context()); err != nil || !strings.Contains(string(got), "trade") {
			t.Errorf("got %s, %v", got, err)
		}
	}
}

// TestREL_CTL_5_ControlTextIsInert: what control says is data, wherever rules
// write it, and is never read as an expression.
func TestREL_CTL_5_ControlTextIsInert(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "behavior.yaml")
	if err := os.WriteFile(file, []byte(`
global: {word: none}
rules:
  - {when: {text: word}, then: [{reply: "{{ global.word }}"}, {join: "{{ global.word }}"}, {broadcast: {group: "{{ global.word }}", text: "<{{ global.word }}>"}}]}
  - {when: {text: own}, then: [{reply: "{{ vars.own }}"}]}
`), 0o600); err != nil {
		t.Fatal(err)
	}
	m := serve(t, "--stream", "off", "--behavior", file, example("market-data"))
	client := m.dial("/v1/market/ETH-EUR")
	hears := func(want ...string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		for _, text := range want {
			if _, got, err := client.Read(ctx); err != nil || string(got) != text {
				t.Errorf("got %s, %v; want %s", got, err, text)
			}
		}
	}
	say := func(text string) { client.Write(t.Context(), websocket.MessageText, []byte(text)) }
	control := func(method, path string, body any) {
		t.Helper()
		text, _ := json.Marshal(body)
		if status, answer := m.control(method, path, string(text)); status != 200 && status != 201 {
			t.Errorf("%s: got %d %s", path, status, answer)
		}
	}
	for _, text := range []string{"{{ 1 + 1 }}", "{{ fake('email') }}", "${1+1}", "{{", "#(1+1)"} {
		control("PUT", "variables/global/word", map[string]any{"value": text})
		control("PUT", "variables/vars/own", map[string]any{"value": []string{text}})
		say("word")
		hears(text, "<"+text+">")
		say("own")
		hears(`["` + text + `"]`)
		control("POST", "push", map[string]any{"to": map[string]any{"all": true}, "payload": []string{text}, "raw": true})
		hears(`["` + text + `"]`)
	}
}

// TestControl_Off: nothing answers then but what anybody may ask.
func TestControl_Off(t *testing.T) {
	m := serve(t, "--control", "off", example("market-data"))
	for path, want := range map[string]int{"health": 200, "ready": 200, "routes": 404, "push": 404} {
		if got, body := m.control("GET", path, ""); got != want {
			t.Errorf("%s: got %d, want %d: %s", path, got, want, body)
		}
	}
	if strings.Contains(m.said(), "control") {
		t.Errorf("it speaks of a control API:\n%s", m.said())
	}
}

// TestREL_CTL_1_Bind: on a loopback address nobody is asked; on any other the
// token is new at every start and said once.
func TestREL_CTL_1_Bind(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	tokens := map[string]bool{}
	for _, quiet := range []bool{false, true} {
		args := []string{"--host", "0.0.0.0", example("market-data")}
		if quiet {
			args = append(args, "--quiet")
		}
		m := serve(t, args...)
		_, after, found := strings.Cut(m.said(), "?token=")
		token, _, _ := strings.Cut(after, "\n")
		if !found || len(token) < 20 || strings.Contains(after, "?token=") || tokens[token] {
			t.Fatalf("got the token %q in\n%s", token, m.said())
		}
		tokens[token] = true
		_, file, _ := strings.Cut(m.said(), "control token  ")
		file, _, _ = strings.Cut(file, "\n")
		kept, err := os.ReadFile(file)
		if err != nil || string(kept) != token+"\n" {
			t.Errorf("the file %q holds %q, %v, want %q", file, kept, err, token)
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the file of the token is %v, %v", info.Mode(), err)
		}
		defer func() {
			if _, err := os.Stat(file); !os.IsNotExist(err) {
				t.Errorf("the file of the token is left behind: %v", err)
			}
		}()
		defer m.exits()
		defer m.interrupt()
		for path, want := range map[string]int{"health": 200, "ready": 200, "ca.crt": 404, "routes": 401, "journal": 401} {
			if got, _ := m.control("GET", path, ""); got != want {
				t.Errorf("%s without the token: got %d, want %d", path, got, want)
			}
		}
		if got, _ := m.control("GET", "routes", "", "Authorization", "Bearer "+token); got != 200 {
			t.Errorf("with the token: got %d", got)
		}
	}
	m := serve(t, "--control-token", "mine", example("market-data"))
	if got, _ := m.control("GET", "routes", ""); got != 401 {
		t.Errorf("with a token of one's own on a loopback address: got %d", got)
	}
	if got, _ := m.control("GET", "routes", "", "Authorization", "Bearer mine"); got != 200 {
		t.Errorf("with it: got %d", got)
	}
	if strings.Contains(m.said(), "mine") || strings.Contains(m.said(), "control token") {
		t.Errorf("a token that is known is said:\n%s", m.said())
	}
}

// TestREL_CTL_2_Rebinding: a name that is not the mock's own means that a page
// resolved to this machine.
func TestREL_CTL_2_Rebinding(t *testing.T) {
	m := serve(t, example("market-data"))
	for _, host := range []string{"evil.example", "evil.example:80", "127.0.0.1.evil.example"} {
		for _, path := range []string{"routes", "journal", "connections"} {
			if got, body := m.control("GET", path, "", "Host", host, "Origin", "http://"+host); got != 403 {
				t.Errorf("%s by %s: got %d %s", path, host, got, body)
			}
		}
	}
}
