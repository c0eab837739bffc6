package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A Dialer opens connections to a real service; protocol packages implement
// it.
type Dialer interface {
	Dial(ctx context.Context, url string, header http.Header) (Upstream, error)
}

// An Upstream is a connection to a real service. One goroutine reads while
// another writes; Close may be called at any time, and ends both.
type Upstream interface {
	Read(ctx context.Context) (*Frame, error) // the error is an UpstreamClosed where the service said goodbye
	Write(ctx context.Context, f *Frame) error
	Close(code int, reason string)
}

// UpstreamClosed is how a real service ended a connection.
type UpstreamClosed struct {
	Code   int
	Reason string
}

// Error tells code and reason.
func (e *UpstreamClosed) Error() string {
	return fmt.Sprintf("closed with %d %s", e.Code, e.Reason)
}

// UpstreamRefused is the answer of a real service that did not let a handshake
// in.
type UpstreamRefused struct{ Status int }

// Error tells the status.
func (e *UpstreamRefused) Error() string {
	return fmt.Sprintf("the handshake was refused with %d %s", e.Status, http.StatusText(e.Status))
}

// The bounds of what waits for a real service.
const (
	dialTime        = 10 * time.Second
	maxUpstream     = 64 // frames
	maxUpstreamSize = 1 << 20
)

// A fallback is a session's connection to a real service: what no rule
// answers goes there, and what comes from there goes to the client. Until the
// service can be reached, messages wait in the bounded queue.
type fallback struct {
	session *Session
	cancel  context.CancelFunc

	mu    sync.Mutex
	queue []*Frame
	bytes int
	wake  chan struct{}
	open  bool // the service was reached
	over  bool // the client has gone
	lost  bool // the service cannot be reached, or has gone
}

// fallBack opens the connection, where the Behavior says so. The play's mutex
// is held. It is false when the contract speaks for itself.
func (s *Session) fallBack() bool {
	if s.play == nil || s.live.script.fallback == "" || s.live.mock.opts.Dialer == nil || s.play.over {
		return false
	}
	m := s.live.mock
	ctx, cancel := context.WithCancel(context.Background())
	f := &fallback{session: s, cancel: cancel, wake: make(chan struct{}, 1)}
	s.play.upstream = f
	m.upstreams.enter()
	go func() {
		defer m.upstreams.leave()
		defer cancel()
		f.run(ctx)
	}()
	return true
}

// run connects, and passes on both ways until one of them ends.
func (f *fallback) run(ctx context.Context) {
	s := f.session
	defer s.contain()
	dialing, cancel := context.WithTimeout(ctx, dialTime)
	up, err := s.live.mock.opts.Dialer.Dial(dialing, s.upstreamURL(), s.upstreamHeader())
	cancel()
	if err != nil {
		f.end(1014, "the upstream cannot be reached", f.unreachable(err))
		return
	}
	f.mu.Lock()
	f.open = true
	f.mu.Unlock()
	var writer sync.WaitGroup
	writer.Go(func() { f.write(ctx, up) })
	err = f.read(ctx, up)
	up.Close(1000, "")
	f.cancel()
	writer.Wait()
	var bye *UpstreamClosed
	switch {
	case errors.As(err, &bye) && bye.Code != 1005:
		f.end(bye.Code, bye.Reason, nil)
	case errors.As(err, &bye):
		f.end(1000, "", nil)
	default:
		f.end(1014, "the upstream went away", err)
	}
}

// unreachable says in plain words that the service cannot be reached.
func (f *fallback) unreachable(err error) error {
	var refused *UpstreamRefused
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	to, _, _ := strings.Cut(withoutPassword(f.session.upstreamURL()), "?") // the client's query may hold a token
	switch {
	case errors.As(err, &refused):
		return fmt.Errorf("%s does not let the client in: %w", to, refused)
	case errors.As(err, &name):
		return fmt.Errorf("%s cannot be reached: there is no host %q; see fallback in the behavior file", to, name.Name)
	case errors.As(err, &certificate):
		return fmt.Errorf("%s is not trusted: %v", to, certificate.Err)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s does not answer within %s", to, dialTime)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("%s cannot be reached: nothing listens there; is the service running? (fallback in the behavior file)", to)
	}
	return fmt.Errorf("%s cannot be reached: %w", to, err)
}

// end ends the client's connection as the service ended its own.
func (f *fallback) end(code int, reason string, err error) {
	f.mu.Lock()
	f.lost, f.queue = true, nil
	f.mu.Unlock()
	if err != nil && f.session.status.Load() == statusOpen {
		f.session.Note("upstream: " + err.Error())
	}
	f.session.end(code, reason)
}

// read passes on what the service says, as it is; what the contract says of it
// is noted in the event.
func (f *fallback) read(ctx context.Context, up Upstream) error {
	s := f.session
	for {
		frame, err := up.Read(ctx)
		if err != nil {
			return err
		}
		o, findings := s.live.judge(frame.Payload(), frame.Binary)
		if len(findings) == 0 && o != nil {
			frame.Name = o.Message.Name
		}
		frame.by = &author{rule: upstreamRule, findings: findings}
		s.mu.Lock()
		s.sendLocked(frame, o)
		s.mu.Unlock()
	}
}

// upstreamRule is what events name as the author of what a service said.
const upstreamRule = "upstream"

// write passes on what the client said.
func (f *fallback) write(ctx context.Context, up Upstream) {
	for {
		f.mu.Lock()
		waiting, over := f.queue, f.over
		f.queue, f.bytes = nil, 0
		f.mu.Unlock()
		for _, frame := range waiting {
			if up.Write(ctx, frame) != nil {
				f.cancel()
				return
			}
		}
		if over {
			up.Close(1000, "")
			return
		}
		if len(waiting) > 0 {
			continue
		}
		select {
		case <-f.wake:
		case <-ctx.Done():
			return
		}
	}
}

// stop is called when the client has gone: what it said still goes out.
func (f *fallback) stop() {
	f.mu.Lock()
	f.over = true
	if !f.open {
		f.cancel()
	}
	f.mu.Unlock()
	f.nudge()
}

// nudge wakes the writer.
func (f *fallback) nudge() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// pass queues a message of the client. It is false when there is no service
// behind the session.
func (s *Session) pass(frame *Frame) bool {
	f := s.behind()
	if f == nil {
		return false
	}
	f.mu.Lock()
	full := len(f.queue) == maxUpstream || f.bytes+len(frame.Buf) > maxUpstreamSize && len(f.queue) > 0
	if !full && !f.lost {
		kept := NewFrame(frame.Payload(), frame.Binary)
		f.queue, f.bytes = append(f.queue, kept), f.bytes+len(kept.Buf)
	}
	f.mu.Unlock()
	if full {
		s.Note("the upstream takes messages too slowly: closing with 1013")
		s.end(1013, "the upstream takes messages too slowly")
		return true
	}
	f.nudge()
	return true
}

// behind returns the session's way to a real service, nil if it has none.
func (s *Session) behind() *fallback {
	if s.play == nil {
		return nil
	}
	s.play.mu.Lock()
	defer s.play.mu.Unlock()
	return s.play.upstream
}

// upstreamURL is where the service is: a URL without path gets the path and
// the query that the client asked for.
func (s *Session) upstreamURL() string {
	u, err := url.Parse(s.live.script.fallback)
	if err != nil || u.Path != "" && u.Path != "/" {
		return s.live.script.fallback
	}
	h := s.play.handshake
	query := url.Values{}
	for key, values := range h.Query {
		if !strings.HasPrefix(key, "__") {
			query[key] = values
		}
	}
	if u, err = u.Parse(h.Path); err != nil {
		return s.live.script.fallback
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// upstreamHeader is what of the handshake goes on to the service: who the
// client is, and which subprotocol was agreed on.
func (s *Session) upstreamHeader() http.Header {
	header := http.Header{}
	for _, name := range []string{"Authorization", "Cookie"} {
		if values := s.play.handshake.Header.Values(name); len(values) > 0 {
			header[name] = slices.Clone(values)
		}
	}
	if s.play.subprotocol != "" {
		header.Set(subprotocolHeader, s.play.subprotocol)
	}
	return header
}
