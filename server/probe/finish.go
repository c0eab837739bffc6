package probe

import (
	"fmt"
	"slices"
	"time"

	"asyncmock/server"
	"asyncmock/spec"
)

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
