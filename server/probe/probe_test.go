package probe

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"asyncmock/server"
)

// keeps reports whether a message is a dim that keeps the contract, and its id.
func keeps(data []byte) (id float64, ok bool) {
	var m map[string]any
	if json.Unmarshal(data, &m) != nil || m["type"] != "dim" {
		return 0, false
	}
	level, there := m["level"]
	number, isNumber := level.(float64)
	id, ok = m["id"].(float64)
	known := 2
	if there {
		known = 3
	}
	return id, ok && id == math.Trunc(id) && len(m) == known && (!there || isNumber && number <= 100 && number == math.Trunc(number))
}

// answerLamps is a right service of lamps.
func answerLamps(c *websocket.Conn, r *http.Request) {
	c.Write(r.Context(), websocket.MessageText, []byte(`{"type":"burnt","lamp":"hall"}`))
	for {
		_, data, err := c.Read(r.Context())
		if err != nil {
			return
		}
		id, ok := keeps(data)
		if !ok {
			c.Close(1008, "no")
			return
		}
		c.Write(r.Context(), websocket.MessageText, fmt.Appendf(nil, `{"type":"dimmed","id":%v}`, id))
	}
}

// TestProbe_RightService: everything is exercised, and nothing is found; the
// second example gets another id than the first.
func TestProbe_RightService(t *testing.T) {
	var mu sync.Mutex
	var ids []string
	observe := func(e *server.Event) {
		if e.Kind == server.EventReceive && e.Valid {
			mu.Lock()
			defer mu.Unlock()
			id, _ := keeps(e.Payload)
			ids = append(ids, fmt.Sprint(id))
		}
	}
	r, err := verify(t, lamps, Options{URL: parsed(t, socket(t, answerLamps)), Negative: true, Observe: observe, Timeout: watchdog / 4})
	if err != nil || codes(r) != "" {
		t.Fatalf("%v %s", err, codes(r))
	}
	if r.Sent < 6 || r.Heard < 3 {
		t.Errorf("%d sent, %d heard", r.Sent, r.Heard)
	}
	var failed, skipped []string
	for _, c := range r.Checks {
		switch c.Outcome {
		case Failed:
			failed = append(failed, c.Name)
		case Skipped:
			skipped = append(skipped, c.Name+": "+c.Detail)
		}
	}
	if len(failed) > 0 || len(skipped) > 0 && !strings.Contains(skipped[0], "is refused") {
		t.Errorf("failed %q, skipped %q", failed, skipped)
	}
	if len(ids) != 2 || ids[0] != "1" || ids[1] == "1" {
		t.Errorf("ids %q", ids)
	}
}

// TestProbe_Interrupted: what was found so far is told.
func TestProbe_Interrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	url := socket(t, func(c *websocket.Conn, r *http.Request) {
		c.Read(r.Context()) // a request that is never answered
		c.Write(r.Context(), websocket.MessageText, []byte(`{"type":"burnt"}`))
		<-c.CloseRead(r.Context()).Done()
	})
	observe := func(e *server.Event) {
		if e.Kind == server.EventSend {
			cancel()
		}
	}
	p, err := New(ctx, mockOf(t, lamps), Options{URL: parsed(t, url), Dialer: dialer(), Timeout: watchdog, Observe: observe})
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Run(ctx)
	if err != nil || !r.Interrupted || !strings.Contains(codes(r), "payload-required") {
		t.Fatalf("%v %+v", err, r)
	}
	var told []string
	for _, c := range r.Checks {
		if c.Outcome == Skipped && strings.Contains(c.Detail, interrupted) {
			told = append(told, c.Name)
		}
	}
	if want := []string{"dim, example low, is answered", "dim, example again, is answered"}; !slices.Equal(told, want) {
		t.Errorf("interrupted %q, want %q", told, want)
	}
}

// bell is a contract over HTTP: events, and messages by POST.
const bell = `
asyncapi: 3.0.0
info: {title: Bell, version: 1.0.0}
defaultContentType: application/json
servers: {house: {host: bell.example, pathname: /v1, protocol: https}}
channels:
  rings:
    address: /rings
    messages:
      ring: {payload: {type: object, required: [door], properties: {door: {enum: [front, back]}}}}
  mute:
    address: /mute
    messages:
      mute:
        headers: {type: object, required: [x-reason], properties: {x-reason: {type: string}}}
        payload: {type: object, required: [minutes], properties: {minutes: {type: integer, minimum: 1}}}
        examples: [{name: nap, headers: {x-reason: sleep}, payload: {minutes: 30}}]
      muted: {payload: {type: object, required: [until], properties: {until: {type: string}}}}
operations:
  tell: {action: send, channel: {$ref: '#/channels/rings'}}
  hush:
    action: receive
    channel: {$ref: '#/channels/mute'}
    messages: [{$ref: '#/channels/mute/messages/mute'}]
    reply: {channel: {$ref: '#/channels/mute'}, messages: [{$ref: '#/channels/mute/messages/muted'}]}
`

// bellService serves bell with what is wrong with it.
func bellService(wrong string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/rings", func(w http.ResponseWriter, r *http.Request) {
		if wrong == "no stream" {
			http.Error(w, "no", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
		door := "front"
		if wrong == "enum" {
			door = "cellar"
		}
		fmt.Fprintf(w, ": hello\r\nid: 1\r\nevent: ring\r\ndata: {\"door\":\r\ndata: %q}\r\n\r\n", door)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	mux.HandleFunc("POST /api/mute", func(w http.ResponseWriter, r *http.Request) {
		var m struct{ Minutes float64 }
		err := json.NewDecoder(r.Body).Decode(&m)
		bad := err != nil || m.Minutes < 1 || m.Minutes != math.Trunc(m.Minutes) || r.Header.Get("X-Reason") == ""
		switch {
		case wrong == "fails":
			w.WriteHeader(http.StatusInternalServerError)
		case bad && wrong != "accepts":
			w.WriteHeader(http.StatusUnprocessableEntity)
		case wrong == "empty":
			w.WriteHeader(http.StatusNoContent)
		case wrong == "reply":
			fmt.Fprint(w, `{"until":7}`)
		default:
			fmt.Fprint(w, `{"until":"noon"}`)
		}
	})
	return mux
}

// TestProbe_HTTP: server-sent events and POST, right and wrong.
func TestProbe_HTTP(t *testing.T) {
	for wrong, want := range map[string]string{
		"": "", "no stream": "connect-failed", "enum": "payload-enum", "fails": "http-status invalid-accepted", "empty": "reply-missing",
		"reply": "payload-type", "accepts": "invalid-accepted",
	} {
		t.Run("wrong "+wrong, func(t *testing.T) {
			s := httptest.NewServer(bellService(wrong))
			t.Cleanup(s.CloseClientConnections)
			r, err := verify(t, bell, Options{URL: parsed(t, s.URL+"/api"), Negative: true, Timeout: watchdog / 4})
			if err != nil {
				t.Fatal(err)
			}
			if got := codes(r); got != want {
				t.Errorf("found %q, want %q", got, want)
				for _, c := range r.Checks {
					t.Logf("%s: %v", c.Name, c.Findings)
				}
			}
		})
	}
}

// TestEvents reads what the standard allows.
func TestEvents(t *testing.T) {
	text := "data: first\n\n: comment\ndata:second\r\ndata: line\r\r\revent: asyncmock.close\ndata: {}\n\nevent: named\nid\ndata\n\n" +
		"encoding: base64\ndata: AAH/\n\ndata: unfinished"
	r := newEventReader(strings.NewReader(text), 1000)
	var got []string
	for {
		f, err := r.next()
		if err != nil {
			break
		}
		got = append(got, fmt.Sprintf("%s|%q|%v", f.Name, f.Payload(), f.Binary))
	}
	want := []string{`|"first"|false`, `|"second\nline"|false`, `named|""|false`, `|"\x00\x01\xff"|true`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, err := newEventReader(strings.NewReader("data: "+strings.Repeat("x", 2000)), 1000).next(); err != server.ErrLarge {
		t.Errorf("got %v, want too large", err)
	}
}

// TestPacer keeps the rate.
func TestPacer(t *testing.T) {
	p := newPacer(100)
	begun := time.Now()
	for range 11 {
		if err := p.wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(begun); took < 100*time.Millisecond {
		t.Errorf("11 messages in %s, at 100 a second", took)
	}
}
