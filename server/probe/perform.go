package probe

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
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
	if t.stop == "" && s.Invalid() && t.silent >= maxMute {
		s.check = t.checkOf(s)
		s.check.skip(fmt.Sprintf("not sent: %d invalid messages before it were met with silence", maxMute))
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

// finish decides the check of a request.
func (t *Talk) finish(a *ask) {
	t.party.asks.mu.Lock()
	defer t.party.asks.mu.Unlock()
	s := a.step
	name := ""
	if a.answer != nil {
		name = a.answer.Message.Name
	}
	limit := t.probe.opts.Timeout
	switch {
	case a.answered && a.overdue:
		s.check.fail(t.late(s, fmt.Sprintf("was answered by %s after %s, not within %s", name, a.took.Round(time.Millisecond), limit)))
	case a.answered && len(a.reading.Findings) > 0:
		s.check.Outcome, s.check.Detail = Failed, "answered by "+name+", which breaks the contract: "+named(a.reading.Findings[0])
	case a.answered:
		s.check.Detail = "answered by " + name
		if a.answer.Fails && !declared(s.Incoming, a.answer) {
			d := t.about(s, "message-refused", "keeps the contract and was answered by "+name)
			d.Severity = spec.SeverityWarning
			s.check.Findings = append(s.check.Findings, d)
		}
	case a.misled != nil && a.misled.Code == "reply-correlation":
		s.check.fail(*a.misled)
	case a.misled != nil:
		s.check.Outcome, s.check.Detail = Failed, "answered by a message that breaks the contract: "+named(*a.misled)
	case a.lost != "":
		s.check.fail(t.missing(s, "was not answered: "+a.lost))
	case t.place.over == server.TransportHTTP && !t.streams():
		s.check.fail(t.missing(s, "was answered without a message; "+expected(s.Incoming)+" is declared"))
	default:
		s.check.fail(t.missing(s, fmt.Sprintf("was not answered within %s; %s is expected", limit, expected(s.Incoming))))
	}
}

// late and missing are errors where the document declares the reply, and
// warnings where it was only inferred.
func (t *Talk) late(s *Step, summary string) spec.Diagnostic {
	return t.weighed(s, t.about(s, "reply-late", summary))
}

func (t *Talk) missing(s *Step, summary string) spec.Diagnostic {
	return t.weighed(s, t.about(s, "reply-missing", summary))
}

func (t *Talk) weighed(s *Step, d spec.Diagnostic) spec.Diagnostic {
	if op := s.Incoming.Operation; op == nil || op.Reply == nil {
		d.Severity = spec.SeverityWarning
		d.Detail = "the document declares no reply; " + s.Incoming.Replies[0].Why
	}
	return d
}

// declared reports whether a reply is one that the operation declares.
func declared(in *server.Incoming, reply *server.Reply) bool {
	return in.Operation != nil && in.Operation.Reply != nil && slices.ContainsFunc(in.Replies, func(r *server.Reply) bool { return r.Message == reply.Message })
}

// expected names the replies of a message that are no errors.
func expected(in *server.Incoming) string {
	text := ""
	for _, r := range in.Replies {
		if r.Fails && len(in.Replies) > 1 {
			continue
		}
		if text != "" {
			text += " or "
		}
		text += r.Message.Name
	}
	return text
}

// renew gives a message the path's parameters where the document says that it
// has them (CHN-8), and another correlation id where its own was used before.
func (t *Talk) renew(s *Step) {
	v, err := s.Incoming.Message.Decode(s.Payload, s.Binary)
	if err != nil || s.Binary {
		return
	}
	changed := false
	if s.Incoming.Channel != nil {
		for _, p := range s.Incoming.Channel.Parameters {
			i := slices.IndexFunc(t.place.params, func(b server.Param) bool { return b.Name == p.Name })
			if i >= 0 && p.Location != nil && !p.Location.Header {
				changed = replace(v.Tree, p.Location.Pointer, t.place.params[i].JSON) || changed
			}
		}
	}
	if id := s.Incoming.Message.CorrelationID; id != nil && !id.Header {
		changed = t.another(v.Tree, id.Pointer) || changed
	}
	if !changed {
		return
	}
	payload, err := server.AppendValue(nil, v.Tree, 1<<30)
	if err != nil {
		return
	}
	if v, err = s.Incoming.Message.Decode(payload, false); err == nil && len(s.Incoming.Message.Validate(v)) == 0 {
		s.Payload = payload
	}
}

// another replaces an id that was used before by one that was not.
func (t *Talk) another(tree any, pointer string) bool {
	v, ok := server.Lookup(tree, pointer)
	if !ok {
		return false
	}
	id := text(v)
	if !slices.Contains(t.ids, id) {
		t.ids = append(t.ids, id)
		return false
	}
	n := len(t.ids) + 1
	t.ids = append(t.ids, "")
	if _, isNumber := v.(json.Number); isNumber {
		return replace(tree, pointer, json.RawMessage(fmt.Sprint(1_000_000+n)))
	}
	return replace(tree, pointer, json.RawMessage(fmt.Sprintf(`"probe-%d"`, n)))
}
