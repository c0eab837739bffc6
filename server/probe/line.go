package probe

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"

	"asyncmock/server"
)

// A line is a connection to the service.
type line interface {
	// say sends a step. What the service answers at once, if the protocol has
	// that, is returned.
	say(ctx context.Context, s *Step) (*heard, error)
	// hear is where everything else comes from; the last thing is one with err.
	hear() <-chan heard
	// end hangs up, and waits until nothing more is heard.
	end()
}

// A heard is something that came from the service.
type heard struct {
	frame  *server.Frame
	status int   // of HTTP, for what answers a step
	err    error // the connection has ended
}

// A wsLine is a WebSocket.
type wsLine struct {
	up     server.Upstream
	cancel context.CancelFunc
	in     chan heard
	reader sync.WaitGroup
}

// dial opens a WebSocket. note is a finding about what was agreed on.
func (t *Talk) dial(ctx context.Context) (l *wsLine, note string, err error) {
	dialing, cancel := context.WithTimeout(ctx, t.probe.opts.Timeout)
	defer cancel()
	up, err := t.probe.opts.Dialer.Dial(dialing, t.place.url.String(), t.place.header)
	if err != nil {
		if errors.Is(dialing.Err(), context.DeadlineExceeded) {
			err = fmt.Errorf("the handshake was not answered within %s", t.probe.opts.Timeout)
		}
		return nil, "", withoutURL(err)
	}
	if agreed, ok := up.(interface{ Subprotocol() string }); ok && len(t.Route.Subprotocols) > 0 && agreed.Subprotocol() == "" {
		note = "the service agrees to none of the subprotocols of the contract"
	}
	l = &wsLine{up: up, in: make(chan heard)}
	reading, stop := context.WithCancel(context.Background())
	l.cancel = stop
	l.reader.Go(func() { l.read(reading) })
	return l, note, nil
}

// withoutURL is the cause of an error of net/http, which names the URL with
// all that is in it.
func withoutURL(err error) error {
	var named *url.Error
	if errors.As(err, &named) {
		return named.Err
	}
	return err
}

// read hands on what comes until the connection ends. A talk that is busy
// slows the service down; nothing is kept.
func (l *wsLine) read(ctx context.Context) {
	defer close(l.in)
	for {
		f, err := l.up.Read(ctx)
		select {
		case l.in <- heard{frame: f, err: err}:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

func (l *wsLine) say(ctx context.Context, s *Step) (*heard, error) {
	return nil, l.up.Write(ctx, server.NewFrame(s.Payload, s.Binary))
}

func (l *wsLine) hear() <-chan heard { return l.in }

func (l *wsLine) end() {
	go func() { // what still comes is in the way of the service's goodbye
		for range l.in {
		}
	}()
	l.up.Close(1000, "")
	l.cancel()
	l.reader.Wait()
}
