package spec

import "slices"

// A messageSet is a list of different messages.
type messageSet struct {
	list  []*Message
	large map[*Message]bool // the same, once the list is long
}

// add appends those that are not in the set yet.
func (s *messageSet) add(more ...*Message) {
	const few = 16
	for _, msg := range more {
		if msg == nil || s.has(msg) {
			continue
		}
		s.list = append(s.list, msg)
		if s.large == nil && len(s.list) > few {
			s.large = make(map[*Message]bool, 4*few)
			for _, m := range s.list {
				s.large[m] = true
			}
		}
		if s.large != nil {
			s.large[msg] = true
		}
	}
}

func (s *messageSet) has(msg *Message) bool {
	if s.large != nil {
		return s.large[msg]
	}
	return slices.Contains(s.list, msg)
}

// setOf returns the messages of a channel as a set.
func (c *converter) setOf(ch *Channel) *messageSet {
	s := c.sets[ch]
	if s == nil {
		s = &messageSet{}
		c.sets[ch] = s
	}
	return s
}
