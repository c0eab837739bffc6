package probe

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"asyncmock/server"
	"asyncmock/spec"
)

// perform does the steps of a phase.
func (t *Talk) perform(ctx context.Context, ph phase) {
	for _, s := range t.Steps {
		if s.phase() != ph || ctx.Err() != nil || !t.ready(ctx, s) || t.probe.pace.wait(ctx) != nil {
			continue
		}
		s.check = t.checkOf(s)
		s.done, t.last = true, s
		begun := time.Now()
		if s.Invalid() {
			t.try(ctx, s)
		} else {
			t.tell(ctx, s)
		}
		s.check.Duration = time.Since(begun)
	}
}

// ready sees to it that there is a connection for a step; false: it is left
// out, and its check says why.
func (t *Talk) ready(ctx context.Context, s *Step) bool {
	t.drain()
	if t.stop == "" && s.Invalid() && t.silent[s.Incoming] >= maxMute {
		s.check = t.checkOf(s)
		s.check.skip(fmt.Sprintf("not sent: %d invalid ones before it were met with silence", maxMute))
		s.done = true
		return false
	}
	if t.stop == "" && t.line == nil {
		if _, err := t.dialUp(ctx); err != nil {
			t.tally.other(refusal(t, err))
			t.stop = "the service does not let the probe in again"
		}
	}
	return t.stop == ""
}

// checkOf is the check of a step, not yet decided.
func (t *Talk) checkOf(s *Step) Check {
	c := Check{Group: t.groupOf(s.Incoming.Channel)}
	switch {
	case s.Invalid():
		c.Name = s.Label() + ", is refused"
	case len(s.Incoming.Replies) > 0:
		c.Name = s.Label() + ", is answered"
	default:
		c.Name = s.Label() + ", is taken"
	}
	return c
}

// tell says something valid, and waits for its answer.
func (t *Talk) tell(ctx context.Context, s *Step) {
	t.renew(s)
	t.mayEnd = s.Incoming.Ends
	defer func() { t.mayEnd = false }()
	a := t.ask(s)
	h, err := t.say(ctx, s)
	if err != nil && t.hungUp(ctx) && t.ready(ctx, s) {
		h, err = t.say(ctx, s)
	}
	if err != nil {
		t.unsaid(ctx, s, a, err)
		return
	}
	t.said = append(t.said, s.Incoming)
	if s.Incoming.Ends {
		defer t.part(ctx)
	}
	if h != nil && !t.accepted(s, a, h) {
		return
	}
	if a == nil {
		s.check.Detail = "sent"
		return
	}
	switch t.await(ctx, t.probe.opts.Timeout, a.done, func() bool { return a.isSettled(t) }) {
	case byEnd:
		s.check.skip(interrupted)
		t.party.asks.drop(a)
		return
	case byLoss:
		if a.elsewhere() { // its answer may still come to another connection
			t.await(ctx, t.probe.opts.Timeout, a.done, nil)
		}
	}
	if t.party.asks.giveUp(a) {
		t.overdue = append(t.overdue, a)
		if t.mute++; t.mute >= maxMute {
			t.stop = fmt.Sprintf("the service does not answer: %d replies in a row are missing", t.mute)
		}
		return
	}
	t.mute = 0
	t.finish(a)
}

func (a *ask) isSettled(t *Talk) bool {
	t.party.asks.mu.Lock()
	defer t.party.asks.mu.Unlock()
	return a.settled
}

// say sends a step and observes it.
func (t *Talk) say(ctx context.Context, s *Step) (*heard, error) {
	s.check.Sent = s
	e := &server.Event{
		Kind: server.EventReceive, Message: s.Incoming.Message.Name, Payload: s.Payload, Binary: s.Binary, Headers: s.Headers, Valid: !s.Invalid(),
	}
	if s.Invalid() {
		e.Findings = spec.Diagnostics{s.Violates.Finding}
	}
	if s.Incoming.Channel != nil {
		e.Channel = s.Incoming.Channel.Name
	}
	if s.Incoming.Operation != nil {
		e.Operation = s.Incoming.Operation.Name
	}
	if s.Example {
		e.Example = s.Name
	}
	t.observe(e)
	t.probe.sent.Add(1)
	ctx, cancel := context.WithTimeout(ctx, t.probe.opts.Timeout)
	defer cancel()
	return t.line.say(ctx, s)
}

// hungUp reports whether the service ended the connection before it read a
// message: another one is worth a try.
func (t *Talk) hungUp(ctx context.Context) bool {
	return t.place.over == server.TransportWS && t.await(ctx, settleTime, nil, nil) == byLoss
}

// part ends a session that the service was asked to end: it hangs up itself
// where the service does not.
func (t *Talk) part(ctx context.Context) {
	t.mayEnd = true
	if t.line != nil && t.await(ctx, settleTime, nil, nil) != byLoss {
		t.hangUp()
	}
	t.mayEnd = false
}

// unsaid notes that a message could not be sent.
func (t *Talk) unsaid(ctx context.Context, s *Step, a *ask, err error) {
	if a != nil {
		t.party.asks.drop(a)
	}
	if ctx.Err() != nil {
		s.check.skip(interrupted)
		return
	}
	s.check.fail(t.about(s, "message-unsent", "cannot be sent: "+err.Error()))
	if t.place.over == server.TransportHTTP {
		if t.mute++; t.mute >= maxMute {
			t.stop = fmt.Sprintf("the service does not answer: %d requests in a row failed", t.mute)
		}
	}
}

// about is a finding about a step: at its message.
func (t *Talk) about(s *Step, code, summary string) spec.Diagnostic {
	d := spec.Diagnostic{Code: code, Severity: spec.SeverityError, Summary: s.Label() + " " + summary}
	if n := s.Incoming.Message.Node; n != nil {
		d.Pos, d.Pointer = n.Place(), n.Pointer()
	}
	return d
}

// accepted looks at what HTTP answers to a valid message; false: that is all.
func (t *Talk) accepted(s *Step, a *ask, h *heard) bool {
	if h.status >= 200 && h.status < 300 {
		t.mute = 0
		if h.frame != nil {
			t.take(h.frame)
		}
		if a != nil && !t.streams() && !a.elsewhere() && !a.isSettled(t) {
			t.party.asks.giveUp(a)
			t.finish(a)
			t.party.asks.drop(a)
			return false
		}
		return true
	}
	if a != nil {
		t.party.asks.drop(a)
	}
	d := t.about(s, "http-status", "was answered with "+status(h.status))
	switch {
	case h.status == http.StatusUnauthorized || h.status == http.StatusForbidden:
		d.Hint = "--token, --header and --query present credentials"
	case h.status == http.StatusNotFound || h.status == http.StatusMethodNotAllowed:
		d.Hint = "the path is " + t.place.path + "; a path in --url stands in the place of the server's own"
	case h.status >= 400 && h.status < 500:
		d.Code, d.Severity = "message-refused", spec.SeverityWarning
	}
	s.check.fail(d)
	return false
}

func status(code int) string { return fmt.Sprintf("%d %s", code, http.StatusText(code)) }
