package diff

import (
	"fmt"

	"asyncmock/spec"
)

// operations compares what the application does: operations are the same by
// id, else by action and channel.
func (c *comparing) operations() {
	ops := matched(c.old.Operations, c.new.Operations,
		func(o, n *spec.Operation) bool { return o.Named && n.Named && o.Name == n.Name && o.Action == n.Action },
		func(o, n *spec.Operation) bool { return o.Action == n.Action && c.sameChannel(o.Channel, n.Channel) },
		func(o, n *spec.Operation) bool { return o.Named && n.Named && o.Name == n.Name },
	)
	for _, m := range ops {
		switch {
		case m.New == nil:
			c.operation(m.Old, Change{Kind: "operation-removed", Verdict: Breaking, Old: placeOf(m.Old.Node),
				Summary: fmt.Sprintf("operation %q is gone", m.Old.Name), Reason: removedOperation(m.Old.Action)})
		case m.Old == nil:
			c.addedOperation(m.New)
		default:
			c.pairedOperation(m.Old, m.New)
		}
	}
}

func (c *comparing) sameChannel(o, n *spec.Channel) bool {
	return o != nil && n != nil && c.partner[o] == n
}

// operation adds a change of an operation.
func (c *comparing) operation(op *spec.Operation, change Change) {
	change.Operation, change.Direction = op.Name, op.Action.String()
	if op.Channel != nil {
		change.Channel = op.Channel.Name
	}
	c.add(change)
}

func removedOperation(a spec.Action) string {
	if a == spec.Receive {
		return "what is still sent to the application is not received"
	}
	return "those who read what the application sends wait in vain"
}

func (c *comparing) addedOperation(op *spec.Operation) {
	change := Change{Kind: "operation-added", Verdict: NonBreaking, New: placeOf(op.Node), Summary: fmt.Sprintf("there is a new operation %q", op.Name),
		Reason: "nobody uses it yet"}
	if op.Action == spec.Send && c.wasThere(op.Channel) {
		change.Verdict, change.Reason = Unclear, "those who read the channel meet messages that they may not know"
	}
	c.operation(op, change)
}

// wasThere reports whether a channel of the new version has an old one.
func (c *comparing) wasThere(ch *spec.Channel) bool {
	for _, n := range c.partner {
		if n == ch {
			return true
		}
	}
	return false
}

func (c *comparing) pairedOperation(o, n *spec.Operation) {
	places := Change{Verdict: Breaking, Old: placeOf(o.Node), New: placeOf(n.Node)}
	if o.Action != n.Action {
		places.Kind, places.Summary = "operation-action-changed", fmt.Sprintf("the application does %s now, it did %s", n.Action, o.Action)
		places.Reason = "what was sent is read now, and the other way round"
		c.operation(n, places)
		return
	}
	if o.Channel != nil && n.Channel != nil && !c.sameChannel(o.Channel, n.Channel) {
		places.Kind, places.Summary = "operation-channel-changed", fmt.Sprintf("operation %q uses channel %q now, it used %q", n.Name, n.Channel.Name, o.Channel.Name)
		places.Reason = "its messages are on the old channel no longer"
		c.operation(n, places)
	}
	c.security(o.Security, n.Security, places, func(change Change) { c.operation(n, change) })
	c.bindings(o.Bindings, n.Bindings, func(change Change) { c.operation(n, change) })
	c.messages(c.group(n, n.Action), o.Messages, n.Messages)
	c.replies(o, n)
}

// group is what the changes of an operation's messages share.
func (c *comparing) group(op *spec.Operation, action spec.Action) use {
	u := use{operation: op.Name, action: action, known: true}
	if op.Channel != nil {
		u.channel = op.Channel.Name
	}
	return u
}
