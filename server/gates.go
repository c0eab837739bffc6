package server

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// A want is one thing that a subscribe message asked for: a message of the
// route, with the asked values in it.
type want struct {
	out  *Outgoing
	pins []schema.Pin
	key  string
}

// maxWants bounds what one client can ask for.
const maxWants = 256

// gate opens or closes streams after a valid subscribe or unsubscribe (MOD-4).
func (s *Session) gate(in *inbound) {
	if in.incoming == nil || s.live.gated == nil {
		return
	}
	gate := in.incoming.Gate
	if gate == GateValue {
		v, _ := lookup(in.value.Tree, in.incoming.GateAt)
		gate = gateWord(words(plain(v)))
	}
	switch gate {
	case GateOpen:
		s.openGates(in)
	case GateClose:
		s.closeGates(in)
	}
}

// openGates adds what a subscribe message asks for.
func (s *Session) openGates(in *inbound) {
	broadcast := s.live.route.Stream == StreamBroadcast
	for i, st := range s.live.gated {
		wants := st.wants(in.value.Tree, func(o *Outgoing) bool { return listed(o.OpenedBy, in.incoming) })
		if len(wants) == 0 {
			continue
		}
		if !broadcast {
			s.subscribe(st, i, wants)
			continue
		}
		s.dropUnasked(st)
		for _, w := range wants {
			s.listen(st, "subscribed "+strconv.Itoa(i)+" "+w.key, []*Outgoing{w.out}, &w)
		}
	}
}

// subscribe adds wants to the session's own feed of a stream. The first new
// one is said at once.
func (s *Session) subscribe(st *stream, i int, wants []want) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.stirred; t == nil || !t.hearing {
		return
	}
	f := s.gatedFeed(st, "subscribed "+strconv.Itoa(i))
	if f.unasked {
		f.unasked, f.wants = false, nil
	}
	running, first := len(f.wants) > 0, len(f.wants)
	for _, w := range wants {
		if len(f.wants) >= maxWants {
			s.note("the client has subscribed to too much: the rest is left out", nil)
			break
		}
		if !slices.ContainsFunc(f.wants, func(have want) bool { return have.key == w.key }) {
			f.wants = append(f.wants, w)
		}
	}
	if len(f.wants) == first {
		return
	}
	f.next = first
	if running {
		f.say()
	} else {
		s.run(f)
	}
}

// gatedFeed returns the session's own feed of a gated stream, called under mu.
func (s *Session) gatedFeed(st *stream, purpose string) *ownFeed {
	for _, f := range s.stirred.feeds {
		if f.stream == st {
			return f
		}
	}
	f := &ownFeed{session: s, stream: st, purpose: purpose, gated: true}
	f.task = f
	s.stirred.feeds = append(s.stirred.feeds, f)
	return f
}

// dropUnasked gives up the seat in the broadcast that an SSE client hears
// before it subscribes.
func (s *Session) dropUnasked(st *stream) {
	for _, l := range s.unseat(func(l *listener) bool { return l.feed.stream == st && l.feed.want == nil }) {
		l.feed.leave(l)
	}
}

// unseat forgets seats in broadcasts and returns them, to be left without the lock.
func (s *Session) unseat(which func(*listener) bool) (left []*listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stirred == nil {
		return nil
	}
	s.stirred.shared = slices.DeleteFunc(s.stirred.shared, func(l *listener) bool {
		if !which(l) {
			return false
		}
		left = append(left, l)
		return true
	})
	return left
}

// closeGates takes away what an unsubscribe message names; without values it
// takes away all of a message.
func (s *Session) closeGates(in *inbound) {
	for _, st := range s.live.gated {
		wants := st.wants(in.value.Tree, func(o *Outgoing) bool { return listed(o.ClosedBy, in.incoming) })
		named := func(o *Outgoing, key string) bool {
			return slices.ContainsFunc(wants, func(w want) bool { return w.out == o && (w.pins == nil || w.key == key) })
		}
		s.unsubscribe(st, named)
		for _, l := range s.unseat(func(l *listener) bool { return l.feed.stream == st && l.feed.named(named) }) {
			l.feed.leave(l)
		}
	}
}

// unsubscribe ends the session's own wants that are named.
func (s *Session) unsubscribe(st *stream, named func(o *Outgoing, key string) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stirred == nil {
		return
	}
	for _, f := range s.stirred.feeds {
		if f.stream != st {
			continue
		}
		f.wants = slices.DeleteFunc(f.wants, func(w want) bool { return named(w.out, w.key) })
		f.next = 0
		if len(f.wants) == 0 {
			s.beat(st.interval).remove(&f.entry)
		}
	}
}

// named reports whether all that the feed says is named.
func (f *sharedFeed) named(named func(o *Outgoing, key string) bool) bool {
	if f.want != nil {
		return named(f.want.out, f.want.key)
	}
	return !slices.ContainsFunc(f.out, func(o *Outgoing) bool { return !named(o, "") })
}

// listed reports whether the message is one of them; no list means any.
func listed(all []*Incoming, in *Incoming) bool { return len(all) == 0 || slices.Contains(all, in) }

// wants reads from a request what it asks for, in the order of the stream.
func (st *stream) wants(request any, concerned func(*Outgoing) bool) []want {
	var wants []want
	for i, o := range st.out {
		combinations, ok := o.asked(request)
		if !ok || !concerned(o) {
			continue
		}
		for _, pins := range combinations {
			w := want{out: o, pins: pins, key: strconv.Itoa(i)}
			for _, p := range pins {
				w.key += " " + p.Pointer + "=" + string(p.Value)
			}
			if wants = append(wants, w); len(wants) >= maxWants {
				return wants
			}
		}
	}
	return wants
}

// everything is what those want who cannot say what.
func (st *stream) everything() []want {
	wants := make([]want, len(st.out))
	for i, o := range st.out {
		wants[i] = want{out: o, key: strconv.Itoa(i)}
	}
	return wants
}

// asked returns the combinations of values that a request asks for in o. It
// is false when a topic of o is named and the values are others.
func (o *Outgoing) asked(request any) ([][]schema.Pin, bool) {
	combinations := [][]schema.Pin{nil}
	done := map[string]bool{}
	for _, t := range o.Topics {
		values := askedValues(request, t.From)
		if len(values) == 0 && slices.ContainsFunc(t.Rivals, func(from string) bool { return len(askedValues(request, from)) > 0 }) {
			return nil, false
		}
		if len(values) == 0 {
			continue
		}
		if len(t.Values) > 0 {
			if !slices.ContainsFunc(values, func(v any) bool { return t.chosenBy(plain(v)) }) {
				if t.Others == nil || slices.ContainsFunc(values, func(v any) bool { return Topic{Values: t.Others}.chosenBy(plain(v)) }) {
					return nil, false
				}
				continue
			}
			values = slices.DeleteFunc(slices.Clone(values), func(v any) bool { return !slices.Contains(t.Values, plain(v)) })
		}
		if t.To != "" && len(values) > 0 && !done[t.To] {
			done[t.To] = true
			combinations = multiply(combinations, t, values)
		}
	}
	return combinations, true
}

// multiply adds each of the values to each of the combinations.
func multiply(combinations [][]schema.Pin, t Topic, values []any) [][]schema.Pin {
	var product [][]schema.Pin
	for _, c := range combinations {
		for _, v := range values {
			if len(product) == maxWants {
				return product
			}
			pin := schema.Pin{Pointer: t.To, Value: jsonText(v), Add: true, Why: "subscribed " + t.From}
			product = append(product, append(slices.Clone(c), pin))
		}
	}
	return product
}

// askedValues returns the scalars at a property of a request, also of an array.
func askedValues(request any, from string) []any {
	if !strings.HasPrefix(from, "/") {
		from = spec.JoinPointer("", from)
	}
	v, ok := lookup(request, from)
	if !ok {
		return nil
	}
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var values []any
	for _, each := range list {
		switch each.(type) {
		case string, json.Number, bool:
			values = append(values, each)
		}
	}
	return values
}

// plain is a scalar as text, without quotes.
func plain(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return string(jsonText(v))
}
