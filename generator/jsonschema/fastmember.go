package jsonschema

import "strings"

// AcceptsAt reports whether every valid object stays valid when the value of
// one member becomes another, or when that member is added to an object that
// is there. False is no answer: then the whole has to be checked. The place is
// a JSON pointer (RFC 6901).
func (c *compiled) AcceptsAt(pointer string, value []byte) bool {
	k := c.quick
	for pointer != "" && pointer[0] == '/' {
		token, rest, _ := strings.Cut(pointer[1:], "/")
		if pointer = ""; rest != "" {
			pointer = "/" + rest
		}
		if k = k.member(strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")); k == nil {
			return false
		}
	}
	return pointer == "" && k != c.quick && k.acceptsText(value)
}

// member returns the check of a declared property where nothing else speaks of
// its value or of the object as a whole; nil when it is not so.
func (c *check) member(name string) *check {
	if c == nil || c.always != nil || c.values != nil || c.inPlace || c.object == nil {
		return nil
	}
	o := c.object
	at, known := o.index[name]
	if !known || !o.members[at].declared || len(o.patterns)+len(o.needs) > 0 || o.names != nil || o.max >= 0 {
		return nil
	}
	return o.members[at].check
}
