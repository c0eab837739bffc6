package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"asyncmock/server"
	"asyncmock/spec"
)

// The patience of a talk.
const (
	// settleTime is how long the probe listens at least once all was said, so
	// that it hears what should not come.
	settleTime = 300 * time.Millisecond
	maxCloses  = 3 // connections that the service ends before the talk is stopped
	maxMute    = 3 // missing answers in a row before the talk is stopped
)

// A life is what a talk knows while it runs. One goroutine uses it, but for
// what is said to be shared.
type life struct {
	line       line
	connection string // name in events: "ws-1"
	closed     *closing
	mayEnd     bool // the service may end the connection now
	stop       string
	closes     int
	mute       int                      // missing answers in a row
	silent     map[*server.Incoming]int // invalid ones in a row of which nobody can tell what became
	connected  bool                     // the first connection stood
	greeting   Check
	tally      tally
	skipped    []Check
	said       []*server.Incoming // valid ones
	last       *Step              // that was said
	overdue    []*ask
	wrong      bool     // something invalid was said on this connection
	trial      *trial   // nil: none
	ids        []string // correlation ids that were used
	answers    uint64   // to requests of the service
	background context.Context
}

// A closing is how a connection ended.
type closing struct {
	code int
	how  string
}

// run is the conversation, once its connection stands.
func (t *Talk) run(ctx context.Context) {
	defer t.hangUp()
	t.background = ctx
	t.perform(ctx, phaseTalk)
	t.listen(ctx)
	t.perform(ctx, phaseClose)
	t.perform(ctx, phaseNegative)
	t.perform(ctx, phaseEnd)
	t.linger(ctx)
}

// connect opens the first connection.
func (t *Talk) connect(ctx context.Context) {
	begun := time.Now()
	t.greeting = Check{Group: t.groupOf(nil), Name: "connect to " + t.Route.Path}
	note, err := t.dialUp(ctx)
	t.greeting.Duration = time.Since(begun)
	switch {
	case ctx.Err() != nil:
		t.greeting.Outcome, t.greeting.Detail = Skipped, interrupted
		t.stop = interrupted
	case err != nil:
		t.greeting.fail(refusal(t, err))
		t.stop = "there is no connection"
	case note != "":
		t.greeting.Findings = append(t.greeting.Findings, t.finding("subprotocol", spec.SeverityWarning, note))
	}
	t.connected = err == nil
}

const interrupted = "the run was interrupted"

// refusal is the finding about a connection that cannot be opened.
func refusal(t *Talk, err error) spec.Diagnostic {
	d := t.finding("connect-failed", spec.SeverityError, "the service does not let clients in: "+err.Error())
	var refused *server.UpstreamRefused
	var untrusted *tls.CertificateVerificationError
	switch {
	case errors.As(err, &untrusted):
		d.Hint = "--ca trusts the authority that signed it, --insecure any certificate"
	case errors.Is(err, http.ErrSchemeMismatch):
		d.Hint = "the service speaks no TLS: try --url with ws or http"
	case errors.As(err, &refused):
		switch refused.Status {
		case 401, 403:
			d.Hint = "--token, --header and --query present credentials"
		case 404:
			d.Hint = "the path is " + t.place.path + "; a path in --url stands in the place of the server's own"
		}
	}
	return d
}

// finding is a finding about the channel of the talk.
func (t *Talk) finding(code string, severity spec.Severity, summary string) spec.Diagnostic {
	d := spec.Diagnostic{Code: code, Severity: severity, Summary: t.Route.Path + ": " + summary}
	if len(t.Route.Channels) > 0 && t.Route.Channels[0].Node != nil {
		n := t.Route.Channels[0].Node
		d.Pos, d.Pointer = n.Place(), n.Pointer()
	}
	return d
}

// dialUp opens a connection.
func (t *Talk) dialUp(ctx context.Context) (note string, err error) {
	var l line
	if t.place.over == server.TransportWS {
		l, note, err = t.webSocket(ctx)
	} else {
		l, err = t.openHTTP(ctx)
	}
	if err != nil {
		return "", err
	}
	t.line, t.closed, t.wrong = l, nil, false
	t.connection = fmt.Sprintf("%s-%d", t.place.over, t.probe.connections.Add(1))
	t.observe(&server.Event{Kind: server.EventConnect, Valid: true, Text: note})
	return note, nil
}

// webSocket and openHTTP keep a nil line from becoming a line that is not nil.
func (t *Talk) webSocket(ctx context.Context) (line, string, error) {
	l, note, err := t.dial(ctx)
	if err != nil {
		return nil, "", err
	}
	return l, note, nil
}

func (t *Talk) openHTTP(ctx context.Context) (line, error) {
	l, err := t.open(ctx)
	if err != nil {
		return nil, err
	}
	return l, nil
}

// streams reports whether the service says anything unprompted there.
func (t *Talk) streams() bool {
	return slices.ContainsFunc(t.Route.Sends, func(o *server.Outgoing) bool { return o.When.Kind != server.WhenReply })
}

// A wakeup is why waiting ended.
type wakeup uint8

const (
	byTime wakeup = iota
	byAnswer
	byContent // enough has come
	byLoss    // the connection is lost
	byEnd     // the run is over
)

// drain hears what is there already; the service may have hung up.
func (t *Talk) drain() {
	for range 1000 {
		if t.line == nil {
			return
		}
		select {
		case h := <-t.line.hear():
			t.receive(h)
		default:
			return
		}
	}
}

// receive takes what came; false: the connection has ended.
func (t *Talk) receive(h heard) bool {
	if h.err != nil || h.frame == nil {
		t.lose(h.err)
		return false
	}
	t.take(h.frame)
	return true
}

// await hears what comes until the time is over, done is closed, or enough
// says so.
func (t *Talk) await(ctx context.Context, d time.Duration, done <-chan struct{}, enough func() bool) wakeup {
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		var in <-chan heard
		if t.line != nil {
			in = t.line.hear()
		}
		select {
		case h := <-in:
			if !t.receive(h) {
				return byLoss
			}
			if enough != nil && enough() {
				return byContent
			}
		case <-done:
			return byAnswer
		case <-timer.C:
			return byTime
		case <-ctx.Done():
			return byEnd
		}
	}
}

// hangUp ends the connection.
func (t *Talk) hangUp() {
	if t.line == nil {
		return
	}
	t.line.end()
	t.line = nil
	t.observe(&server.Event{Kind: server.EventClose, Valid: true, Code: 1000, Text: "the probe hangs up"})
}

// observe completes an event and hands it out.
func (t *Talk) observe(e *server.Event) {
	p := t.probe
	e.Seq, e.Time = p.events.Add(1), time.Now()
	e.Session, e.Connection, e.Transport, e.Remote = t.connection, t.connection, t.place.over, t.place.url.Host
	e.Route, e.Path = t.Route.Path, t.place.path
	p.opts.Observe(e)
}
