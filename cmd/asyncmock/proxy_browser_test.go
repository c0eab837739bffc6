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
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// A developerTool keeps what Chromium's own network panel would show of
// WebSockets, and exports it as that does.
type developerTool struct {
	mu      sync.Mutex
	entries []*harEntry
	by      map[network.RequestID]*harEntry
}

// A harEntry is a WebSocket in an HTTP Archive as Chromium exports it.
type harEntry struct {
	ResourceType string            `json:"_resourceType"`
	Messages     []archivedMessage `json:"_webSocketMessages"`
	Request      harPart           `json:"request"`
	Response     harPart           `json:"response"`
	Started      time.Time         `json:"startedDateTime"`
	Time         float64           `json:"time"`
}

type archivedMessage struct {
	Type   string  `json:"type"`
	Time   float64 `json:"time"`
	Opcode int     `json:"opcode"`
	Data   string  `json:"data"`
}

type harPart map[string]any

// hear takes an event of the browser.
func (d *developerTool) hear(ev any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch e := ev.(type) {
	case *network.EventWebSocketCreated:
		entry := &harEntry{
			ResourceType: "websocket", Started: time.Now().UTC(),
			Request:  harPart{"method": "GET", "url": e.URL, "httpVersion": "HTTP/1.1", "headers": []any{}, "queryString": []any{}, "cookies": []any{}, "headersSize": -1, "bodySize": 0},
			Response: harPart{"status": 101, "statusText": "Switching Protocols", "httpVersion": "HTTP/1.1", "headers": []any{}, "cookies": []any{}, "content": harPart{"size": 0, "mimeType": "x-unknown"}, "redirectURL": "", "headersSize": -1, "bodySize": -1},
		}
		d.entries, d.by[e.RequestID] = append(d.entries, entry), entry
	case *network.EventWebSocketFrameSent:
		d.frame(e.RequestID, "send", e.Response)
	case *network.EventWebSocketFrameReceived:
		d.frame(e.RequestID, "receive", e.Response)
	}
}

func (d *developerTool) frame(id network.RequestID, way string, f *network.WebSocketFrame) {
	data := string(f.PayloadData)
	if f.Opcode != 1 {
		data = base64.StdEncoding.EncodeToString(f.PayloadData)
	}
	m := archivedMessage{Type: way, Time: float64(time.Now().UnixMicro()) / 1e6, Opcode: int(f.Opcode), Data: data}
	d.by[id].Messages = append(d.by[id].Messages, m)
}

// export writes the archive.
func (d *developerTool) export(t *testing.T, name string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	text, err := json.MarshalIndent(harPart{"log": harPart{
		"version": "1.2", "creator": harPart{"name": "WebInspector", "version": "537.36"}, "pages": []any{}, "entries": d.entries,
	}}, "", "  ")
	if err == nil {
		err = os.WriteFile(name, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// talks says one thing after the other, each when the last was answered, and
// tells how it was closed.
const talks = `new Promise(done => {
  const ws = new WebSocket(%q)
  ws.binaryType = 'arraybuffer'
  const texts = ['{"kind":"ask"}', '{"kind":5}', '{"kind":"answer"}', 'no json', new Uint8Array([0, 255, 128])]
  let at = 0
  ws.onopen = ws.onmessage = () => at < texts.length && ws.send(texts[at++])
  ws.onclose = e => done(e.code + ' ' + e.reason)
})`

// TestProxy_HARGivesTheSameVerdicts: what Chromium recorded of a session and
// what the proxy recorded of the same session are judged alike by check.
func TestProxy_HARGivesTheSameVerdicts(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	ctx := browser(t)
	folder := t.TempDir()
	document, journal, archive := filepath.Join(folder, "talk.yaml"), filepath.Join(folder, "session.ndjson"), filepath.Join(folder, "session.har")
	if err := os.WriteFile(document, []byte(talk), 0o600); err != nil {
		t.Fatal(err)
	}
	service := httptest.NewServer(http.HandlerFunc(speak))
	defer service.Close()
	p := start(t, "proxy", document, "--upstream", service.URL, "--journal", journal)
	tool := &developerTool{by: map[network.RequestID]*harEntry{}}
	pages := httptest.NewServer(http.NotFoundHandler()) // a page of another origin on this machine
	defer pages.Close()
	if err := chromedp.Do(ctx, chromedp.Navigate(pages.URL)); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, tool.hear); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string](fmt.Sprintf(talks, p.WS("/talk")), chromedp.EvalAwaitPromise))
	if err != nil || got != "4002 that was all" {
		t.Fatalf("the page got %q, %v", got, err)
	}
	p.interrupt()
	p.waitFor(stopped)
	tool.export(t, archive)
	browsers, proxies := verdictsOf(t, document, archive), verdictsOf(t, document, journal)
	if len(proxies) != 2*len(spoken) || !strings.Contains(proxies[2], "payload-const /kind") || !slices.Equal(browsers, proxies) {
		t.Errorf("of the browser's recording:\n%s\nof the proxy's:\n%s", strings.Join(browsers, "\n"), strings.Join(proxies, "\n"))
	}
}

// lineNumber begins the name of a check of a recording.
var lineNumber = regexp.MustCompile(`^line \d+: `)

// verdictsOf are what check says of every message of a recording.
func verdictsOf(t *testing.T, document, recording string) (all []string) {
	t.Helper()
	out, err := exec.Command("asyncmock", "check", document, recording, "--report", "json").Output()
	var report struct {
		Exchange struct {
			Checks []struct {
				Group, Name, Outcome string
				Findings             []struct{ Code, Instance, Summary string }
			}
		}
	}
	if json.Unmarshal(out, &report) != nil {
		t.Fatalf("check %s: %v\n%s", recording, err, out)
	}
	for _, c := range report.Exchange.Checks {
		all = append(all, fmt.Sprint(c.Outcome, " ", c.Group, ": ", lineNumber.ReplaceAllString(c.Name, ""), " ", c.Findings))
	}
	return all
}
