package server

import (
	"asyncmock/generator/schema"
)

// answer sends the replies to a valid message and returns how many go to
// this session.
func (s *Session) answer(in *inbound) int {
	if s.live.route.Echo {
		return s.echo(in.frame)
	}
	if in.incoming == nil || len(in.incoming.Replies) == 0 {
		return 0
	}
	example := ""
	if s.live.pairs[in.index] {
		example = in.incoming.Message.ExampleNamed(in.value)
	}
	n, elsewhere := s.answerHere(in, example)
	for _, r := range elsewhere {
		n += s.answerElsewhere(r, in, example)
	}
	return n
}

// answerHere sends the replies that go to this session and returns the others.
func (s *Session) answerHere(in *inbound, example string) (n int, elsewhere []*Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.choose(in, example) {
		if r.Elsewhere != nil || r.AddressFrom != nil {
			elsewhere = append(elsewhere, r)
		} else if s.replyLocked(r, in, example) {
			n++
		}
	}
	return n, elsewhere
}

// replyLocked makes a reply and sends it here, called under mu.
func (s *Session) replyLocked(r *Reply, in *inbound, example string) bool {
	k := newMaking()
	defer k.done()
	if !s.makeReply(k, r, in, example) {
		return false
	}
	return s.sendLocked(&k.frame, r.Outgoing)
}

// makeReply makes a reply into k.frame, called under mu.
func (s *Session) makeReply(k *making, r *Reply, in *inbound, example string) bool {
	k.headed = s.way.carriesHeaders()
	k.pinCopies(s, r, in)
	k.pinParameters(r.Outgoing, s.params)
	conflicts, err := k.message(s.live, r.Outgoing, s.speak(), s.example, example)
	if err != nil {
		s.noteFailure(r.Outgoing, err)
		return false
	}
	s.noteConflicts(r.Outgoing, conflicts)
	return true
}

// pinCopies adds what the reply takes from the request. A correlation id is
// copied even where it breaks the reply's schema, as the client waits for it;
// that is noted (COR-1).
func (k *making) pinCopies(s *Session, r *Reply, in *inbound) {
	for _, c := range r.Copies {
		pin := schema.Pin{Pointer: c.To, Add: c.Add, Text: c.Header, Force: c.Why == correlationID, Why: c.Why}
		if c.Value != nil {
			pin.Value = c.Value
		} else if c.Why == itsFinding {
			if len(in.findings) == 0 {
				continue
			}
			pin.Value = jsonText(reasonOf(in.findings))
		} else if c.Header {
			h, ok := s.headerValue(in, c.From)
			if !ok {
				continue
			}
			pin.Value = h.JSON
		} else {
			v, ok := lookup(in.value.Tree, c.From)
			if !ok {
				continue
			}
			pin.Value = jsonText(v)
		}
		k.pin(pin, c.ToHeader)
	}
}
