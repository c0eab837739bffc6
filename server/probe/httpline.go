package probe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"

	"asyncmock/server"
)

// An httpLine speaks to one route by HTTP: a POST for each message, and a GET
// for what the service says unprompted.
type httpLine struct {
	talk   *Talk
	cancel context.CancelFunc
	in     chan heard
	reader sync.WaitGroup
}

const eventStream = "text/event-stream"

// open begins to listen, where the service says anything unprompted.
func (t *Talk) open(ctx context.Context) (*httpLine, error) {
	reading, stop := context.WithCancel(context.Background())
	l := &httpLine{talk: t, cancel: stop, in: make(chan heard)}
	if !t.streams() {
		return l, nil
	}
	resp, err := l.get(ctx, reading)
	if err != nil {
		stop()
		return nil, err
	}
	l.reader.Go(func() {
		defer close(l.in)
		defer resp.Body.Close()
		l.read(reading, resp)
	})
	return l, nil
}

// get asks for the stream. The answer's header must come in time; its body
// lasts as long as reading does.
func (l *httpLine) get(ctx, reading context.Context) (*http.Response, error) {
	opts := l.talk.probe.opts
	req, err := http.NewRequestWithContext(reading, http.MethodGet, l.talk.place.url.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header = l.talk.place.header.Clone()
	req.Header.Set("Accept", eventStream+", application/json;q=0.9, */*;q=0.1")
	type answer struct {
		resp *http.Response
		err  error
	}
	got := make(chan answer, 1)
	l.reader.Go(func() {
		resp, err := l.talk.probe.client().Do(req)
		got <- answer{resp, err}
	})
	waiting, cancel := context.WithTimeout(ctx, opts.Timeout)
	defer cancel()
	select {
	case a := <-got:
		if a.err == nil && (a.resp.StatusCode < 200 || a.resp.StatusCode > 299) {
			a.resp.Body.Close()
			return nil, &server.UpstreamRefused{Status: a.resp.StatusCode}
		}
		return a.resp, withoutURL(a.err)
	case <-waiting.Done():
		l.cancel()
		if a := <-got; a.err == nil {
			a.resp.Body.Close()
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("the request was not answered within %s", opts.Timeout)
	}
}

// read hands on the events of a stream, or the one message that a body is.
func (l *httpLine) read(ctx context.Context, resp *http.Response) {
	hand := func(h heard) bool {
		select {
		case l.in <- h:
			return h.err == nil
		case <-ctx.Done():
			return false
		}
	}
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if kind != eventStream {
		f, err := l.frame(resp)
		if err == nil && f != nil {
			hand(heard{frame: f})
		}
		if err == nil {
			err = &server.UpstreamClosed{Code: 1000, Reason: "the answer to a GET is one message"}
		}
		hand(heard{err: err})
		return
	}
	events := newEventReader(resp.Body, l.talk.probe.opts.MaxMessage)
	for {
		f, err := events.next()
		if errors.Is(err, io.EOF) {
			err = &server.UpstreamClosed{Code: 1000, Reason: "the event stream ended"}
		}
		if !hand(heard{frame: f, err: err}) {
			return
		}
	}
}

// say sends a message by POST.
func (l *httpLine) say(ctx context.Context, s *Step) (*heard, error) {
	opts := l.talk.probe.opts
	ctx, cancel := context.WithTimeout(ctx, opts.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, l.method(s), l.talk.place.url.String(), bytes.NewReader(s.Payload))
	if err != nil {
		return nil, err
	}
	req.Header = l.talk.place.header.Clone()
	req.Header.Set("Content-Type", contentType(s))
	for name, values := range s.carried() {
		req.Header[name] = values
	}
	resp, err := l.talk.probe.client().Do(req)
	if err != nil {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			err = fmt.Errorf("the request was not answered within %s", opts.Timeout)
		}
		return nil, withoutURL(err)
	}
	defer resp.Body.Close()
	h := &heard{status: resp.StatusCode}
	if resp.StatusCode < 300 {
		h.frame, err = l.frame(resp)
	}
	return h, err
}

// method is that of the operation's http binding, POST without.
func (l *httpLine) method(s *Step) string {
	if op := s.Incoming.Operation; op != nil {
		switch m := strings.ToUpper(op.Bindings.Get("http").Get("method").Scalar()); m {
		case http.MethodPut, http.MethodPatch, http.MethodDelete:
			return m
		}
	}
	return http.MethodPost
}

// contentType is that of the message, else what its payload looks like.
func contentType(s *Step) string {
	kind := s.Incoming.Message.ContentType
	if _, _, err := mime.ParseMediaType(kind); err == nil && !strings.ContainsAny(kind, "\r\n") {
		return kind
	}
	switch {
	case s.Binary:
		return "application/octet-stream"
	case s.Incoming.Message.Text():
		return "text/plain; charset=utf-8"
	}
	return "application/json"
}

// frame reads the body of an answer; nil: it is empty.
func (l *httpLine) frame(resp *http.Response) (*server.Frame, error) {
	limit := l.talk.probe.opts.MaxMessage
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	switch {
	case err != nil:
		return nil, err
	case int64(len(body)) > limit:
		return nil, server.ErrLarge
	case len(body) == 0:
		return nil, nil
	}
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	f := server.NewFrame(body, binary(kind))
	f.Carried = resp.Header
	return f, nil
}

// binary reports whether a content type is one of bytes.
func binary(kind string) bool {
	return kind != "" && !strings.HasPrefix(kind, "text/") && !strings.Contains(kind, "json") && !strings.Contains(kind, "xml") && !strings.Contains(kind, "yaml")
}

func (l *httpLine) hear() <-chan heard { return l.in }

func (l *httpLine) end() {
	l.cancel()
	l.reader.Wait()
}
