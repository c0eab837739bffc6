package sse

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"asyncmock/server"
)

// writer is one connection. Its goroutine alone writes.
type writer struct {
	w     http.ResponseWriter
	rc    *http.ResponseController
	gone  <-chan struct{}
	quiet time.Duration
	buf   []byte
	rate  int // bytes per second, by a fault; 0: no limit
}

func newWriter(w http.ResponseWriter, r *http.Request, opts Options) *writer {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // proxies: do not collect
	wr := &writer{w: w, rc: http.NewResponseController(w), gone: r.Context().Done(), quiet: opts.KeepAlive}
	wr.buf = append(wr.buf, "retry: "...)
	wr.buf = strconv.AppendInt(wr.buf, opts.Retry.Milliseconds(), 10)
	wr.buf = append(wr.buf, "\n\n"...)
	return wr
}

// fresh says that this is not the stream the client asked to go on with.
func (wr *writer) fresh() {
	wr.buf = append(wr.buf, "event: asyncmock.fresh\n"+
		`data: {"reason":"the stream of Last-Event-ID cannot be resumed; this is a new session"}`+"\n\n"...)
}

// run writes what the stream has until it is over, another connection has it,
// or the client is gone.
func (wr *writer) run(st *stream, turn int) {
	wake := st.woken(turn)
	if wake == nil || wr.flush() != nil {
		return
	}
	silence := time.NewTimer(wr.quiet)
	defer silence.Stop()
	for {
		b := st.take(turn)
		wr.rate = b.rate
		switch {
		case !b.mine:
			return
		case b.drop:
			panic(http.ErrAbortHandler)
		case b.over:
			wr.appendClose(b.code, b.reason)
			wr.flush()
			return
		case len(b.events) > 0:
			for _, e := range b.events {
				wr.appendEvent(st.key, e)
			}
			if wr.flush() != nil {
				return
			}
			st.wrote(turn, b.events)
			silence.Reset(wr.quiet)
			continue
		}
		select {
		case <-wake:
		case <-wr.gone:
			return
		case <-silence.C:
			if !st.quiet() {
				wr.buf = append(wr.buf, ":\n\n"...)
			}
			if wr.flush() != nil {
				return
			}
			silence.Reset(wr.quiet)
		}
	}
}

// flush writes the buffer. A client that takes nothing for writeTime is gone.
func (wr *writer) flush() error {
	var err error
	for rest := wr.buf; len(rest) > 0 && err == nil; {
		n, lasts := wr.portion(len(rest))
		wr.rc.SetWriteDeadline(time.Now().Add(writeTime))
		if _, err = wr.w.Write(rest[:n]); err == nil {
			err = wr.rc.Flush()
		}
		rest = rest[n:]
		time.Sleep(lasts)
	}
	wr.buf = wr.buf[:0]
	if cap(wr.buf) > 64<<10 {
		wr.buf = nil
	}
	return err
}

func (wr *writer) appendEvent(key string, e event) {
	b := append(wr.buf, "id: "...)
	b = append(b, key...)
	b = append(b, '-')
	b = strconv.AppendUint(b, e.n, 10)
	b = append(b, '\n')
	wr.buf = append(appendFrame(b, e.frame), '\n')
}

// appendFrame writes name and payload as fields.
func appendFrame(b []byte, f *server.Frame) []byte {
	if name := oneLine(f.Name); name != "" {
		b = append(b, "event: "...)
		b = append(b, name...)
		b = append(b, '\n')
	}
	if f.Binary {
		b = append(b, "encoding: base64\ndata: "...)
		b = base64.StdEncoding.AppendEncode(b, f.Payload())
		return append(b, '\n')
	}
	return appendData(b, f.Payload())
}

// appendData writes each line of p as a field of its own: a carriage return,
// a line feed, or both, end a line.
func appendData(b, p []byte) []byte {
	for {
		i := bytes.IndexAny(p, "\r\n")
		b = append(b, "data: "...)
		if i < 0 {
			return append(append(b, p...), '\n')
		}
		b = append(append(b, p[:i]...), '\n')
		if p[i] == '\r' && i+1 < len(p) && p[i+1] == '\n' {
			i++
		}
		p = p[i+1:]
	}
}

// oneLine keeps a name from being more than one field.
func oneLine(name string) string {
	if !strings.ContainsAny(name, "\r\n\x00") {
		return name
	}
	return strings.Map(func(c rune) rune {
		if c == '\r' || c == '\n' || c == 0 {
			return '_'
		}
		return c
	}, name)
}

// appendClose says how the session ended.
func (wr *writer) appendClose(code int, reason string) {
	text, _ := json.Marshal(struct {
		Code   int    `json:"code"`
		Reason string `json:"reason"`
	}{code, reason})
	wr.buf = append(wr.buf, "event: asyncmock.close\ndata: "...)
	wr.buf = append(append(wr.buf, text...), "\n\n"...)
}
