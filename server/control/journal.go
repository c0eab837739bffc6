package control

import (
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"asyncmock/server"
)

// The bounds of a page of the journal.
const (
	pageDefault = 100
	pageMost    = 1000
	batch       = 256 // events that are looked at in one go
)

// A filter says which events are meant; what is empty does not narrow.
type filter struct {
	session, connection, route, channel, operation, message, rule, direction string

	kinds []string
	valid string // "true" or "false"; messages only
}

// filterKeys are the query keys of a filter.
var filterKeys = [...]string{"session", "connection", "route", "channel", "operation", "message", "rule", "direction", "kind", "valid"}

func newFilter(q url.Values) (*filter, error) {
	f := &filter{
		session: q.Get("session"), connection: q.Get("connection"), route: q.Get("route"), channel: q.Get("channel"),
		operation: q.Get("operation"), message: q.Get("message"), rule: q.Get("rule"), direction: q.Get("direction"), valid: q.Get("valid"),
	}
	if q.Has("kind") {
		f.kinds = strings.Split(q.Get("kind"), ",")
	}
	if !slices.Contains([]string{"", "clientToMock", "mockToClient"}, f.direction) {
		return nil, badRequest("query-invalid", "direction=%q must be clientToMock or mockToClient.", f.direction)
	}
	if !slices.Contains([]string{"", "true", "false"}, f.valid) {
		return nil, badRequest("query-invalid", "valid=%q must be true or false.", f.valid)
	}
	return f, nil
}

// takes reports whether e is meant.
func (f *filter) takes(e *server.Event) bool {
	direction := e.Kind.Direction()
	return (f.session == "" || f.session == e.Session) &&
		(f.connection == "" || f.connection == e.Connection) &&
		(f.route == "" || f.route == e.Route || f.route == e.Path) &&
		(f.channel == "" || f.channel == e.Channel) &&
		(f.operation == "" || f.operation == e.Operation) &&
		(f.message == "" || f.message == e.Message) &&
		(f.rule == "" || f.rule == e.Rule) &&
		(f.direction == "" || f.direction == direction) &&
		(f.kinds == nil || slices.Contains(f.kinds, string(e.Kind))) &&
		(f.valid == "" || direction != "" && (f.valid == "true") == e.Valid)
}

// A page is a part of the journal.
type page struct {
	Records []json.RawMessage `json:"records"`
	// Next is what to ask for with ?after= to go on.
	Next uint64 `json:"next"`
	// More says that there is more already.
	More bool `json:"more"`
	// Missed counts the records behind ?after= that are not kept any more.
	Missed uint64 `json:"missed"`
}

// getJournal returns a part of what happened, or follows it.
func (h *Handler) getJournal(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, append(filterKeys[:], "after", "limit", "tail")...)
	if err != nil {
		return err
	}
	f, err := newFilter(q)
	if err != nil {
		return err
	}
	if err := h.knows(f); err != nil {
		return err
	}
	after, err := h.position(q)
	if err != nil {
		return err
	}
	if wantsStream(r) {
		return h.follow(w, r, f, after)
	}
	limit, err := whole(q, "limit", pageDefault, pageMost)
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, h.page(f, after, int(limit)))
}

// position is the number behind which reading begins: after, or so many from
// the end; -1 when nothing is said.
func (h *Handler) position(q url.Values) (*uint64, error) {
	if q.Has("tail") {
		n, err := whole(q, "tail", 0, math.MaxInt32)
		last := h.opts.Journal.Last()
		from := last - min(n, last)
		return &from, err
	}
	if !q.Has("after") {
		return nil, nil
	}
	n, err := whole(q, "after", 0, math.MaxInt64)
	return &n, err
}

// page collects what the filter takes.
func (h *Handler) page(f *filter, after *uint64, limit int) page {
	p := page{Records: []json.RawMessage{}, Next: h.state.above(f.session)}
	if after != nil {
		p.Next = max(p.Next, *after)
	}
	first := p.Next
	for last := h.opts.Journal.Last(); p.Next < last; {
		events, oldest := h.opts.Journal.Read(p.Next, batch)
		if oldest > first+1 && len(p.Records) == 0 {
			p.Missed = oldest - first - 1
		}
		for i := range events {
			e := &events[i]
			if f.takes(e) {
				if len(p.Records) == limit {
					p.More = true
					return p
				}
				p.Records = append(p.Records, trimLine(e.AppendRecord(nil)))
			}
			p.Next = e.Seq
		}
	}
	return p
}

func trimLine(line []byte) json.RawMessage { return line[:len(line)-1] }
