package schema

import (
	"strconv"
	"unicode/utf8"

	"asyncmock/spec"
)

// AppendNode appends n as compact JSON. References are written as they stand,
// since a value is data; an absent n is null.
func AppendNode(dst []byte, n *spec.Node) []byte {
	if n == nil {
		return append(dst, "null"...)
	}
	switch n.Kind {
	case spec.Object:
		dst = append(dst, '{')
		for i := range n.Members {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(AppendString(dst, n.Members[i].Key), ':')
			dst = AppendNode(dst, n.Members[i].Value)
		}
		return append(dst, '}')
	case spec.Array:
		dst = append(dst, '[')
		for i, item := range n.Items {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = AppendNode(dst, item)
		}
		return append(dst, ']')
	case spec.String:
		return AppendString(dst, n.Text)
	case spec.Number:
		return append(dst, n.Text...)
	case spec.Bool:
		return strconv.AppendBool(dst, n.Text == "true")
	}
	return append(dst, "null"...)
}

// AppendString appends s as a JSON string. What is not UTF-8 becomes U+FFFD.
func AppendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				dst = append(append(dst, s[start:i]...), "\ufffd"...)
				start = i + 1
			}
			i += size
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		dst = append(dst, s[start:i]...)
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, `\n`...)
		case '\t':
			dst = append(dst, `\t`...)
		case '\r':
			dst = append(dst, `\r`...)
		default:
			dst = append(dst, `\u00`...)
			dst = append(dst, hex[c>>4], hex[c&15])
		}
		i++
		start = i
	}
	return append(append(dst, s[start:]...), '"')
}

// Get returns the value of a key of an object, nil if it is absent.
func Get(n *spec.Node, key string) *spec.Node {
	if n == nil || n.Kind != spec.Object {
		return nil
	}
	for i := range n.Members {
		if n.Members[i].Key == key {
			return n.Members[i].Value
		}
	}
	return nil
}

// Deref follows references to what they lead to.
func Deref(n *spec.Node) *spec.Node {
	for range 100 {
		if n == nil || n.Target == nil {
			return n
		}
		n = n.Target
	}
	return nil
}

// Text returns the value of a string, "" of anything else.
func Text(n *spec.Node) string {
	if n == nil || n.Kind != spec.String {
		return ""
	}
	return n.Text
}

// Pointer returns the JSON pointer of n in its document.
func Pointer(n *spec.Node) string { return "" }
