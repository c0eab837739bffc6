package diff

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"asyncmock/spec"
)

var parameterInAddress = regexp.MustCompile(`\{[^{}]*\}`)

// shape is an address whose parameters have no names: the name is not on the wire.
func shape(ch *spec.Channel) string {
	return parameterInAddress.ReplaceAllString(ch.Address, "{}")
}

// pairedChannels pairs channels: by address, else by name.
func (c *comparing) pairedChannels() []match[spec.Channel] {
	return matched(c.old.Channels, c.new.Channels,
		func(o, n *spec.Channel) bool {
			return !o.Unknown && !n.Unknown && o.Name == n.Name && shape(o) == shape(n)
		},
		func(o, n *spec.Channel) bool { return !o.Unknown && !n.Unknown && shape(o) == shape(n) },
		func(o, n *spec.Channel) bool { return o.Name == n.Name },
	)
}

// channels compares the channels and their addresses.
func (c *comparing) channels(pairs []match[spec.Channel]) {
	for _, m := range pairs {
		switch {
		case m.New == nil:
			c.channel(m.Old, Change{Kind: "channel-removed", Verdict: Breaking, Old: placeOf(m.Old.Node),
				Summary: fmt.Sprintf("channel %q is gone", m.Old.Name), Reason: "those who use it find nothing there"})
		case m.Old == nil:
			c.channel(m.New, Change{Kind: "channel-added", Verdict: NonBreaking, New: placeOf(m.New.Node),
				Summary: fmt.Sprintf("there is a new channel %q", m.New.Name), Reason: "nobody uses it yet"})
		default:
			c.pairedChannel(m.Old, m.New)
		}
	}
}

func (c *comparing) channel(ch *spec.Channel, change Change) {
	change.Channel = ch.Name
	c.add(change)
}

func (c *comparing) pairedChannel(o, n *spec.Channel) {
	at := Change{Old: placeOf(o.Node), New: placeOf(n.Node)}
	if o.Unknown != n.Unknown || shape(o) != shape(n) || o.Query != n.Query {
		at.Kind, at.Verdict, at.Reason = "channel-address-changed", Breaking, "those who use the old address find nothing there"
		at.Summary = fmt.Sprintf("the address is %q now, it was %q", address(n), address(o))
		c.channel(n, at)
	}
	c.parameters(o, n)
	c.channelServers(o, n, at)
	c.bindings(o.Bindings, n.Bindings, func(change Change) { c.channel(n, change) })
	if !c.used(o, n) {
		c.messages(use{channel: n.Name}, o.Messages, n.Messages)
	}
}

func address(ch *spec.Channel) string {
	if ch.Query != "" {
		return ch.Address + "?" + ch.Query
	}
	return ch.Address
}

// used reports whether an operation says what is done with the messages.
func (c *comparing) used(o, n *spec.Channel) bool {
	on := func(ch *spec.Channel) func(*spec.Operation) bool {
		return func(op *spec.Operation) bool { return op.Channel == ch || op.Reply != nil && op.Reply.Channel == ch }
	}
	return slices.ContainsFunc(c.old.Operations, on(o)) || slices.ContainsFunc(c.new.Operations, on(n))
}

// channelServers compares where a channel is to be found; no servers: on all.
func (c *comparing) channelServers(o, n *spec.Channel, at Change) {
	names := func(ch *spec.Channel) (list []string) {
		for _, s := range ch.Servers {
			list = append(list, s.Name)
		}
		return list
	}
	old, new := names(o), names(n)
	less := func(a, b []string) bool {
		return len(b) > 0 && (len(a) == 0 || slices.ContainsFunc(a, func(name string) bool { return !slices.Contains(b, name) }))
	}
	at.Summary = fmt.Sprintf("the channel is on %s now, it was on %s", list(new), list(old))
	switch {
	case less(old, new):
		at.Kind, at.Verdict, at.Reason = "channel-servers-narrowed", Breaking, "those who use it on another server find nothing there"
	case less(new, old):
		at.Kind, at.Verdict, at.Reason = "channel-servers-widened", NonBreaking, "where it was it still is"
	default:
		return
	}
	c.channel(n, at)
}

func list(servers []string) string {
	if len(servers) == 0 {
		return "all servers"
	}
	return strings.Join(servers, ", ")
}

// bindings compares what is said for each protocol; what it means only the
// protocol knows.
func (c *comparing) bindings(old, new spec.Bindings, add func(Change)) {
	change := Change{Verdict: Unclear, Reason: "what a binding means is for its protocol to say"}
	for _, b := range old {
		other := new.Get(b.Protocol)
		change.Old, change.New = placeOf(b.Node), placeOf(other)
		switch {
		case other == nil:
			change.Kind, change.Summary = "binding-removed", fmt.Sprintf("the binding for %s is gone", b.Protocol)
		case !equals(b.Node)(other.Any()):
			change.Kind, change.Summary = "binding-changed", fmt.Sprintf("the binding for %s is different", b.Protocol)
		default:
			continue
		}
		add(change)
	}
	for _, b := range new {
		if old.Get(b.Protocol) == nil {
			change.Old, change.New = Place{}, placeOf(b.Node)
			change.Kind, change.Summary = "binding-added", fmt.Sprintf("there is a binding for %s", b.Protocol)
			add(change)
		}
	}
}
