package server

import (
	"net/url"
	"strings"
)

// A segment is one part of a path template between slashes: literal text and
// {parameters} in turn. lits has one element more than names.
type segment struct {
	lits  []string
	names []string
}

// parseSegment reads one segment of a template. A brace without its partner
// is literal text.
func parseSegment(text string) segment {
	var s segment
	for text != "" {
		open := strings.IndexByte(text, '{')
		end := strings.IndexByte(text[open+1:], '}') + open + 1
		if open < 0 || end <= open+1 {
			break
		}
		s.lits = append(s.lits, text[:open])
		s.names = append(s.names, strings.TrimLeft(strings.TrimRight(text[open+1:end], "*"), "+#./;?&"))
		text = text[end+1:]
	}
	s.lits = append(s.lits, text)
	return s
}

// literal reports whether the segment has no parameter.
func (s segment) literal() bool { return len(s.names) == 0 }

// key is the same for segments that differ only in the names of parameters.
// A parameter is a NUL in it, which no path holds as it is written: braces
// without a name are literal text.
func (s segment) key() string { return strings.Join(s.lits, "\x00") }

// whole reports whether the segment is one parameter and nothing else.
func (s segment) whole() bool { return len(s.names) == 1 && s.lits[0] == "" && s.lits[1] == "" }

// match binds the parameters to at least one character each, the first ones
// as short as can be, and appends the values.
func (s segment) match(text string, values []string) ([]string, bool) {
	if s.literal() {
		return values, text == s.lits[0]
	}
	text, ok := strings.CutPrefix(text, s.lits[0])
	if !ok {
		return values, false
	}
	for _, lit := range s.lits[1 : len(s.lits)-1] {
		if text == "" {
			return values, false
		}
		at := strings.Index(text[1:], lit) + 1
		if at < 1 {
			return values, false
		}
		values = append(values, text[:at])
		text = text[at+len(lit):]
	}
	last := s.lits[len(s.lits)-1]
	if len(text) <= len(last) || !strings.HasSuffix(text, last) {
		return values, false
	}
	return append(values, text[:len(text)-len(last)]), true
}

// covers reports whether s matches all that o matches, as far as a look at
// the two can tell.
func (s segment) covers(o segment) bool {
	if o.literal() {
		_, ok := s.match(o.lits[0], nil)
		return ok
	}
	return s.key() == o.key() || s.whole()
}

// overlaps reports whether some text is matched by both.
func (s segment) overlaps(o segment) bool {
	if s.literal() || o.literal() {
		return s.covers(o) || o.covers(s)
	}
	a, b := s.lits[0], o.lits[0]
	y, z := s.lits[len(s.lits)-1], o.lits[len(o.lits)-1]
	return (strings.HasPrefix(a, b) || strings.HasPrefix(b, a)) && (strings.HasSuffix(y, z) || strings.HasSuffix(z, y))
}

// A template is a path template, split.
type template []segment

// parseTemplate splits a path template. Slashes at either end make no
// difference.
func parseTemplate(path string) template {
	parts := splitPath(path)
	t := make(template, len(parts))
	for i, part := range parts {
		t[i] = parseSegment(part)
	}
	return t
}

// splitPath returns what stands between the slashes; "/" has no parts.
func splitPath(path string) []string {
	path = strings.Trim(path, "/")
	if path == "" {
		return nil
	}
	return strings.Split(path, "/")
}

// decodePath splits a path as sent and decodes each part. What is no valid
// percent-encoding stays as it is.
func decodePath(path string) []string {
	parts := splitPath(path)
	for i, part := range parts {
		if decoded, err := url.PathUnescape(part); err == nil {
			parts[i] = decoded
		}
	}
	return parts
}

// literal reports whether the template has no parameter.
func (t template) literal() bool {
	for _, s := range t {
		if !s.literal() {
			return false
		}
	}
	return true
}

// names returns the parameters in order of the path.
func (t template) names() []string {
	var names []string
	for _, s := range t {
		names = append(names, s.names...)
	}
	return names
}

// key is the same for templates that differ only in the names of parameters.
func (t template) key() string {
	var b strings.Builder
	for _, s := range t {
		b.WriteByte('/')
		b.WriteString(s.key())
	}
	return b.String()
}

// match binds the parameters of the parts of a path.
func (t template) match(parts []string) ([]string, bool) {
	if len(parts) != len(t) {
		return nil, false
	}
	var values []string
	ok := true
	for i, s := range t {
		if values, ok = s.match(parts[i], values); !ok {
			return nil, false
		}
	}
	return values, true
}

// covers reports whether t matches all paths that o matches.
func (t template) covers(o template) bool {
	for i := range t {
		if len(t) != len(o) || !t[i].covers(o[i]) {
			return false
		}
	}
	return len(t) == len(o)
}

// overlaps reports whether some path is matched by both.
func (t template) overlaps(o template) bool {
	for i := range t {
		if len(t) != len(o) || !t[i].overlaps(o[i]) {
			return false
		}
	}
	return len(t) == len(o)
}
