package main_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"asyncmock/cmd/internal/report"
)

// A harMessage is a message of a WebSocket as Chrome exports it.
type harMessage struct {
	Type   string  `json:"type"`
	Time   float64 `json:"time"`
	Opcode int     `json:"opcode"`
	Data   string  `json:"data"`
}

// A heard is what a browser tells about its WebSocket.
type heard struct {
	mu       sync.Mutex
	url      string
	messages []harMessage
}

func (h *heard) event(ev any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch ev := ev.(type) {
	case *network.EventWebSocketCreated:
		h.url = ev.URL
	case *network.EventWebSocketFrameSent:
		h.add("send", ev.Response)
	case *network.EventWebSocketFrameReceived:
		h.add("receive", ev.Response)
	}
}

func (h *heard) add(kind string, f *network.WebSocketFrame) {
	m := harMessage{Type: kind, Opcode: int(f.Opcode), Data: string(f.PayloadData)}
	if m.Opcode == 2 {
		m.Data = base64.StdEncoding.EncodeToString(f.PayloadData)
	}
	h.messages = append(h.messages, m)
}

// archive writes what was heard as Chrome's export of it.
func (h *heard) archive(t *testing.T, file string) {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	text, err := json.MarshalIndent(map[string]any{"log": map[string]any{"version": "1.2", "entries": []any{map[string]any{
		"_resourceType": "websocket", "_webSocketMessages": h.messages,
		"request":  map[string]any{"method": "GET", "url": h.url, "headers": []any{}},
		"response": map[string]any{"status": 101, "content": map[string]any{}},
	}}}}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// barrier is a page's side of the talk: right and wrong, text and binary, and
// each answer to what is right waited for.
const barrier = `
	const socket = new WebSocket(%q)
	let came = 0
	socket.onmessage = () => came++
	await new Promise((open, failed) => { socket.onopen = open; socket.onerror = failed })
	const answered = async n => { while (came < n) await new Promise(r => setTimeout(r, 5)) }
	socket.send(JSON.stringify({ type: 'enter', plate: 'AB-123' }))
	await answered(1)
	socket.send(JSON.stringify({ type: 'pay', ticketId: 1, cents: '250' }))
	socket.send(new TextEncoder().encode('{"type":"pay","ticketId":1,"cents":250}'))
	await answered(2)
	socket.send(JSON.stringify({ type: 'opened', ticketId: 1 }))
	socket.send('no json')
	socket.send(JSON.stringify({ type: 'leave', ticketId: 1 }))
	await answered(3)
	socket.close()
	return came`

// TestCheck_BrowserAndProxyAgree: what a browser tells about its WebSocket, as
// its HAR export, and the journal of the proxy that stood between get the same
// verdicts.
func TestCheck_BrowserAndProxyAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	folder := t.TempDir()
	har, journal := filepath.Join(folder, "session.har"), filepath.Join(folder, "session.ndjson")
	ctx := blank(t)
	service := serve(t, "--on-invalid", "ignore", example("car-park"))
	proxy := start(t, "proxy", "--upstream", service.WS(""), "--journal", journal, example("car-park"))
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "text/html") }))
	defer page.Close()
	h := &heard{}
	if err := chromedp.Listen(ctx, h.event); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if came := inPage(t, ctx, page.URL, 800, fmt.Sprintf(barrier, proxy.WS("/v1/barriers/north"))); came != "3" {
		t.Fatalf("got %s answers, want 3", came)
	}
	proxy.interrupt()
	<-proxy.exited // with 1: there were wrong messages
	proxy.exited = nil
	h.archive(t, har)
	fromBrowser, fromProxy := verdicts(t, har), verdicts(t, journal)
	want := []string{
		"enter, client → service passed", "ticket, service → client passed",
		"pay, client → service failed payload-type /cents", "pay, client → service passed frame-type ", "paid, service → client passed",
		"opened, client → service failed message-direction ", "unknown message, client → service failed payload-undecodable ",
		"leave, client → service passed", "opened, service → client passed",
	}
	slices.Sort(want)
	if !slices.Equal(fromBrowser, want) {
		t.Errorf("the browser's export: got\n%s\nwant\n%s", strings.Join(fromBrowser, "\n"), strings.Join(want, "\n"))
	}
	if !slices.Equal(fromProxy, fromBrowser) {
		t.Errorf("the proxy's journal: got\n%s\nwant\n%s", strings.Join(fromProxy, "\n"), strings.Join(fromBrowser, "\n"))
	}
}

var lineOf = regexp.MustCompile(`^line \d+: `)

// verdicts are what check says of each message of a recording, sorted.
func verdicts(t *testing.T, recording string) (list []string) {
	t.Helper()
	out, _ := exec.Command("asyncmock", "check", example("car-park"), recording, "--report", "json").Output()
	var r struct {
		Exchange struct {
			Checks []struct {
				Name, Outcome string
				Findings      []report.JSONFinding
			}
		}
	}
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, c := range r.Exchange.Checks {
		line := lineOf.ReplaceAllString(c.Name, "") + " " + c.Outcome
		for _, f := range c.Findings {
			line += " " + f.Code + " " + f.Instance
		}
		list = append(list, line)
	}
	slices.Sort(list)
	return list
}
