package sse

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"asyncmock/server"
)

const (
	holdTime  = 60 * time.Second // how long a session outlives its connection
	maxHeld   = 1000             // sessions without a connection
	writeTime = 5 * time.Second
)

// Options change how event streams are written. The zero value is the good default.
type Options struct {
	KeepAlive time.Duration // of silence before a comment; 0: 15 s
	Retry     time.Duration // how long clients wait before they come back; 0: 1 s
}

// A Handler serves event streams and remembers those whose client may come
// back. Its methods are safe for concurrent use.
type Handler struct {
	opts    Options
	boot    string // begins every id, so that ids of an earlier run mean nothing
	connect func(*server.Mock, *server.Admission, server.Wire) session

	mu      sync.Mutex
	last    uint64
	streams map[string]*stream // by key
	named   map[name]*stream   // the newest of each
	held    []*stream          // without a connection, oldest first
	ending  sync.WaitGroup
}

// session is what a stream needs of a *server.Session.
type session interface {
	Subscribe(address string)
	Receive(*server.Frame) server.Outcome
	Note(text string)
	Closed(code int, reason string)
}

func connect(m *server.Mock, a *server.Admission, w server.Wire) session { return m.Connect(a, w) }

// name is what a POST can call an open stream by.
type name struct {
	mock          *server.Mock
	room, session string
}

// New returns a Handler.
func New(opts Options) *Handler {
	if opts.KeepAlive <= 0 {
		opts.KeepAlive = 15 * time.Second
	}
	if opts.Retry <= 0 {
		opts.Retry = time.Second
	}
	var b [4]byte
	rand.Read(b[:])
	return &Handler{
		opts: opts, boot: hex.EncodeToString(b[:]), connect: connect,
		streams: map[string]*stream{}, named: map[name]*stream{},
	}
}

// Serve runs the event stream of an admitted client, or goes on with the one
// that its Last-Event-ID names, and returns when it has ended or the client
// is gone.
func (h *Handler) Serve(w http.ResponseWriter, r *http.Request, m *server.Mock, a *server.Admission) {
	last := r.Header.Get("Last-Event-ID")
	st, turn, over := h.resume(last, m, a)
	if over {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	wr := newWriter(w, r, h.opts)
	if st != nil {
		defer h.leave(st, turn)
		st.session.Note("client is back, its stream goes on")
		wr.run(st, turn)
		return
	}
	if last != "" {
		wr.fresh()
	}
	st = h.open(m, a)
	defer h.leave(st, firstTurn)
	st.begin(h.connect(m, a, st))
	wr.run(st, firstTurn)
}

// open makes a stream that its first connection already holds.
func (h *Handler) open(m *server.Mock, a *server.Admission) *stream {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last++
	st := newStream(h.boot+strconv.FormatUint(h.last, 36), m, a.Room())
	st.unheld = func() { h.ending.Go(func() { h.closed(st) }) }
	h.streams[st.key] = st
	if a.Session != "" {
		st.name = name{m, a.Room(), a.Session}
		h.named[st.name] = st
	}
	return st
}

// resume finds the stream that goes on behind the event id. over: it ended in
// good order and the client has seen it all.
func (h *Handler) resume(id string, m *server.Mock, a *server.Admission) (st *stream, turn int, over bool) {
	i := strings.LastIndexByte(id, '-')
	if i < 0 {
		return nil, 0, false
	}
	n, err := strconv.ParseUint(id[i+1:], 10, 64)
	if err != nil {
		return nil, 0, false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	st = h.streams[id[:i]]
	if st == nil || st.mock != m || st.room != a.Room() {
		return nil, 0, false
	}
	turn, over = st.attach(n)
	if turn == 0 {
		return nil, 0, over
	}
	h.unhold(st)
	return st, turn, false
}

// leave is called when a connection is done with a stream. The session ends
// when it was told to, else it waits for its client to come back. What has
// ended is remembered as long, for a client that has not seen all of it.
func (h *Handler) leave(st *stream, turn int) {
	h.mu.Lock()
	detached, ended, known := st.detach(turn)
	if !detached { // another connection has it
		h.mu.Unlock()
		return
	}
	var oldest *stream
	if known {
		oldest = h.hold(st)
	} else {
		delete(h.streams, st.key)
	}
	h.mu.Unlock()
	if ended {
		h.closed(st)
	} else {
		st.session.Note("client is away, its stream is kept for 60 s")
	}
	if oldest != nil {
		h.expire(oldest, 1006, "client did not come back")
	}
}

// hold keeps st for holdTime, and returns the oldest when they are too many.
// It is called with the lock held.
func (h *Handler) hold(st *stream) (oldest *stream) {
	st.expiry = time.AfterFunc(holdTime, func() { h.expire(st, 1006, "client did not come back") })
	h.held = append(h.held, st)
	if len(h.held) > maxHeld {
		return h.held[0]
	}
	return nil
}

// unhold is called with the lock held.
func (h *Handler) unhold(st *stream) {
	if st.expiry != nil {
		st.expiry.Stop()
	}
	h.held = slices.DeleteFunc(h.held, func(o *stream) bool { return o == st })
}

// expire forgets st and closes its session, unless a connection has it again.
func (h *Handler) expire(st *stream, code int, reason string) {
	h.mu.Lock()
	expired := st.expire(code, reason)
	if expired {
		h.unhold(st)
		delete(h.streams, st.key)
	}
	h.mu.Unlock()
	if expired {
		h.closed(st)
	}
}

// closed tells the session, once, that it is over; nobody can call it by name
// any more.
func (h *Handler) closed(st *stream) {
	h.mu.Lock()
	if h.named[st.name] == st {
		delete(h.named, st.name)
	}
	h.mu.Unlock()
	st.closed()
}

// Deliver hands a message to the open stream of the same room and
// ?__session=; what answers it are events there. ok is false when there is none.
func (h *Handler) Deliver(m *server.Mock, a *server.Admission, f *server.Frame) (out server.Outcome, ok bool) {
	h.mu.Lock()
	st := h.named[name{m, a.Room(), a.Session}]
	h.mu.Unlock()
	if st == nil {
		return out, false
	}
	return st.receive(f)
}

// Close ends every session that waits for its client and forgets all others
// that have ended. Connections end by Mock.Shutdown.
func (h *Handler) Close() error {
	h.mu.Lock()
	held := slices.Clone(h.held)
	h.mu.Unlock()
	for _, st := range held {
		h.expire(st, 1001, "server is shutting down")
	}
	h.ending.Wait()
	return nil
}
