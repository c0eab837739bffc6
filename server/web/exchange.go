package web

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"asyncmock/server"
)

// maxReplies bounds what answers one POST.
const maxReplies = 64

// exchange is the Wire of a POST or GET: it keeps what answers.
type exchange struct {
	limit int64
	wake  chan struct{}

	mu     sync.Mutex
	frames []*server.Frame
	size   int64
	lost   int // frames that found no place
	closed int // code, 0: open

	stalled, dropped bool // by a fault
}

func newExchange(limit int64) *exchange {
	return &exchange{limit: limit, wake: make(chan struct{}, 1)}
}

// await waits until n frames came, and returns how the exchange ended.
func (x *exchange) await(ctx context.Context, n int) (code int) {
	for {
		came, closed := x.state()
		switch {
		case closed != 0:
			return closed
		case came >= n:
			return 1000
		}
		select {
		case <-x.wake:
		case <-ctx.Done():
			return 1006
		}
	}
}

// Send keeps f.
func (x *exchange) Send(f *server.Frame) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed != 0 {
		return server.ErrGone
	}
	x.size += int64(len(f.Payload()))
	if len(x.frames) >= maxReplies || len(x.frames) > 0 && x.size > x.limit {
		x.lost++
		x.signal()
		return server.ErrSlow
	}
	x.frames = append(x.frames, f.Clone())
	x.signal()
	return nil
}

// Close ends the exchange; what was sent before still answers.
func (x *exchange) Close(code int, _ string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed == 0 {
		x.closed = max(code, 1)
		x.signal()
	}
}

func (x *exchange) signal() {
	select {
	case x.wake <- struct{}{}:
	default:
	}
}

// state returns how many frames came, kept or not, and the close code.
func (x *exchange) state() (came, closed int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.stalled && !x.dropped {
		return -1, 0
	}
	return len(x.frames) + x.lost, x.closed
}

// Sabotage begins or ends a fault; see server.Saboteur.
func (x *exchange) Sabotage(f *server.Fault, on bool) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	switch f.Kind {
	case server.FaultStall:
		x.stalled = on
	case server.FaultDrop:
		x.dropped = true
		x.closed = max(x.closed, 1006)
	default:
		return errors.ErrUnsupported
	}
	x.signal()
	return nil
}

// SendBroken knows nothing that could be wrong; see server.Saboteur.
func (x *exchange) SendBroken(*server.Frame, *server.Fault) error { return errors.ErrUnsupported }

// abort ends the connection without an answer where a fault says so.
func (x *exchange) abort() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.dropped {
		panic(http.ErrAbortHandler)
	}
}

// take returns what was sent and takes no more.
func (x *exchange) take() []*server.Frame {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.closed = max(x.closed, 1)
	return x.frames
}
