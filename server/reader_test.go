package server

import (
	"net/http"
	"slices"
	"testing"
)

// TestReader_Reads: what comes from the service is one of its messages, one
// of the clients that came the wrong way, or wrong.
func TestReader_Reads(t *testing.T) {
	k := newKit(t)
	ask, answer := k.hears("ask"), k.reply("answer")
	ask.Replies = []*Reply{answer}
	r := &Route{Path: "/", Receives: []*Incoming{ask}, Sends: []*Outgoing{k.says("news", WhenEvery)}}
	rd := r.Reader()
	for _, c := range []struct{ text, is, own, finding string }{
		{`{"type":"news"}`, "news", "", ""},
		{`{"type":"answer","id":7}`, "answer", "", ""},
		{`{"type":"answer","id":"7"}`, "answer", "", "payload-type"},
		{`{"type":"ask","id":7}`, "", "ask", "message-direction"},
		{`{"type":`, "", "", "payload-undecodable"},
	} {
		got := rd.Read(NewFrame([]byte(c.text), false))
		is, own, finding := "", "", ""
		if got.Outgoing != nil {
			is = got.Outgoing.Message.Name
		}
		if got.Own != nil {
			own = got.Own.Name
		}
		if len(got.Findings) > 0 {
			finding = got.Findings[0].Code
		}
		if is != c.is || own != c.own || finding != c.finding {
			t.Errorf("%s: got %q, own %q, %v", c.text, is, own, got.Findings)
		}
	}
}

// TestReader_WhereNothingComes: on a route where the service says nothing
// each message is too much; where the document knows of no message, none is.
func TestReader_WhereNothingComes(t *testing.T) {
	k := newKit(t)
	silent := (&Route{Path: "/", Receives: []*Incoming{k.hears("ask")}}).Reader()
	for text, want := range map[string]string{`{"type":"ask"}`: "message-direction", `{"type":"news"}`: "message-unexpected"} {
		if got := silent.Read(NewFrame([]byte(text), false)).Findings; len(got) != 1 || got[0].Code != want {
			t.Errorf("%s: got %v, want %s", text, got, want)
		}
	}
	open := (&Route{Path: "/"}).Reader()
	if got := open.Read(NewFrame([]byte(`{"any":1}`), false)).Findings; len(got) > 0 {
		t.Errorf("got %v where nothing is known", got)
	}
}

func TestCOR1_Correlate(t *testing.T) {
	k := newKit(t)
	reply := k.reply("answer", Copy{From: "/id", To: "/id", Why: "echoed id"}, Copy{From: "/id", To: "/meta/re", Why: correlationID})
	reply.Message = k.message("answer", `{"type":"object"}`)
	byHeader := k.reply("answer", Copy{From: "/x-id", Header: true, To: "/id", Why: correlationID})
	byHeader.Message = reply.Message
	for _, c := range []struct {
		name        string
		reply       *Reply
		ask, answer string
		sent        http.Header
		want        Correlation
		at, id      string
	}{
		{"the same", reply, `{"id":7}`, `{"meta":{"re":7}}`, nil, Marked, "", ""},
		{"the same number", reply, `{"id":1000}`, `{"meta":{"re":1e3}}`, nil, Marked, "", ""},
		{"another", reply, `{"id":7}`, `{"meta":{"re":8},"id":7}`, nil, Mismarked, "/meta/re", "7"},
		{"none", reply, `{"id":7}`, `{}`, nil, Mismarked, "/meta/re", "7"},
		{"none was asked", reply, `{}`, `{"meta":{"re":8}}`, nil, Unmarked, "", ""},
		{"a number in a header", byHeader, `{}`, `{"id":7}`, http.Header{"X-Id": {"7"}}, Marked, "", ""},
		{"another in a header", byHeader, `{}`, `{"id":8}`, http.Header{"X-Id": {"7"}}, Mismarked, "/id", `"7"`},
	} {
		rd := (&Route{Sends: []*Outgoing{c.reply.Outgoing}}).Reader()
		ask, _ := reply.Message.Decode([]byte(c.ask), false)
		got, at, id := c.reply.Correlate(ask, c.sent, rd.Read(NewFrame([]byte(c.answer), false)))
		if got != c.want || at != c.at || id != c.id {
			t.Errorf("%s: got %d at %s, want %s", c.name, got, at, id)
		}
	}
}

// TestReader_Headers: where the transport carries headers, they are judged.
func TestReader_Headers(t *testing.T) {
	k := newKit(t)
	o := k.says("news", WhenEvery)
	o.Message = k.compiler.Message(k.headed("news", `{"type":"object"}`, `{"type":"object","required":["x-left"],"properties":{"x-left":{"type":"integer"}}}`))
	rd := (&Route{Sends: []*Outgoing{o}}).Reader()
	read := func(h http.Header) (codes []string) {
		f := NewFrame([]byte(`{}`), false)
		f.Carried = h
		for _, d := range rd.Read(f).Findings {
			codes = append(codes, d.Code)
		}
		return codes
	}
	for _, c := range []struct {
		h    http.Header
		want []string
	}{
		{nil, nil}, {http.Header{"X-Left": {"3"}}, nil}, {http.Header{"X-Left": {"many"}}, []string{"headers-invalid"}}, {http.Header{}, []string{"headers-invalid"}},
	} {
		if got := read(c.h); !slices.Equal(got, c.want) {
			t.Errorf("%v: got %v, want %v", c.h, got, c.want)
		}
	}
}

func TestFillPath(t *testing.T) {
	value := func(name string) string { return map[string]string{"room": "a b", "base": "BTC", "quote": "EUR"}[name] }
	for template, want := range map[string]string{
		"/":                       "/",
		"/rooms/{room}":           "/rooms/a%20b",
		"/pairs/{base}-{quote}/x": "/pairs/BTC-EUR/x",
	} {
		if got := FillPath(template, value); got != want {
			t.Errorf("%s: got %s, want %s", template, got, want)
		}
	}
}
