package control

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// numbers are those of the records of a page.
func numbers(page map[string]any) string {
	var got []any
	for _, r := range page["records"].([]any) {
		got = append(got, r.(map[string]any)["seq"])
	}
	return fmt.Sprint(got...)
}

func TestJournal_Query(t *testing.T) {
	d := newDesk(t)
	alice := d.connect("/talk/red?__session=alice") // 1
	bob := d.connect("/talk/blue")                  // 2
	alice.say(`{"kind":"ask"}`)                     // 3, 4
	bob.say(`{ "kind": "ask", "n": "x" }`)          // 5
	bob.Closed(1000, "")                            // 6
	d.ask("POST push", `{"to":{"all":true},"message":"answer"}`)
	for query, want := range map[string]string{
		"":                         "1 2 3 4 5 6 7",
		"?after=4":                 "5 6 7",
		"?tail=2":                  "6 7",
		"?tail=99":                 "1 2 3 4 5 6 7",
		"?limit=2":                 "1 2",
		"?limit=0":                 "",
		"?session=alice":           "1 3 4 7",
		"?connection=ws-2":         "2 5 6",
		"?route=/talk/blue":        "2 5 6",
		"?route=/talk/{room}":      "1 2 3 4 5 6 7",
		"?kind=connect,close":      "1 2 6",
		"?message=ask":             "3 5",
		"?message=ask&valid=false": "5",
		"?valid=true":              "3 4 7",
		"?direction=mockToClient":  "4 7",
		"?channel=talk&after=4":    "5 7",
		"?operation=sendNews":      "",
		"?kind=relay&channel=news": "",
		"?after=99":                "",
	} {
		if got := numbers(d.ask("GET journal"+query, nil).want(200)); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
	record := d.ask("GET journal?after=4&limit=1", nil).want(200)["records"].([]any)[0].(map[string]any)
	if record["payload"] != `{ "kind": "ask", "n": "x" }` || record["valid"] != false || record["session"] != "ws-2" {
		t.Errorf("got %v", record)
	}
	for _, query := range []string{"?after=x", "?after=-1", "?limit=1001", "?tail=x", "?valid=1", "?direction=up", "?knid=x"} {
		if got := d.ask("GET journal"+query, nil); got.status != 400 {
			t.Errorf("%s: got %d", query, got.status)
		}
	}
}

// TestJournal_Pages: going from page to page misses and repeats nothing, also
// with a filter, and what is kept no more is counted.
func TestJournal_Pages(t *testing.T) {
	d := newDesk(t)
	c := d.connect("/news")
	for range 60 {
		c.Note("x")
	}
	var all []string
	next, missed := 0.0, 0.0
	for {
		page := d.ask(fmt.Sprintf("GET journal?kind=note&limit=7&after=%v", next), nil).want(200)
		if got := numbers(page); got != "" {
			all = append(all, got)
		}
		next, missed = page["next"].(float64), missed+page["missed"].(float64)
		if page["more"] == false {
			break
		}
	}
	if got := strings.Fields(strings.Join(all, " ")); len(got) != 50 || got[0] != "12" || got[49] != "61" || missed != 11 || next != 61 {
		t.Errorf("got %v, missed %v, next %v", all, missed, next)
	}
}

// A reader reads server-sent events.
type reader struct {
	testing.TB
	lines chan string
}

func (d *desk) follow(ctx context.Context, query string, header ...string) *reader {
	d.Helper()
	site := httptest.NewServer(d.Handler)
	r, err := http.NewRequestWithContext(ctx, "GET", site.URL+Prefix+"journal"+query, nil)
	if err != nil {
		d.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		d.Fatal(err)
	}
	if got := resp.Header.Get("Content-Type"); got != "text/event-stream" || resp.StatusCode != 200 {
		d.Fatalf("got %d %s", resp.StatusCode, got)
	}
	out := &reader{d.TB, make(chan string)}
	done := make(chan struct{})
	go func() {
		defer close(out.lines)
		in := bufio.NewScanner(resp.Body)
		for in.Scan() {
			select {
			case out.lines <- in.Text():
			case <-done:
				return
			}
		}
	}()
	d.Cleanup(func() { close(done); resp.Body.Close(); site.Close() })
	out.next() // it follows
	out.next()
	return out
}

// next returns the next line; "EOF" when there is none.
func (r *reader) next() string {
	r.Helper()
	select {
	case line, ok := <-r.lines:
		if !ok {
			return "EOF"
		}
		return line
	case <-time.After(patience):
		r.Fatal("nothing came")
	}
	return ""
}

func (r *reader) wants(id int, text string) {
	r.Helper()
	if got := r.next(); got != fmt.Sprintf("id: %d", id) {
		r.Errorf("got %q, want the id %d", got, id)
	}
	if got := r.next(); !strings.HasPrefix(got, `data: {"seq":`) || !strings.Contains(got, text) {
		r.Errorf("got %q, want a record with %q", got, text)
	}
	if got := r.next(); got != "" {
		r.Errorf("got %q, want an empty line", got)
	}
}

func TestJournal_Follow(t *testing.T) {
	d := newDesk(t)
	c := d.connect("/news")
	c.Note("before")
	all := d.follow(t.Context(), "?after=0")
	new := d.follow(t.Context(), "")
	back := d.follow(t.Context(), "?after=0", "Last-Event-ID", "1")
	some := d.follow(t.Context(), "?kind=send")
	all.wants(1, `"kind":"connect"`)
	all.wants(2, `"before"`)
	c.Note("after")
	all.wants(3, `"after"`)
	new.wants(3, `"after"`)
	back.wants(2, `"before"`)
	d.ask("POST push", `{"to":{"all":true},"message":"headline"}`).want(200)
	some.wants(4, `"kind":"send"`)
	d.Handler.Close() // the mock stops
	if got := some.next(); got != "EOF" {
		t.Errorf("got %q after the end", got)
	}
}

// TestJournal_FollowTooSlow: who was away for too long is told what is missing.
func TestJournal_FollowTooSlow(t *testing.T) {
	d := newDesk(t)
	c := d.connect("/news")
	for range 60 {
		c.Note("x")
	}
	r := d.follow(t.Context(), "?after=0")
	for _, want := range []string{"event: missed", `data: {"missed":11}`, ""} {
		if got := r.next(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	r.wants(12, `"x"`)
}

// TestJournal_Observes: many sessions write while others read.
func TestJournal_Observes(t *testing.T) {
	d := newDesk(t)
	r := d.follow(t.Context(), "?kind=relay&after=0")
	for range 3 {
		d.connect("/news")
	}
	d.ask("POST push", `{"to":{"all":true},"message":"headline"}`).want(200)
	if got := r.next(); !strings.HasPrefix(got, "id: ") {
		t.Errorf("got %q", got)
	}
	if got := r.next(); !strings.Contains(got, `"receivers":3`) || !strings.Contains(got, `"text":"pushed"`) {
		t.Errorf("got %q", got)
	}
}
