package server

import (
	"bytes"
	"encoding/json"

	"asyncmock/generator/schema"
)

// Which of several replies is sent, first that applies:
//
//	1 ?__example=NAME       the reply that has an example of that name
//	2 named example         the request equals example N, and a reply has an example N
//	3 --reply all           every one that is no error, in order
//	4 constants echoed      the reply whose constants repeat most of the request's values
//	5 --reply               first (default), random, round-robin of those that are no error
//
// A reply that is an error is sent only when 1 or 2 name it, or when there is
// no other.

// choose returns the replies to a valid message.
func (s *Session) choose(in *inbound, example string) []*Reply {
	replies := in.incoming.Replies
	if len(replies) < 2 {
		return replies
	}
	if i := s.named(replies, s.example, example); i >= 0 {
		return replies[i : i+1]
	}
	good := succeeding(replies)
	if s.live.mock.opts.Reply == ReplyAll {
		return good
	}
	i := echoing(good, in.value)
	if i < 0 {
		i = s.inTurn(in.index, len(good))
	}
	return good[i : i+1]
}

// named returns the index of the first reply with an example of one of the names.
func (s *Session) named(replies []*Reply, names ...string) int {
	for _, name := range names {
		if name == "" {
			continue
		}
		for i, r := range replies {
			if hasExample(r.Outgoing, name) {
				return i
			}
		}
	}
	return -1
}

func hasExample(o *Outgoing, name string) bool {
	for _, e := range o.Message.Examples {
		if e.Name == name {
			return true
		}
	}
	return false
}

// succeeding returns the replies that are no errors, all if there is no other.
func succeeding(replies []*Reply) []*Reply {
	var good []*Reply
	for i, r := range replies {
		if r.Fails && good == nil {
			good = append([]*Reply{}, replies[:i]...)
		} else if !r.Fails && good != nil {
			good = append(good, r)
		}
	}
	if len(good) == 0 {
		return replies
	}
	return good
}

// echoing returns the reply with the most constants that the request has at
// the same place, -1 if none has any, or if that is said of all alike.
func echoing(replies []*Reply, request schema.Value) int {
	best, most, least := -1, 0, 1<<30
	for i, r := range replies {
		n := 0
		for _, c := range r.Message.Constants {
			if v, ok := lookup(request.Tree, c.Pointer); ok && hasValue(c.Values, v) {
				n++
			}
		}
		if n > most {
			best, most = i, n
		}
		least = min(least, n)
	}
	if most == least {
		return -1
	}
	return best
}

func hasValue(values []json.RawMessage, v any) bool {
	text := jsonText(v)
	for _, each := range values {
		if text != nil && bytes.Equal(each, text) {
			return true
		}
	}
	return false
}

// inTurn returns which of n replies is due by --reply.
func (s *Session) inTurn(index, n int) int {
	switch s.live.mock.opts.Reply {
	case ReplyRandom:
		return s.speak().dice.IntN(n)
	case ReplyRoundRobin:
		if s.turns == nil {
			s.turns = make([]uint16, len(s.live.route.Receives))
		}
		turn := int(s.turns[index]) % n
		s.turns[index] = uint16((turn + 1) % n)
		return turn
	}
	return 0
}
