package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"strings"
	"unicode/utf8"

	"asyncmock/server"
)

// What a page holds of the events; what is left out is counted in it.
const (
	maxTalks      = 60      // connections
	maxTalkEnds   = 150     // events at each end of a connection
	maxTalkWrong  = 100     // of those between them, wrong ones
	maxTalkBytes  = 4 << 20 // of all records, after which payloads are left out
	maxRecordText = 4 << 10 // of a payload
)

// An htmlTalk is what was said on one connection.
type htmlTalk struct {
	Name, Route           string
	Received, Sent, Wrong int
	Client, Service       string
	Open                  bool
}

// A talk is the events of one connection.
type talk struct {
	name, route           string
	events                []*server.Event
	received, sent, wrong int
}

// talks sorts the events by connection, in the order in which those began.
func (x *Exchange) talks() (list []*talk) {
	known := map[string]*talk{}
	for _, e := range x.Events {
		id := e.Connection
		if id == "" {
			id = e.Session
		}
		t := known[id]
		if t == nil {
			t = &talk{name: e.Session, route: e.Path}
			if t.name == "" {
				t.name = id
			}
			known[id] = t
			list = append(list, t)
		}
		t.add(e, x.blames(e))
	}
	return list
}

func (t *talk) add(e *server.Event, wrong bool) {
	t.events = append(t.events, e)
	if t.route == "" {
		t.route = e.Route
	}
	switch e.Kind {
	case server.EventReceive:
		t.received++
	case server.EventSend, server.EventRelay:
		t.sent++
	}
	if wrong {
		t.wrong++
	}
}

// htmlTalks puts the connections into the page: those where something was
// wrong have precedence, and the first of them is open.
func (x *Exchange) htmlTalks(p *htmlPage) {
	all := x.talks()
	if len(all) == 0 {
		return
	}
	p.Tiles = append(p.Tiles, x.talkTile(all))
	kept := chosenTalks(all)
	if left := len(all) - len(kept); left > 0 {
		p.TalksLeft = plural(left, "more connection") + " that this page does not show"
	}
	client, service := x.sides()
	records := &recordList{}
	opened := false
	for _, t := range kept {
		open := !opened && (t.wrong > 0 || len(kept) == 1)
		opened = opened || open
		p.Talks = append(p.Talks, htmlTalk{
			Name: orElsewhere(Printable(t.name)), Route: Printable(t.route), Received: t.received, Sent: t.sent, Wrong: t.wrong,
			Client: client, Service: service, Open: open,
		})
		records.talk(t)
	}
	p.Records = template.JS(records.finish())
}

// talkTile counts what was said.
func (x *Exchange) talkTile(all []*talk) htmlTile {
	received, sent := 0, 0
	for _, t := range all {
		received, sent = received+t.received, sent+t.sent
	}
	_, service := x.sides()
	return htmlTile{
		Name: "Exchange", Value: plural(received+sent, "message"), Target: "exchange",
		Note: fmt.Sprintf("%d to the %s, %d back, on %s", received, service, sent, plural(len(all), "connection")),
	}
}

func orElsewhere(name string) string {
	if name == "" {
		return "without a connection"
	}
	return name
}

func chosenTalks(all []*talk) (kept []*talk) {
	if len(all) <= maxTalks {
		return all
	}
	wrong, room := 0, maxTalks
	for _, t := range all {
		if t.wrong > 0 && wrong < maxTalks {
			wrong++
		}
	}
	room -= wrong
	for _, t := range all {
		switch {
		case t.wrong > 0 && wrong > 0:
			wrong--
		case t.wrong == 0 && room > 0:
			room--
		default:
			continue
		}
		kept = append(kept, t)
	}
	return kept
}

// A recordList is records of a journal for the page's script: an array of
// connections, each an array of records, as JSON that may stand in HTML.
type recordList struct {
	b     bytes.Buffer
	count int
}

// talk writes the events of a connection; in the place of those that are left
// out stands a note that counts them.
func (l *recordList) talk(t *talk) {
	if l.count++; l.count > 1 {
		l.b.WriteByte(',')
	}
	l.b.WriteByte('[')
	for i, e := range shortTalk(t.events) {
		if i > 0 {
			l.b.WriteByte(',')
		}
		l.record(e)
	}
	l.b.WriteByte(']')
}

// shortTalk keeps the events at both ends, and of those between them what was
// wrong.
func shortTalk(events []*server.Event) (out []*server.Event) {
	left, wrong := 0, 0
	for i, e := range events {
		between := i >= maxTalkEnds && i < len(events)-maxTalkEnds
		if between && e.Findings.HasErrors() && wrong < maxTalkWrong {
			between = false
			wrong++
		}
		if between {
			left++
			continue
		}
		if left > 0 {
			out = append(out, &server.Event{Kind: server.EventNote, Time: e.Time, Text: plural(left, "event") + " left out here"})
			left = 0
		}
		out = append(out, e)
	}
	return out
}

// record writes one event. json.HTMLEscape leaves nothing that could end the
// element it stands in.
func (l *recordList) record(e *server.Event) {
	short := *e
	limit := maxRecordText
	if l.b.Len() > maxTalkBytes {
		limit = 0
	}
	if n := len(e.Payload); n > limit {
		short.Payload = bytes.Clone(cutText(e.Payload, limit))
		if !e.Binary && utf8.Valid(e.Payload) {
			short.Payload = fmt.Appendf(short.Payload, "\n… cut here, of %d bytes", n)
		}
	}
	json.HTMLEscape(&l.b, bytes.TrimSuffix(short.AppendRecord(nil), []byte("\n")))
}

// cutText is the beginning of a text, which ends with a whole character.
func cutText(text []byte, limit int) []byte {
	whole := utf8.Valid(text)
	text = text[:limit]
	for whole && !utf8.Valid(text) {
		text = text[:len(text)-1]
	}
	return text
}

func (l *recordList) finish() string { return "[" + strings.TrimSpace(l.b.String()) + "]" }
