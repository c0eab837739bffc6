package recording

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"testing/iotest"

	"asyncmock/server"
)

// told is what a recording says, a line for each Entry.
func told(entries iter.Seq[Entry], _ Form) string {
	var b strings.Builder
	for e := range entries {
		fmt.Fprintf(&b, "%d %s %s %s %q", e.Line, e.Event.Kind, e.Event.Connection, e.Event.Path, e.Event.Payload)
		if e.Event.Binary {
			b.WriteString(" binary")
		}
		if e.Handshake != nil {
			fmt.Fprintf(&b, " %s %s %s", e.Handshake.Transport, e.Handshake.Query.Encode(), e.Handshake.Header.Get("Origin"))
		}
		if e.Err != nil {
			fmt.Fprintf(&b, " %v", e.Err)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func compare(t *testing.T, name, got string, want ...string) {
	t.Helper()
	if got != strings.Join(want, "\n")+"\n" {
		t.Errorf("%s: got\n%swant\n%s", name, got, strings.Join(want, "\n"))
	}
}

func TestRead_Payloads(t *testing.T) {
	text := "\xef\xbb\xbf{\"a\":1}\n\n \t\r\n  plain text \r\n7"
	want := []string{`1    "{\"a\":1}"`, `4    "plain text "`, `5    "7"`}
	compare(t, "whole", told(Read(strings.NewReader(text), Auto)), want...)
	compare(t, "byte by byte", told(Read(iotest.OneByteReader(strings.NewReader(text)), Auto)), want...)
	compare(t, "broken off", told(Read(io.MultiReader(strings.NewReader("1\n2\n"), iotest.ErrReader(errors.New("gone"))), Auto)),
		`1    "1"`, `2    "2"`, `3    "" the rest cannot be read: gone`)
}

// A line without end costs no more than the longest that is taken, and what
// stands behind it is read.
func TestRead_HugeLine(t *testing.T) {
	huge := io.MultiReader(strings.NewReader("1\n"), io.LimitReader(endless{}, 3*MaxLine), strings.NewReader("\n2\n"))
	compare(t, "huge", told(Read(huge, Payloads)), `1    "1"`, `2    "" the line is too long: 16777216 bytes are the most`, `3    "2"`)
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// journalOf is a journal of events, and what it looks like.
func journalOf(events ...server.Event) []byte {
	var b []byte
	for i, e := range events {
		e.Seq, e.Connection = uint64(i+1), "ws-1"
		e.Time = e.Time.AddDate(2000, 0, 0)
		b = e.AppendRecord(b)
	}
	return b
}

func TestRead_Journal(t *testing.T) {
	text := journalOf(
		server.Event{Kind: server.EventConnect, Path: "/a"},
		server.Event{Kind: server.EventReceive, Path: "/a", Payload: []byte(`{"x":1}`), Valid: true},
		server.Event{Kind: server.EventNote, Text: "no message"},
		server.Event{Kind: server.EventSend, Path: "/a", Payload: []byte("{ }")},
		server.Event{Kind: server.EventRelay, Payload: []byte{0xff}, Binary: true},
		server.Event{Kind: server.EventClose},
	)
	text = bytes.Replace(text, []byte("\n"), []byte("\n{\"seq\":\nodd\n"), 1)
	text = append(text, `{"seq":7,"ki`...)
	compare(t, "journal", told(Read(bytes.NewReader(text), Auto)),
		`1 connect ws-1 /a ""`, `2    "" no record of a journal: unexpected end of JSON input`,
		`3    "" no record of a journal: invalid character 'o' looking for beginning of value`,
		`4 receive ws-1 /a "{\"x\":1}"`, `6 send ws-1 /a "{ }"`, `7 send ws-1  "\xff" binary`, `8 close ws-1  ""`)
	entries, _ := Read(bytes.NewReader(text), Journal)
	for e := range entries {
		if e.Line == 4 && (e.Column("/x") != bytes.Index(text, []byte(`1}`))-bytes.Index(text, []byte(`odd`))-4+1 && string(e.Text[e.Column("/x")-1:][:2]) != "1}") {
			t.Errorf("the column of /x: %d of %s", e.Column("/x"), e.Text)
		}
		if e.Line == 6 && e.Column("/x") != 0 {
			t.Errorf("a payload that is a string has no columns: %d", e.Column("/x"))
		}
	}
}

// archived is an archive as Chrome exports it: the messages before the URL.
const archived = `{
  "log": {
    "version": "1.2",
    "pages": [{"id": "page_1", "title": "]}"}],
    "entries": [
      {"_resourceType": "document", "request": {"method": "GET", "url": "https://example.com/page"},
       "response": {"status": 200, "content": {"mimeType": "text/html", "text": "<html>"}}},
      {
        "_resourceType": "websocket",
        "_webSocketMessages": [
          {"type": "send", "time": 1700000000.25, "opcode": 1, "data": "{\"x\":1}"},
          {"type": "receive", "time": 1700000000.5, "opcode": 2, "data": "/w=="},
          {"type": "receive", "time": 1700000001, "opcode": 2, "data": "no base64!"},
          {"type": "error", "time": 1700000002, "opcode": -1, "data": "gone"}
        ],
        "startedDateTime": "2023-11-14T22:13:20.000Z",
        "request": {"method": "GET", "url": "wss://example.com/a%20b?q=1", "headers": [{"name": "Origin", "value": "https://example.com"}]},
        "response": {"status": 101, "content": {}}
      },
      {"request": {"method": "POST", "url": "https://example.com/c", "postData": {"mimeType": "application/json", "text": "{\"y\":2}"}},
       "response": {"status": 202, "content": {}}},
      {"request": {"method": "POST", "url": "https://example.com/c", "postData": {"text": "{}"}},
       "response": {"status": 422, "content": {"text": "wrong"}}},
      {"request": {"method": "GET", "url": "https://example.com/s"},
       "response": {"status": 200, "content": {"mimeType": "text/event-stream", "text": ": hello\r\nid: 1\r\ndata: {\"z\":\r\ndata: 3}\r\n\r\ndata:4\n\ndata: unfinished"}}}
    ]
  }
}`

func TestRead_HAR(t *testing.T) {
	want := []string{
		`6 connect entry-1 /page "" http  `, `6 send entry-1 /page "<html>"`, `6 close entry-1 /page ""`,
		`8 connect entry-2 /a%20b "" ws q=1 https://example.com`,
		`11 receive entry-2 /a%20b "{\"x\":1}"`, `12 send entry-2 /a%20b "\xff" binary`,
		`13 send entry-2 /a%20b "" binary illegal base64 data at input byte 2`,
		`8 close entry-2 /a%20b ""`,
		`20 connect entry-3 /c "" http  `, `20 receive entry-3 /c "{\"y\":2}"`, `20 close entry-3 /c ""`,
		`22 connect entry-4 /c "" http  `, `22 receive entry-4 /c "{}"`, `22 close entry-4 /c ""`,
		`24 connect entry-5 /s "" sse  `, `24 send entry-5 /s "{\"z\":\n3}"`, `24 send entry-5 /s "4"`, `24 close entry-5 /s ""`,
	}
	compare(t, "whole", told(Read(strings.NewReader(archived), Auto)), want...)
	compare(t, "byte by byte", told(Read(iotest.OneByteReader(strings.NewReader(archived)), HAR)), want...)
	compare(t, "cut off", told(Read(strings.NewReader(archived[:strings.Index(archived, `"startedDateTime"`)]), Auto)),
		append(want[:3:3], `15    "" the rest cannot be read: unexpected EOF`)...)
}

func TestRead_Guess(t *testing.T) {
	for text, want := range map[string]Form{
		"":                            Payloads,
		"{}":                          Payloads,
		`{"log": {}}`:                 HAR,
		"\n {\n \"log\" : {":          HAR,
		`{"log": 1}`:                  Payloads,
		`{"log": "x", "entries": []}`: Payloads,
		`{"seq": 1, "kind": "tick"}`:  Payloads,
		`["log", {}]`:                 Payloads,
		string(journalOf(server.Event{Kind: server.EventNote})):                                                 Journal,
		string(journalOf(server.Event{Kind: server.EventReceive, Payload: bytes.Repeat([]byte("x"), 100<<10)})): Journal,
		strings.Repeat("x", 100<<10): Payloads,
	} {
		if got := guess(newReader(strings.NewReader(text))); got != want {
			t.Errorf("%.60q: got %d, want %d", text, got, want)
		}
	}
}

// What nobody wants to read on is not read on.
func TestRead_Stops(t *testing.T) {
	for _, text := range []string{"1\n2\n", string(journalOf(server.Event{Kind: server.EventConnect}, server.Event{Kind: server.EventClose})), archived} {
		n := 0
		entries, _ := Read(strings.NewReader(text), Auto)
		for range entries {
			n++
			break
		}
		if n != 1 {
			t.Errorf("got %d entries", n)
		}
	}
}

// Whatever stands in a file, it is read to its end.
func FuzzRead(f *testing.F) {
	f.Add([]byte(archived), uint8(HAR))
	f.Add(journalOf(server.Event{Kind: server.EventConnect}), uint8(Journal))
	f.Add([]byte("{}\n1\n"), uint8(Auto))
	f.Fuzz(func(t *testing.T, text []byte, form uint8) {
		last := 0
		entries, _ := Read(bytes.NewReader(text), Form(form%4))
		for e := range entries {
			if e.Line < 1 || e.Line > bytes.Count(text, []byte("\n"))+1 || e.Line < last && form%4 < 3 && form%4 > 0 {
				t.Fatalf("line %d after %d", e.Line, last)
			}
			last = e.Line
			e.Column("/payload/a/0")
		}
	})
}
