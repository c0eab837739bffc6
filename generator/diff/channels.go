package diff

import (
	"regexp"

	"asyncmock/spec"
)

var parameterInAddress = regexp.MustCompile(`\{[^{}]*\}`)

// shape is an address whose parameters have no names: the name is not on the wire.
func shape(ch *spec.Channel) string {
	return parameterInAddress.ReplaceAllString(ch.Address, "{}")
}

// channels pairs channels: by address, else by name.
func (c *comparing) channels() []match[spec.Channel] {
	return matched(c.old.Channels, c.new.Channels,
		func(o, n *spec.Channel) bool {
			return !o.Unknown && !n.Unknown && o.Name == n.Name && shape(o) == shape(n)
		},
		func(o, n *spec.Channel) bool { return !o.Unknown && !n.Unknown && shape(o) == shape(n) },
		func(o, n *spec.Channel) bool { return o.Name == n.Name },
	)
}
