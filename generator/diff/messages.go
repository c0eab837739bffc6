package diff

import (
	"fmt"
	"strings"

	"asyncmock/generator"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// messages compares the messages of an operation, or of a reply: they are the
// same by id or name, else by having the same schemas, else where one is left
// of each.
func (c *comparing) messages(u use, old, new []*spec.Message) {
	pairs := matched(old, new,
		func(o, n *spec.Message) bool { return o.Name == n.Name },
		func(o, n *spec.Message) bool { return o.WrittenName != "" && o.WrittenName == n.WrittenName },
		func(o, n *spec.Message) bool {
			return o.Payload != nil && n.Payload != nil && len(schemaPairs(o.Payload, n.Payload)) == 0
		},
		func(o, n *spec.Message) bool { return len(old) == 1 && len(new) == 1 },
	)
	for _, m := range pairs {
		switch {
		case m.New == nil:
			c.removedMessage(u, m.Old, new)
		case m.Old == nil:
			c.addedMessage(u, m.New, old)
		default:
			c.pairedMessage(u, m.Old, m.New)
		}
	}
}

func (c *comparing) removedMessage(u use, m *spec.Message, left []*spec.Message) {
	u.message = m.Name
	change := Change{Kind: "message-removed", Verdict: Unclear, Old: placeOf(m.Node), Summary: fmt.Sprintf("message %q is gone", m.Name),
		Reason: "nothing unknown is sent, but those who wait for it wait in vain"}
	if u.known && u.action == spec.Receive {
		change.Reason = "every message of it that was made fits another one"
		if w := foreign(c.before, c.after, m, left); w != nil {
			w.AcceptedBy = "old"
			change.Verdict, change.Reason, change.Witness = Breaking, breaks(u.action), w
		}
	}
	c.add(u.change(change))
}

func (c *comparing) addedMessage(u use, m *spec.Message, before []*spec.Message) {
	u.message = m.Name
	change := Change{Kind: "message-added", Verdict: NonBreaking, New: placeOf(m.Node), Summary: fmt.Sprintf("there is a new message %q", m.Name),
		Reason: "nobody sends it yet"}
	if u.known && u.action == spec.Send {
		change.Verdict, change.Reason = Unclear, "every message of it that was made fits an old one"
		if w := foreign(c.after, c.before, m, before); w != nil {
			w.AcceptedBy = "new"
			change.Verdict, change.Reason, change.Witness = Breaking, breaks(u.action), w
		}
	}
	c.add(u.change(change))
}

// foreign returns a payload of a message that none of the others accepts.
func foreign(of, by *generator.Compiler, m *spec.Message, others []*spec.Message) *Witness {
	var judges []*generator.Message
	for _, o := range others {
		judges = append(judges, judge(by, o.Payload))
	}
	made := judge(of, m.Payload)
	for _, kind := range []schema.CaseKind{schema.Minimal, schema.Full, schema.Typical, schema.Branch} {
		for c := range made.Cases(kind, options()) {
			if w, ok := refusedByAll(judges, c.Value); ok {
				return w
			}
		}
	}
	return nil
}

func refusedByAll(judges []*generator.Message, payload []byte) (*Witness, bool) {
	w := &Witness{Payload: payload, Refusal: "there is no other message"}
	for _, j := range judges {
		v, err := j.Decode(payload, false)
		if err != nil {
			continue
		}
		findings := j.Validate(v)
		if len(findings) == 0 {
			return nil, false
		}
		w.Instance, w.Refusal = findings[0].Instance, findings[0].Summary
	}
	return w, true
}

func (c *comparing) pairedMessage(u use, o, n *spec.Message) {
	key := comparedMessage{o, n, u.action, u.known}
	if c.compared[key] {
		return
	}
	c.compared[key] = true
	u.message = n.Name
	c.envelope(u, o, n)
	c.schemas(u, o.Payload, n.Payload)
	u.headers = true
	c.schemas(u, o.Headers, n.Headers)
}

// envelope compares what a message says besides its schemas.
func (c *comparing) envelope(u use, o, n *spec.Message) {
	at := Change{Verdict: Breaking, Old: placeOf(o.Node), New: placeOf(n.Node)}
	if o.ContentType != n.ContentType {
		at.Kind, at.Summary = "content-type-changed", moved("content type is", n.ContentType, o.ContentType)
		at.Reason = "those who write or read the old one are not understood, or do not understand"
		if o.ContentType == "" || n.ContentType == "" {
			at.Verdict, at.Reason = Unclear, "one version leaves open what the content type is"
		}
		c.add(u.change(at))
	}
	if expression(o.CorrelationID) == expression(n.CorrelationID) {
		return
	}
	at.Verdict, at.Reason = Breaking, "the correlation id is not where it is looked for"
	at.Summary = moved("correlation id is at", expression(n.CorrelationID), expression(o.CorrelationID))
	switch {
	case o.CorrelationID == nil:
		at.Kind, at.Verdict, at.Reason = "correlation-id-added", NonBreaking, "those who read messages need not look at it"
		if u.action == spec.Receive {
			at.Verdict, at.Reason = Unclear, "the application may need it, and nobody sends it yet"
		}
	case n.CorrelationID == nil:
		at.Kind = "correlation-id-removed"
		if u.action == spec.Receive {
			at.Verdict, at.Reason = NonBreaking, "the application does not look at it any more"
		}
	default:
		at.Kind = "correlation-id-changed"
	}
	c.add(u.change(at))
}

// moved words that a text of a message, which may be absent, is another one
// now.
func moved(what, now, before string) string {
	switch {
	case before == "":
		return fmt.Sprintf("the %s %q now, it was not said", what, now)
	case now == "":
		return fmt.Sprintf("the %s not said any more, it was %q", strings.TrimSuffix(what, " at"), before)
	}
	return fmt.Sprintf("the %s %q now, it was %q", what, now, before)
}
