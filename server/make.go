package server

import (
	"encoding/json"
	"slices"
	"strconv"
	"sync"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// How a payload is made, first that applies:
//
//	1 ?__example=NAME      the message's example of that name
//	2 the request equals example N, and the message has an example N too
//	3 Message.Append       examples or generated, by --prefer
//
// Into each of them are written, where its schema lets them: path parameters
// (CHN-8), what the client asked for in a subscribe (MOD-4), correlation and
// echoed ids (COR-1), a fresh correlation id (COR-2). The generator validates
// what it hands out.

// correlationID is why a Copy or pin must be there, fit or not (COR-1).
const correlationID = "correlationId"

// itsFinding is why a Copy takes what was wrong with the request.
const itsFinding = "what was wrong"

// A making is the scratch that one payload is made in.
type making struct {
	frame   Frame
	draw    schema.Draw
	headed  bool         // the message travels with headers
	pinned  []schema.Pin // into its headers
	headers []byte
}

var makings = sync.Pool{New: func() any {
	return &making{frame: Frame{Buf: make([]byte, Headroom, 1024)}}
}}

// maxKept is the largest buffer that is kept for the next payload.
const maxKept = 64 << 10

func newMaking() *making { return makings.Get().(*making) }

// done gives the scratch back; its frame must not be used any more.
func (k *making) done() {
	if cap(k.frame.Buf) > maxKept {
		return
	}
	k.frame.Buf, k.frame.by = k.frame.Buf[:Headroom], nil
	k.frame.Headers, k.frame.example = nil, nil
	k.draw = schema.Draw{Pins: k.draw.Pins[:0]}
	k.headed, k.pinned = false, k.pinned[:0]
	makings.Put(k)
}

// pin adds a value that must appear in the payload or, where there are any,
// in the headers.
func (k *making) pin(p schema.Pin, header bool) {
	switch {
	case !header:
		k.draw.Pins = append(k.draw.Pins, p)
	case k.headed:
		k.pinned = append(k.pinned, p)
	}
}

// message makes the next message of o into k.frame: its payload and, where it
// travels with them, its headers. The findings are pins that did not fit.
func (k *making) message(l *live, o *Outgoing, v *voice, examples ...string) (spec.Diagnostics, error) {
	conflicts, err := k.payload(l, o, v, examples...)
	if err != nil || !k.headed || o.Message.Headers() == nil {
		return conflicts, err
	}
	k.draw.Pins, k.pinned = k.pinned, k.draw.Pins
	headers, more, err := o.Message.AppendHeaders(k.headers[:0], &k.draw)
	if err != nil {
		return conflicts, err
	}
	conflicts = append(conflicts, more...)
	k.headers = headers
	k.frame.Headers, more = sendable(headers, o.Message)
	return append(conflicts, more...), nil
}

// payload makes the next payload of o into k.frame. The findings are pins
// that did not fit.
func (k *making) payload(l *live, o *Outgoing, v *voice, examples ...string) (spec.Diagnostics, error) {
	k.draw.Source, k.draw.Memory, k.draw.Now = v.dice, &v.memory, l.mock.opts.Now()
	return k.fill(o, examples...)
}

// fill is payload by a draw that is set up: the first of the examples that
// there is, or the message's next.
func (k *making) fill(o *Outgoing, examples ...string) (spec.Diagnostics, error) {
	k.frame.Binary, k.frame.Name = o.Message.Binary(), o.Message.Name
	for _, name := range examples {
		if name == "" {
			continue
		}
		if out, ok := o.Message.AppendExample(k.frame.Buf[:Headroom], name, &k.draw); ok {
			k.frame.Buf, k.frame.example = out, k.draw.Example
			return nil, nil
		}
	}
	out, conflicts, err := o.Message.Append(k.frame.Buf[:Headroom], &k.draw)
	if err == nil {
		k.frame.Buf, k.frame.example = out, k.draw.Example
	}
	return conflicts, err
}

// pinParameters adds the path parameters that o's payload holds.
func (k *making) pinParameters(o *Outgoing, params []Param) {
	for _, pin := range o.Parameters {
		i := slices.IndexFunc(params, func(p Param) bool { return p.Name == pin.Name })
		if i < 0 || params[i].Value == "" {
			continue
		}
		k.pin(schema.Pin{
			Pointer: pin.Pointer, Value: params[i].JSON, Add: true, Text: true, Why: "parameter " + pin.Name,
		}, pin.Header)
	}
}

// pinFresh adds a correlation id that nobody had before, of the type that the
// payload gives it (COR-2), and returns it.
func (k *making) pinFresh(l *live, o *Outgoing, v *voice) json.RawMessage {
	if o.Correlation == nil || o.Correlation.Header && !k.headed {
		return nil
	}
	v.counter++
	id := json.RawMessage(strconv.AppendUint(nil, v.counter, 10))
	if !l.countsCorrelations(o) {
		id = json.RawMessage(`"` + v.uuid() + `"`)
	}
	k.pin(schema.Pin{Pointer: o.Correlation.Pointer, Value: id, Add: true, Why: correlationID}, o.Correlation.Header)
	return id
}

// countsCorrelations reports whether the correlation id of o is a number.
func (l *live) countsCorrelations(o *Outgoing) bool {
	l.mu.Lock()
	counts, known := l.counts[o]
	l.mu.Unlock()
	if known {
		return counts
	}
	k, v := newMaking(), newVoice([2]uint64{1, 1})
	defer k.done()
	k.headed = o.Correlation.Header
	if _, err := k.message(l, o, v); err == nil {
		value, err := o.Message.Decode(k.frame.Payload(), k.frame.Binary)
		if k.headed {
			value, err = schema.Decode(k.frame.Headers)
		}
		if err == nil {
			id, _ := lookup(value.Tree, o.Correlation.Pointer)
			_, counts = id.(json.Number)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counts[o] = counts
	return counts
}

// sayEach sends one of each, called under mu.
func (s *Session) sayEach(out []*Outgoing) {
	for _, o := range out {
		s.sayLocked(o, s.speak(), nil)
	}
}

// sayLocked makes and sends an unprompted message, called under mu. It is
// false when the message cannot be made.
func (s *Session) sayLocked(o *Outgoing, v *voice, pins []schema.Pin) bool {
	k := newMaking()
	defer k.done()
	k.pinParameters(o, s.params)
	k.draw.Pins = append(k.draw.Pins, pins...)
	id := k.pinFresh(s.live, o, v)
	conflicts, err := k.payload(s.live, o, v, s.example)
	if err != nil {
		s.noteFailure(o, err)
		return false
	}
	s.noteConflicts(o, conflicts)
	if s.sendLocked(&k.frame, o) && len(o.Awaits) > 0 {
		s.await(o, id)
	}
	return true
}
