package control

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// How a journal is followed.
const (
	keepAlive = 15 * time.Second // of silence before a comment
	writeTime = 5 * time.Second  // that a reader gets to take something
)

// wantsStream reports whether the client accepts an event stream by name.
func wantsStream(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/event-stream")
}

// follow sends what is in the journal behind after, and what comes, as
// server-sent events: the number is the event's id, so that a client that was
// away goes on where it was (Last-Event-ID). Without after only what comes.
func (h *Handler) follow(w http.ResponseWriter, r *http.Request, f *filter, after *uint64) error {
	at := h.opts.Journal.Last()
	if after != nil {
		at = *after
	}
	if id, err := strconv.ParseUint(r.Header.Get("Last-Event-ID"), 10, 64); err == nil {
		at = id
	}
	at = max(at, h.state.above(f.session))
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	s := &follower{handler: h, filter: f, at: at, w: w, control: http.NewResponseController(w)}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(h.closing, cancel)()
	s.run(ctx)
	return nil
}

// A follower sends events to one reader.
type follower struct {
	handler *Handler
	filter  *filter
	at      uint64
	w       http.ResponseWriter
	control *http.ResponseController
	line    []byte
}

// run sends until the reader or the mock goes.
func (s *follower) run(ctx context.Context) {
	if !s.flush(": follows\n\n") {
		return
	}
	for {
		wait, cancel := context.WithTimeout(ctx, keepAlive)
		err := s.handler.opts.Journal.Wait(wait, s.at)
		cancel()
		switch {
		case err == nil && s.send():
		case err != nil && ctx.Err() == nil && s.flush(":\n\n"):
		default:
			return
		}
	}
}

// send sends all that is new; false: the reader has gone.
func (s *follower) send() bool {
	for {
		events, _ := s.handler.opts.Journal.Read(s.at, batch)
		if len(events) == 0 {
			return true
		}
		s.line = s.line[:0]
		if missed := events[0].Seq - s.at - 1; missed > 0 {
			s.line = fmt.Appendf(s.line, "event: missed\ndata: {\"missed\":%d}\n\n", missed)
		}
		for i := range events {
			e := &events[i]
			if s.at = e.Seq; s.filter.takes(e) {
				s.line = fmt.Appendf(s.line, "id: %d\ndata: ", e.Seq)
				s.line = append(e.AppendRecord(s.line), '\n')
			}
		}
		if len(s.line) > 0 && !s.flush(string(s.line)) {
			return false
		}
	}
}

func (s *follower) flush(text string) bool {
	_ = s.control.SetWriteDeadline(time.Now().Add(writeTime))
	if _, err := s.w.Write([]byte(text)); err != nil {
		return false
	}
	return s.control.Flush() == nil
}
