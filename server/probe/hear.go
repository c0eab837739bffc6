package probe

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"asyncmock/generator/schema"
	"asyncmock/server"
	"asyncmock/spec"
)

// take judges a message of the service and finds what it has to do with what
// was asked.
func (t *Talk) take(f *server.Frame) {
	t.probe.heard.Add(1)
	rd := t.reader.Read(f)
	t.excuse(rd)
	notes := t.misplaced(rd)
	t.observeHeard(f, rd)
	t.tally.add(rd, notes)
	if t.trial != nil && t.witness(rd) {
		return
	}
	if p := t.party.asks.pair(rd); p != nil {
		return
	}
	switch {
	case len(rd.Findings) > 0:
		t.party.asks.mislead(t, rd.Findings[0])
	case rd.Outgoing != nil:
		t.unasked(rd)
		t.respond(rd)
	}
}

// observeHeard makes the event of a message of the service.
func (t *Talk) observeHeard(f *server.Frame, rd *server.Reading) {
	e := &server.Event{
		Kind: server.EventSend, Payload: f.Payload(), Binary: f.Binary, Valid: len(rd.Findings) == 0, Findings: rd.Findings, Unvalidated: rd.Unvalidated,
	}
	if o := rd.Outgoing; o != nil {
		e.Message = o.Message.Name
		if o.Channel != nil {
			e.Channel = o.Channel.Name
		}
		if o.Operation != nil {
			e.Operation = o.Operation.Name
		}
	} else if rd.Own != nil {
		e.Message = rd.Own.Name
	}
	t.observe(e)
}

// misplaced finds path parameters that the message has another value of
// (CHN-8).
func (t *Talk) misplaced(rd *server.Reading) (notes spec.Diagnostics) {
	if rd.Outgoing == nil {
		return nil
	}
	for _, pin := range rd.Outgoing.Parameters {
		i := slices.IndexFunc(t.place.params, func(p server.Param) bool { return p.Name == pin.Name })
		v, ok := server.Lookup(rd.Value.Tree, pin.Pointer)
		if pin.Header || i < 0 || !ok || strings.Trim(text(v), `"`) == t.place.params[i].Value {
			continue
		}
		d := spec.Diagnostic{
			Code: "parameter-mismatch", Severity: spec.SeverityWarning, Instance: pin.Pointer,
			Summary: fmt.Sprintf("%s: %s is not the %s of the path, %q", rd.Outgoing.Message.Name, text(v), pin.Name, t.place.params[i].Value),
		}
		if n := rd.Outgoing.Message.Node; n != nil {
			d.Pos, d.Pointer = n.Place(), n.Pointer()
		}
		notes = append(notes, d)
	}
	return notes
}

// unasked notes an answer that nobody asked for: a message that the document
// knows only as a reply.
func (t *Talk) unasked(rd *server.Reading) {
	if slices.ContainsFunc(rd.Alike, func(o *server.Outgoing) bool { return !replyOnly(o) }) {
		t.complaint(rd)
		return
	}
	if t.wrong && t.isError(rd) {
		return // somebody's late word about an invalid message
	}
	d := spec.Diagnostic{
		Code: "reply-unasked", Severity: spec.SeverityError,
		Summary: fmt.Sprintf("%s came without a request that it answers, or answers one again", rd.Outgoing.Message.Name),
	}
	if n := rd.Outgoing.Message.Node; n != nil {
		d.Pos, d.Pointer = n.Place(), n.Pointer()
	}
	t.tally.other(d)
}

// replyOnly reports whether a message is declared as a reply and sent by no
// operation.
func replyOnly(o *server.Outgoing) bool {
	op := o.Operation
	return o.When.Kind == server.WhenReply && op != nil && op.Reply != nil && !slices.Contains(op.Messages, o.Message.Message)
}

func (t *Talk) isError(rd *server.Reading) bool {
	return slices.ContainsFunc(t.Route.Receives, func(in *server.Incoming) bool { return t.refuses(in, rd) })
}

// complaint notes that a valid message, which has no reply, was met with an
// error.
func (t *Talk) complaint(rd *server.Reading) {
	s := t.last
	if s == nil || s.Invalid() || t.wrong || len(s.Incoming.Replies) > 0 || len(s.check.Findings) > 0 || !t.refuses(s.Incoming, rd) {
		return
	}
	d := t.about(s, "message-refused", "keeps the contract and was answered by "+rd.Outgoing.Message.Name)
	d.Severity = spec.SeverityWarning
	s.check.Findings = append(s.check.Findings, d)
}

// respond answers a request of the service, where the document declares that
// clients do (PER-3).
func (t *Talk) respond(rd *server.Reading) {
	if t.probe.opts.Send == SendNone || t.line == nil || len(rd.Outgoing.Awaits) == 0 || t.place.over != server.TransportWS {
		return
	}
	in := rd.Outgoing.Awaits[0]
	if !slices.Contains(t.Route.Receives, in) {
		return
	}
	t.answers++
	d := &schema.Draw{Source: rand.New(rand.NewPCG(t.probe.opts.Seed, t.answers))}
	from, to := rd.Outgoing.Message.CorrelationID, in.Message.CorrelationID
	if from != nil && to != nil && !from.Header && !to.Header {
		if v, ok := server.Lookup(rd.Value.Tree, from.Pointer); ok {
			d.Pins = append(d.Pins, schema.Pin{Pointer: to.Pointer, Value: json.RawMessage(text(v)), Add: true, Force: true, Why: "correlationId"})
		}
	}
	payload, _, err := in.Message.Append(nil, d)
	if err != nil {
		return
	}
	s := &Step{Incoming: in, Kind: schema.Typical, Name: "answer", Payload: payload, Binary: in.Message.Binary()}
	if _, err := t.say(t.background, s); err == nil {
		t.said = append(t.said, in)
	}
}

// text is a value of a tree as JSON.
func text(v any) string {
	raw, err := server.AppendValue(nil, v, 1<<20)
	if err != nil {
		return "?"
	}
	return string(raw)
}

// replace sets a place that is there; it is true when the value was another.
func replace(tree any, pointer string, value json.RawMessage) bool {
	was, ok := server.Lookup(tree, pointer)
	i := strings.LastIndexByte(pointer, '/')
	if !ok || i < 0 || text(was) == string(value) {
		return false
	}
	decoded, err := schema.Decode(value)
	if err != nil {
		return false
	}
	parent, _ := server.Lookup(tree, pointer[:i])
	object, ok := parent.(map[string]any)
	if ok {
		object[strings.ReplaceAll(strings.ReplaceAll(pointer[i+1:], "~1", "/"), "~0", "~")] = decoded.Tree
	}
	return ok
}
