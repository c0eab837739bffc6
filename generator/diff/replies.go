package diff

import "asyncmock/spec"

// replies compares the replies of an operation. They go the other way.
func (c *comparing) replies(o, n *spec.Operation) {
	old, new := o.Reply, n.Reply
	switch {
	case old == nil && new == nil:
	case old == nil:
		change := Change{Kind: "reply-added", Verdict: Unclear, Old: placeOf(o.Node), New: placeOf(new.Node), Summary: "there is a reply now",
			Reason: "those who send to the application meet an answer that they may not know"}
		if n.Action == spec.Send {
			change.Verdict, change.Reason = Breaking, "those who read what the application sends do not know that they must answer"
		}
		c.operation(n, change)
	case new == nil:
		change := Change{Kind: "reply-removed", Verdict: Breaking, Old: placeOf(old.Node), New: placeOf(n.Node), Summary: "there is no reply any more",
			Reason: "those who send to the application wait for the answer in vain"}
		if n.Action == spec.Send {
			change.Verdict, change.Reason = Unclear, "those who still answer may be refused"
		}
		c.operation(n, change)
	default:
		c.replyPlace(n, old, new)
		c.messages(c.group(n, 1-n.Action), old.Messages, new.Messages)
	}
}

func (c *comparing) replyPlace(op *spec.Operation, old, new *spec.Reply) {
	change := Change{Verdict: Breaking, Old: placeOf(old.Node), New: placeOf(new.Node), Reason: "the reply is not where it is looked for"}
	if old.Channel != nil && new.Channel != nil && !c.sameChannel(old.Channel, new.Channel) {
		change.Kind, change.Summary = "reply-channel-changed", "the reply is on another channel"
		c.operation(op, change)
	}
	if expression(old.Address) != expression(new.Address) {
		change.Kind, change.Summary = "reply-address-changed", "the place in the request that says where the reply goes is another"
		c.operation(op, change)
	}
}

func expression(e *spec.Expression) string {
	if e == nil {
		return ""
	}
	return e.Text
}
