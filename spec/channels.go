package spec

import "strings"

// channelBase converts what channels of all versions have.
func (c *converter) channelBase(name string, o *Node) *Channel {
	c.known(o, channelFields)
	return &Channel{
		Name: name, Title: c.text(o, "title"), Summary: c.text(o, "summary"), Description: c.text(o, "description"),
		Deprecated: o.Own("deprecated").True() || o.Own("x-deprecated").True(),
		Parameters: c.parameters(o), Bindings: c.bindings(o), Extensions: extensions(o), Node: o,
	}
}

// setAddress takes an address apart: the path, and what stands behind "?".
func (c *converter) setAddress(ch *Channel, at *Node, pos Pos, address string) {
	report := func(code, format, hint string) {
		d := c.f.pos(pos, code, format, shorten(address))
		d.Pointer, d.Hint = at.Pointer(), hint
	}
	ch.Address = address
	if i := outsideBraces(ch.Address, "?#"); i >= 0 {
		path, rest := ch.Address[:i], ch.Address[i:]
		ch.Address = path
		if query, isQuery := strings.CutPrefix(rest, "?"); isQuery {
			ch.Query, _, _ = strings.Cut(query, "#")
		}
		report(codeAddressQuery, "the address %q has a query or a fragment; the path is used", "describe query parameters in the channel's ws binding")
	}
	scheme, rest, found := strings.Cut(ch.Address, "://")
	if found && isScheme(scheme) {
		ch.Address = "/"
		if i := outsideBraces(rest, "/"); i >= 0 {
			ch.Address = rest[i:]
		}
		report(codeAddressURL, "the address %q is a whole URL; its path is used", "move scheme and host to servers")
	}
}

// outsideBraces returns the index of the first of chars that is not inside {}.
func outsideBraces(s, chars string) int {
	depth := 0
	for i := range len(s) {
		switch {
		case s[i] == '{':
			depth++
		case s[i] == '}':
			depth = max(0, depth-1)
		case depth == 0 && strings.IndexByte(chars, s[i]) >= 0:
			return i
		}
	}
	return -1
}

func isScheme(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		if (c < 'a' || c > 'z') && (i == 0 || strings.IndexByte("0123456789+-.", s[i]) < 0) {
			return false
		}
	}
	return s != ""
}
