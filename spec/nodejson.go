package spec

import (
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf8"
)

// maxExpanded is how many values one encoding follows references for; after
// that they are written as they stand.
const maxExpanded = 100_000

// AppendJSON appends n as compact JSON. Number literals stay as written,
// members keep their order, references are followed. A reference that leads
// back to a value around it is written as it stands. An absent node is null.
func (n *Node) AppendJSON(dst []byte) []byte {
	e := encoder{follow: true, budget: maxExpanded}
	return e.append(dst, n)
}

// AppendWritten is AppendJSON that follows no reference.
func (n *Node) AppendWritten(dst []byte) []byte {
	var e encoder
	return e.append(dst, n)
}

// MarshalJSON returns AppendJSON; the error is nil.
func (n *Node) MarshalJSON() ([]byte, error) { return n.AppendJSON(nil), nil }

// encoder writes a tree; around holds the targets being written.
type encoder struct {
	follow bool
	budget int
	around []*Node
}

func (e *encoder) append(dst []byte, n *Node) []byte {
	if d, ok := e.step(n); ok {
		e.around = append(e.around, d)
		dst = e.append(dst, d)
		e.around = e.around[:len(e.around)-1]
		return dst
	}
	if n == nil {
		return append(dst, "null"...)
	}
	e.budget--
	switch n.Kind {
	case String:
		return AppendQuoted(dst, n.Text)
	case Bool, Number:
		return append(dst, n.Text...)
	case Array:
		return e.appendItems(dst, n)
	case Object:
		return e.appendMembers(dst, n)
	default:
		return append(dst, "null"...)
	}
}

// step returns what n refers to when it is to be written in place of n.
func (e *encoder) step(n *Node) (*Node, bool) {
	if !e.follow || n == nil || n.Target == nil || e.budget <= 0 {
		return nil, false
	}
	d := n.Deref()
	for p := n; p != nil; p = p.parent { // below itself by its own text
		if p == d {
			return nil, false
		}
	}
	return d, !slices.Contains(e.around, d)
}

func (e *encoder) appendItems(dst []byte, n *Node) []byte {
	dst = append(dst, '[')
	for i, item := range n.Items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = e.append(dst, item)
	}
	return append(dst, ']')
}

func (e *encoder) appendMembers(dst []byte, n *Node) []byte {
	dst = append(dst, '{')
	for i, m := range n.Members {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(AppendQuoted(dst, m.Key), ':')
		dst = e.append(dst, m.Value)
	}
	return append(dst, '}')
}

// AppendQuoted appends s as a JSON string. Only what RFC 8259, 7 demands is
// escaped; bytes that are no UTF-8 become U+FFFD.
func AppendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				dst = append(append(dst, s[start:i]...), "\uFFFD"...)
				start = i + size
			}
			i += size
			continue
		}
		dst = appendEscape(append(dst, s[start:i]...), c)
		i++
		start = i
	}
	return append(append(dst, s[start:]...), '"')
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	default:
		return append(append(dst, `\u00`...), "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
	}
}

// Any returns n as encoding/json would with UseNumber: nil, bool,
// json.Number, string, []any, map[string]any. References are treated as
// AppendJSON does.
func (n *Node) Any() any {
	e := encoder{follow: true, budget: maxExpanded}
	return e.value(n)
}

func (e *encoder) value(n *Node) any {
	if d, ok := e.step(n); ok {
		e.around = append(e.around, d)
		v := e.value(d)
		e.around = e.around[:len(e.around)-1]
		return v
	}
	if n == nil {
		return nil
	}
	e.budget--
	switch n.Kind {
	case String:
		return n.Text
	case Bool:
		b, _ := strconv.ParseBool(n.Text)
		return b
	case Number:
		return json.Number(n.Text)
	case Array:
		list := make([]any, len(n.Items))
		for i, item := range n.Items {
			list[i] = e.value(item)
		}
		return list
	case Object:
		object := make(map[string]any, len(n.Members))
		for _, m := range n.Members {
			object[m.Key] = e.value(m.Value)
		}
		return object
	default:
		return nil
	}
}
