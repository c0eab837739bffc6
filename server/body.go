package server

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"asyncmock/generator"
	"asyncmock/spec"
)

// A Body is what a rule sends: a message of the contract by name, or bytes.
type Body struct {
	Message string // name of a message that the mock sends on the route
	Example string // the example of that name, "": as the contract alone would
	Fields  []Set  // written into it, whatever stands there

	Data   []byte // without Message: what is sent
	Binary bool
	Text   bool // Data is plain text: what a Raw rule may answer with
	// Unchecked sends it even where it breaks the contract. Otherwise it is
	// then a note, and nothing is sent.
	Unchecked bool
}

// maxBody is the longest message that a rule sends.
const maxBody = 16 << 20

// An outbound knows what the mock may say on a route: what it sends by itself
// and what it answers with. It is made on first use.
type outbound struct {
	once    sync.Once
	all     []*Outgoing
	byName  map[string]*Outgoing
	matcher *generator.Matcher
}

// speech returns what the mock may say on the route.
func (l *live) speech() *outbound {
	b := &l.outbound
	b.once.Do(func() {
		b.byName = map[string]*Outgoing{}
		for _, o := range l.route.Says() {
			if b.byName[o.Message.Name] == nil {
				b.byName[o.Message.Name] = o
			}
			b.all = append(b.all, o)
		}
		var candidates []*generator.Message
		for _, o := range b.all {
			candidates = append(candidates, o.Message)
		}
		b.matcher = generator.NewMatcher(candidates)
	})
	return b
}

// Says returns every message that the mock may send on the route: by itself
// or as an answer, each once.
func (r *Route) Says() (all []*Outgoing) {
	add := func(o *Outgoing) {
		if !slices.ContainsFunc(all, func(other *Outgoing) bool { return other.Message == o.Message }) {
			all = append(all, o)
		}
	}
	for _, o := range r.Sends {
		add(o)
	}
	for _, in := range r.Receives {
		for _, reply := range in.Replies {
			add(reply.Outgoing)
		}
		if in.Error != nil {
			add(in.Error.Outgoing)
		}
	}
	if r.ErrorReply != nil {
		add(r.ErrorReply.Outgoing)
	}
	return all
}

// compose makes a body into k.frame, for the clients of a route.
func (m *Moment) compose(k *making, l *live, b *Body) (*Outgoing, error) {
	o, findings, err := m.write(k, l, b)
	if err != nil {
		return nil, err
	}
	if len(findings) > 0 && !b.Unchecked {
		m.Note("what it says breaks the contract and is not sent", findings)
		return nil, errUnsaid
	}
	k.frame.by = &author{rule: m.rule.Name, findings: findings}
	if o != nil {
		k.frame.Name = o.Message.Name
	}
	return o, nil
}

// errUnsaid says that a body was not sent, and that this was noted.
var errUnsaid = errors.New("not sent")

func (m *Moment) write(k *making, l *live, b *Body) (*Outgoing, spec.Diagnostics, error) {
	if b.Message != "" {
		return m.writeMessage(k, l, b)
	}
	if len(b.Data) > maxBody {
		return nil, nil, fmt.Errorf("what it says has %d bytes; %d are the most", len(b.Data), maxBody)
	}
	k.frame.Buf, k.frame.Binary, k.frame.Name = append(k.frame.Buf[:Headroom], b.Data...), b.Binary, ""
	excused := b.Text && m.rule.Raw
	if (excused || b.Unchecked) && !m.session.watched() {
		return nil, nil, nil
	}
	o, findings := l.judge(b.Data, b.Binary)
	switch {
	case len(findings) == 0:
		return o, nil, nil
	case excused:
		return nil, nil, nil
	}
	return nil, findings, nil
}

// writeMessage makes a message of the contract, with the rule's fields in it.
func (m *Moment) writeMessage(k *making, l *live, b *Body) (*Outgoing, spec.Diagnostics, error) {
	o := l.speech().byName[b.Message]
	if o == nil {
		return nil, nil, fmt.Errorf("the mock sends no message %q on %s", b.Message, l.route.Path)
	}
	s := m.session
	k.headed = s.way.carriesHeaders()
	if r := m.asReply(o); r != nil {
		k.pinCopies(s, r, m.in)
	}
	if l == s.live {
		k.pinParameters(o, s.params)
	}
	for _, f := range b.Fields {
		k.pin(f.pin("rule "+m.rule.Name), false)
	}
	if _, err := k.message(l, o, s.play.voice, b.Example, s.example); err != nil {
		return nil, nil, err
	}
	if len(b.Fields) == 0 {
		return o, nil, nil
	}
	return o, o.examine(&k.frame, b.Fields), nil
}

// asReply returns o as an answer to the message of the moment, nil where the
// contract knows none.
func (m *Moment) asReply(o *Outgoing) *Reply {
	if m.in == nil || m.in.incoming == nil {
		return nil
	}
	for _, r := range m.in.incoming.Replies {
		if r.Message == o.Message {
			return r
		}
	}
	if e := m.in.incoming.Error; e != nil && e.Message == o.Message {
		return e
	}
	return nil
}

// Reply sends a body to the session.
func (m *Moment) Reply(b *Body) error {
	k := newMaking()
	defer k.done()
	s := m.session
	o, err := m.compose(k, s.live, b)
	if err != nil {
		return unlessNoted(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sendLocked(&k.frame, o) {
		s.play.sent++
	}
	return nil
}

func unlessNoted(err error) error {
	if errors.Is(err, errUnsaid) {
		return nil
	}
	return err
}

// Close ends the connection once all that was said before has gone out. The
// reason is cut to what a close frame holds.
func (m *Moment) Close(code int, reason string) {
	m.session.end(code, reason)
	m.Stop()
}

// Fault lets something go wrong on the connection; see Session.Inject.
func (m *Moment) Fault(f Fault) error { return m.session.Inject(f) }

// Accept does what the contract says about the message besides answering:
// streams open and close, the session ends if that was asked for.
func (m *Moment) Accept() {
	if m.in == nil || len(m.in.findings) > 0 {
		return
	}
	m.session.gate(m.in)
	m.session.endIfAsked(m.in)
}
