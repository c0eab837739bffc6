package probe

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"asyncmock/server"
	"asyncmock/spec"
)

// A trial is an invalid message whose fate is watched.
type trial struct {
	step     *Step
	refused  string // how; "": not yet
	accepted string
}

// refusalTime is how long the probe waits at most for what becomes of an
// invalid message: services may be silent about them.
const refusalTime = time.Second

// try says something invalid, which must be refused; see the package comment
// for what that means.
func (t *Talk) try(ctx context.Context, s *Step) {
	t.trial = &trial{step: s}
	t.mayEnd, t.wrong = true, true
	defer func() { t.trial, t.mayEnd = nil, false }()
	h, err := t.say(ctx, s)
	switch {
	case ctx.Err() != nil:
		s.check.skip(interrupted)
		return
	case err != nil && t.place.over == server.TransportHTTP:
		s.check.fail(t.about(s, "message-unsent", "cannot be sent: "+err.Error()))
		return
	case h != nil:
		t.byStatus(h.status)
	}
	if !t.trial.decided() && h == nil {
		switch t.await(ctx, t.refusalTime(), nil, t.trial.decided) {
		case byEnd:
			s.check.skip(interrupted)
			return
		case byLoss:
			t.trial.refused = t.closed.how
		}
	}
	t.verdict(s)
}

func (t *Talk) refusalTime() time.Duration { return min(t.probe.opts.Timeout, refusalTime) }

func (r *trial) decided() bool { return r.refused != "" || r.accepted != "" }

// byStatus takes the status of HTTP as the answer.
func (t *Talk) byStatus(code int) {
	switch {
	case code >= 400 && code < 500:
		t.trial.refused = "answered with " + status(code)
	case code >= 200 && code < 300:
		t.trial.accepted = "was answered with " + status(code)
	default:
		t.trial.accepted = "made the service fail with " + status(code)
	}
}

// witness looks what a message tells about the trial. It is true when the
// message is the answer to it.
func (t *Talk) witness(rd *server.Reading) bool {
	r := t.trial
	in := r.step.Incoming
	if t.refuses(in, rd) {
		r.refused = "answered by " + rd.Outgoing.Message.Name
		return true
	}
	for _, reply := range in.Replies {
		if rd.May(reply.Outgoing) && !reply.Fails {
			v, _ := in.Message.Decode(r.step.Payload, r.step.Binary)
			if how, _, _ := reply.Correlate(v, nil, rd); how != server.Mismarked {
				r.accepted = "was answered by " + reply.Message.Name
				return true
			}
		}
	}
	if rd.Outgoing != nil && rd.Outgoing.When.Kind == server.WhenRelay && string(rd.Value.Raw) == string(r.step.Payload) {
		r.accepted = "was relayed"
		return true
	}
	return false
}

// excuse takes back what is wrong about a refusal only because it repeats the
// correlation id of an invalid message.
func (t *Talk) excuse(rd *server.Reading) {
	if t.trial == nil || len(rd.Findings) == 0 || !t.refuses(t.trial.step.Incoming, rd) {
		return
	}
	in := t.trial.step.Incoming
	v, err := in.Message.Decode(t.trial.step.Payload, t.trial.step.Binary)
	if err != nil {
		return
	}
	for _, e := range t.answersTo(in) {
		if how, _, _ := e.Correlate(v, nil, rd); rd.May(e.Outgoing) && how == server.Marked {
			rd.Findings = slices.DeleteFunc(slices.Clone(rd.Findings), func(d spec.Diagnostic) bool { return e.Carries(d.Instance) })
		}
	}
}

// refuses reports whether a message is the contract's word for what went
// wrong with another one.
func (t *Talk) refuses(in *server.Incoming, rd *server.Reading) bool {
	if rd.Outgoing == nil {
		return false
	}
	for _, e := range []*server.Reply{in.Error, t.Route.ErrorReply} {
		if e != nil && rd.May(e.Outgoing) && says(e, rd) {
			return true
		}
	}
	for _, reply := range in.Replies {
		if reply.Fails && rd.May(reply.Outgoing) {
			return true
		}
	}
	return false
}

// says reports whether a message that may say that something failed does so:
// it has the value, or where any text will do the property, that says it.
func says(e *server.Reply, rd *server.Reading) bool {
	for _, c := range e.Copies {
		if c.Value == nil {
			continue
		}
		v, ok := server.Lookup(rd.Value.Tree, c.To)
		named := strings.Contains(strings.ToLower(c.To), "error")
		return ok && (named || text(v) == string(c.Value))
	}
	return true
}

// verdict decides the check of an invalid message.
func (t *Talk) verdict(s *Step) {
	switch r := t.trial; {
	case r.accepted != "":
		delete(t.silent, s.Incoming)
		d := t.about(s, "invalid-accepted", r.accepted)
		d.Detail = fmt.Sprintf("it breaks the contract, %s", describe(s))
		s.check.fail(d)
	case r.refused != "":
		delete(t.silent, s.Incoming)
		s.check.Detail = r.refused
	default:
		if t.silent == nil {
			t.silent = map[*server.Incoming]int{}
		}
		t.silent[s.Incoming]++
		s.check.skip(fmt.Sprintf("nothing came within %s: nobody can tell whether it was refused", t.refusalTime()))
	}
}

// describe says why a step is invalid.
func describe(s *Step) string {
	v := s.Violates
	where := v.Instance
	if where == "" {
		where = "the payload"
	}
	if s.ofHeaders {
		where = "header " + v.Instance
	}
	return where + " " + v.Finding.Summary
}
