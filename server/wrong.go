package server

import (
	"strings"

	"asyncmock/spec"
)

// answerWrong is what a message with findings gets (--on-invalid): the
// contract's own error message if it has one, nothing, or the end. It returns
// the number of frames sent.
func (s *Session) answerWrong(in *inbound) int {
	switch s.live.mock.opts.OnInvalid {
	case InvalidClose:
		v := verdict(in.findings, in.undecodable)
		s.end(v.Code, v.Reason)
	case InvalidReply:
		return s.answerError(in)
	}
	return 0
}

// answerError sends the contract's error message. By POST the findings
// themselves are the answer.
func (s *Session) answerError(in *inbound) int {
	reply := s.live.route.ErrorReply
	if in.incoming != nil && in.incoming.Error != nil {
		reply = in.incoming.Error
	}
	if reply == nil || s.way == TransportHTTP {
		return 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.replyLocked(reply, in, "") {
		return 1
	}
	return 0
}

// reasonOf is the first finding as the reason of a close, field path first.
func reasonOf(findings spec.Diagnostics) string {
	d := findings[0]
	reason := d.Summary
	if d.Instance != "" && !strings.HasPrefix(reason, d.Instance) {
		reason = d.Instance + ": " + reason
	}
	return clipReason(reason)
}
